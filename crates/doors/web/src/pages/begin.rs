use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{Language, SpaceState, rules::Preset};
use flows::beginning::{self, Begins};
use kernel::{ErrorKind, SpaceId};
use serde::Deserialize;
use webkit::{Path, Problem, Query};

use super::{
    access::kept,
    done::{Done, Told},
    place::InSpace,
};
use crate::{
    State, forms,
    moments::{self, Moment},
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// The query of a page to which a decision about another record led.
const NEXT: &str = "?next=yes";

/// The presets, as the form says them: each with what follows from it.
const PRESETS: [(Preset, &str, &str); 3] = [
    (Preset::Open, "preset-open", "preset-open-means"),
    (Preset::AskMe, "preset-ask-me", "preset-ask-me-means"),
    (Preset::Closed, "preset-closed", "preset-closed-means"),
];

/// How the page is asked for.
#[derive(Deserialize)]
pub(crate) struct Shown {
    /// Whether a decision about another record led here: then the page only says whose turn it is, so that a press too many
    /// decides nothing.
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    done: Option<Done>,
}

/// `GET /spaces/{space}/begin`: what a record is, and whether and how it begins.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(shown): Query<Shown>,
) -> Result<HttpResponse, Problem> {
    let (me, begins) = state
        .visit(&visitor, move |visit| {
            visit.decide(|tx| beginning::of_one(&visit.house, tx, &visit.actor, space))
        })
        .await?;
    // How a record opens that is used already is chosen where one sees what that changes, which a mediator does not.
    if begins.is_own && begins.stands.state == SpaceState::Active && me.together.is_none() {
        return Ok(forms::lead_to(&format!("/spaces/{space}/preferences")));
    }
    let mut view = Begin::new(&visitor, &state, me, &begins)?;
    view.done = shown.done.map(|done| done.told(visitor.language()));
    if shown.next.is_some() {
        view.page = view.page.shown_at(NEXT.to_owned());
        view.comes_next = true;
    }
    // What was chosen before a second factor was asked for is chosen still.
    let waits = shown.done == Some(Done::NotYet);
    let by = visitor.claims()?.person;
    let kept = if waits { kept::read(&request, &state.house().vault, by, space) } else { None };
    let Some(kept) = kept else { return page(&visitor, StatusCode::OK, &view) };
    for choice in &mut view.presets {
        choice.is_chosen = kept.get("preset").is_some_and(|preset| preset == choice.code);
    }
    let mut answer = page(&visitor, StatusCode::OK, &view)?;
    forms::add_cookie(&mut answer, &kept::removed())?;
    Ok(answer)
}

/// The page once more, with what stands in the way of what a form asked for.
///
/// # Errors
/// As [`show`].
pub(super) fn show_again(
    visitor: &Visitor,
    state: &State,
    me: Me,
    begins: &Begins,
    (status, fault): (StatusCode, &str),
) -> Result<HttpResponse, Problem> {
    let fault = Some(texts::text(visitor.language(), fault));
    page(visitor, status, &Begin { fault, ..Begin::new(visitor, state, me, begins)? })
}

/// Where a decision about one record leads on to for another.
pub(super) fn address_of_next(space: SpaceId) -> String {
    format!("/spaces/{space}/begin{NEXT}")
}

/// Whether nobody has decided about a record yet.
pub(super) fn waits(state: SpaceState) -> bool {
    matches!(state, SpaceState::OppositionRunning | SpaceState::Created)
}

/// First given name and date of birth of a child.
pub(super) fn child_of(begins: &Begins, language: Language) -> Child {
    Child {
        name: begins.first_name.reveal().clone(),
        born: moments::birth_date(&begins.birth_date, language),
    }
}

/// A child, as a page names it.
pub(super) struct Child {
    pub(super) name: String,
    pub(super) born: String,
}

struct Choice {
    code: &'static str,
    label: String,
    means: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "begin.html")]
struct Begin {
    page: Shell,
    space: SpaceId,
    is_own: bool,
    is_opposed: bool,
    is_used: bool,
    /// Whether the page only says whose turn it is.
    comes_next: bool,
    /// How the record stands while the page is shown: its forms send it back.
    stood: &'static str,
    child: Child,
    /// The last day on which the record may be opposed, while it may.
    until: Option<String>,
    presets: [Choice; 3],
    done: Option<Told>,
    fault: Option<String>,
}

impl Begin {
    fn new(visitor: &Visitor, state: &State, me: Me, begins: &Begins) -> Result<Self, Problem> {
        let (language, stands) = (visitor.language(), &begins.stands);
        if matches!(stands.state, SpaceState::Suspended | SpaceState::Closed | SpaceState::Deceased) {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let until = stands.opposition_until.map(|until| {
            // The instant is the first one after the last day.
            Moment::new(until - chrono::TimeDelta::seconds(1), begins.zone, language).long_day
        });
        let presets = PRESETS.map(|(preset, label, means)| Choice {
            code: preset.as_str(),
            label: texts::text(language, label),
            means: texts::text(language, means),
            is_chosen: stands.state == SpaceState::Active && preset == stands.preset,
        });
        Ok(Self {
            page: Shell::inside(visitor, state, me)?,
            space: begins.space,
            is_own: begins.is_own,
            is_opposed: stands.state == SpaceState::Opposed,
            is_used: stands.state == SpaceState::Active,
            comes_next: false,
            stood: stands.state.as_str(),
            child: child_of(begins, language),
            until,
            presets,
            done: None,
            fault: None,
        })
    }
}
