//! Temporary accesses and codes, as the pages show them.

use chrono_tz::Tz;
use consent::{
    rules::Scope,
    service::{AccessState, TemporaryAccess},
};
use flows::access::Names;
use kernel::{Private, ProvisionId};

use super::Called;
use crate::{moments::Moment, state::Visit, texts, words};

/// A temporary access, or a code that waits for somebody to use it.
pub(super) struct AccessLine {
    pub(super) id: ProvisionId,
    pub(super) called: Called,
    /// What it opens.
    pub(super) opens: String,
    /// How it stands.
    pub(super) state: String,
    /// From when on, with the word before it; none for a code that nobody used.
    pub(super) from: Option<(String, Moment)>,
    pub(super) until: Option<Moment>,
}

impl AccessLine {
    pub(super) fn new(one: &TemporaryAccess, names: &Names, zone: Tz, visit: &Visit) -> Self {
        let text = |key: &str| texts::text(visit.language, key);
        let at = |instant| Moment::new(instant, zone, visit.language);
        let (state, since) = match one.state {
            AccessState::Waiting => ("access-waiting", "safety-since"),
            AccessState::ToCome => ("access-to-come", "access-from"),
            AccessState::Running => ("access-running", "safety-since"),
            AccessState::Emptied => ("access-emptied", "safety-since"),
            AccessState::Over => ("access-over", "safety-since"),
        };
        Self {
            id: one.id,
            called: called(one, names, visit),
            opens: opens(&one.opens, visit),
            state: text(state),
            from: one.person.is_some().then(|| (text(since), at(one.starts_at))),
            until: one.ends_at.map(at),
        }
    }
}

fn called(one: &TemporaryAccess, names: &Names, visit: &Visit) -> Called {
    if let Some(guest) = &one.guest {
        return Called::guest(guest, visit.language);
    }
    if one.person.is_none() {
        let name = Private::new(texts::text(visit.language, "access-code"));
        return Called { name, about: String::new() };
    }
    Called::new(visit, names, one.person, one.organisation)
}

fn opens(scope: &Scope, visit: &Visit) -> String {
    match scope {
        Scope::Whole => texts::text(visit.language, "opens-whole"),
        Scope::Categories(shelves) => {
            let labels =
                shelves.iter().map(|one| words::category(&visit.house.reference, *one, visit.language));
            texts::naming(visit.language, "opens-shelves", &labels.collect::<Vec<_>>().join(", "))
        }
        Scope::Documents(series) => texts::count(visit.language, "opens-documents", series.len()),
    }
}
