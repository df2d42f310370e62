use chrono::{DateTime, Utc};
use config::Reference;
use consent::{Extract, ExtractState, Field, Project, ProjectState};
use kernel::{ExtractId, PersonId, ProjectId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::views::{Coded, category_view};

/// What became of a project.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProjectState)]
pub(crate) enum StateCode {
    /// It waits for another registrar.
    Registered,
    /// It may ask for extracts, from its beginning to its end.
    Confirmed,
    /// Another registrar declined it.
    Declined,
    /// It is over.
    Ended,
}

/// What an extract tells of a document, and of whom it is about.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExtractField)]
pub(crate) enum FieldCode {
    /// The shelf of the document.
    Category,
    /// The type of the document.
    Type,
    /// The month in which care began, or its year.
    Month,
    /// Ten years of age.
    AgeBand,
    /// The sex that the civil registry has.
    Sex,
    /// The department of residence.
    Department,
}

impl From<FieldCode> for Field {
    fn from(code: FieldCode) -> Self {
        match code {
            FieldCode::Category => Self::Category,
            FieldCode::Type => Self::Type,
            FieldCode::Month => Self::Month,
            FieldCode::AgeBand => Self::AgeBand,
            FieldCode::Sex => Self::Sex,
            FieldCode::Department => Self::Department,
        }
    }
}

impl From<Field> for FieldCode {
    fn from(field: Field) -> Self {
        match field {
            Field::Category => Self::Category,
            Field::Type => Self::Type,
            Field::Month => Self::Month,
            Field::AgeBand => Self::AgeBand,
            Field::Sex => Self::Sex,
            Field::Department => Self::Department,
        }
    }
}

impl From<ProjectState> for StateCode {
    fn from(state: ProjectState) -> Self {
        match state {
            ProjectState::Registered => Self::Registered,
            ProjectState::Confirmed => Self::Confirmed,
            ProjectState::Declined => Self::Declined,
            ProjectState::Ended => Self::Ended,
        }
    }
}

/// A project as everybody reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicProject {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProjectId,
    /// What it is called.
    title: Coded,
    /// What it does, in plain words.
    summary: Coded,
    /// Who answers for it.
    responsible: String,
    /// The data permit, or what else it rests on.
    basis: String,
    /// The purpose.
    purpose: Coded,
    /// The part of the purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    theme: Option<Coded>,
    /// Of which shelves it uses documents.
    categories: Vec<Coded>,
    /// What it is told of each.
    fields: Vec<FieldCode>,
    /// From when.
    begins_at: DateTime<Utc>,
    /// Until when.
    ends_at: DateTime<Utc>,
    /// How it stands.
    state: StateCode,
}

impl PublicProject {
    pub(crate) fn of(project: &Project, reference: &Reference) -> Self {
        let (about, uses) = (&project.about, reference.secondary_use());
        let id = project.id.to_string();
        let purpose = uses.purpose(&about.purpose).map_or_else(
            || Coded::unlabelled(&about.purpose),
            |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
        );
        let theme = |code: &String| {
            uses.theme(code).map_or_else(
                || Coded::unlabelled(code),
                |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
            )
        };
        Self {
            id: project.id,
            title: Coded::new(&id, &about.title_fr, &about.title_en),
            summary: Coded::new(&id, &about.summary_fr, &about.summary_en),
            responsible: about.responsible.clone(),
            basis: about.basis.clone(),
            purpose,
            theme: about.theme.as_ref().map(theme),
            categories: about.categories.iter().map(|one| category_view(reference, *one)).collect(),
            fields: about.fields.iter().map(|field| (*field).into()).collect(),
            begins_at: about.begins_at,
            ends_at: about.ends_at,
            state: project.state.into(),
        }
    }
}

/// A project as registrars read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Project)]
pub(crate) struct ProjectView {
    /// The project.
    #[serde(flatten)]
    project: PublicProject,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Whether it was the caller who registered it, and so another registrar decides.
    registered_by_you: bool,
    /// When it was confirmed or declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    decided_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<DateTime<Utc>>,
}

impl ProjectView {
    pub(super) fn of(project: &Project, caller: PersonId, reference: &Reference) -> Self {
        Self {
            project: PublicProject::of(project, reference),
            registered_at: project.registered_at,
            registered_by_you: project.registered_by == caller,
            decided_at: project.decided_at,
            ended_at: project.ended_at,
        }
    }

    pub(super) fn id(&self) -> ProjectId {
        self.project.id
    }
}

/// How an extract stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExtractState)]
pub(crate) enum ExtractStateCode {
    /// It is being made.
    Collecting,
    /// It can be fetched.
    Ready,
    /// Its project is over, or ended while it was made.
    Gone,
}

/// An extract.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Extract)]
pub(crate) struct ExtractView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ExtractId,
    /// How it stands.
    state: ExtractStateCode,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// When it was ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ready_at: Option<DateTime<Utc>>,
    /// What is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    counted: Option<CountedView>,
}

/// What is in an extract, and what was left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CountedExtract)]
pub(crate) struct CountedView {
    /// Lines.
    lines: i64,
    /// People.
    people: i64,
    /// Lines left out because too few people have them in common.
    suppressed: i64,
    /// Lines left out because their holder says otherwise since they were collected.
    withdrawn: i64,
}

impl From<&Extract> for ExtractView {
    fn from(extract: &Extract) -> Self {
        let counted = extract.counted.map(|counted| CountedView {
            lines: counted.lines,
            people: counted.people,
            suppressed: counted.suppressed,
            withdrawn: counted.withdrawn,
        });
        let state = match extract.state {
            ExtractState::Collecting => ExtractStateCode::Collecting,
            ExtractState::Ready => ExtractStateCode::Ready,
            ExtractState::Gone => ExtractStateCode::Gone,
        };
        Self { id: extract.id, state, asked_at: extract.asked_at, ready_at: extract.ready_at, counted }
    }
}
