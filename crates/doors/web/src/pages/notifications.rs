use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{Ask, Language, service::QuestionAnswer};
use flows::{
    notices::{self, Notice, PageRequest},
    questions,
};
use kernel::{Limit, NoticeId};
use serde::Deserialize;
use uuid::Uuid;
use webkit::{Form, Path, Problem, Query};

use super::{
    place::{InSpace, OneNotice},
    record_head::RecordHead,
};
use crate::{
    State, forms,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, page},
    visitor::Visitor,
};

/// `GET /spaces/{space}/notifications`: what the holder is told, newest first.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<PageAsked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "web.notifications");
        let before = list.open(&asked)?.map(Uuid::from_bytes);
        let wanted = PageRequest { before, limit: Limit::default() };
        let (heading, found) =
            visit.decide(|tx| flows::record::notices(house, tx, actor, space, Ask::default(), wanted))?;
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        Ok((heading, found.items, next, before.is_some()))
    });
    let (me, (heading, items, next, later)) = seen.await?;
    let (language, zone) = (visitor.language(), heading.zone);
    let view = Notifications {
        head: RecordHead::new(heading, space, me.side, language),
        page: Shell::inside(&visitor, &state, me)?,
        items: items.into_iter().map(|notice| Item::new(&notice, zone, language)).collect(),
        next,
        later,
    };
    page(&visitor, StatusCode::OK, &view)
}

/// What the button beside a notice sends.
#[derive(Deserialize)]
pub(crate) struct Marked {
    csrf: String,
}

/// `POST /spaces/{space}/notifications/{notice}/read`: marks it as read, and leads back to the list.
pub(crate) async fn mark_read(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneNotice { space, notice }): Path<OneNotice>,
    Form(marked): Form<Marked>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &marked.csrf)?;
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| notices::mark_read(house, tx, actor, space, Ask::default(), notice))
    });
    done.await?;
    Ok(forms::lead_to(&format!("/spaces/{space}/notifications")))
}

/// What the buttons beside a question send.
#[derive(Deserialize)]
pub(crate) struct Answered {
    csrf: String,
    answer: Seen,
}

/// Whether the holder has seen the professional whom a notice asks about.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Seen {
    Seen,
    NotSeen,
}

/// `POST /spaces/{space}/notifications/{notice}/answer`: answers what a notice asks, and leads back to the list.
pub(crate) async fn answer(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneNotice { space, notice }): Path<OneNotice>,
    Form(answered): Form<Answered>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &answered.csrf)?;
    let answer = match answered.answer {
        Seen::Seen => QuestionAnswer::Seen,
        Seen::NotSeen => QuestionAnswer::NotSeen,
    };
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| questions::answer(house, tx, actor, space, Ask::default(), notice, answer))
    });
    done.await?;
    Ok(forms::lead_to(&format!("/spaces/{space}/notifications")))
}

/// One notice.
struct Item {
    id: NoticeId,
    at: Moment,
    title: &'static str,
    text: String,
    read: bool,
    asks: bool,
}

impl Item {
    fn new(notice: &Notice, zone: Tz, language: Language) -> Self {
        let words = notice.words(language);
        Self {
            id: notice.id,
            at: Moment::new(notice.created_at, zone, language),
            title: words.title,
            text: words.text,
            read: notice.read_at.is_some(),
            asks: notice.told.asks_about().is_some(),
        }
    }
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct Notifications {
    page: Shell,
    head: RecordHead,
    items: Vec<Item>,
    next: Option<String>,
    later: bool,
}
