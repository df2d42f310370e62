use std::time::Duration;

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::{ExtractId, ProjectId, SpaceId};
use uuid::Uuid;

use crate::{
    Action, Permit,
    project::{Counted, Extract, ExtractState},
    schema::{use_extract, use_ledger, use_line, use_release},
    uses::Numbers,
};

const TABLE: &str = "consent.use_extract";

#[derive(Queryable, Selectable)]
#[diesel(table_name = use_extract, check_for_backend(diesel::pg::Pg))]
struct ExtractRow {
    id: Uuid,
    project: Uuid,
    state: String,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    ready_at: Option<DateTime<Utc>>,
    lines: Option<i64>,
    people: Option<i64>,
    suppressed: Option<i64>,
    withdrawn: Option<i64>,
    moved_at: Option<DateTime<Utc>>,
}

impl TryFrom<ExtractRow> for Extract {
    type Error = Error;

    fn try_from(row: ExtractRow) -> Result<Self, Error> {
        let counted = match (row.lines, row.people, row.suppressed, row.withdrawn) {
            (Some(lines), Some(people), Some(suppressed), Some(withdrawn)) => {
                Some(Counted { lines, people, suppressed, withdrawn })
            }
            _ => None,
        };
        Ok(Self {
            id: row.id.into(),
            project: row.project.into(),
            state: ExtractState::parse(&row.state)
                .ok_or(Error::Row { table: TABLE, what: "an unknown state" })?,
            asked_by: row.asked_by.into(),
            asked_at: row.asked_at,
            moved_at: row.moved_at,
            ready_at: row.ready_at,
            counted,
        })
    }
}

