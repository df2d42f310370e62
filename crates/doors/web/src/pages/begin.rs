use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{Language, SpaceState, rules::Preset};
use documents::Error;
use flows::beginning::{self, Begins};
use kernel::{ErrorKind, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::place::InSpace;
use crate::{
    State, errors, forms,
    moments::{self, Moment},
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

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
}

/// The presets, as the form says them: each with what follows from it.
const PRESETS: [(Preset, &str, &str); 3] = [
    (Preset::Open, "preset-open", "preset-open-means"),
    (Preset::AskMe, "preset-ask-me", "preset-ask-me-means"),
    (Preset::Closed, "preset-closed", "preset-closed-means"),
];

/// `GET /spaces/{space}/begin`: what a record is, and whether and how it begins.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let (me, begins) = state
        .visit(&visitor, move |visit| {
            visit.decide(|tx| beginning::of_one(&visit.house, tx, &visit.actor, space))
        })
        .await?;
    offer(&visitor, &state, me, &begins, StatusCode::OK, None)
}

/// `POST /spaces/{space}/begin`: does what was decided, and leads on to the next child whose record waits, or home.
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
        let outcome = match (decided.act.as_str(), Preset::parse(&decided.preset)) {
            ("oppose", _) => {
                visit.try_decide(|tx| Ok(house.consent.oppose_space(tx, actor, space).map(drop)?))
            }
            ("not-mine", _) if decided.sure != "yes" => {
                let begins = visit.decide(|tx| beginning::of_one(house, tx, actor, space))?;
                return Ok(Err((begins, StatusCode::UNPROCESSABLE_ENTITY, "begin-not-mine-unsure")));
            }
            ("not-mine", _) => {
                visit.try_decide(|tx| Ok(house.consent.dispute_representation(tx, actor, space)?))
            }
            (_, Some(preset)) => visit.try_decide(|tx| beginning::begin(house, tx, actor, space, preset)),
            (_, None) => {
                let begins = visit.decide(|tx| beginning::of_one(house, tx, actor, space))?;
                return Ok(Err((begins, StatusCode::UNPROCESSABLE_ENTITY, "begin-nothing-chosen")));
            }
        };
        match outcome {
            Ok(()) => {}
            // Decided in another window, or by the passing of time, since the page was shown.
            Err(Error::Consent(consent::Error::NotInState(_))) => {
                let begins = visit.decide(|tx| beginning::of_one(house, tx, actor, space))?;
                return Ok(Err((begins, StatusCode::CONFLICT, "begin-changed-meanwhile")));
            }
            Err(error) => return Err(errors::problem(&error, visit.language)),
        }
        let children = beginning::of_children(house, actor);
        let children = children.map_err(|error| errors::problem(&error, visit.language))?;
        Ok(Ok(children.into_iter().find(|child| waits(child.stands.state)).map(|child| child.space)))
    });
    match done.await? {
        (_, Ok(Some(child))) if child != space => Ok(forms::lead_to(&format!("/spaces/{child}/begin"))),
        (_, Ok(_)) => Ok(forms::lead_to("/")),
        (me, Err((begins, status, key))) => {
            let fault = Some(texts::text(visitor.language(), key));
            offer(&visitor, &state, me, &begins, status, fault)
        }
    }
}

/// Whether nobody has decided about a record yet.
pub(super) fn waits(state: SpaceState) -> bool {
    matches!(state, SpaceState::OppositionRunning | SpaceState::Created)
}

fn offer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    begins: &Begins,
    status: StatusCode,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    if matches!(begins.stands.state, SpaceState::Suspended | SpaceState::Closed | SpaceState::Deceased) {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let until = begins.stands.opposition_until.map(|until| {
        // The instant is the first one after the last day.
        Moment::new(until - chrono::TimeDelta::seconds(1), begins.zone, language).long_day
    });
    let presets = PRESETS.map(|(preset, label, means)| Choice {
        code: preset.as_str(),
        label: texts::text(language, label),
        means: texts::text(language, means),
        is_chosen: begins.stands.state == SpaceState::Active && preset == begins.stands.preset,
    });
    let view = Begin {
        page: Shell::inside(visitor, state, me)?,
        space: begins.space,
        is_own: begins.is_own,
        is_opposed: begins.stands.state == SpaceState::Opposed,
        is_used: begins.stands.state == SpaceState::Active,
        child: child_of(begins, language),
        until,
        presets,
        fault,
    };
    page(visitor, status, &view)
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
    child: Child,
    /// The last day on which the record may be opposed, while it may.
    until: Option<String>,
    presets: [Choice; 3],
    fault: Option<String>,
}
