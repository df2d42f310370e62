use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use consent::{SpaceState, rules::Preset, service::Beginning};
use documents::Error;
use flows::beginning::{self, Begins};
use kernel::{ErrorKind, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::{
    access::kept,
    begin::{address_of_next, show_again, waits},
    done::stepped_up,
    place::InSpace,
};
use crate::{State, forms, state::Visit, visitor::Visitor};

/// What the forms send: one begins, one opposes, one says that the child is none of one's own.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    preset: String,
    #[serde(default)]
    sure: String,
    /// How the record stood when the page of the form was shown.
    #[serde(default)]
    stood: String,
}

/// What is decided about a record.
#[derive(Debug, Clone, Copy)]
enum Decision {
    Begin(Preset),
    Oppose,
    NotMine,
}

impl Decision {
    /// Reads what a form sends.
    ///
    /// # Errors
    /// What is missing in it, as the key of a sentence.
    fn read(decided: &Decided) -> Result<Self, &'static str> {
        match (decided.act.as_str(), Preset::parse(&decided.preset)) {
            ("oppose", _) => Ok(Self::Oppose),
            ("not-mine", _) if decided.sure != "yes" => Err("begin-not-mine-unsure"),
            ("not-mine", _) => Ok(Self::NotMine),
            (_, Some(preset)) => Ok(Self::Begin(preset)),
            (_, None) => Err("begin-nothing-chosen"),
        }
    }

    /// Whether a record stands already as it asks for: the form was sent twice.
    fn is_done(self, stands: &Beginning) -> bool {
        match self {
            Self::Begin(preset) => stands.state == SpaceState::Active && stands.preset == preset,
            Self::Oppose => stands.state == SpaceState::Opposed,
            Self::NotMine => false,
        }
    }

    fn take(self, visit: &Visit, space: SpaceId) -> Result<(), Error> {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.try_decide(|tx| match self {
            Self::Begin(preset) => beginning::begin(house, tx, actor, space, preset),
            Self::Oppose => Ok(house.consent.oppose_space(tx, actor, space).map(drop)?),
            Self::NotMine => Ok(house.consent.dispute_representation(tx, actor, space)?),
        })
    }
}

/// What came of a form.
enum Outcome {
    /// It was done, now or by the same form before; the record of a child waits, or none does.
    Done(Option<SpaceId>),
    /// It was not: how the record stands, and why, as the key of a sentence.
    Not(Box<Begins>, StatusCode, &'static str),
}

/// `POST /spaces/{space}/begin`: does what was decided, and leads on to the next child whose record waits, or home. A form
/// that is sent twice decides once, and one of a page that is out of date decides nothing.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let preset = decided.preset.clone();
    let done = state.visit(&visitor, move |visit| decide_about(visit, space, &decided)).await;
    let (me, outcome) = match stepped_up(done, &format!("/spaces/{space}/begin"))? {
        Ok(done) => done,
        Err(mut answer) => {
            let (by, chosen) = (visitor.claims()?.person, BTreeMap::from([("preset".to_owned(), preset)]));
            if let Some(cookie) = kept::cookie(&state.house().vault, by, space, &chosen) {
                forms::add_cookie(&mut answer, &cookie)?;
            }
            return Ok(answer);
        }
    };
    match outcome {
        Outcome::Done(Some(child)) if child != space => Ok(forms::lead_to(&address_of_next(child))),
        Outcome::Done(_) => Ok(forms::lead_to("/")),
        Outcome::Not(begins, status, key) => show_again(&visitor, &state, me, &begins, (status, key)),
    }
}

fn decide_about(visit: &Visit, space: SpaceId, decided: &Decided) -> Result<Outcome, Problem> {
    let look = || visit.try_decide(|tx| beginning::of_one(&visit.house, tx, &visit.actor, space));
    let decision = Decision::read(decided);
    let begins = match (look(), &decision) {
        (Ok(begins), _) => Box::new(begins),
        // Whoever said so before sees nothing of the record any more; whoever never did may say it of any record.
        (Err(error), Ok(Decision::NotMine)) if error.kind() == ErrorKind::NotFound => return lead_on(visit),
        (Err(error), _) => return Err(visit.problem(&error)),
    };
    let decision = match decision {
        Ok(decision) => decision,
        Err(key) => return Ok(Outcome::Not(begins, StatusCode::UNPROCESSABLE_ENTITY, key)),
    };
    if decision.is_done(&begins.stands) {
        return lead_on(visit);
    }
    if decided.stood != begins.stands.state.as_str() {
        return Ok(changed(begins));
    }
    match decision.take(visit, space) {
        Ok(()) => lead_on(visit),
        // Decided at the same moment by another form, or by the passing of time.
        Err(Error::Consent(consent::Error::NotInState(_))) => {
            let begins = look().map_err(|error| visit.problem(&error))?;
            if decision.is_done(&begins.stands) { lead_on(visit) } else { Ok(changed(Box::new(begins))) }
        }
        Err(error) => Err(visit.problem(&error)),
    }
}

fn changed(begins: Box<Begins>) -> Outcome {
    Outcome::Not(begins, StatusCode::CONFLICT, "begin-changed-meanwhile")
}

fn lead_on(visit: &Visit) -> Result<Outcome, Problem> {
    let children = beginning::of_children(&visit.house, &visit.actor);
    let children = children.map_err(|error| visit.problem(&error))?;
    let waiting = children.into_iter().find(|child| waits(child.stands.state));
    Ok(Outcome::Done(waiting.map(|child| child.space)))
}
