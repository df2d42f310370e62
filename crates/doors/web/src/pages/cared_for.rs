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
    /// Whether it was confirmed that one is to help no more.
    #[serde(default)]
    sure: Option<String>,
}

/// What is wrong with a form of the page.
#[derive(Default)]
struct Wrong {
    /// The code that led nowhere, as it was typed.
    code: Option<Private<String>>,
    /// Of which record it was not confirmed that one is to help no more.
    unsure: Option<SpaceId>,
}

/// `GET /cared-for`: the records with which one helps, what may be done there, and where an invitation is accepted.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, asked.done, Wrong::default()).await
}

/// `POST /cared-for`: accepts an invitation by its code, or gives it up to help with a record.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let Decided { act, space, code: typed, sure, .. } = decided;
    if act == "resign" && sure.is_none() {
        return offer(&visitor, &state, None, Wrong { unsure: space, ..Wrong::default() }).await;
    }
    let code = Code::typed(typed.reveal());
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        match (act.as_str(), space) {
            ("accept", _) => match access::accept_invitation(house, actor, code.as_ref()) {
                Ok(_) => Ok(Ok(Done::Saved)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(Err(())),
                Err(error) => Err(visit.problem(&error)),
            },
            ("resign", Some(space)) => {
                visit.decide(|tx| access::resign_as_carer(house, tx, actor, space))?;
                Ok(Ok(Done::Ended))
            }
            _ => Err(Problem::new(ErrorKind::Invalid)),
        }
    });
    match done.await? {
        (_, Ok(done)) => Ok(forms::lead_to(&done.at(HERE))),
        (_, Err(())) => offer(&visitor, &state, None, Wrong { code: Some(typed), ..Wrong::default() }).await,
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    done: Option<Done>,
    wrong: Wrong,
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
    let is_wrong = wrong.code.is_some() || wrong.unsure.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = CaredForPage {
        page: Shell::inside(visitor, state, me)?,
        lines,
        done: done.map(|done| done.told(visitor.language())),
        fault: wrong.code.as_ref().map(|_| texts::text(visitor.language(), "cared-for-no-code")),
        code: wrong.code.unwrap_or_default(),
        unsure: wrong.unsure,
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
    /// The code, as it was typed.
    code: Private<String>,
    unsure: Option<SpaceId>,
}

impl CaredForPage {
    /// Whether it was not confirmed that one is to help no more with a record.
    fn is_unsure(&self, space: &SpaceId) -> bool {
        self.unsure.as_ref() == Some(space)
    }
}
