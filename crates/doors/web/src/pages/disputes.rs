use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::service::{Dispute, DisputeState};
use documents::Error;
use flows::seeing;
use journal::{Entry, Outcome};
use kernel::{Actor, ErrorKind, Private, SpaceId};
use serde::Deserialize;
use vault::Vault;
use webkit::{Form, Path, Problem, Query};

use super::{history::who, place::InSpace, record_head::RecordHead};
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

/// How the lines of a history are named to a log-in: what names one is of use to nobody else, and tells no number.
pub(super) fn lines_of<'a>(vault: &'a Vault, actor: &Actor, space: SpaceId) -> List<'a> {
    List::new(vault, actor, space, "web.history.line")
}

/// What the address may say besides.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    /// The line that is to be disputed.
    #[serde(default)]
    line: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Said {
    csrf: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    words: Private<String>,
}

/// `GET /spaces/{space}/disputes`: what the holder said was not right, with what became of it; with a line, the form to say
/// so of that one.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, asked.line.map(|line| (line, Private::default())), None).await
}

/// `POST /spaces/{space}/disputes`: says of a line that this was not right.
pub(crate) async fn send(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(said): Form<Said>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &said.csrf)?;
    let again = (said.line.clone(), said.words.clone());
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let number = number_of(&lines_of(&house.vault, actor, space), &said.line)?;
        let sent = visit
            .try_decide(|tx| flows::disputes::send(house, tx, actor, space, number, &said.words).map(drop));
        match sent {
            Ok(()) => Ok(None),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some("dispute-words-wrong")),
            Err(Error::Consent(consent::Error::DisputeWaits(_))) => Ok(Some("dispute-waits")),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match done.await? {
        (_, None) => Ok(forms::lead_to(&format!("/spaces/{space}/disputes"))),
        (_, Some("dispute-waits")) => offer(&visitor, &state, space, None, Some("dispute-waits")).await,
        (_, Some(fault)) => offer(&visitor, &state, space, Some(again), Some(fault)).await,
    }
}

/// The number of the line that a browser names; none where it names none.
fn number_of(lines: &List<'_>, line: &str) -> Result<Option<i64>, Problem> {
    match lines.open(&PageAsked { after: Some(line.to_owned()) }) {
        Ok(number) => Ok(number.map(i64::from_be_bytes)),
        Err(problem) if problem.kind() == ErrorKind::Invalid.into() => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    about: Option<(String, Private<String>)>,
    fault: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, found) = visit.decide(|tx| seeing::disputes(house, tx, actor, space))?;
        let zone = heading.zone;
        let form = match about {
            Some((line, words)) => {
                // A number that no chain has names a line that is not there.
                let number = number_of(&lines_of(&house.vault, actor, space), &line)?.unwrap_or_default();
                let (_, shown) =
                    visit.decide(|tx| flows::record::history_line(house, tx, actor, space, number))?;
                Some(Blank { line, words, about: About::of_entry(shown.entry, zone, visit) })
            }
            None => None,
        };
        let items: Vec<Item> = found.into_iter().map(|one| Item::new(one, zone, visit)).collect();
        Ok((heading, form, items))
    });
    let (me, (heading, form, items)) = seen.await?;
    let status = match fault {
        None => StatusCode::OK,
        Some("dispute-waits") => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = Disputes {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        form,
        items,
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// The line that a dispute is about.
struct About {
    name: Option<Private<String>>,
    about: String,
    act: String,
    is_refused: bool,
    at: Moment,
}

impl About {
    fn of_entry(entry: Entry, zone: Tz, visit: &Visit) -> Self {
        let act = words::done(&entry, visit.language);
        let at = Moment::new(entry.at, zone, visit.language);
        let is_refused = entry.outcome == Outcome::Refused;
        let (name, about) = who(visit, entry.who);
        Self { name, about, act, is_refused, at }
    }
}

/// The form about one line.
struct Blank {
    line: String,
    words: Private<String>,
    about: About,
}

/// A dispute with what became of it.
struct Item {
    about: About,
    state: String,
    waits: bool,
    sent_at: Moment,
    words: Private<String>,
    answered_at: Option<Moment>,
    answer: Option<Private<String>>,
}

impl Item {
    fn new(one: Dispute, zone: Tz, visit: &Visit) -> Self {
        let language = visit.language;
        let at = |instant| Moment::new(instant, zone, language);
        let state = match one.state {
            DisputeState::Sent => "dispute-sent",
            DisputeState::InReview => "dispute-in-review",
            DisputeState::Answered => "dispute-answered",
        };
        let line = one.words.about;
        let (name, about) = who(visit, line.who);
        Self {
            about: About {
                name,
                about,
                act: words::act(&line.act, language),
                is_refused: line.outcome == Outcome::Refused,
                at: at(line.at),
            },
            state: texts::text(language, state),
            waits: one.state != DisputeState::Answered,
            sent_at: at(one.sent_at),
            words: one.words.words,
            answered_at: one.answered_at.map(at),
            answer: one.words.answer,
        }
    }
}

#[derive(Template)]
#[template(path = "disputes.html")]
struct Disputes {
    page: Shell,
    head: RecordHead,
    form: Option<Blank>,
    items: Vec<Item>,
    fault: Option<String>,
}
