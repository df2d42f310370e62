use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{DisputeId, PersonId, Private, Rng, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

use super::seal::forged;
use crate::{
    Action, AdminPermit, Permit,
    schema::{dispute, dispute_desk},
    service::{Dispute, DisputeState, DisputeWords, WaitingDispute},
};

const TABLE: &str = "consent.dispute";

/// Most disputes of one record that are listed.
const MOST: i64 = 500;

/// A row of disputes, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dispute, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(crate) struct DisputeRow {
    space_id: Uuid,
    id: Uuid,
    line: i64,
    state: String,
    sent_by: Uuid,
    sent_at: DateTime<Utc>,
    reviewer: Option<Uuid>,
    reviewed_at: Option<DateTime<Utc>>,
    answered_at: Option<DateTime<Utc>>,
    sealed: Vec<u8>,
}

/// To what the words of a row are bound, so that a row that was changed in SQL does not open.
fn binding(id: Uuid, line: i64, state: DisputeState, sent_by: Uuid, reviewer: Option<Uuid>) -> String {
    format!("{id}|{line}|{}|{sent_by}|{}", state.as_str(), reviewer.unwrap_or_default())
}

fn seal(keys: &SpaceKeys, rng: &dyn Rng, one: &Dispute) -> Result<Vec<u8>, crate::Error> {
    let reviewer = one.reviewer.map(kernel::Id::uuid);
    let bound = binding(one.id.uuid(), one.line, one.state, one.sent_by.uuid(), reviewer);
    let words = serde_json::to_vec(&one.words).map_err(|_| crate::Error::Disagreement)?;
    let words = Private::new(words);
    Ok(keys.seal(rng, TABLE, &[bound.as_bytes()], words.reveal())?)
}

impl DisputeRow {
    /// A row to write.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn of(keys: &SpaceKeys, rng: &dyn Rng, one: &Dispute) -> Result<Self, crate::Error> {
        Ok(Self {
            space_id: one.space.uuid(),
            id: one.id.uuid(),
            line: one.line,
            state: one.state.as_str().to_owned(),
            sent_by: one.sent_by.uuid(),
            sent_at: one.sent_at,
            reviewer: one.reviewer.map(kernel::Id::uuid),
            reviewed_at: one.reviewed_at,
            answered_at: one.answered_at,
            sealed: seal(keys, rng, one)?,
        })
    }

    /// Opens the words and makes the model.
    ///
    /// # Errors
    /// [`Error::Row`] when the row cannot be a dispute, or was changed outside the program.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Dispute, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let state = DisputeState::parse(&self.state).ok_or(fault("an unknown state"))?;
        let bound = binding(self.id, self.line, state, self.sent_by, self.reviewer);
        let plain = keys
            .open(TABLE, &[bound.as_bytes()], &self.sealed)
            .map_err(|_| forged(TABLE, "a dispute does not open"))?;
        let words: DisputeWords =
            serde_json::from_slice(&plain).map_err(|_| fault("its words cannot be read"))?;
        Ok(Dispute {
            id: DisputeId::from(self.id),
            space: SpaceId::from(self.space_id),
            line: self.line,
            state,
            sent_by: PersonId::from(self.sent_by),
            sent_at: self.sent_at,
            reviewer: self.reviewer.map(PersonId::from),
            reviewed_at: self.reviewed_at,
            answered_at: self.answered_at,
            words,
        })
    }
}

/// Adds a dispute to the permit's space, and to the list of those that wait.
pub(crate) fn insert_dispute<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: DisputeRow,
    patient: &str,
) -> Result<(), Error> {
    let row = DisputeRow { space_id: permit.space().uuid(), ..row };
    let waits = (
        dispute_desk::dispute_id.eq(row.id),
        dispute_desk::space_id.eq(row.space_id),
        dispute_desk::patient.eq(patient),
        dispute_desk::state.eq(row.state.clone()),
        dispute_desk::sent_at.eq(row.sent_at),
    );
    diesel::insert_into(dispute::table).values(row).execute(tx.conn())?;
    diesel::insert_into(dispute_desk::table).values(waits).execute(tx.conn())?;
    Ok(())
}

