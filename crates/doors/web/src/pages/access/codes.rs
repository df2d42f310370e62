use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::service::AccessState;
use documents::{Error, PageRequest};
use flows::{
    access::{self, GivenAccess},
    seeing,
};
use kernel::{ErrorKind, Limit, Private, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        done::{Asked, Done, Told, stepped_up},
        place::InSpace,
        record_head::RecordHead,
    },
    code_form::{Fields, Sent, meant},
    temporary::AccessLine,
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// Documents that the form offers at most.
const MOST: i64 = 100;
/// What is said of a form that made its code before.
const MADE: &str = "codes-made-before";

/// `GET /spaces/{space}/codes`: the temporary accesses and codes of a record, and the form for a new code.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, &Sent::new(), (asked.done, None)).await
}

/// `POST /spaces/{space}/codes`: makes a code, which is shown once and stands in no address, or ends an access or a code. A
/// form that is sent again makes no second one.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(sent): Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let said = |name: &str| sent.get(name).map_or("", String::as_str);
    forms::require_own(&visitor, &state, &request, said("csrf"))?;
    match said("act") {
        "make" => make(&visitor, &state, space, sent).await,
        "end" => {
            let id = said("id").parse().map_err(|_| Problem::new(ErrorKind::Invalid))?;
            end(&visitor, &state, space, id).await
        }
        _ => Err(Problem::new(ErrorKind::Invalid)),
    }
}

async fn make(visitor: &Visitor, state: &State, space: SpaceId, sent: Sent) -> Result<HttpResponse, Problem> {
    let wanted = match meant(&sent) {
        Ok(wanted) => wanted,
        Err(fault) => return offer(visitor, state, space, &sent, (None, Some(fault))).await,
    };
    let token = sent.get("csrf").cloned().unwrap_or_default();
    let done = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let claim = forms::claim_once(actor, &token, "codes");
        let made = visit.try_decide(|tx| {
            // First whose record it is: a code that was made is shown, whatever else may fail.
            let (heading, _) = seeing::preferences(house, tx, actor, space)?;
            Ok((heading, access::make_code_once(house, tx, actor, space, &wanted, &claim)?))
        });
        match made {
            Ok((heading, given)) => Ok(Ok((Made::new(given, heading.zone, visit), heading))),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Err("codes-not-possible")),
            Err(Error::Consent(consent::Error::MadeBefore(_) | consent::Error::KeyReused)) => Ok(Err(MADE)),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match stepped_up(done.await, &here(space))? {
        Ok((me, Ok((made, heading)))) => {
            let head = RecordHead::new(heading, space, me.side, visitor.language());
            let view = CodeMade { page: Shell::inside(visitor, state, me)?, head, made };
            page(visitor, StatusCode::OK, &view)
        }
        Ok((_, Err(fault))) => {
            // What made a code is not offered anew with one press.
            let sent = if fault == MADE { Sent::new() } else { sent };
            offer(visitor, state, space, &sent, (None, Some(fault))).await
        }
        Err(answer) => Ok(answer),
    }
}

async fn end(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    id: ProvisionId,
) -> Result<HttpResponse, Problem> {
    let done = state.visit(visitor, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        visit.decide(|tx| Ok(consent.end_temporary_access(tx, actor, space, id)?))
    });
    done.await?;
    Ok(forms::lead_to(&Done::Ended.at(&here(space))))
}

fn here(space: SpaceId) -> String {
    format!("/spaces/{space}/codes")
}

/// The page, with what was chosen in the form.
async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    sent: &Sent,
    (done, fault): (Option<Done>, Option<&'static str>),
) -> Result<HttpResponse, Problem> {
    let sent = sent.clone();
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (listed, names, heading, (found, hides)) = visit.decide(|tx| {
            // First what only the holder's side may see, so that nobody else leaves more than a refusal.
            let (listed, names) = access::temporary_accesses(house, tx, actor, space)?;
            let wanted = PageRequest { before: None, limit: Limit::new(Some(MOST)).unwrap_or_default() };
            let (heading, found, hides) = seeing::documents(house, tx, actor, space, wanted)?;
            Ok((listed, names, heading, (found, hides)))
        })?;
        let zone = heading.zone;
        let (over, live): (Vec<_>, Vec<_>) = listed.iter().partition(|one| one.state == AccessState::Over);
        let lines = |all: Vec<_>| -> Vec<AccessLine> {
            all.into_iter().map(|one| AccessLine::new(one, &names, zone, visit)).collect()
        };
        let fields = Fields::of(&sent, found, hides.as_ref(), visit);
        Ok((heading, lines(live), lines(over), fields, house.identity.is_fresh(actor)))
    });
    let (me, (heading, live, over, fields, is_fresh)) = seen.await?;
    let status = match fault {
        None => StatusCode::OK,
        Some(MADE) => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = Codes {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        live,
        over,
        fields,
        is_fresh,
        done: done.map(|done| done.told(visitor.language())),
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// A code that was made.
struct Made {
    code: Private<String>,
    until: Option<Moment>,
    /// That it shows documents which are hidden, where it does.
    shows_hidden: Option<String>,
}

impl Made {
    fn new(given: GivenAccess, zone: Tz, visit: &Visit) -> Self {
        let GivenAccess { access, code, shows_hidden, .. } = given;
        let hidden = shows_hidden.len();
        Self {
            code: Private::new(
                code.map_or_else(String::new, |code| code.in_groups().expose_secret().to_owned()),
            ),
            until: access.ends_at.map(|until| Moment::new(until, zone, visit.language)),
            shows_hidden: (hidden > 0).then(|| texts::count(visit.language, "code-shows-hidden", hidden)),
        }
    }
}

#[derive(Template)]
#[template(path = "access/code_made.html")]
struct CodeMade {
    page: Shell,
    head: RecordHead,
    made: Made,
}

#[derive(Template)]
#[template(path = "access/codes.html")]
struct Codes {
    page: Shell,
    head: RecordHead,
    /// What runs, waits or is to come.
    live: Vec<AccessLine>,
    /// What is over.
    over: Vec<AccessLine>,
    fields: Fields,
    /// Whether a second factor was shown just now.
    is_fresh: bool,
    done: Option<Told>,
    fault: Option<String>,
}
