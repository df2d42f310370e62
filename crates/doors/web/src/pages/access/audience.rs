use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{
    Shown,
    rules::{PROTECTION, REPRESENTATIVE},
};
use documents::Visibility;
use flows::{
    access::{How, Names, Seen},
    record::ReaderSide,
    seeing,
};
use kernel::{ErrorKind, PersonId, Private};
use serde::Deserialize;
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        documents::address,
        done::{Asked, Done, Told, stepped_up},
        hiding,
        place::OneDocument,
        record_head::RecordHead,
    },
    Called,
    why::{self, Kind},
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page, profession},
    state::Visit,
    visitor::Visitor,
};

/// What a form sends: one of the two.
#[derive(Deserialize)]
pub(crate) struct Said {
    csrf: String,
    #[serde(default)]
    visibility: String,
    /// Whether whoever represents the holder is to see the document: `yes` or `no`.
    #[serde(default)]
    represented: String,
}

/// What a form says.
#[derive(Clone, Copy)]
enum Wanted {
    Shown(Visibility),
    HiddenFromRepresentatives(bool),
}

impl Said {
    fn wanted(&self) -> Option<Wanted> {
        let all = [Visibility::Masked, Visibility::AsUsual, Visibility::Shown];
        match (self.visibility.as_str(), self.represented.as_str()) {
            ("", "no") => Some(Wanted::HiddenFromRepresentatives(true)),
            ("", "yes") => Some(Wanted::HiddenFromRepresentatives(false)),
            (visibility, "") => all.into_iter().find(|one| one.as_str() == visibility).map(Wanted::Shown),
            _ => None,
        }
    }
}

/// `GET /spaces/{space}/documents/{document}/audience`: who can see the document today, why and until when.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, found, hiding) =
            visit.decide(|tx| seeing::audience(house, tx, actor, space, document))?;
        let (zone, names) = (heading.zone, &found.names);
        let author = found.document.thing().natural_author;
        let people =
            found.people.iter().filter_map(|one| Person::new(one, author, names, zone, visit)).collect();
        let might = |wanted: fn(How) -> bool| {
            let all = found.others.iter().filter(|one| wanted(one.how));
            let all = all.map(|one| profession(&house.reference, &one.profession, visit.language));
            all.collect::<Vec<_>>().join(", ")
        };
        let in_care = might(|how| matches!(how, How::Relationship(_)));
        let in_emergency = might(|how| how == How::Emergency);
        let (title, masked) = (found.document.words.title, found.document.masked);
        let hidden = hiding.map(|hiding| hiding::words(&hiding, visit));
        let is_represented =
            found.people.iter().any(|one| [REPRESENTATIVE, PROTECTION].contains(&one.by.kind.as_str()));
        let is_kept = found.document.hidden_from_representatives;
        let kept = (heading.side == ReaderSide::Holder && (is_represented || is_kept)).then_some(is_kept);
        Ok((heading, (people, in_care, in_emergency), (title, masked, hidden, kept)))
    });
    let (me, (heading, (people, in_care, in_emergency), (title, masked, hidden, kept))) = seen.await?;
    let view = AudiencePage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        here: address(space, document),
        about: format!("document:{document}"),
        title,
        masked,
        hidden,
        kept,
        people,
        in_care,
        in_emergency,
        done: asked.done.map(|done| done.told(visitor.language())),
    };
    page(&visitor, StatusCode::OK, &view)
}

/// `POST /spaces/{space}/documents/{document}/audience`: masks the document, or shows it; keeps it from whoever represents the holder, or
/// shows it to them.
pub(crate) async fn set(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Form(said): Form<Said>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &said.csrf)?;
    let wanted = said.wanted().ok_or_else(|| Problem::new(ErrorKind::Invalid))?;
    let done = state.visit(&visitor, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| match wanted {
            Wanted::Shown(wanted) => {
                documents.set_visibility(tx, actor, space, &[document], wanted).map(drop)
            }
            Wanted::HiddenFromRepresentatives(hidden) => {
                documents.hide_from_representatives(tx, actor, space, document, hidden).map(drop)
            }
        })
    });
    let here = format!("{}/audience", address(space, document));
    Ok(match stepped_up(done.await, &here)? {
        Ok(_) => forms::lead_to(&Done::Saved.at(&here)),
        Err(answer) => answer,
    })
}

/// Somebody who gets in, and whether they see the document.
struct Person {
    called: Called,
    grant: String,
    sees: bool,
    /// Whether they count as its author, from whom masks hide nothing.
    is_author: bool,
    /// The number of whom it names, to hide the document from them or show it to them.
    number: Option<String>,
    why: String,
    until: Option<Moment>,
}

impl Person {
    fn new(one: &Seen, author: Option<PersonId>, names: &Names, zone: Tz, visit: &Visit) -> Option<Self> {
        let sees = matches!(one.shown, Shown::By { .. });
        let is_author = author.is_some() && one.by.person == author;
        Some(Self {
            called: Called::of_grant(visit, names, &one.by),
            grant: Kind::of(&one.by.kind)?.words(visit.language),
            sees,
            is_author,
            number: Called::number(names, &one.by).filter(|_| sees || why::can_be_shown(&one.shown)),
            why: why::shown(&one.shown, visit.language),
            until: one.until.map(|until| Moment::new(until, zone, visit.language)),
        })
    }
}

#[derive(Template)]
#[template(path = "access/audience.html")]
struct AudiencePage {
    page: Shell,
    head: RecordHead,
    /// The page of the document.
    here: String,
    /// The document, as the subject of an exception.
    about: String,
    title: Private<String>,
    masked: bool,
    /// By what it is hidden from professionals.
    hidden: Option<String>,
    /// Whether it is kept from whoever represents the holder; none where that is nobody, and for any other reader.
    kept: Option<bool>,
    people: Vec<Person>,
    /// Professions that would see it in a care relationship that begins.
    in_care: String,
    /// Professions that would see it in an emergency.
    in_emergency: String,
    done: Option<Told>,
}
