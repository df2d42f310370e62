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
    carers_form::{Fault, Fields, acts, invited, may, not_invited, shelves},
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
/// What is said of an invitation that waits already.
const WAITS: &str = "carer-waits";
/// What is said of what the engine does not take.
const NOT_POSSIBLE: Fault = Fault { field: "purpose", key: "carer-not-possible" };
/// What is said to whoever has not confirmed that somebody is to help no more.
const UNSURE: Fault = Fault { field: "sure", key: "carer-unsure" };

/// `GET /spaces/{space}/carers`: who helps with the record, what each may do, and the form for one more.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, &Typed::default(), (asked.done, None)).await
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
        "end" if !sent.contains_key("sure") => {
            let typed = Typed { of: Some(id()?), sent: None };
            offer(&visitor, &state, space, &typed, (None, Some(UNSURE))).await
        }
        "end" | "take-back" => end(&visitor, &state, space, id()?).await,
        _ => Err(Problem::new(ErrorKind::Invalid)),
    }
}

async fn invite(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let new = match invited(&sent, state.house().clock.now()) {
        Ok(new) => new,
        Err(fault) => return offer(visitor, state, space, &Typed::new(sent), (None, Some(fault))).await,
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
            Err(Error::Consent(consent::Error::Carer(fault))) => Ok(Err(not_invited(fault))),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Err(NOT_POSSIBLE)),
            Err(Error::Consent(consent::Error::MadeBefore(_) | consent::Error::KeyReused)) => Ok(Err(MADE)),
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
            let name = carer.called();
            let view = Invited { page: Shell::inside(visitor, state, me)?, head, code, name, until };
            page(visitor, StatusCode::OK, &view)
        }
        Ok((_, Err(fault))) => {
            // What made a code is not offered anew with one press.
            let typed = if fault.key == MADE.key { Typed::default() } else { Typed::new(sent) };
            offer(visitor, state, space, &typed, (None, Some(fault))).await
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
    let meant = may(&sent, state.house().clock.now());
    let typed = Typed { of: Some(carer), sent: Some(sent) };
    let (wanted, until) = match meant {
        Ok(meant) => meant,
        Err(fault) => return offer(visitor, state, space, &typed, (None, Some(fault))).await,
    };
    let done = state.visit(visitor, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        let done = visit
            .try_decide(|tx| Ok(consent.change_carer(tx, actor, space, carer, &wanted, until).map(drop)?));
        match done {
            Ok(()) => Ok(None),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some(NOT_POSSIBLE)),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match stepped_up(done.await, &here(space))? {
        Ok((_, None)) => Ok(forms::lead_to(&Done::Saved.at(&here(space)))),
        Ok((_, Some(fault))) => offer(visitor, state, space, &typed, (None, Some(fault))).await,
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

/// A form as it was sent: of a carer, or for one more.
#[derive(Debug, Clone, Default)]
struct Typed {
    of: Option<ProvisionId>,
    sent: Option<Sent>,
}

impl Typed {
    fn new(sent: Sent) -> Self {
        Self { of: None, sent: Some(sent) }
    }

    /// What was sent of this form; nothing of another.
    fn of(&self, form: Option<ProvisionId>) -> Option<&Sent> {
        self.sent.as_ref().filter(|_| self.of == form)
    }

    /// Where a field of the form stands on the page.
    fn place(&self, field: &str) -> String {
        self.of.map_or_else(|| field.to_owned(), |id| format!("c-{id}-{field}"))
    }
}

/// The page, with what was sent of a form.
async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    typed: &Typed,
    (done, fault): (Option<Done>, Option<Fault>),
) -> Result<HttpResponse, Problem> {
    let form = typed.clone();
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, carers) = visit.decide(|tx| seeing::carers(house, tx, actor, space))?;
        let zone = heading.zone;
        let lines: Vec<Line> = carers.iter().map(|one| Line::new(one, &form, zone, visit)).collect();
        let sent = form.of(None).cloned().unwrap_or_default();
        let fields = Fields::sent(&sent, &house.reference, visit.language);
        Ok((heading, lines, fields, house.identity.is_fresh(actor)))
    });
    let (me, (heading, lines, fields, is_fresh)) = seen.await?;
    let status = match fault {
        None => StatusCode::OK,
        Some(fault) if [MADE.key, WAITS].contains(&fault.key) => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let text = |name: &str| typed.of(None).and_then(|sent| sent.get(name)).cloned().unwrap_or_default();
    let is_shown = typed.of.is_some() || is_fresh;
    let view = Carers {
        zone_name: heading.zone.name(),
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        lines,
        named: [text("family_name"), text("first_name"), text("birth_date")],
        fields,
        is_fresh,
        done: done.map(|done| done.told(visitor.language())),
        wrong: fault.map(|Fault { field, key }| {
            (is_shown.then(|| typed.place(field)), texts::text(visitor.language(), key))
        }),
    };
    page(visitor, status, &view)
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
    /// Whether a change was sent that is not right yet.
    is_changed: bool,
    /// What is said of them now or was sent, to change it.
    fields: Fields,
}

impl Line {
    fn new(one: &Carer, typed: &Typed, zone: Tz, visit: &Visit) -> Self {
        let (reference, language) = (&visit.house.reference, visit.language);
        let at = |instant| Moment::new(instant, zone, language);
        let (key, code_until) = match one.state {
            CarerState::Invited { until } => ("carer-invited", Some(at(until))),
            CarerState::ToCome => ("access-to-come", None),
            CarerState::Running => ("carer-running", None),
        };
        let last_day =
            one.until.map(|end| (end - chrono::TimeDelta::microseconds(1)).with_timezone(&zone).date_naive());
        let sent = typed.of(Some(one.id));
        let fields = sent.map_or_else(
            || Fields::of(&one.may, last_day, reference, language),
            |sent| Fields::sent(sent, reference, language),
        );
        Self {
            id: one.id,
            name: one.called(),
            state: texts::text(language, key),
            waits: code_until.is_some(),
            acts: acts(&one.may, language),
            shelves: shelves(&one.may, reference, language),
            purpose: one.may.purpose.clone().unwrap_or_default(),
            also_hidden: one.may.also_hidden,
            since: one.since.map(at),
            until: one.until.map(at),
            code_until,
            is_changed: sent.is_some(),
            fields,
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
    /// The field that is wrong, where it is on the page, and what is.
    wrong: Option<(Option<String>, String)>,
}

impl Carers {
    /// What is wrong with a field of the form whose fields begin so.
    fn fault(&self, at: impl AsRef<str>, field: impl AsRef<str>) -> Option<&str> {
        let (place, said) = self.wrong.as_ref()?;
        let (form, own) = place.as_ref()?.split_at_checked(at.as_ref().len())?;
        (form == at.as_ref() && own == field.as_ref()).then_some(said.as_str())
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
