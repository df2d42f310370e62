use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use config::{Category, Reference};
use consent::{
    Language, Project,
    rules::{SecondaryUseTerms, UseScope},
    service::{GivenAnswer, UseAnswers, UseState, UsedOnce},
};
use flows::seeing;
use kernel::{ErrorKind, ProjectId, ProvisionId, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem, Query};

use super::super::{
    done::{Asked, Done, Told, stepped_up},
    place::InSpace,
    record_head::RecordHead,
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, either, page},
    texts,
    visitor::Visitor,
};

/// What a form of the page sends.
#[derive(Clone, Deserialize)]
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
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let invalid = || Problem::new(ErrorKind::Invalid);
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
        Ok((_, Some(fault))) => offer(&visitor, &state, space, None, Some(fault)).await,
        Err(answer) => Ok(answer),
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    done: Option<Done>,
    fault: Option<&'static str>,
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
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = SecondaryUsePage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        shown,
        done: done.map(|done| done.told(visitor.language())),
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
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

/// Everything of the page in the words of its reader.
struct Words<'a> {
    reference: &'a Reference,
    language: Language,
    zone: Tz,
}

impl Words<'_> {
    fn either(&self, french: &str, english: &str) -> String {
        either(self.language, french, english).to_owned()
    }

    fn at(&self, instant: chrono::DateTime<chrono::Utc>) -> Moment {
        Moment::new(instant, self.zone, self.language)
    }

    fn category(&self, category: Category) -> String {
        self.reference
            .category(category)
            .map_or_else(|| category.to_string(), |known| self.either(&known.label_fr, &known.label_en))
    }

    fn purpose(&self, code: &str) -> String {
        let known = self.reference.secondary_use().purpose(code);
        known.map_or_else(|| code.to_owned(), |one| self.either(&one.label_fr, &one.label_en))
    }

    fn theme(&self, code: &str) -> String {
        let known = self.reference.secondary_use().theme(code);
        known.map_or_else(|| code.to_owned(), |one| self.either(&one.label_fr, &one.label_en))
    }

    fn purposes(&self, states: &[UseState]) -> Vec<Purpose> {
        let permitted = |purpose: &str, theme: Option<&str>| -> String {
            let of = |state: &&UseState| state.purpose == purpose && state.theme.as_deref() == theme;
            let found = states.iter().find(of).map(|state| state.permitted.as_slice()).unwrap_or_default();
            if found.len() == self.reference.secondary_use().shelves.len() {
                return texts::text(self.language, "uses-every-shelf");
            }
            found.iter().map(|one| self.category(*one)).collect::<Vec<_>>().join(", ")
        };
        let themes = self.reference.secondary_use().themes.iter();
        let purpose = |one: &config::UsePurpose| Purpose {
            label: self.either(&one.label_fr, &one.label_en),
            explained: self.either(&one.explained_fr, &one.explained_en),
            article: one.article.clone(),
            permitted: permitted(&one.code, None),
            themes: themes
                .clone()
                .filter(|theme| theme.purpose == one.code)
                .map(|theme| (self.theme(&theme.code), permitted(&one.code, Some(&theme.code))))
                .filter(|(_, permitted)| !permitted.is_empty())
                .collect(),
        };
        self.reference.secondary_use().purposes.iter().map(purpose).collect()
    }

    fn answer(&self, one: &GivenAnswer, projects: &[Project]) -> Answer {
        let about = match &one.terms.about {
            UseScope::Everything => texts::text(self.language, "uses-everything"),
            UseScope::Purpose(code) => self.purpose(code),
            UseScope::Theme(code) => self.theme(code),
            UseScope::Project(scope) => projects
                .iter()
                .find(|project| project.id == scope.project)
                .map_or_else(String::new, |project| self.title(project)),
        };
        let shelves: Vec<String> = one.terms.categories.iter().map(|one| self.category(*one)).collect();
        Answer {
            id: one.id,
            permits: one.terms.permits,
            about,
            shelves: shelves.join(", "),
            since: self.at(one.since),
            ended: one.ended.map(|at| self.at(at)),
            deposited_from: one.terms.deposited_from.map(|at| self.at(at)),
        }
    }

    fn title(&self, project: &Project) -> String {
        self.either(&project.about.title_fr, &project.about.title_en)
    }

    fn project(&self, one: &Project) -> ProjectLine {
        ProjectLine {
            title: self.title(one),
            summary: self.either(&one.about.summary_fr, &one.about.summary_en),
            responsible: one.about.responsible.clone(),
            purpose: one
                .about
                .theme
                .as_deref()
                .map_or_else(|| self.purpose(&one.about.purpose), |code| self.theme(code)),
            until: self.at(one.about.ends_at),
        }
    }

    fn used(&self, one: &UsedOnce) -> Used {
        let documents = one.documents.as_ref().map(|used| {
            let shelves: Vec<String> = used.categories.iter().map(|one| self.category(*one)).collect();
            (shelves.join(", "), used.number)
        });
        Used { project: self.project(&one.project), documents, at: self.at(one.at) }
    }

    fn forbidden(&self) -> Vec<String> {
        let all = self.reference.secondary_use().forbidden.iter();
        all.map(|one| self.either(&one.label_fr, &one.label_en)).collect()
    }

    /// What an answer may be about: value and words.
    fn choices(&self, projects: &[Project]) -> Vec<(String, String)> {
        let uses = self.reference.secondary_use();
        let mut all = Vec::new();
        for purpose in &uses.purposes {
            all.push((format!("purpose {}", purpose.code), self.purpose(&purpose.code)));
            let themes = uses.themes.iter().filter(|theme| theme.purpose == purpose.code);
            all.extend(themes.map(|theme| {
                let label = format!("{} – {}", self.purpose(&purpose.code), self.theme(&theme.code));
                (format!("theme {}", theme.code), label)
            }));
        }
        all.extend(projects.iter().map(|one| (format!("project {}", one.id), self.title(one))));
        all.push(("everything".to_owned(), texts::text(self.language, "uses-everything")));
        all
    }

    fn shelves(&self) -> Vec<(&'static str, String)> {
        let shelves = self.reference.secondary_use().shelves.iter();
        shelves.map(|one| (one.category.code(), self.category(one.category))).collect()
    }
}

/// A purpose and what of it is permitted.
struct Purpose {
    label: String,
    explained: String,
    article: String,
    /// Shelves; nothing when empty.
    permitted: String,
    /// Parts of it of which something is permitted, with the shelves.
    themes: Vec<(String, String)>,
}

/// An answer.
struct Answer {
    id: ProvisionId,
    permits: bool,
    about: String,
    /// Shelves; every one when empty.
    shelves: String,
    since: Moment,
    ended: Option<Moment>,
    deposited_from: Option<Moment>,
}

/// A project of the register.
struct ProjectLine {
    title: String,
    summary: String,
    responsible: String,
    purpose: String,
    until: Moment,
}

/// What was used.
struct Used {
    project: ProjectLine,
    /// Their shelves, and how many.
    documents: Option<(String, i64)>,
    at: Moment,
}

/// What the page shows.
struct Shown {
    in_short: String,
    opposed: bool,
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
}
