//! Imports of the directory: how far they have come.

use chrono::{DateTime, Utc};
use database::{Error, ReadTx, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::{Standing, to_micros};
use uuid::Uuid;

use crate::{
    DirectoryImport, DirectoryStatus, ImportKind, ImportState,
    rows::standing_name,
    schema::{
        directory_import,
        functions::{import_end_missing, import_forget, import_missing},
        organisation, professional, situation,
    },
};

/// How many imports a status tells of.
const NEWEST: i64 = 10;

#[derive(Queryable, Selectable)]
#[diesel(table_name = directory_import)]
struct ImportRow {
    id: Uuid,
    kind: String,
    digest: Vec<u8>,
    whole: bool,
    state: String,
    read_to: i64,
    lines: i64,
    counts: serde_json::Value,
    began_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl TryFrom<ImportRow> for DirectoryImport {
    type Error = Error;

    fn try_from(row: ImportRow) -> Result<Self, Error> {
        let unreadable = |what| Error::Row { table: "identity.directory_import", what };
        Ok(Self {
            id: row.id.into(),
            kind: ImportKind::parse(&row.kind).ok_or_else(|| unreadable("the kind is unknown"))?,
            digest: row.digest.try_into().map_err(|_| unreadable("the digest is none"))?,
            whole: row.whole,
            state: ImportState::parse(&row.state).ok_or_else(|| unreadable("the state is unknown"))?,
            read_to: row.read_to.unsigned_abs(),
            lines: row.lines.unsigned_abs(),
            counts: serde_json::from_value(row.counts).map_err(|_| unreadable("the counts are none"))?,
            began_at: row.began_at,
            changed_at: row.changed_at,
        })
    }
}

/// The import that runs, if one does.
pub(crate) fn running_import(conn: &mut PgConnection) -> Result<Option<DirectoryImport>, Error> {
    let row = directory_import::table
        .filter(directory_import::state.eq(ImportState::Running.as_str()))
        .select(ImportRow::as_select())
        .first(conn)
        .optional()?;
    row.map(DirectoryImport::try_from).transpose()
}

/// The newest one that is done, of this kind.
pub(crate) fn last_import(
    conn: &mut PgConnection,
    kind: ImportKind,
) -> Result<Option<DirectoryImport>, Error> {
    let row = directory_import::table
        .filter(directory_import::kind.eq(kind.as_str()))
        .filter(directory_import::state.eq(ImportState::Done.as_str()))
        .order(directory_import::changed_at.desc())
        .select(ImportRow::as_select())
        .first(conn)
        .optional()?;
    row.map(DirectoryImport::try_from).transpose()
}

/// Whether an import of the same kind was begun after this one and did not come to its end: what it has written is there.
pub(crate) fn was_cut_after(conn: &mut PgConnection, last: &DirectoryImport) -> Result<bool, Error> {
    let cut = directory_import::table
        .filter(directory_import::kind.eq(last.kind.as_str()))
        .filter(directory_import::state.ne(ImportState::Done.as_str()))
        .filter(directory_import::began_at.ge(to_micros(last.began_at)));
    Ok(diesel::select(diesel::dsl::exists(cut)).get_result(conn)?)
}

pub(crate) fn insert_import(tx: &mut Tx<'_>, new: &DirectoryImport) -> Result<(), Error> {
    diesel::insert_into(directory_import::table)
        .values((
            directory_import::id.eq(new.id.uuid()),
            directory_import::kind.eq(new.kind.as_str()),
            directory_import::digest.eq(new.digest.as_slice()),
            directory_import::whole.eq(new.whole),
            directory_import::state.eq(new.state.as_str()),
            directory_import::read_to.eq(number(new.read_to)),
            directory_import::lines.eq(number(new.lines)),
            directory_import::counts.eq(counts_of(new)?),
            directory_import::began_at.eq(new.began_at),
            directory_import::changed_at.eq(new.changed_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes how far an import has come, if it still runs and stands where `before` says. Says whether it did.
pub(crate) fn advance_import(
    tx: &mut Tx<'_>,
    before: &DirectoryImport,
    now: &DirectoryImport,
) -> Result<bool, Error> {
    let stands = directory_import::table
        .find(before.id.uuid())
        .filter(directory_import::state.eq(ImportState::Running.as_str()))
        .filter(directory_import::read_to.eq(number(before.read_to)))
        .filter(directory_import::changed_at.eq(to_micros(before.changed_at)));
    let updated = diesel::update(stands)
        .set((
            directory_import::state.eq(now.state.as_str()),
            directory_import::read_to.eq(number(now.read_to)),
            directory_import::lines.eq(number(now.lines)),
            directory_import::counts.eq(counts_of(now)?),
            directory_import::changed_at.eq(now.changed_at),
        ))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

pub(crate) fn abandon_imports(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(directory_import::table.filter(directory_import::state.eq(ImportState::Running.as_str())))
        .set((
            directory_import::state.eq(ImportState::Abandoned.as_str()),
            directory_import::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets some of what an import before has met; says how many.
pub(crate) fn forget_seen(tx: &mut Tx<'_>, most: i32) -> Result<i64, Error> {
    Ok(diesel::select(import_forget(most)).get_result(tx.conn())?)
}

/// Situations missing and in all, professionals missing and in all.
pub(crate) fn missing(tx: &mut Tx<'_>) -> Result<[u64; 4], Error> {
    let counted: Vec<i64> = diesel::select(import_missing()).get_result(tx.conn())?;
    counts(&counted)
}

/// Ends some that are missing: how many situations, how many professionals.
pub(crate) fn end_missing(tx: &mut Tx<'_>, most: i32, now: DateTime<Utc>) -> Result<[u64; 2], Error> {
    let counted: Vec<i64> = diesel::select(import_end_missing(most, now)).get_result(tx.conn())?;
    counts(&counted)
}

pub(crate) fn directory_status(rtx: &mut ReadTx<'_>) -> Result<DirectoryStatus, Error> {
    let conn = rtx.conn();
    let by_standing: Vec<(String, i64)> = professional::table
        .group_by(professional::standing)
        .select((professional::standing, diesel::dsl::count_star()))
        .load(conn)?;
    let of = |standing: Standing| {
        let found = by_standing.iter().find(|(name, _)| name == standing_name(standing));
        found.map_or(0, |(_, count)| count.unsigned_abs())
    };
    let situations: i64 = situation::table.filter(situation::active).count().get_result(conn)?;
    let organisations: i64 = organisation::table.count().get_result(conn)?;
    let listed: i64 = organisation::table.filter(organisation::listed).count().get_result(conn)?;
    let imports: Vec<ImportRow> = directory_import::table
        .order(directory_import::changed_at.desc())
        .limit(NEWEST)
        .select(ImportRow::as_select())
        .load(conn)?;
    Ok(DirectoryStatus {
        professionals: [of(Standing::Good), of(Standing::Suspended), of(Standing::StruckOff)],
        situations: situations.unsigned_abs(),
        organisations: organisations.unsigned_abs(),
        listed: listed.unsigned_abs(),
        imports: imports.into_iter().map(DirectoryImport::try_from).collect::<Result<_, _>>()?,
    })
}

fn counts_of(import: &DirectoryImport) -> Result<serde_json::Value, Error> {
    serde_json::to_value(&import.counts).map_err(|_| Error::Statement("counts that cannot be written"))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// So many numbers as a function of the database gives.
pub(super) fn counts<const N: usize>(given: &[i64]) -> Result<[u64; N], Error> {
    let counts: Vec<u64> = given.iter().map(|count| count.unsigned_abs()).collect();
    counts.try_into().map_err(|_| Error::Statement("a function gave another number of counts"))
}
