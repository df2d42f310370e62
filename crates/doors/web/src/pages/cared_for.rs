use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{Code, rules::CarerAct};
use flows::access::{self, CaredFor};
use kernel::{ErrorKind, Private, SpaceId};
use serde::Deserialize;
use webkit::{Form, Problem, Query};

use super::{
    access::carers_form::{acts, shelves},
    done::{Asked, Done, Told},
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// Where it is.
const HERE: &str = "/cared-for";

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    space: Option<SpaceId>,
    #[serde(default)]
    code: Private<String>,
}

/// `GET /cared-for`: the records with which one helps, what may be done there, and where an invitation is accepted.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, asked.done, None).await
}

/// `POST /cared-for`: accepts an invitation by its code, or gives it up to help with a record.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let Decided { act, space, code, .. } = decided;
    let code = Code::typed(code.reveal());
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        match (act.as_str(), space) {
            ("accept", _) => match access::accept_invitation(house, actor, code.as_ref()) {
                Ok(_) => Ok(Ok(Done::Saved)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(Err("cared-for-no-code")),
                Err(error) => Err(visit.problem(&error)),
            },
            ("resign", Some(space)) => {
                visit.decide(|tx| Ok(house.consent.resign_as_carer(tx, actor, space)?))?;
                Ok(Ok(Done::Ended))
            }
            _ => Err(Problem::new(ErrorKind::Invalid)),
        }
    });
    match done.await? {
        (_, Ok(done)) => Ok(forms::lead_to(&done.at(HERE))),
        (_, Err(fault)) => offer(&visitor, &state, None, Some(fault)).await,
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    done: Option<Done>,
    fault: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        // Together with a mediator an invitation is accepted, and nothing is shown of whom one helps.
        let found = match visit.actor.assisted_by {
            Some(_) => Vec::new(),
            None => access::cared_for(&visit.house, &visit.actor).map_err(|error| visit.problem(&error))?,
        };
        Ok(found.into_iter().map(|one| Line::new(one, visit)).collect::<Vec<_>>())
    });
    let (me, lines) = seen.await?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = CaredForPage {
        page: Shell::inside(visitor, state, me)?,
        lines,
        done: done.map(|done| done.told(visitor.language())),
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// A record with which one helps.
struct Line {
    space: SpaceId,
    /// Whether documents are seen, put in, and notices read.
    sees: bool,
    adds: bool,
    reads: bool,
    holder: Private<String>,
    acts: String,
    shelves: String,
    purpose: Private<String>,
    since: Moment,
    until: Option<Moment>,
}

impl Line {
    fn new(one: CaredFor, visit: &Visit) -> Self {
        let at = |instant| Moment::new(instant, one.zone, visit.language);
        let may = |act| one.may.acts.contains(&act);
        let (sees, adds, reads) = (may(CarerAct::See), may(CarerAct::Add), may(CarerAct::Notices));
        Self {
            space: one.space,
            sees,
            adds,
            reads,
            holder: one.holder,
            acts: acts(&one.may, visit.language),
            shelves: shelves(&one.may, &visit.house.reference, visit.language),
            purpose: one.may.purpose.unwrap_or_default(),
            since: at(one.since),
            until: one.until.map(at),
        }
    }
}

#[derive(Template)]
#[template(path = "cared_for.html")]
struct CaredForPage {
    page: Shell,
    lines: Vec<Line>,
    done: Option<Told>,
    fault: Option<String>,
}
