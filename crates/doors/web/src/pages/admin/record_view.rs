//! How a record stands, and what support may do about it.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use consent::{Language, SpaceState, service::Pair};
use flows::doubles::Counted;
use identity::{IdentityStatus, ProposalReason, Wanted, service::RecordStands};
use kernel::{CorrectionId, SpaceId};
use webkit::Problem;

use super::{labels, record::Sent, turned_down::TurnedDown};
use crate::{
    State,
    moments::Moment,
    shell::{Me, Shell, page},
    visitor::Visitor,
};

/// How one record stands, in words.
pub(super) struct Stands {
    pub(super) space: SpaceId,
    pub(super) state: String,
    pub(super) status: String,
    pub(super) documents: i64,
    pub(super) merged_into: Option<SpaceId>,
}

impl Stands {
    pub(super) fn new(counted: &Counted, language: Language) -> Self {
        let RecordStands { space, state, identity_status, merged_into } = counted.stands;
        Self {
            space,
            state: labels::of_state(state, language),
            status: labels::of_status(identity_status, language),
            documents: counted.documents,
            merged_into,
        }
    }
}

/// A request of the holder that a document be taken out as somebody else's.
struct Asked {
    id: CorrectionId,
    at: Moment,
}

/// Answers with the page of a record, and with what was not done.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn show_record(
    visitor: &Visitor,
    state: &State,
    me: Me,
    found: Counted,
    turned_down: Option<TurnedDown>,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let zone = state.house().settings.country.time_zone;
    let status = turned_down.as_ref().map_or(StatusCode::OK, |down| down.status);
    let stands = found.stands;
    let pair = Pair { double: stands.space, stays: stands.merged_into.unwrap_or(stands.space) };
    let view = Record {
        // Found by an identity it is shown where the forms are.
        page: Shell::inside(visitor, state, me)?.shown_at(format!("/admin/records/{}", stands.space)),
        record: Stands::new(&found, language),
        down: turned_down,
        sent,
        can_suspend: matches!(stands.state, SpaceState::Created | SpaceState::Active),
        can_resume: stands.state == SpaceState::Suspended,
        statuses: IdentityStatus::ALL
            .map(|status| {
                let label = labels::of_status(status, language);
                (status.as_str(), label, status == stands.identity_status)
            })
            .to_vec(),
        why_merge: reasons(&Wanted::Merge(pair), language),
        why_split: reasons(&Wanted::Split(pair), language),
        why_not_mine: reasons(&wanted_not_mine(pair), language),
        asked: found
            .not_mine
            .into_iter()
            .map(|(id, at)| Asked { id, at: Moment::new(at, zone, language) })
            .collect(),
        zone: zone.name().to_owned(),
    };
    page(visitor, status, &view)
}

/// The reasons for something that is proposed: code and words.
fn reasons(wanted: &Wanted, language: Language) -> Vec<(&'static str, String)> {
    let explaining = ProposalReason::ALL.into_iter().filter(|reason| reason.explains(wanted));
    explaining.map(|reason| (reason.as_str(), labels::of_reason(reason, language))).collect()
}

fn wanted_not_mine(Pair { double: from, stays: to }: Pair) -> Wanted {
    Wanted::NotMine { from, to, corrections: Vec::new() }
}

#[derive(Template)]
#[template(path = "admin/record.html")]
struct Record {
    page: Shell,
    record: Stands,
    /// What was not done, and why.
    down: Option<TurnedDown>,
    /// What was filled in then.
    sent: Sent,
    can_suspend: bool,
    can_resume: bool,
    /// How sure an identity can be: code, words, whether it is so.
    statuses: Vec<(&'static str, String, bool)>,
    why_merge: Vec<(&'static str, String)>,
    why_split: Vec<(&'static str, String)>,
    why_not_mine: Vec<(&'static str, String)>,
    asked: Vec<Asked>,
    zone: String,
}
