use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::service::{Carer, CarerState};
use documents::Error;
use flows::{access, seeing};
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        done::{Asked, Done, Told, stepped_up},
        place::InSpace,
        record_head::RecordHead,
    },
    carers_form::{Fault, Fields, acts, invited, may, shelves},
    form::Sent,
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// What is said of a form that made its code before.
const MADE: Fault = Fault { field: "family_name", key: "codes-made-before" };
/// What is said of what the engine does not take.
const NOT_POSSIBLE: Fault = Fault { field: "until", key: "carer-not-possible" };

/// `GET /spaces/{space}/carers`: who helps with the record, what each may do, and the form for one more.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, &Sent::new(), (asked.done, None)).await
}

/// `POST /spaces/{space}/carers`: invites a carer, whose code is shown once; says anew what one may do; or ends one.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(sent): Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let said = |name: &str| sent.get(name).map_or("", String::as_str);
    forms::require_own(&visitor, &state, &request, said("csrf"))?;
    let id = || said("id").parse().map_err(|_| Problem::new(ErrorKind::Invalid));
    match said("act") {
        "invite" => invite(&visitor, &state, space, sent).await,
        "change" => {
            let id = id()?;
            change(&visitor, &state, space, id, sent).await
        }
        "end" => end(&visitor, &state, space, id()?).await,
        _ => Err(Problem::new(ErrorKind::Invalid)),
    }
}

async fn invite(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let new = match invited(&sent) {
        Ok(new) => new,
        Err(fault) => return offer(visitor, state, space, &sent, (None, Some(fault))).await,
    };
    let token = sent.get("csrf").cloned().unwrap_or_default();
    let done = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let claim = forms::claim_once(actor, &token, "carers");
        let made = visit.try_decide(|tx| {
            // First whose record it is: a code that was made is shown, whatever else may fail.
            let (heading, _) = seeing::preferences(house, tx, actor, space)?;
            Ok((heading, access::invite_carer_once(house, tx, actor, space, &new, &claim)?))
        });
        match made {
            Ok((heading, made)) => Ok(Ok((heading, made))),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Err(NOT_POSSIBLE)),
            Err(Error::Consent(consent::Error::KeyReused)) => Ok(Err(MADE)),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match stepped_up(done.await, &here(space))? {
        Ok((me, Ok((heading, (code, carer))))) => {
            let zone = heading.zone;
            let head = RecordHead::new(heading, space, me.side, visitor.language());
            let until = match carer.state {
                CarerState::Invited { until } => Some(Moment::new(until, zone, visitor.language())),
                CarerState::ToCome | CarerState::Running => None,
            };
            let code = Private::new(code.in_groups().expose_secret().to_owned());
            let name = called(&carer);
            let view = Invited { page: Shell::inside(visitor, state, me)?, head, code, name, until };
            page(visitor, StatusCode::OK, &view)
        }
        Ok((_, Err(fault))) => {
            // What made a code is not offered anew with one press.
            let sent = if fault.key == MADE.key { Sent::new() } else { sent };
            offer(visitor, state, space, &sent, (None, Some(fault))).await
        }
        Err(answer) => Ok(answer),
    }
}