/// Writes down that an extract was asked for.
pub(crate) fn insert_extract(tx: &mut Tx<'_>, extract: &Extract) -> Result<(), Error> {
    diesel::insert_into(use_extract::table)
        .values((
            use_extract::id.eq(extract.id.uuid()),
            use_extract::project.eq(extract.project.uuid()),
            use_extract::state.eq(extract.state.as_str()),
            use_extract::asked_by.eq(extract.asked_by.uuid()),
            use_extract::asked_at.eq(extract.asked_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The extracts of a project, the newest first.
pub(crate) fn extracts_of(
    conn: &mut PgConnection,
    project: ProjectId,
    most: i64,
) -> Result<Vec<Extract>, Error> {
    let rows: Vec<ExtractRow> = use_extract::table
        .filter(use_extract::project.eq(project.uuid()))
        .order(use_extract::id.desc())
        .limit(most)
        .select(ExtractRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Extract::try_from).collect()
}

/// An extract.
pub(crate) fn extract(conn: &mut PgConnection, id: ExtractId) -> Result<Option<Extract>, Error> {
    let row: Option<ExtractRow> =
        use_extract::table.find(id.uuid()).select(ExtractRow::as_select()).first(conn).optional()?;
    row.map(Extract::try_from).transpose()
}

/// An extract that nobody else changes until the transaction ends, and the last space that it has looked at.
pub(crate) fn lock_extract(
    tx: &mut Tx<'_>,
    id: ExtractId,
) -> Result<Option<(Extract, Option<SpaceId>)>, Error> {
    let row: Option<(ExtractRow, Option<Uuid>)> = use_extract::table
        .find(id.uuid())
        .select((ExtractRow::as_select(), use_extract::after_space))
        .for_no_key_update()
        .first(tx.conn())
        .optional()?;
    row.map(|(row, after)| Ok((Extract::try_from(row)?, after.map(SpaceId::from)))).transpose()
}

/// A line to keep.
#[derive(Insertable)]
#[diesel(table_name = use_line)]
pub(crate) struct NewLine {
    pub(crate) extract: Uuid,
    pub(crate) id: Uuid,
    pub(crate) space_id: Option<Uuid>,
    pub(crate) category: i64,
    pub(crate) classes: Vec<Vec<u8>>,
    pub(crate) collected_at: DateTime<Utc>,
    pub(crate) revision: i64,
    pub(crate) sealed: Vec<u8>,
}

/// Lines of one statement: each has eight values, and a statement takes 65 535.
const LINES: usize = 5_000;

/// Keeps the lines of a batch, and how far the extract has come.
pub(crate) fn insert_lines(
    tx: &mut Tx<'_>,
    extract: ExtractId,
    lines: Vec<NewLine>,
    (after, forged): (SpaceId, i64),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut rest = lines.into_iter().peekable();
    while rest.peek().is_some() {
        let some: Vec<NewLine> = rest.by_ref().take(LINES).collect();
        diesel::insert_into(use_line::table).values(some).execute(tx.conn())?;
    }
    diesel::update(use_extract::table.find(extract.uuid()))
        .set((
            use_extract::after_space.eq(after.uuid()),
            use_extract::moved_at.eq(now),
            use_extract::forged.eq(use_extract::forged + forged),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Longest time in which an extract is made ready: it is one statement over all of its lines.
const RELEASED_WITHIN: Duration = Duration::from_mins(30);

/// Makes an extract ready, whole or not at all.
pub(crate) fn release(
    tx: &mut Tx<'_>,
    extract: &Extract,
    numbers: Numbers,
    now: DateTime<Utc>,
    least: i64,
) -> Result<Counted, Error> {
    // The ledgers of all spaces that are in it are written at once.
    tx.go_across_spaces()?;
    tx.take_time(RELEASED_WITHIN)?;
    let Numbers { scope, wide, wanted, by_default } = numbers;
    let run =
        use_release(extract.id.uuid(), extract.project.uuid(), scope, wide, wanted, by_default, now, least);
    let (lines, people, suppressed, withdrawn): (i64, i64, i64, i64) =
        diesel::select(run).get_result(tx.conn())?;
    diesel::update(use_extract::table.find(extract.id.uuid()))
        .set((
            use_extract::state.eq(ExtractState::Ready.as_str()),
            use_extract::ready_at.eq(now),
            use_extract::lines.eq(lines),
            use_extract::people.eq(people),
            use_extract::suppressed.eq(suppressed),
            use_extract::withdrawn.eq(withdrawn),
        ))
        .execute(tx.conn())?;
    Ok(Counted { lines, people, suppressed, withdrawn })
}

/// Lines of an extract that is ready, in the order of their ids, after one: id, which class tells it, and the sealed line.
pub(crate) fn lines_of(
    conn: &mut PgConnection,
    extract: ExtractId,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<(Uuid, i16, Vec<u8>)>, Error> {
    let rows: Vec<(Uuid, Option<i16>, Vec<u8>)> = use_line::table
        .filter(use_line::extract.eq(extract.uuid()))
        .filter(use_line::id.gt(after.unwrap_or(Uuid::nil())))
        .order(use_line::id)
        .limit(most)
        .select((use_line::id, use_line::level, use_line::sealed))
        .load(conn)?;
    let told = |(id, level, sealed): (Uuid, Option<i16>, Vec<u8>)| level.map(|level| (id, level, sealed));
    rows.into_iter()
        .map(|row| told(row).ok_or(Error::Row { table: "consent.use_line", what: "a line without a class" }))
        .collect()
}

/// Forgets the lines of an extract that was given up.
pub(crate) fn forget_extract(tx: &mut Tx<'_>, id: ExtractId) -> Result<(), Error> {
    diesel::delete(use_line::table.filter(use_line::extract.eq(id.uuid()))).execute(tx.conn())?;
    diesel::update(use_extract::table.find(id.uuid()))
        .set(use_extract::state.eq(ExtractState::Gone.as_str()))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets every line of a project's extracts.
pub(crate) fn forget_lines(tx: &mut Tx<'_>, project: ProjectId) -> Result<(), Error> {
    // First the extracts: whoever adds lines to one holds it, so that no line comes after those that are gone.
    let extracts: Vec<Uuid> =
        diesel::update(use_extract::table.filter(use_extract::project.eq(project.uuid())))
            .set(use_extract::state.eq(ExtractState::Gone.as_str()))
            .returning(use_extract::id)
            .get_results(tx.conn())?;
    diesel::delete(use_line::table.filter(use_line::extract.eq_any(extracts))).execute(tx.conn())?;
    Ok(())
}

/// A line of a ledger: extract, project, categories, documents, when.
pub(crate) type LedgerRow = (Uuid, Uuid, i64, i64, DateTime<Utc>);

/// What was used of the permit's space, the newest first.
pub(crate) fn ledger<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    most: i64,
) -> Result<Vec<LedgerRow>, Error> {
    Ok(use_ledger::table
        .filter(use_ledger::space_id.eq(permit.space().uuid()))
        .order((use_ledger::used_at.desc(), use_ledger::extract.desc()))
        .limit(most)
        .select((
            use_ledger::extract,
            use_ledger::project,
            use_ledger::categories,
            use_ledger::lines,
            use_ledger::used_at,
        ))
        .load(tx.conn())?)
}
