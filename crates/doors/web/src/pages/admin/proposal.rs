//! One proposal about two records, which another admin than the one who made it decides.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use flows::doubles::{self, ReadProposal};
use identity::ProposalState;
use kernel::{ErrorKind, PersonId, ProposalId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::{labels, problem, record_view::Stands, turned_down::TurnedDown};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Me, Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// The proposal that an address names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct OneProposal {
    proposal: ProposalId,
}

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
}

/// `GET /admin/proposals/{proposal}`: what is proposed, how its records stand, and in what the two identities differ.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
) -> Result<HttpResponse, Problem> {
    let (me, read) = state.visit(&visitor, move |visit| read(visit, proposal)).await?;
    answer(&visitor, &state, me, read, None)
}

/// `POST /admin/proposals/{proposal}`: confirms it, turns it down, or takes one's own back.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let outcome = match decided.act.as_str() {
            "confirm" => visit.try_decide(|tx| doubles::confirm(house, tx, actor, proposal)),
            "decline" => visit.try_decide(|tx| Ok(house.identity.decline_proposal(tx, actor, proposal)?)),
            "take_back" => {
                visit.try_decide(|tx| Ok(house.identity.take_back_proposal(tx, actor, proposal)?))
            }
            _ => return Err(Problem::new(ErrorKind::Invalid)),
        };
        match outcome {
            Ok(_) => Ok(None),
            Err(error) => {
                let down = TurnedDown::of(&error, visit.language)?;
                Ok(Some((down, read(visit, proposal)?)))
            }
        }
    });
    match done.await? {
        (_, None) => Ok(forms::lead_to(&format!("/admin/proposals/{proposal}"))),
        (me, Some((down, read))) => answer(&visitor, &state, me, read, Some(down)),
    }
}

fn read(visit: &Visit, proposal: ProposalId) -> Result<(ReadProposal, PersonId), Problem> {
    let (house, actor) = (&visit.house, &visit.actor);
    match visit.try_decide(|tx| doubles::read(house, tx, actor, proposal)) {
        Ok(read) => Ok((read, actor.person)),
        Err(error) => Err(match TurnedDown::of(&error, visit.language) {
            Err(problem) => problem,
            Ok(_) => problem(&error, visit.language),
        }),
    }
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    (read, viewer): (ReadProposal, PersonId),
    down: Option<TurnedDown>,
) -> Result<HttpResponse, Problem> {
    let (language, zone) = (visitor.language(), state.house().settings.country.time_zone);
    let ReadProposal { proposal, records, differences } = read;
    let moment = |at| Moment::new(at, zone, language);
    let (what, does) = labels::of_wanted(&proposal.wanted, language);
    let status = down.as_ref().map_or(StatusCode::OK, |down| down.status);
    let places = labels::of_places(&proposal.wanted, language).into_iter();
    let own = proposal.proposed_by == viewer;
    let waits = proposal.state == ProposalState::Open && proposal.expires_at > state.house().clock.now();
    let view = OneProposalView {
        page: Shell::inside(visitor, state, me)?,
        id: proposal.id,
        what,
        does,
        reason: labels::of_reason(proposal.reason, language),
        state: labels::of_decision(
            if waits || proposal.state != ProposalState::Open {
                proposal.state
            } else {
                ProposalState::Expired
            },
            language,
        ),
        at: moment(proposal.proposed_at),
        until: waits.then(|| moment(proposal.expires_at)),
        decided: proposal.decided_at.map(moment),
        is_confirmed: proposal.state == ProposalState::Confirmed,
        settled: proposal.settled_at.map(moment),
        left_behind: proposal.left_behind.filter(|left| *left > 0),
        requests: proposal.wanted.corrections().len(),
        records: places.zip(records.iter().map(|counted| Stands::new(counted, language))).collect(),
        differing: differences.map(|differences| {
            let number = differences.numbers.then(|| texts::text(language, "find-ins"));
            differences
                .traits
                .into_iter()
                .map(|name| labels::of_trait(name, language))
                .chain(number)
                .collect()
        }),
        own,
        waits,
        down,
        zone: zone.name().to_owned(),
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "admin/proposal.html")]
struct OneProposalView {
    page: Shell,
    id: ProposalId,
    /// What is proposed, and what its confirmation does.
    what: String,
    does: String,
    reason: String,
    state: String,
    at: Moment,
    /// Until when it waits.
    until: Option<Moment>,
    decided: Option<Moment>,
    is_confirmed: bool,
    /// When all documents had arrived.
    settled: Option<Moment>,
    /// How many stay where they are.
    left_behind: Option<u32>,
    /// How many requests for correction it is about.
    requests: usize,
    /// The records, each with what it is here.
    records: Vec<(String, Stands)>,
    /// In what the identities differ, where that is looked at.
    differing: Option<Vec<String>>,
    own: bool,
    waits: bool,
    /// What was not done, and why.
    down: Option<TurnedDown>,
    zone: String,
}
