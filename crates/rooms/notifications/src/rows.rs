use chrono::{DateTime, Utc};
use database::Error;
use diesel::prelude::*;
use kernel::{EventId, NoticeId, PersonId, Private, Rng};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    model::{Notice, Told},
    schema::notice,
};

const TABLE: &str = "notifications.notice";
const SEALED: &str = "notifications.notice";

/// A row of notices, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notice, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(crate) struct NoticeRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) event_id: Uuid,
    pub(crate) person: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) read_at: Option<DateTime<Utc>>,
}

/// To what the values of a row are bound, so that a row that was changed in SQL does not open.
fn binding(id: Uuid, event: Uuid, person: Option<Uuid>, kind: &str, created_at: DateTime<Utc>) -> Vec<u8> {
    let person = person.unwrap_or_else(Uuid::nil);
    format!("{id}|{event}|{person}|{kind}|{}", created_at.timestamp_micros()).into_bytes()
}

impl NoticeRow {
    /// A row to write.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn of(
        space: Uuid,
        keys: &SpaceKeys,
        rng: &dyn Rng,
        notice: &Notice,
        event: EventId,
    ) -> Result<Self, crate::Error> {
        let (id, event_id) = (notice.id.uuid(), event.uuid());
        let person = notice.person.map(kernel::Id::uuid);
        let kind = notice.told.kind().as_str();
        let values = Private::new(serde_json::to_vec(&notice.told).map_err(|_| crate::Error::Broken)?);
        let bound = binding(id, event_id, person, kind, notice.created_at);
        let sealed = keys.seal(rng, SEALED, &[&bound], values.reveal())?;
        let (created_at, read_at) = (notice.created_at, notice.read_at);
        Ok(Self { space_id: space, id, event_id, person, kind: kind.to_owned(), sealed, created_at, read_at })
    }

    /// Opens the values and makes the model.
    ///
    /// # Errors
    /// [`Error::Row`] when the row cannot be a notice, or was changed outside the program.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Notice, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let bound = binding(self.id, self.event_id, self.person, &self.kind, self.created_at);
        let plain = keys.open(SEALED, &[&bound], &self.sealed).map_err(|_| {
            metrics::counter!("notifications_forged_rows_total").increment(1);
            tracing::error!("a row of notifications.notice was changed outside the program; refused");
            fault("its values do not open: it was changed outside the program")
        })?;
        let told: Told = serde_json::from_slice(&plain).map_err(|_| fault("its values cannot be read"))?;
        Ok(Notice {
            id: NoticeId::from(self.id),
            person: self.person.map(PersonId::from),
            told,
            created_at: self.created_at,
            read_at: self.read_at,
        })
    }
}
