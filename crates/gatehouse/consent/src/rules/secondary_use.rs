//! What a holder answers about uses beyond care. It is an answer of its own and no way in: nothing here opens a record to anybody.

use chrono::{DateTime, Utc};
use config::Category;
use kernel::ProjectId;
use serde::{Deserialize, Serialize};

use crate::Provision;

/// The kind of provision by which the holder answers about secondary use.
pub const SECONDARY_USE: &str = "secondary_use";

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondaryUseTerms {
    /// Which uses it is about.
    pub about: UseScope,
    /// Which categories it is about; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// Whether it permits.
    pub permits: bool,
    /// Of what it permits, only documents that came in at this instant or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposited_from: Option<DateTime<Utc>>,
}

/// Which uses an answer is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UseScope {
    /// Every use.
    Everything,
    /// Uses for a purpose, by its code.
    Purpose(String),
    /// Uses for a part of a purpose, by its code.
    Theme(String),
    /// What one project does.
    Project(ProjectScope),
}

/// A project and what it is for, which stays what it was when it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectScope {
    /// The project.
    pub project: ProjectId,
    /// Its purpose.
    pub purpose: String,
    /// The part of the purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
}

/// A use that somebody wants to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'a> {
    /// The project, where it is one.
    pub project: Option<ProjectId>,
    /// The purpose.
    pub purpose: &'a str,
    /// The part of the purpose.
    pub theme: Option<&'a str>,
}

/// What a holder has answered about a use of documents of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseAnswer {
    /// They may be used: all, or those that came in at this instant or later.
    Permitted(Option<DateTime<Utc>>),
    /// They may not.
    Refused,
    /// Nothing was said about it.
    Unsaid,
}

impl SecondaryUseTerms {
    /// Whether it opposes every use of everything.
    pub fn opposes_all(&self) -> bool {
        self.about == UseScope::Everything && self.categories.is_empty() && !self.permits
    }

    /// Whether it is about the same uses and categories as another answer, whose place it takes.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let same = |one: &[Category], other: &[Category]| {
            one.iter().all(|category| other.contains(category))
                && other.iter().all(|category| one.contains(category))
        };
        self.about == other.about && same(&self.categories, &other.categories)
    }

    fn is_about(&self, wanted: Use<'_>, category: Category) -> bool {
        let uses = match &self.about {
            UseScope::Everything => true,
            UseScope::Purpose(purpose) => purpose == wanted.purpose,
            UseScope::Theme(theme) => Some(theme.as_str()) == wanted.theme,
            UseScope::Project(scope) => Some(scope.project) == wanted.project,
        };
        uses && (self.categories.is_empty() || self.categories.contains(&category))
    }

    /// How narrow it is: about uses, and about categories.
    fn narrowness(&self) -> (u8, u8) {
        let uses = match &self.about {
            UseScope::Everything => 0,
            UseScope::Purpose(_) => 1,
            UseScope::Theme(_) => 2,
            UseScope::Project(_) => 3,
        };
        (uses, u8::from(!self.categories.is_empty()))
    }

    /// Whether it is narrower than another answer, and in nothing wider.
    fn is_narrower_than(&self, other: &Self) -> bool {
        let ((uses, shelves), (other_uses, other_shelves)) = (self.narrowness(), other.narrowness());
        uses >= other_uses && shelves >= other_shelves && (uses, shelves) != (other_uses, other_shelves)
    }
}

/// What the running answers of a space say about a use of documents of a category.
///
/// To oppose everything beats whatever else was said. Otherwise the narrower answer counts; where of two neither is narrower than
/// the other, the one that refuses does. An answer that cannot be read refuses everything.
pub fn answer_about<'a>(
    answers: impl IntoIterator<Item = &'a Provision>,
    wanted: Use<'_>,
    category: Category,
) -> UseAnswer {
    let mut about = Vec::new();
    for one in answers.into_iter().filter(|one| one.kind == SECONDARY_USE) {
        match one.terms::<SecondaryUseTerms>() {
            None => return UseAnswer::Refused,
            Some(terms) if terms.opposes_all() => return UseAnswer::Refused,
            Some(terms) if terms.is_about(wanted, category) => about.push(terms),
            Some(_) => {}
        }
    }
    let narrowest = about.iter().filter(|one| !about.iter().any(|other| other.is_narrower_than(one)));
    narrowest.fold(UseAnswer::Unsaid, |answer, one| match (answer, one.permits) {
        (UseAnswer::Refused, _) | (_, false) => UseAnswer::Refused,
        (UseAnswer::Permitted(from), true) => UseAnswer::Permitted(from.max(one.deposited_from)),
        (UseAnswer::Unsaid, true) => UseAnswer::Permitted(one.deposited_from),
    })
}

/// Whether an answer permits; one that cannot be read does not.
pub(crate) fn permits_use(one: &Provision) -> bool {
    one.terms::<SecondaryUseTerms>().is_some_and(|terms| terms.permits)
}
