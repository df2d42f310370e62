//! What a job saw about accesses that look like curiosity, over all records.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{dsl::exists, prelude::*};
use kernel::{OrganisationId, PersonId, ProvisionId};
use uuid::Uuid;

use crate::{
    Action, AdminPermit, Permit,
    schema::{access_score as score, access_signs, write_scores as write_in_sql},
    service::{AccessQuestion, AccessToScore, QuestionAnswer, Scored, Sign},
};

/// Accesses to score, oldest first, with the signs that rows show. Without a permit: it looks at when, where and by whom, over
/// all records, and opens none.
pub(crate) fn accesses_to_score_without_permit(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    silent_days: u32,
    most: u32,
) -> Result<Vec<AccessToScore>, Error> {
    type Row = (Uuid, Uuid, String, Uuid, Option<Uuid>, DateTime<Utc>, bool, bool, bool, i64);
    let (days, most) =
        (i32::try_from(silent_days).unwrap_or(i32::MAX), i32::try_from(most).unwrap_or(i32::MAX));
    let rows: Vec<Row> = diesel::select(access_signs(now, days, most)).get_results(tx.conn())?;
    let read =
        |(id, space, kind, person, organisation, started_at, matured, silent, colleague, in_hour): Row| {
            AccessToScore {
                id: id.into(),
                space: space.into(),
                kind,
                person: person.into(),
                organisation: organisation.map(OrganisationId::from),
                started_at,
                matured,
                is_silent: silent,
                is_of_colleague: colleague,
                records_in_hour: u32::try_from(in_hour).unwrap_or(u32::MAX),
            }
        };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes what was scored, in one statement. Without a permit, as the reading.
pub(crate) fn write_scores_without_permit(
    tx: &mut Tx<'_>,
    scored: &[Scored],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let accesses = || scored.iter().map(|one| &one.access);
    let ids: Vec<Uuid> = accesses().map(|one| one.id.uuid()).collect();
    let spaces: Vec<Uuid> = accesses().map(|one| one.space.uuid()).collect();
    let kinds: Vec<String> = accesses().map(|one| one.kind.clone()).collect();
    let people: Vec<Uuid> = accesses().map(|one| one.person.uuid()).collect();
    let places: Vec<Uuid> =
        accesses().map(|one| one.organisation.map_or(Uuid::nil(), kernel::Id::uuid)).collect();
    let starts: Vec<DateTime<Utc>> = accesses().map(|one| one.started_at).collect();
    let old: Vec<bool> = accesses().map(|one| one.matured).collect();
    let named = |one: &Scored| one.signs.iter().map(|sign| sign.as_str()).collect::<Vec<_>>().join(" ");
    let signs: Vec<String> = scored.iter().map(named).collect();
    let scores: Vec<i32> = scored.iter().map(|one| i32::try_from(one.score).unwrap_or(i32::MAX)).collect();
    let write = write_in_sql(ids, spaces, kinds, people, places, starts, signs, scores, old, now);
    diesel::select(write).execute(tx.conn())?;
    Ok(())
}

/// Whether the holder of the permit's space was asked since an instant about another access of the same kind of the same
/// professional, and has not said that this one was not seen.
pub(crate) fn was_asked_since<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    access: &AccessToScore,
    since: DateTime<Utc>,
) -> Result<bool, Error> {
    let asked = score::table
        .filter(score::space_id.eq(permit.space().uuid()))
        .filter(score::person.eq(access.person.uuid()))
        .filter(score::kind.eq(&access.kind))
        .filter(score::asked_at.gt(since))
        .filter(score::answer.is_distinct_from(QuestionAnswer::NotSeen.as_str()));
    Ok(diesel::select(exists(asked)).get_result(tx.conn())?)
}

/// Marks that the holder of the permit's space is asked about an access; false when that was done before.
pub(crate) fn mark_asked<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: ProvisionId,
) -> Result<bool, Error> {
    let row = score::table
        .find(id.uuid())
        .filter(score::space_id.eq(permit.space().uuid()))
        .filter(score::asked_at.is_null());
    Ok(diesel::update(row).set(score::asked_at.eq(permit.now())).execute(tx.conn())? == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = score, check_for_backend(diesel::pg::Pg))]
struct ScoreRow {
    id: Uuid,
    space_id: Uuid,
    kind: String,
    person: Uuid,
    organisation: Option<Uuid>,
    started_at: DateTime<Utc>,
    signs: Vec<String>,
    score: i32,
    asked_at: Option<DateTime<Utc>>,
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
}

impl TryFrom<ScoreRow> for AccessQuestion {
    type Error = Error;

    fn try_from(row: ScoreRow) -> Result<Self, Error> {
        let fault = |what| Error::Row { table: "consent.access_score", what };
        let signs = row.signs.iter().map(|name| Sign::parse(name)).collect::<Option<Vec<Sign>>>();
        let answer = match row.answer.as_deref() {
            None => None,
            Some(name) => Some(QuestionAnswer::parse(name).ok_or(fault("an unknown answer"))?),
        };
        Ok(Self {
            id: row.id.into(),
            space: row.space_id.into(),
            kind: row.kind,
            person: PersonId::from(row.person),
            organisation: row.organisation.map(OrganisationId::from),
            started_at: row.started_at,
            signs: signs.ok_or(fault("an unknown sign"))?,
            score: u32::try_from(row.score).unwrap_or_default(),
            asked_at: row.asked_at.ok_or(fault("a question that was not asked"))?,
            answer,
            answered_at: row.answered_at,
        })
    }
}

/// A question that the holder of the permit's space was asked, which nobody else changes until the transaction ends.
pub(crate) fn hold_question<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: ProvisionId,
) -> Result<Option<AccessQuestion>, Error> {
    let row: Option<ScoreRow> = score::table
        .find(id.uuid())
        .filter(score::space_id.eq(permit.space().uuid()))
        .filter(score::asked_at.is_not_null())
        .select(ScoreRow::as_select())
        .for_no_key_update()
        .first(tx.conn())
        .optional()?;
    row.map(AccessQuestion::try_from).transpose()
}

/// Writes what the holder answered.
pub(crate) fn write_answer<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: ProvisionId,
    answer: QuestionAnswer,
) -> Result<(), Error> {
    diesel::update(score::table.find(id.uuid()).filter(score::space_id.eq(permit.space().uuid())))
        .set((score::answer.eq(answer.as_str()), score::answered_at.eq(permit.now())))
        .execute(tx.conn())?;
    Ok(())
}

/// The questions that holders were asked, newest access first, older than one.
pub(crate) fn questions<A: Action>(
    tx: &mut Tx<'_>,
    _admin: &AdminPermit<'_, A>,
    before: Option<ProvisionId>,
    limit: i64,
) -> Result<Vec<AccessQuestion>, Error> {
    let mut query = score::table
        .filter(score::asked_at.is_not_null())
        .order(score::id.desc())
        .limit(limit)
        .select(ScoreRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(score::id.lt(before.uuid()));
    }
    let rows: Vec<ScoreRow> = query.load(tx.conn())?;
    rows.into_iter().map(AccessQuestion::try_from).collect()
}

/// Forgets scores of accesses that began before an instant and of which nobody was asked; says how many. Without a permit: it
/// opens no record.
pub(crate) fn forget_scores_without_permit(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    let old = score::table.filter(score::started_at.lt(before)).filter(score::asked_at.is_null());
    Ok(diesel::delete(old).execute(tx.conn())?)
}
