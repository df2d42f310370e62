use chrono::{DateTime, Utc};
use config::Category;
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::{PersonId, ProjectId};
use uuid::Uuid;

use crate::{
    project::{AboutProject, Field, Project, ProjectState},
    schema::use_project,
};

const TABLE: &str = "consent.use_project";

/// A row of `consent.use_project` without the share of its key.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = use_project, check_for_backend(diesel::pg::Pg))]
struct ProjectRow {
    id: Uuid,
    state: String,
    title_fr: String,
    title_en: String,
    summary_fr: String,
    summary_en: String,
    responsible: String,
    basis: String,
    purpose: String,
    theme: Option<String>,
    categories: Vec<String>,
    fields: Vec<String>,
    begins_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    registered_by: Uuid,
    registered_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<&Project> for ProjectRow {
    fn from(project: &Project) -> Self {
        let about = project.about.clone();
        Self {
            id: project.id.uuid(),
            state: project.state.as_str().to_owned(),
            title_fr: about.title_fr,
            title_en: about.title_en,
            summary_fr: about.summary_fr,
            summary_en: about.summary_en,
            responsible: about.responsible,
            basis: about.basis,
            purpose: about.purpose,
            theme: about.theme,
            categories: about.categories.iter().map(|one| one.code().to_owned()).collect(),
            fields: about.fields.iter().map(|one| one.as_str().to_owned()).collect(),
            begins_at: about.begins_at,
            ends_at: about.ends_at,
            registered_by: project.registered_by.uuid(),
            registered_at: project.registered_at,
            decided_by: project.decided_by.map(kernel::Id::uuid),
            decided_at: project.decided_at,
            ended_at: project.ended_at,
        }
    }
}

impl TryFrom<ProjectRow> for Project {
    type Error = Error;

    fn try_from(row: ProjectRow) -> Result<Self, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let categories = row.categories.iter().map(|code| code.parse::<Category>());
        let fields = row.fields.iter().map(|name| Field::parse(name).ok_or(fault("an unknown field")));
        Ok(Self {
            id: row.id.into(),
            about: AboutProject {
                title_fr: row.title_fr,
                title_en: row.title_en,
                summary_fr: row.summary_fr,
                summary_en: row.summary_en,
                responsible: row.responsible,
                basis: row.basis,
                purpose: row.purpose,
                theme: row.theme,
                categories: categories.collect::<Result<_, _>>().map_err(|_| fault("an unknown category"))?,
                fields: fields.collect::<Result<_, _>>()?,
                begins_at: row.begins_at,
                ends_at: row.ends_at,
            },
            state: ProjectState::parse(&row.state).ok_or(fault("an unknown state"))?,
            registered_by: row.registered_by.into(),
            registered_at: row.registered_at,
            decided_by: row.decided_by.map(Into::into),
            decided_at: row.decided_at,
            ended_at: row.ended_at,
        })
    }
}

/// Writes a project down.
pub(crate) fn insert_project(tx: &mut Tx<'_>, project: &Project) -> Result<(), Error> {
    diesel::insert_into(use_project::table).values(ProjectRow::from(project)).execute(tx.conn())?;
    Ok(())
}

/// A project.
pub(crate) fn project(conn: &mut PgConnection, id: ProjectId) -> Result<Option<Project>, Error> {
    let row: Option<ProjectRow> =
        use_project::table.find(id.uuid()).select(ProjectRow::as_select()).first(conn).optional()?;
    row.map(Project::try_from).transpose()
}

/// A project that nobody else changes until the transaction ends.
pub(crate) fn lock_project(tx: &mut Tx<'_>, id: ProjectId) -> Result<Option<Project>, Error> {
    let row: Option<ProjectRow> = use_project::table
        .find(id.uuid())
        .select(ProjectRow::as_select())
        .for_no_key_update()
        .first(tx.conn())
        .optional()?;
    row.map(Project::try_from).transpose()
}

/// Projects in some of the states, the newest first, older than one.
pub(crate) fn projects(
    conn: &mut PgConnection,
    states: &[ProjectState],
    before: Option<ProjectId>,
    most: i64,
) -> Result<Vec<Project>, Error> {
    let mut query = use_project::table
        .filter(use_project::state.eq_any(states.iter().map(|state| state.as_str())))
        .order(use_project::id.desc())
        .limit(most)
        .select(ProjectRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(use_project::id.lt(before.uuid()));
    }
    let rows: Vec<ProjectRow> = query.load(conn)?;
    rows.into_iter().map(Project::try_from).collect()
}

/// Projects by their ids.
pub(crate) fn projects_named(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Project>, Error> {
    let rows: Vec<ProjectRow> =
        use_project::table.filter(use_project::id.eq_any(ids)).select(ProjectRow::as_select()).load(conn)?;
    rows.into_iter().map(Project::try_from).collect()
}

/// Confirmed projects whose end has passed.
pub(crate) fn overdue_projects(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<ProjectId>, Error> {
    let found: Vec<Uuid> = use_project::table
        .filter(use_project::state.eq(ProjectState::Confirmed.as_str()))
        .filter(use_project::ends_at.le(now))
        .order(use_project::id)
        .limit(most)
        .select(use_project::id)
        .load(conn)?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Writes what was decided about a project, with the share of its key where it was confirmed.
pub(crate) fn decide_project(
    tx: &mut Tx<'_>,
    id: ProjectId,
    state: ProjectState,
    by: PersonId,
    at: DateTime<Utc>,
    share: Option<&[u8]>,
) -> Result<(), Error> {
    diesel::update(use_project::table.find(id.uuid()))
        .set((
            use_project::state.eq(state.as_str()),
            use_project::decided_by.eq(by.uuid()),
            use_project::decided_at.eq(at),
            use_project::share.eq(share),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a project: the share of its key is gone.
pub(crate) fn end_project(tx: &mut Tx<'_>, id: ProjectId, at: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(use_project::table.find(id.uuid()))
        .set((
            use_project::state.eq(ProjectState::Ended.as_str()),
            use_project::ended_at.eq(at),
            use_project::share.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The share of a project's key that lies with it; none where it is over.
pub(crate) fn share_of(conn: &mut PgConnection, id: ProjectId) -> Result<Option<Vec<u8>>, Error> {
    let share: Option<Option<Vec<u8>>> =
        use_project::table.find(id.uuid()).select(use_project::share).first(conn).optional()?;
    Ok(share.flatten())
}
