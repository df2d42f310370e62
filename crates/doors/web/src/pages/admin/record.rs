//! One record as support sees it: how it stands, never what is in it.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use consent::{Language, LifeReason, service::Pair};
use documents::Error;
use flows::{doubles, life};
use identity::{IdentityStatus, ProposalReason, Wanted, service::RecordNamed};
use kernel::{CorrectionId, ErrorKind, ProposalId, SpaceId};
use serde::Deserialize;
use uuid::Uuid;
use webkit::{Form, Path, Problem, client_network};

use super::{problem, record_view::show_record, turned_down::TurnedDown};
use crate::{State, forms, pages::place::InSpace, state::Visit, texts, visitor::Visitor};

/// What a form of the page sends. The requests for correction are ticked by their ids.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Sent {
    csrf: String,
    act: String,
    reason: String,
    other: String,
    #[serde(flatten)]
    ticked: HashMap<String, String>,
}

/// What support does about a record.
enum Work {
    Suspend(LifeReason),
    Resume,
    Decide(IdentityStatus),
    Propose(Wanted, ProposalReason),
}

/// `GET /admin/records/{space}`: how a record stands, and what may be done about it.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    look(&visitor, &request, &state, space, None, Sent::default()).await
}

/// `POST /admin/records/{space}`: does it, or says why not.
pub(crate) async fn act(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(sent): Form<Sent>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let work = sent.read(space, language);
    let done = state.visit(&visitor, move |visit| {
        let work = match work {
            Ok(work) => work,
            Err(down) => return Ok(Err(down)),
        };
        match work.map(|work| work.done(visit, space)).transpose() {
            Ok(Some(made)) => Ok(Ok(made)),
            Ok(None) => Err(Problem::new(ErrorKind::Invalid)),
            Err(error) => TurnedDown::of(&error, language).map(Err),
        }
    });
    match done.await? {
        (_, Ok(Some(proposal))) => Ok(forms::lead_to(&format!("/admin/proposals/{proposal}"))),
        (_, Ok(None)) => Ok(forms::lead_to(&format!("/admin/records/{space}"))),
        (_, Err(down)) => look(&visitor, &request, &state, space, Some(down), sent).await,
    }
}

/// Shows the record, counted as each look is.
async fn look(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    space: SpaceId,
    down: Option<TurnedDown>,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let network = client_network(request, state.house().settings.server.proxies).to_string();
    let found = state.visit(visitor, move |visit| {
        let found = doubles::find(&visit.house, &visit.actor, &RecordNamed::Space(space), &network);
        found.map_err(|error| problem(&error, language))
    });
    let (me, found) = found.await?;
    show_record(visitor, state, me, found, down, sent)
}

impl Sent {
    /// What is asked for: none for a form that is not of the page.
    fn read(&self, space: SpaceId, language: Language) -> Result<Option<Work>, TurnedDown> {
        let unsaid = |key| TurnedDown::new(StatusCode::UNPROCESSABLE_ENTITY, texts::text(language, key));
        if self.act == "resume" {
            return Ok(Some(Work::Resume));
        }
        if self.reason.is_empty() {
            return Err(unsaid("support-fault-reason"));
        }
        let (reason, status) = (ProposalReason::parse(&self.reason), IdentityStatus::parse(&self.reason));
        let work = match (self.act.as_str(), self.reason.as_str()) {
            ("suspend", "fraud") => Some(Work::Suspend(LifeReason::Fraud)),
            ("suspend", "danger") => Some(Work::Suspend(LifeReason::Danger)),
            ("decide", _) => status.map(Work::Decide),
            (act @ ("merge" | "split" | "not_mine"), _) => {
                let other: SpaceId = self.other.trim().parse().map_err(|_| unsaid("support-fault-id"))?;
                let pair = Pair { double: space, stays: other };
                let wanted = match act {
                    "merge" => Wanted::Merge(pair),
                    "split" => Wanted::Split(pair),
                    _ => Wanted::NotMine { from: space, to: other, corrections: self.corrections() },
                };
                if act == "not_mine" && wanted.corrections().is_empty() {
                    return Err(unsaid("support-fault-requests"));
                }
                reason.filter(|reason| reason.explains(&wanted)).map(|reason| Work::Propose(wanted, reason))
            }
            _ => None,
        };
        Ok(work)
    }

    /// What stays in a field of the form of this act.
    pub(super) fn other_in(&self, act: &str) -> &str {
        if self.act == act { &self.other } else { "" }
    }

    /// Whether the form of this act named this reason.
    pub(super) fn chose(&self, act: &str, reason: &str) -> bool {
        self.act == act && self.reason == reason
    }

    /// Whether this request was ticked.
    pub(super) fn ticked(&self, request: &CorrectionId) -> bool {
        self.ticked.contains_key(&format!("request-{request}"))
    }

    fn corrections(&self) -> Vec<Uuid> {
        self.ticked.keys().filter_map(|name| name.strip_prefix("request-")?.parse().ok()).collect()
    }
}

impl Work {
    /// Does it; the proposal that was made, where it is one.
    fn done(self, visit: &Visit, space: SpaceId) -> Result<Option<ProposalId>, Error> {
        let (house, actor) = (&visit.house, &visit.actor);
        match self {
            Self::Suspend(reason) => {
                visit.try_decide(|tx| life::suspend(house, tx, actor, space, reason)).map(|_| None)
            }
            Self::Resume => visit.try_decide(|tx| life::resume(house, tx, actor, space)).map(|_| None),
            Self::Decide(status) => {
                let decided = visit
                    .try_decide(|tx| Ok(house.identity.set_identity_status(tx, actor, space, status)?));
                decided.map(|()| None)
            }
            Self::Propose(wanted, reason) => {
                let made = visit.try_decide(|tx| doubles::propose(house, tx, actor, (&wanted, reason), None));
                made.map(|made| Some(made.id))
            }
        }
    }
}
