use chrono_tz::Tz;
use config::{Category, Reference, UseDefault};
use consent::{
    Language, Project,
    rules::UseScope,
    service::{GivenAnswer, UseState, UsedOnce},
};
use kernel::ProvisionId;

use crate::{moments::Moment, shell::either, texts};

/// Everything of the page in the words of its reader.
pub(super) struct Words<'a> {
    pub(super) reference: &'a Reference,
    pub(super) language: Language,
    pub(super) zone: Tz,
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

    /// What holds where nothing was answered, and what to answer then for one use alone.
    pub(super) fn unsaid(&self) -> String {
        let purposes = &self.reference.secondary_use().purposes;
        let is_no = purposes.iter().all(|one| one.default == UseDefault::No);
        texts::text(self.language, if is_no { "uses-unsaid-is-no" } else { "uses-unsaid-may-be-yes" })
    }

    pub(super) fn purposes(&self, states: &[UseState]) -> Vec<Purpose> {
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

    pub(super) fn answer(&self, one: &GivenAnswer, projects: &[Project]) -> Answer {
        let about = match &one.terms.about {
            UseScope::Everything => texts::text(self.language, "uses-everything"),
            UseScope::Purpose(code) => self.purpose(code),
            UseScope::Theme(code) => self.theme(code),
            UseScope::Project(scope) => projects
                .iter()
                .find(|project| project.id == scope.project)
                .map_or_else(String::new, |project| self.choice(project)),
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

    /// A project among what an answer may be about.
    fn choice(&self, project: &Project) -> String {
        texts::naming(self.language, "uses-project", &self.title(project))
    }

    pub(super) fn project(&self, one: &Project) -> ProjectLine {
        let shelves: Vec<String> = one.about.categories.iter().map(|one| self.category(*one)).collect();
        ProjectLine {
            shelves: shelves.join(", "),
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

    pub(super) fn used(&self, one: &UsedOnce) -> Used {
        let documents = one.documents.as_ref().map(|used| {
            let shelves: Vec<String> = used.categories.iter().map(|one| self.category(*one)).collect();
            (shelves.join(", "), used.number)
        });
        Used { project: self.project(&one.project), documents, at: self.at(one.at) }
    }

    pub(super) fn forbidden(&self) -> Vec<String> {
        let all = self.reference.secondary_use().forbidden.iter();
        all.map(|one| self.either(&one.label_fr, &one.label_en)).collect()
    }

    /// What an answer may be about: value and words.
    pub(super) fn choices(&self, projects: &[Project]) -> Vec<(String, String)> {
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
        all.extend(projects.iter().map(|one| (format!("project {}", one.id), self.choice(one))));
        all.push(("everything".to_owned(), texts::text(self.language, "uses-everything")));
        all
    }

    pub(super) fn shelves(&self) -> Vec<(&'static str, String)> {
        let shelves = self.reference.secondary_use().shelves.iter();
        shelves.map(|one| (one.category.code(), self.category(one.category))).collect()
    }
}

/// A purpose and what of it is permitted.
pub(super) struct Purpose {
    pub(super) label: String,
    pub(super) explained: String,
    pub(super) article: String,
    /// Shelves; nothing when empty.
    pub(super) permitted: String,
    /// Parts of it of which something is permitted, with the shelves.
    pub(super) themes: Vec<(String, String)>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) id: ProvisionId,
    pub(super) permits: bool,
    pub(super) about: String,
    /// Shelves; every one when empty.
    pub(super) shelves: String,
    pub(super) since: Moment,
    pub(super) ended: Option<Moment>,
    pub(super) deposited_from: Option<Moment>,
}

/// A project of the register.
pub(super) struct ProjectLine {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) responsible: String,
    pub(super) purpose: String,
    /// Of which it uses documents.
    pub(super) shelves: String,
    pub(super) until: Moment,
}

/// What was used.
pub(super) struct Used {
    pub(super) project: ProjectLine,
    /// Their shelves, and how many.
    pub(super) documents: Option<(String, i64)>,
    pub(super) at: Moment,
}
