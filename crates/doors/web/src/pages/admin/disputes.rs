use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::service::{Dispute, DisputeState, WaitingDispute};
use documents::Error;
use journal::{Outcome, Who};
use kernel::{AdminRole, DisputeId, ErrorKind, Limit, PersonId, Private, SpaceId};
use serde::Deserialize;
use uuid::Uuid;
use webkit::{Form, Problem, Query};

use super::{super::history::who, problem};
use crate::{
    State, forms,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
    words,
};

/// What a form of these pages sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    dispute: DisputeId,
    #[serde(default)]
    act: String,
    #[serde(default)]
    answer: Private<String>,
}

/// `GET /admin/disputes`: what holders say was not right and waits for an answer, oldest first. Nobody is named.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Query(asked): Query<PageAsked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, SpaceId::from(Uuid::nil()), "web.disputes");
        let after = list.open(&asked)?.map(|id| DisputeId::from(Uuid::from_bytes(id)));
        let found = visit
            .try_decide(|tx| Ok(house.consent.waiting_disputes(tx, actor, after, Limit::default())?))
            .map_err(|error| problem(&error, visit.language));
        let (found, next) = found?;
        let next = next.map(|id| list.seal(id.uuid().as_bytes())).transpose()?;
        let zone = house.settings.country.time_zone;
        let items: Vec<Item> =
            found.into_iter().map(|one| Item::new(one, actor.person, zone, visit)).collect();
        Ok((items, next))
    });
    let (me, (items, next)) = seen.await?;
    let zone = state.house().settings.country.time_zone.name().to_owned();
    page(&visitor, StatusCode::OK, &Waiting { page: Shell::inside(&visitor, &state, me)?, items, next, zone })
}

/// `POST /admin/disputes`: takes a dispute and shows it, or answers the one that was taken. What it says stands on no page that
/// has an address of its own.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let done = state.visit(&visitor, move |visit| {
        if !visit.actor.has_role(AdminRole::Auditor) {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let (house, actor, id) = (&visit.house, &visit.actor, decided.dispute);
        let said = |error: Error| problem(&error, visit.language);
        let fault = match decided.act.as_str() {
            "take" => None,
            "answer" => {
                let answer = &decided.answer;
                match visit.try_decide(|tx| flows::disputes::answer(house, tx, actor, id, answer).map(drop)) {
                    Ok(()) => return Ok(None),
                    Err(Error::Consent(consent::Error::Unprocessable(_))) => Some("admin-dispute-no-answer"),
                    Err(Error::Consent(consent::Error::NotTaken)) => Some("admin-dispute-not-taken"),
                    Err(error) => return Err(said(error)),
                }
            }
            _ => return Err(Problem::new(ErrorKind::Invalid)),
        };
        // Whoever sees it looks into it.
        let taken = visit.try_decide(|tx| Ok(house.consent.take_dispute(tx, actor, id)?)).map_err(said)?;
        Ok(Some((One::new(taken, visit), fault, decided.answer)))
    });
    let (me, Some((one, fault, answer))) = done.await? else {
        return Ok(forms::lead_to("/admin/disputes"));
    };
    let status = match fault {
        None => StatusCode::OK,
        Some("admin-dispute-not-taken") => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let zone = state.house().settings.country.time_zone.name().to_owned();
    let fault = fault.map(|key| texts::text(visitor.language(), key));
    let view = Taken { page: Shell::inside(&visitor, &state, me)?, one, answer, fault, zone };
    page(&visitor, status, &view)
}

/// A dispute that waits.
struct Item {
    id: DisputeId,
    patient: String,
    state: String,
    own: bool,
    at: Moment,
}

impl Item {
    fn new(one: WaitingDispute, viewer: PersonId, zone: Tz, visit: &Visit) -> Self {
        let state = match one.state {
            DisputeState::InReview => "dispute-in-review",
            DisputeState::Sent | DisputeState::Answered => "dispute-sent",
        };
        Self {
            id: one.id,
            patient: one.patient,
            state: texts::text(visit.language, state),
            own: one.reviewer == Some(viewer),
            at: Moment::new(one.sent_at, zone, visit.language),
        }
    }
}

/// A dispute as the auditor who looks into it reads it: nothing names the patient but what the patient wrote.
struct One {
    id: DisputeId,
    name: Option<Private<String>>,
    about: String,
    act: String,
    is_refused: bool,
    way: Option<String>,
    /// Why, where the record was opened in an emergency.
    emergency: Option<String>,
    at: Moment,
    words: Private<String>,
}

impl One {
    fn new(one: Dispute, visit: &Visit) -> Self {
        let (line, language) = (one.words.about, visit.language);
        // A citizen who acts in a record is mostly the patient, or somebody of the family.
        let is_named = !matches!(line.who, Who::Citizen { .. } | Who::Guest { .. });
        let (name, about) = who(visit, line.who);
        Self {
            id: one.id,
            name: name.filter(|_| is_named),
            about,
            act: words::act(&line.act, language),
            is_refused: line.outcome == Outcome::Refused,
            way: line.way.as_deref().map(|way| words::way(way, language)),
            emergency: line
                .emergency
                .map(|reason| words::emergency(&visit.house.reference, &reason, language)),
            at: Moment::new(line.at, visit.house.settings.country.time_zone, language),
            words: one.words.words,
        }
    }
}

#[derive(Template)]
#[template(path = "admin/disputes.html")]
struct Waiting {
    page: Shell,
    items: Vec<Item>,
    next: Option<String>,
    zone: String,
}

#[derive(Template)]
#[template(path = "admin/dispute.html")]
struct Taken {
    page: Shell,
    one: One,
    answer: Private<String>,
    fault: Option<String>,
    zone: String,
}
