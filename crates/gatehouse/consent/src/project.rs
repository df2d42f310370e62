//! Projects of secondary use.

use chrono::{DateTime, Utc};
use config::Category;
use kernel::{ErrorKind, ExtractId, PersonId, ProjectId};
use thiserror::Error;

use crate::ProjectUse;

/// A project that uses health data beyond care. All that is here of it is public, but for who registered and decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// What it is.
    pub about: AboutProject,
    /// What became of it.
    pub state: ProjectState,
    /// Who registered it.
    pub registered_by: PersonId,
    /// When.
    pub registered_at: DateTime<Utc>,
    /// Who confirmed or declined it.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What is said of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutProject {
    /// What it is called, in French.
    pub title_fr: String,
    /// In English.
    pub title_en: String,
    /// What it does, in plain French.
    pub summary_fr: String,
    /// In plain English.
    pub summary_en: String,
    /// Who answers for it.
    pub responsible: String,
    /// The data permit, or what else it rests on.
    pub basis: String,
    /// The purpose, by its code.
    pub purpose: String,
    /// The part of the purpose, by its code.
    pub theme: Option<String>,
    /// Of which categories it uses documents.
    pub categories: Vec<Category>,
    /// What it is told of each.
    pub fields: Vec<Field>,
    /// From when.
    pub begins_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
}

/// What an extract tells of a document and of whom it is about. All of it is told only where enough people have it in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The shelf of the document.
    Category,
    /// The type of the document.
    Type,
    /// The month in which care began, or its year.
    Month,
    /// Ten years of age, counted on the day of the extract.
    AgeBand,
    /// The sex that the civil registry has.
    Sex,
    /// The department of residence.
    Department,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 6] =
        [Self::Category, Self::Type, Self::Month, Self::AgeBand, Self::Sex, Self::Department];

    /// Its name in JSON and in the lines of an extract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Type => "type",
            Self::Month => "month",
            Self::AgeBand => "age_band",
            Self::Sex => "sex",
            Self::Department => "department",
        }
    }

    /// The field of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// What became of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectState {
    /// It waits for another registrar.
    Registered,
    /// It may ask for extracts, from its beginning to its end.
    Confirmed,
    /// Another registrar declined it.
    Declined,
    /// It is over, and its key is gone.
    Ended,
}

impl ProjectState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Registered, Self::Confirmed, Self::Declined, Self::Ended];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl Project {
    /// What it asks for.
    pub fn wanted(&self) -> ProjectUse {
        ProjectUse {
            project: self.id,
            purpose: self.about.purpose.clone(),
            theme: self.about.theme.clone(),
            categories: self.about.categories.clone(),
        }
    }

    /// Whether it may use something at an instant.
    pub fn runs_at(&self, instant: DateTime<Utc>) -> bool {
        self.state == ProjectState::Confirmed
            && self.about.begins_at <= instant
            && instant < self.about.ends_at
    }
}

/// An extract that a project asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Its id.
    pub id: ExtractId,
    /// The project.
    pub project: ProjectId,
    /// How it stands.
    pub state: ExtractState,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When the work on it last went on; none before its first batch.
    pub moved_at: Option<DateTime<Utc>>,
    /// When it was ready.
    pub ready_at: Option<DateTime<Utc>>,
    /// What is in it, once it is ready.
    pub counted: Option<Counted>,
}

/// What is in an extract and what was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Lines.
    pub lines: i64,
    /// People.
    pub people: i64,
    /// Lines left out because too few people have them in common.
    pub suppressed: i64,
    /// Lines left out because their holder says otherwise since they were collected.
    pub withdrawn: i64,
}

/// How an extract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtractState {
    /// It is being made.
    Collecting,
    /// It can be fetched.
    Ready,
    /// Its project is over.
    Gone,
}

impl ExtractState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Collecting, Self::Ready, Self::Gone];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Ready => "ready",
            Self::Gone => "gone",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Why something cannot be done with a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProjectFault {
    /// There is none of this name.
    #[error("there is no such project")]
    Absent,
    /// There is no extract of this name that can be fetched.
    #[error("there is no such extract, or it is not ready")]
    NoExtract,
    /// Whoever registered a project does not decide about it.
    #[error("you registered this project; another registrar confirms or declines it")]
    Own,
    /// Nor do they under another account.
    #[error(
        "whoever registered this project has your name or is known to be you; another person confirms or declines it"
    )]
    OnePerson,
    /// It was decided already, or is over.
    #[error("the project is {}; this is done with one that is {}", .0.as_str(), .1.as_str())]
    State(ProjectState, ProjectState),
    /// Whoever registered it is no registrar any more.
    #[error("whoever registered this project is no registrar any more; register it anew")]
    RegistrarLeft,
    /// It has not begun, or its end has passed.
    #[error("the project does not run now; an extract is made and fetched between its beginning and its end")]
    DoesNotRun,
    /// An extract is being made already.
    #[error("an extract of this project is being made; ask for another once it is ready")]
    Collecting,
}

impl ProjectFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Absent | Self::NoExtract => ErrorKind::NotFound,
            Self::Own | Self::OnePerson => ErrorKind::Forbidden,
            Self::State(..) | Self::RegistrarLeft | Self::DoesNotRun | Self::Collecting => {
                ErrorKind::Conflict
            }
        }
    }

    /// Its name in the journal.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NoExtract => "no_extract",
            Self::Own => "own",
            Self::OnePerson => "one_person",
            Self::State(..) => "state",
            Self::RegistrarLeft => "registrar_left",
            Self::DoesNotRun => "does_not_run",
            Self::Collecting => "collecting",
        }
    }
}
