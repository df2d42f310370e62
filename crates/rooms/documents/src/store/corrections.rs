use chrono::{DateTime, Utc};
use consent::{Action, LookupPermit, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{CorrectionId, DocumentId, SpaceId};
use uuid::Uuid;

use super::visibility::visible;
use crate::{
    model::{Correction, WaitingCorrection},
    rows::{Answered, CorrectionRow},
    schema::{correction, correction_desk, document, moved},
};

/// Most requests of one record that are listed.
pub(crate) const MOST: i64 = 500;

/// Adds a request to the permit's space, and to the lists of who may answer it; false when one about the same document
/// waits already.
pub(crate) fn insert_correction<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: CorrectionRow,
) -> Result<bool, Error> {
    let row = CorrectionRow { space_id: permit.space().uuid(), ..row };
    let waits: Vec<_> = row
        .addressee
        .into_iter()
        .chain(row.addressee_organisation)
        .map(|addressee| {
            (
                correction_desk::addressee.eq(addressee),
                correction_desk::correction_id.eq(row.id),
                correction_desk::space_id.eq(row.space_id),
                correction_desk::document_id.eq(row.document_id),
                correction_desk::asked_at.eq(row.asked_at),
            )
        })
        .collect();
    let made =
        diesel::insert_into(correction::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    if made == 1 {
        diesel::insert_into(correction_desk::table).values(waits).execute(tx.conn())?;
    }
    Ok(made == 1)
}

/// The request about a document that waits, whatever its version.
pub(crate) fn waiting_about<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Option<CorrectionRow>, Error> {
    Ok(correction::table
        .filter(correction::space_id.eq(permit.space().uuid()))
        .filter(correction::series_id.eq(series))
        .filter(correction::state.eq("open"))
        .select(CorrectionRow::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// The requests about documents that the permit shows, newest first; one about a document that was withdrawn stays, one
/// about a document that went into another record with all that is asked about it is not here.
pub(crate) fn corrections<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    only: Option<Uuid>,
) -> Result<Vec<CorrectionRow>, Error> {
    let space = permit.space().uuid();
    let gone = moved::table.filter(moved::space_id.eq(space)).select(moved::document_id);
    let mut about = document::table
        .filter(document::space_id.eq(space))
        .filter(document::id.ne_all(gone))
        .select(document::id)
        .into_boxed();
    if let Some(visible) = visible(permit) {
        about = about.filter(visible);
    }
    let mut query = correction::table
        .filter(correction::space_id.eq(space))
        .filter(correction::document_id.eq_any(about))
        .order(correction::id.desc())
        .limit(MOST)
        .select(CorrectionRow::as_select())
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(correction::id.eq(only));
    }
    Ok(query.load(tx.conn())?)
}

/// Writes down what became of a request that waits, and takes it off the lists; false when it waits no more.
pub(crate) fn answer_correction<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    correction: &Correction,
    answered: &Answered,
) -> Result<bool, Error> {
    let id = correction.id.uuid();
    let row = correction::table
        .filter(correction::space_id.eq(permit.space().uuid()))
        .filter(correction::id.eq(id))
        .filter(correction::state.eq("open"));
    if diesel::update(row).set(answered).execute(tx.conn())? == 0 {
        return Ok(false);
    }
    let person = correction.addressee.map(kernel::Id::uuid);
    let addressees: Vec<Uuid> =
        person.into_iter().chain(correction.addressee_organisation.map(kernel::Id::uuid)).collect();
    // Both columns of the primary key are named: no other index finds these rows.
    let waits = correction_desk::table
        .filter(correction_desk::addressee.eq_any(addressees))
        .filter(correction_desk::correction_id.eq(id));
    diesel::delete(waits).execute(tx.conn())?;
    Ok(true)
}

/// What waits for an answer of the party of a permit, as itself or for its structure, oldest first, after a request.
pub(crate) fn waiting_for<A: Action>(
    tx: &mut Tx<'_>,
    permit: &LookupPermit<'_, A>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<WaitingCorrection>, Error> {
    type Row = (Uuid, Uuid, Uuid, DateTime<Utc>);
    let party = permit.party();
    // A professional answers for what they are the author of; for a structure its software answers.
    let addressee = match party.practice() {
        Some(_) => party.person.uuid(),
        None => party.organisation().map_or_else(Uuid::nil, kernel::Id::uuid),
    };
    let rows: Vec<Row> = correction_desk::table
        .filter(correction_desk::addressee.eq(addressee))
        .filter(correction_desk::correction_id.gt(after.unwrap_or_default()))
        .order(correction_desk::correction_id)
        .limit(limit)
        .select((
            correction_desk::correction_id,
            correction_desk::space_id,
            correction_desk::document_id,
            correction_desk::asked_at,
        ))
        .load(tx.conn())?;
    let waiting = |(id, space, document, asked_at): Row| WaitingCorrection {
        id: CorrectionId::from(id),
        space: SpaceId::from(space),
        document: DocumentId::from(document),
        asked_at,
    };
    Ok(rows.into_iter().map(waiting).collect())
}