/// The lines of the permit's space that are disputed and wait, each with its dispute.
pub(crate) fn dispute_waits<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Vec<(i64, DisputeId)>, Error> {
    let rows: Vec<(i64, Uuid)> = dispute::table
        .filter(dispute::space_id.eq(permit.space().uuid()))
        .filter(dispute::state.ne("answered"))
        .select((dispute::line, dispute::id))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(line, id)| (line, DisputeId::from(id))).collect())
}

/// The disputes of the permit's space, newest first, or one of them.
pub(crate) fn disputes<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    only: Option<DisputeId>,
) -> Result<Vec<DisputeRow>, Error> {
    let mut query = dispute::table
        .filter(dispute::space_id.eq(permit.space().uuid()))
        .order(dispute::id.desc())
        .limit(MOST)
        .select(DisputeRow::as_select())
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(dispute::id.eq(only.uuid()));
    }
    Ok(query.load(tx.conn())?)
}

/// Writes down what became of a dispute, on the list of those that wait too; one that was answered leaves it.
pub(crate) fn change_dispute<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    keys: &SpaceKeys,
    rng: &dyn Rng,
    one: &Dispute,
) -> Result<(), crate::Error> {
    let (id, reviewer) = (one.id.uuid(), one.reviewer.map(kernel::Id::uuid));
    let row = dispute::table
        .filter(dispute::space_id.eq(permit.space().uuid()))
        .filter(dispute::id.eq(id))
        .filter(dispute::state.ne("answered"));
    let changed = (
        dispute::state.eq(one.state.as_str()),
        dispute::reviewer.eq(reviewer),
        dispute::reviewed_at.eq(one.reviewed_at),
        dispute::answered_at.eq(one.answered_at),
        dispute::sealed.eq(seal(keys, rng, one)?),
    );
    if diesel::update(row).set(changed).execute(tx.conn())? == 0 {
        return Err(database::Error::Transient("a dispute was answered by somebody else").into());
    }
    let waits = dispute_desk::table.filter(dispute_desk::dispute_id.eq(id));
    if one.state == DisputeState::Answered {
        diesel::delete(waits).execute(tx.conn())?;
    } else {
        let changed = (dispute_desk::state.eq(one.state.as_str()), dispute_desk::reviewer.eq(reviewer));
        diesel::update(waits).set(changed).execute(tx.conn())?;
    }
    Ok(())
}

/// The record of a dispute that waits, which is held until the transaction ends.
pub(crate) fn where_disputed<A: Action>(
    tx: &mut Tx<'_>,
    _admin: &AdminPermit<'_, A>,
    id: DisputeId,
) -> Result<Option<SpaceId>, Error> {
    let found: Option<Uuid> = dispute_desk::table
        .filter(dispute_desk::dispute_id.eq(id.uuid()))
        .select(dispute_desk::space_id)
        .for_update()
        .first(tx.conn())
        .optional()?;
    Ok(found.map(SpaceId::from))
}

/// The disputes that wait, oldest first, after one of them.
pub(crate) fn waiting_disputes<A: Action>(
    tx: &mut Tx<'_>,
    _admin: &AdminPermit<'_, A>,
    after: Option<DisputeId>,
    limit: i64,
) -> Result<Vec<WaitingDispute>, Error> {
    type Row = (Uuid, String, String, Option<Uuid>, DateTime<Utc>);
    let rows: Vec<Row> = dispute_desk::table
        .filter(dispute_desk::dispute_id.gt(after.map(kernel::Id::uuid).unwrap_or_default()))
        .order(dispute_desk::dispute_id)
        .limit(limit)
        .select((
            dispute_desk::dispute_id,
            dispute_desk::patient,
            dispute_desk::state,
            dispute_desk::reviewer,
            dispute_desk::sent_at,
        ))
        .load(tx.conn())?;
    let waiting = |(id, patient, state, reviewer, sent_at): Row| {
        let fault = Error::Row { table: "consent.dispute_desk", what: "an unknown state" };
        Ok(WaitingDispute {
            id: DisputeId::from(id),
            patient,
            state: DisputeState::parse(&state).ok_or(fault)?,
            reviewer: reviewer.map(PersonId::from),
            sent_at,
        })
    };
    rows.into_iter().map(waiting).collect()
}
