use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::SpaceState;
use documents::Error;
use flows::{beginning, erasure, life};
use kernel::{ErrorKind, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::place::InSpace;
use crate::{
    State, errors, forms,
    moments::Moment,
    shell::{Me, Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
}

/// `GET /spaces/{space}/closing`: what closing one's own record means, or opening it again. It asks for a second factor before
/// anything is decided.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let (me, stands) = state
        .visit(&visitor, move |visit| {
            let stands = stands(visit, space)?;
            if stands.0 != SpaceState::Suspended && !visit.house.identity.is_fresh(&visit.actor) {
                return Err(Problem::step_up());
            }
            Ok(stands)
        })
        .await?;
    offer(&visitor, &state, me, space, stands, None)
}

/// `POST /spaces/{space}/closing`: closes it, or opens it again.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let outcome = match decided.act.as_str() {
            "close" => visit.try_decide(|tx| life::close(house, tx, actor, space).map(drop)),
            "reopen" => visit.try_decide(|tx| life::reopen(house, tx, actor, space).map(drop)),
            _ => return Err(Problem::new(ErrorKind::Invalid)),
        };
        match outcome {
            Ok(()) => Ok(None),
            // Decided in another window since the page was shown.
            Err(Error::Consent(consent::Error::NotInState(_))) => {
                Ok(Some(("begin-changed-meanwhile", stands(visit, space)?)))
            }
            Err(Error::Consent(consent::Error::ErasureWaits)) => {
                Ok(Some(("closing-erasure-waits", stands(visit, space)?)))
            }
            Err(error) => Err(errors::problem(&error, visit.language)),
        }
    });
    match done.await? {
        (_, None) => Ok(forms::lead_to("/")),
        (me, Some((fault, stands))) => {
            let fault = texts::text(visitor.language(), fault);
            offer(&visitor, &state, me, space, stands, Some(fault))
        }
    }
}

/// How one's own record stands, and when it is erased, if that waits; somebody else's is none, and neither is one that has not
/// begun.
fn stands(visit: &Visit, space: SpaceId) -> Result<(SpaceState, Option<Moment>), Problem> {
    let house = &visit.house;
    let held = house.desk.read(|rtx| house.identity.spaces_of(rtx, visit.actor.person));
    let held = held.map_err(|error| errors::of_identity(&error, visit.language))?;
    let own: Vec<SpaceId> = held.into_iter().map(|held| held.space).filter(|held| *held == space).collect();
    let states =
        beginning::own_states(house, &own).map_err(|error| errors::problem(&error, visit.language))?;
    let seen = [SpaceState::Active, SpaceState::Closed, SpaceState::Suspended];
    let found = states.into_iter().map(|(_, state)| state).find(|state| seen.contains(state));
    let found = found.ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let due = match found {
        SpaceState::Closed => erasure::due(house, &visit.actor, space),
        _ => Ok(None),
    };
    let due = due.map_err(|error| errors::problem(&error, visit.language))?;
    Ok((found, due.map(|due| Moment::new(due, house.settings.country.time_zone, visit.language))))
}

fn offer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    space: SpaceId,
    (stands, erased_at): (SpaceState, Option<Moment>),
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let status = if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let view = Closing {
        page: Shell::inside(visitor, state, me)?,
        space,
        is_used: stands == SpaceState::Active,
        is_closed: stands == SpaceState::Closed,
        erased_at,
        fault,
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "closing.html")]
struct Closing {
    page: Shell,
    space: SpaceId,
    is_used: bool,
    is_closed: bool,
    erased_at: Option<Moment>,
    fault: Option<String>,
}
