use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::Language;
use identity::Proposal;
use kernel::{Limit, PersonId, ProposalId, SpaceId};
use uuid::Uuid;
use webkit::{Problem, Query};

use super::{labels, require_support};
use crate::{
    State,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, page},
    visitor::Visitor,
};

/// `GET /admin/proposals`: the proposals that wait for a decision, newest first.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Query(asked): Query<PageAsked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        require_support(visit)?;
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, SpaceId::from(Uuid::nil()), "web.proposals");
        let before = list.open(&asked)?.map(|id| ProposalId::from(Uuid::from_bytes(id)));
        let (found, next) =
            visit.decide(|tx| Ok(house.identity.open_proposals(tx, actor, before, Limit::default())?))?;
        let next = next.map(|id| list.seal(id.uuid().as_bytes())).transpose()?;
        Ok((found, next, before.is_some(), actor.person))
    });
    let (me, (found, next, later, viewer)) = seen.await?;
    let (language, zone) = (visitor.language(), state.house().settings.country.time_zone);
    let view = Proposals {
        page: Shell::inside(&visitor, &state, me)?,
        items: found.iter().map(|proposal| Item::new(proposal, viewer, zone, language)).collect(),
        next,
        later,
        days: state.house().reference.durations().proposal.days.to_string(),
        zone: zone.name().to_owned(),
    };
    page(&visitor, StatusCode::OK, &view)
}

/// One proposal.
struct Item {
    id: ProposalId,
    what: String,
    reason: String,
    at: Moment,
    until: Moment,
    own: bool,
}

impl Item {
    fn new(proposal: &Proposal, viewer: PersonId, zone: Tz, language: Language) -> Self {
        Self {
            id: proposal.id,
            what: labels::of_wanted(&proposal.wanted, language).0,
            reason: labels::of_reason(proposal.reason, language),
            at: Moment::new(proposal.proposed_at, zone, language),
            until: Moment::new(proposal.expires_at, zone, language),
            own: proposal.proposed_by == viewer,
        }
    }
}

#[derive(Template)]
#[template(path = "admin/proposals.html")]
struct Proposals {
    page: Shell,
    items: Vec<Item>,
    next: Option<String>,
    later: bool,
    /// How many days a proposal waits.
    days: String,
    zone: String,
}
