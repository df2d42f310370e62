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
    /// Whether it is a code that waits.
    pub(super) is_code: bool,
    /// From when on, or when its code was made, with the words before it.
    pub(super) from: (String, Moment),
    pub(super) until: Option<Moment>,
    /// When it was over.
    pub(super) ended: Option<Moment>,
}

impl AccessLine {
    pub(super) fn new(one: &TemporaryAccess, names: &Names, zone: Tz, visit: &Visit) -> Self {
        let text = |key: &str| texts::text(visit.language, key);
        let at = |instant| Moment::new(instant, zone, visit.language);
        let (state, since) = match one.state {
            AccessState::Waiting => ("access-waiting", "access-made"),
            AccessState::ToCome => ("access-to-come", "access-from"),
            AccessState::Running => ("access-running", "safety-since"),
            AccessState::Emptied => ("access-emptied", "safety-since"),
            AccessState::Over if one.person.is_some() => ("access-over", "access-began"),
            AccessState::Over => ("access-over", "access-made"),
        };
        let (until, ended) = match one.state {
            AccessState::Over => (None, one.ends_at.map(at)),
            _ => (one.ends_at.map(at), None),
        };
        Self {
            id: one.id,
            called: called(one, names, visit),
            opens: opens(&one.opens, visit),
            state: text(state),
            is_code: one.state == AccessState::Waiting,
            from: (text(since), at(one.starts_at)),
            until,
            ended,
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
