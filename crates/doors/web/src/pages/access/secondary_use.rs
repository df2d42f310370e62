mod words;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use config::Category;
use consent::{
    Language,
    rules::{SecondaryUseTerms, UseScope},
    service::UseAnswers,
};
use flows::seeing;
use kernel::{ErrorKind, ProjectId, ProvisionId, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem, Query};

use words::{Answer, ProjectLine, Purpose, Used, Words};

use super::super::{
    done::{Asked, Done, Told, stepped_up},
    place::InSpace,
    record_head::RecordHead,
};
use crate::{
    State, forms,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// What a form of the page sends.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    /// The answer that is taken back.
    #[serde(default)]
    answer: Option<ProvisionId>,
    /// What an answer is about: `everything`, `purpose research`, `theme cancer`, `project …`.
    #[serde(default)]
    about: String,
    #[serde(default)]
    says: String,
    /// The shelf; every one when empty.
    #[serde(default)]
    category: String,
    #[serde(default)]
    from_now: Option<String>,
}

/// What an answer of a form is about.
enum About {
    Uses(UseScope),
    Project(ProjectId),
}

impl Decided {
    /// Whether an answer leaves open what it is about, or what it says.
    fn is_unfinished(&self) -> bool {
        self.act == "answer" && (self.about.is_empty() || !["yes", "no"].contains(&self.says.as_str()))
    }

    fn about(&self) -> Option<About> {
        Some(match self.about.split_once(' ') {
            None if self.about == "everything" => About::Uses(UseScope::Everything),
            Some(("purpose", code)) => About::Uses(UseScope::Purpose(code.to_owned())),
            Some(("theme", code)) => About::Uses(UseScope::Theme(code.to_owned())),
            Some(("project", id)) => About::Project(id.parse().ok()?),
            _ => return None,
        })
    }
}

/// `GET /spaces/{space}/secondary-use`: what the holder answers about uses beyond care, what comes of it, and what was used.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, asked.done, None).await
}

/// `POST /spaces/{space}/secondary-use`: answers, or takes an answer back.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let typed = decided.clone();
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let invalid = || Problem::new(ErrorKind::Invalid);
        if decided.is_unfinished() {
            return Ok(Some("uses-unfinished"));
        }
        let outcome = match decided.act.as_str() {
            "oppose" | "answer" => {
                let permits = decided.act == "answer" && decided.says == "yes";
                let about = if decided.act == "oppose" {
                    About::Uses(UseScope::Everything)
                } else {
                    decided.about().ok_or_else(invalid)?
                };
                let categories: Vec<Category> = match decided.category.as_str() {
                    "" => Vec::new(),
                    code => vec![code.parse().map_err(|_| invalid())?],
                };
                let (project, about) = match about {
                    About::Uses(scope) => (None, scope),
                    About::Project(id) => (Some(id), UseScope::Everything),
                };
                let from_now = permits && decided.from_now.is_some();
                let deposited_from = from_now.then(|| house.clock.now());
                let answer = SecondaryUseTerms { about, categories, permits, deposited_from };
                visit.try_decide(|tx| {
                    let answer = (project, &answer);
                    flows::projects::answer_about_project(house, tx, actor, space, answer).map(drop)
                })
            }
            "take-back" => {
                let answer = decided.answer.ok_or_else(invalid)?;
                visit.try_decide(|tx| Ok(house.consent.take_back_use_answer(tx, actor, space, answer)?))
            }
            _ => return Err(invalid()),
        };
        match outcome {
            Ok(()) => Ok(None),
            Err(documents::Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some("uses-cannot")),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    let here = format!("/spaces/{space}/secondary-use");
    match stepped_up(done.await, &here)? {
        Ok((_, None)) => Ok(forms::lead_to(&Done::Saved.at(&here))),
        Ok((_, Some(fault))) => offer(&visitor, &state, space, None, Some((fault, typed))).await,
        Err(answer) => Ok(answer),
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    done: Option<Done>,
    wrong: Option<(&'static str, Decided)>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, answers, used) = visit.decide(|tx| seeing::secondary_use(house, tx, actor, space))?;
        let projects = house.desk.read(|rtx| house.consent.public_projects(rtx));
        let projects = projects.map_err(|error| visit.problem(&error.into()))?;
        let words = Words { reference: &house.reference, language: visit.language, zone: heading.zone };
        Ok((
            heading,
            Shown {
                in_short: texts::text(visit.language, in_short(&answers)),
                opposed: answers.opposes_all,
                unsaid: words.unsaid(),
                purposes: words.purposes(&answers.states),
                answers: answers.standing.iter().map(|one| words.answer(one, &projects)).collect(),
                before: answers.before.iter().map(|one| words.answer(one, &projects)).collect(),
                used: used.iter().map(|one| words.used(one)).collect(),
                projects: projects.iter().map(|one| words.project(one)).collect(),
                forbidden: words.forbidden(),
                choices: words.choices(&projects),
                shelves: words.shelves(),
            },
        ))
    });
    let (me, (heading, shown)) = seen.await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (fault, typed) = wrong.unzip();
    let view = SecondaryUsePage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        done: done.map(|done| told(done, &shown, visitor.language())),
        shown,
        fault: fault.map(|key| texts::text(visitor.language(), key)),
        typed: typed.unwrap_or_default(),
    };
    page(visitor, status, &view)
}

/// What became of a form, and that a yes has no effect as long as everything is opposed.
fn told(done: Done, shown: &Shown, language: Language) -> Told {
    let told = done.told(language);
    if done != Done::Saved || !shown.opposed || !shown.answers.iter().any(|one| one.permits) {
        return told;
    }
    let words = format!("{} {}", told.words, texts::text(language, "uses-saved-without-effect"));
    Told { words, is_open: true }
}

/// What holds now, in a sentence.
fn in_short(answers: &UseAnswers) -> &'static str {
    let something = answers.states.iter().any(|state| !state.permitted.is_empty());
    match (answers.opposes_all, something) {
        (true, _) => "uses-opposed",
        (false, true) => "uses-in-part",
        (false, false) => "uses-nothing",
    }
}

/// What the page shows.
struct Shown {
    in_short: String,
    opposed: bool,
    unsaid: String,
    purposes: Vec<Purpose>,
    answers: Vec<Answer>,
    before: Vec<Answer>,
    used: Vec<Used>,
    projects: Vec<ProjectLine>,
    forbidden: Vec<String>,
    choices: Vec<(String, String)>,
    shelves: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "access/secondary_use.html")]
struct SecondaryUsePage {
    page: Shell,
    head: RecordHead,
    shown: Shown,
    done: Option<Told>,
    fault: Option<String>,
    /// What was sent and is wrong; nothing otherwise.
    typed: Decided,
}

impl SecondaryUsePage {
    fn is_about(&self, choice: &str) -> bool {
        self.typed.about == choice
    }

    fn is_of_shelf(&self, shelf: &str) -> bool {
        self.typed.category == shelf
    }
}
