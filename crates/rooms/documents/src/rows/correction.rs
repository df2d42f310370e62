use chrono::{DateTime, Utc};
use database::Error;
use diesel::prelude::*;
use kernel::{CorrectionId, DocumentId, OrganisationId, PersonId, Private, Rng};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    model::{Correction, CorrectionKind, CorrectionState, CorrectionWords},
    schema::correction,
};

const TABLE: &str = "documents.correction";
const SEALED: &str = "documents.correction";

/// A row of requests for correction, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = correction, treat_none_as_default_value = false, check_for_backend(diesel::pg::Pg))]
pub(crate) struct CorrectionRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) document_id: Uuid,
    pub(crate) series_id: Uuid,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) addressee: Option<Uuid>,
    pub(crate) addressee_organisation: Option<Uuid>,
    pub(crate) asked_by: Uuid,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) answered_by: Option<Uuid>,
    pub(crate) answered_at: Option<DateTime<Utc>>,
    pub(crate) sealed: Vec<u8>,
}

/// What changes in a row when a request is answered.
#[derive(AsChangeset)]
#[diesel(table_name = correction)]
pub(crate) struct Answered {
    pub(crate) state: &'static str,
    pub(crate) answered_by: Uuid,
    pub(crate) answered_at: DateTime<Utc>,
    pub(crate) sealed: Vec<u8>,
}

/// To what the words of a row are bound, so that a row that was changed in SQL does not open.
fn binding(correction: &Correction) -> Vec<u8> {
    let or_nil = |id: Option<Uuid>| id.unwrap_or_else(Uuid::nil);
    format!(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}",
        correction.id,
        correction.document,
        correction.series,
        correction.kind.as_str(),
        correction.state.as_str(),
        or_nil(correction.addressee.map(kernel::Id::uuid)),
        or_nil(correction.addressee_organisation.map(kernel::Id::uuid)),
        correction.asked_by,
        or_nil(correction.answered_by.map(kernel::Id::uuid)),
    )
    .into_bytes()
}

/// Seals the words of a request.
///
/// # Errors
/// The vault's.
pub(crate) fn seal_words(
    keys: &SpaceKeys,
    rng: &dyn Rng,
    correction: &Correction,
) -> Result<Vec<u8>, crate::Error> {
    let words = Private::new(serde_json::to_vec(&correction.words).map_err(|_| crate::Error::Broken)?);
    Ok(keys.seal(rng, SEALED, &[&binding(correction)], words.reveal())?)
}

impl CorrectionRow {
    /// A row to write.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn of(
        space: Uuid,
        keys: &SpaceKeys,
        rng: &dyn Rng,
        correction: &Correction,
    ) -> Result<Self, crate::Error> {
        Ok(Self {
            space_id: space,
            id: correction.id.uuid(),
            document_id: correction.document.uuid(),
            series_id: correction.series.uuid(),
            kind: correction.kind.as_str().to_owned(),
            state: correction.state.as_str().to_owned(),
            addressee: correction.addressee.map(kernel::Id::uuid),
            addressee_organisation: correction.addressee_organisation.map(kernel::Id::uuid),
            asked_by: correction.asked_by.uuid(),
            asked_at: correction.asked_at,
            answered_by: correction.answered_by.map(kernel::Id::uuid),
            answered_at: correction.answered_at,
            sealed: seal_words(keys, rng, correction)?,
        })
    }

    /// Opens the words and makes the model.
    ///
    /// # Errors
    /// [`Error::Row`] when the row cannot be a request, or was changed outside the program.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Correction, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let mut correction = Correction {
            id: CorrectionId::from(self.id),
            document: DocumentId::from(self.document_id),
            series: DocumentId::from(self.series_id),
            kind: CorrectionKind::parse(&self.kind).ok_or(fault("an unknown kind"))?,
            state: CorrectionState::parse(&self.state).ok_or(fault("an unknown state"))?,
            addressee: self.addressee.map(PersonId::from),
            addressee_organisation: self.addressee_organisation.map(OrganisationId::from),
            asked_by: PersonId::from(self.asked_by),
            asked_at: self.asked_at,
            answered_by: self.answered_by.map(PersonId::from),
            answered_at: self.answered_at,
            words: CorrectionWords {
                asked_by: Private::default(),
                message: Private::default(),
                answered_by: None,
                answer: None,
            },
        };
        let plain = keys.open(SEALED, &[&binding(&correction)], &self.sealed).map_err(|_| {
            metrics::counter!("documents_forged_rows_total").increment(1);
            tracing::error!("a row of documents.correction was changed outside the program; refused");
            fault("its words do not open: it was changed outside the program")
        })?;
        correction.words = serde_json::from_slice(&plain).map_err(|_| fault("its words cannot be read"))?;
        Ok(correction)
    }
}