async fn change(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    carer: ProvisionId,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let (wanted, until) = match may(&sent) {
        Ok(meant) => meant,
        Err(fault) => {
            let fault = Fault { field: "", ..fault };
            return offer(visitor, state, space, &Sent::new(), (None, Some(fault))).await;
        }
    };
    let done = state.visit(visitor, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        let done = visit
            .try_decide(|tx| Ok(consent.change_carer(tx, actor, space, carer, &wanted, until).map(drop)?));
        match done {
            Ok(()) => Ok(None),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => {
                Ok(Some(Fault { field: "", ..NOT_POSSIBLE }))
            }
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match stepped_up(done.await, &here(space))? {
        Ok((_, None)) => Ok(forms::lead_to(&Done::Saved.at(&here(space)))),
        Ok((_, Some(fault))) => offer(visitor, state, space, &Sent::new(), (None, Some(fault))).await,
        Err(answer) => Ok(answer),
    }
}

async fn end(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    carer: ProvisionId,
) -> Result<HttpResponse, Problem> {
    let done = state.visit(visitor, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        visit.decide(|tx| Ok(consent.end_carer(tx, actor, space, carer)?))
    });
    done.await?;
    Ok(forms::lead_to(&Done::Ended.at(&here(space))))
}

fn here(space: SpaceId) -> String {
    format!("/spaces/{space}/carers")
}

/// The page, with what was sent of the form for one more.
async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    sent: &Sent,
    (done, fault): (Option<Done>, Option<Fault>),
) -> Result<HttpResponse, Problem> {
    let form = sent.clone();
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, carers) = visit.decide(|tx| seeing::carers(house, tx, actor, space))?;
        let zone = heading.zone;
        let lines: Vec<Line> = carers.iter().map(|one| Line::new(one, zone, visit)).collect();
        let fields = Fields::sent(&form, &house.reference, visit.language);
        Ok((heading, lines, fields, house.identity.is_fresh(actor)))
    });
    let (me, (heading, lines, fields, is_fresh)) = seen.await?;
    let status = match fault {
        None => StatusCode::OK,
        Some(fault) if fault.key == MADE.key => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let text = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let view = Carers {
        zone_name: heading.zone.name(),
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        lines,
        named: [text("family_name"), text("first_name"), text("birth_date")],
        fields,
        is_fresh,
        done: done.map(|done| done.told(visitor.language())),
        wrong: fault.map(|Fault { field, key }| (field, texts::text(visitor.language(), key))),
    };
    page(visitor, status, &view)
}

/// What a carer is called, or is invited as.
fn called(one: &Carer) -> Private<String> {
    let invited = one.invited.as_ref().map(|traits| {
        Private::new(format!("{} {}", traits.first_name.reveal(), traits.family_name.reveal()))
    });
    one.name.clone().or(invited).unwrap_or_default()
}

/// A carer, or somebody who is invited.
struct Line {
    id: ProvisionId,
    name: Private<String>,
    state: String,
    waits: bool,
    acts: String,
    shelves: String,
    purpose: Private<String>,
    also_hidden: bool,
    since: Option<Moment>,
    until: Option<Moment>,
    /// Until when an invitation can be accepted.
    code_until: Option<Moment>,
    /// What is said of them now, to change it.
    fields: Fields,
}

impl Line {
    fn new(one: &Carer, zone: Tz, visit: &Visit) -> Self {
        let (reference, language) = (&visit.house.reference, visit.language);
        let at = |instant| Moment::new(instant, zone, language);
        let (key, code_until) = match one.state {
            CarerState::Invited { until } => ("carer-invited", Some(at(until))),
            CarerState::ToCome => ("access-to-come", None),
            CarerState::Running => ("carer-running", None),
        };
        let last_day =
            one.until.map(|end| (end - chrono::TimeDelta::microseconds(1)).with_timezone(&zone).date_naive());
        Self {
            id: one.id,
            name: called(one),
            state: texts::text(language, key),
            waits: code_until.is_some(),
            acts: acts(&one.may, language),
            shelves: shelves(&one.may, reference, language),
            purpose: one.may.purpose.clone().unwrap_or_default(),
            also_hidden: one.may.also_hidden,
            since: one.since.map(at),
            until: one.until.map(at),
            code_until,
            fields: Fields::of(&one.may, last_day, reference, language),
        }
    }
}

#[derive(Template)]
#[template(path = "access/carers.html")]
struct Carers {
    page: Shell,
    head: RecordHead,
    lines: Vec<Line>,
    /// Family name, first name and date of birth, as they were sent.
    named: [String; 3],
    fields: Fields,
    is_fresh: bool,
    zone_name: &'static str,
    done: Option<Told>,
    /// The field that is wrong, and what is.
    wrong: Option<(&'static str, String)>,
}

impl Carers {
    /// What is wrong with a field, if something is.
    fn fault(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, said)| said.as_str())
    }
}

#[derive(Template)]
#[template(path = "access/carer_invited.html")]
struct Invited {
    page: Shell,
    head: RecordHead,
    code: Private<String>,
    name: Private<String>,
    until: Option<Moment>,
}
