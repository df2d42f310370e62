use chrono::{DateTime, Utc};
use database::Error;
use diesel::prelude::*;
use kernel::{ExportId, PersonId, Rng, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    model::{Asker, EndReason, Export, ExportState, Order},
    schema::{export, part},
};

const TABLE: &str = "exports.export";
const SEALED: &str = "exports.export";

/// A row of exports, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = export, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(crate) struct ExportRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) state: String,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) after: Option<Uuid>,
    pub(crate) parts: i32,
    pub(crate) bytes: i64,
    pub(crate) done: i64,
    pub(crate) total: Option<i64>,
    pub(crate) begun_anew: i32,
    pub(crate) ready_at: Option<DateTime<Utc>>,
    pub(crate) keep_until: Option<DateTime<Utc>>,
    pub(crate) ended: Option<String>,
}

/// A row of parts, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = part, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(crate) struct PartRow {
    pub(crate) space_id: Uuid,
    pub(crate) export_id: Uuid,
    pub(crate) number: i32,
    pub(crate) id: Uuid,
    pub(crate) size: i64,
    pub(crate) object_key: Vec<u8>,
    pub(crate) blob_id: Option<Uuid>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) documents: Vec<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
}

/// To what the values of a row are bound, so that nobody makes an export their own in SQL.
fn binding(id: Uuid, person: Uuid, asked_at: DateTime<Utc>) -> Vec<u8> {
    format!("{id}|{person}|{}", asked_at.timestamp_micros()).into_bytes()
}

impl ExportRow {
    /// A row of an export that begins.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn of(
        keys: &SpaceKeys,
        rng: &dyn Rng,
        id: ExportId,
        person: PersonId,
        asker: &Asker,
        asked_at: DateTime<Utc>,
    ) -> Result<Self, crate::Error> {
        let (id, person) = (id.uuid(), person.uuid());
        let values = serde_json::to_vec(asker).map_err(|_| crate::Error::Unwritable)?;
        let sealed = keys.seal(rng, SEALED, &[&binding(id, person, asked_at)], &values)?;
        Ok(Self {
            space_id: keys.space().uuid(),
            id,
            person,
            state: ExportState::Making.as_str().to_owned(),
            asked_at,
            sealed,
            after: None,
            parts: 0,
            bytes: 0,
            done: 0,
            total: None,
            begun_anew: 0,
            ready_at: None,
            keep_until: None,
            ended: None,
        })
    }

    /// What is to be made, and for whom.
    ///
    /// # Errors
    /// [`Error::Row`] when the row cannot be an export, or was changed outside the program.
    pub(crate) fn order(&self, keys: &SpaceKeys) -> Result<Order, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let bound = binding(self.id, self.person, self.asked_at);
        let plain = keys.open(SEALED, &[&bound], &self.sealed).map_err(|_| {
            tracing::error!("a row of exports.export was changed outside the program; refused");
            fault("its values do not open: it was changed outside the program")
        })?;
        Ok(Order {
            space: SpaceId::from(self.space_id),
            id: ExportId::from(self.id),
            person: PersonId::from(self.person),
            asker: serde_json::from_slice(&plain).map_err(|_| fault("its values cannot be read"))?,
            asked_at: self.asked_at,
            state: self.state()?,
            after: self.after,
            parts: u32::try_from(self.parts).map_err(|_| fault("a number of parts"))?,
            bytes: count(self.bytes)?,
            done: count(self.done)?,
            total: self.total.map(count).transpose()?,
            begun_anew: u32::try_from(self.begun_anew).map_err(|_| fault("a number of beginnings"))?,
        })
    }

    fn state(&self) -> Result<ExportState, Error> {
        ExportState::parse(&self.state).ok_or(Error::Row { table: TABLE, what: "a state" })
    }
}

impl TryFrom<ExportRow> for Export {
    type Error = Error;

    fn try_from(row: ExportRow) -> Result<Self, Error> {
        let reason = |word: &str| {
            EndReason::parse(word).ok_or(Error::Row { table: TABLE, what: "a reason why it ended" })
        };
        Ok(Self {
            id: ExportId::from(row.id),
            state: row.state()?,
            asked_at: row.asked_at,
            done: count(row.done)?,
            total: row.total.map(count).transpose()?,
            bytes: count(row.bytes)?,
            ready_at: row.ready_at,
            keep_until: row.keep_until,
            ended: row.ended.as_deref().map(reason).transpose()?,
        })
    }
}

fn count(value: i64) -> Result<u64, Error> {
    u64::try_from(value).map_err(|_| Error::Row { table: TABLE, what: "a count" })
}
