use consent::{Action, Permit};
use database::Tx;
use kernel::{ExportId, SpaceId};
use uuid::Uuid;

use super::{Exports, KEPT};
use crate::{
    Error,
    model::{ExportState, Fragment, Order},
    rows::PartRow,
    store::{self, Advance},
};

/// Domain under which what is said of parts is sealed.
pub(super) const SAID: &str = "exports.part";
/// How often an export is begun anew because something in it is shown no more.
const BEGUN_MOST: u32 = 5;

/// Parts that are sealed and stored, and that no row names yet.
pub struct Packed {
    pub(super) parts: Vec<PartRow>,
    pub(super) bytes: u64,
    pub(super) documents: u64,
}

/// How far an export comes with a step.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// After which document it goes on.
    pub after: Option<Uuid>,
    /// How many documents there will be.
    pub total: Option<u64>,
    /// Whether it is whole: it can be taken out from now on.
    pub is_whole: bool,
}

impl Exports {
    /// What is to be made; none where there is no such export, or it is made no more. It decides nothing.
    ///
    /// # Errors
    /// The vault's, the database's.
    pub fn order_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        id: ExportId,
    ) -> Result<Option<Order>, Error> {
        let Some(row) = store::hold_without_permit(tx, space.uuid(), id.uuid())? else { return Ok(None) };
        let order = row.order(self.vault.space(space)?.as_ref())?;
        Ok(Some(order).filter(|order| order.state == ExportState::Making))
    }

    /// Writes down parts and how far the export has come with them. The permit is that of its owner, by which they were
    /// packed.
    ///
    /// # Errors
    /// [`Error::Over`] where the export is made no more, or somebody else has come further with it.
    pub fn advance<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        order: &Order,
        packed: &Packed,
        to: Progress,
    ) -> Result<Order, Error> {
        self.hold_as_it_was(tx, permit, order)?;
        let parts = order.parts + u32::try_from(packed.parts.len()).map_err(|_| Error::Unwritable)?;
        let bytes = order.bytes + packed.bytes;
        let done = order.done + packed.documents;
        let total = if to.is_whole { Some(done) } else { to.total.map(|total| total.max(done)) };
        let state = if to.is_whole { ExportState::Ready } else { ExportState::Making };
        let rows = packed.parts.iter().map(PartRow::again).collect();
        store::insert_parts(tx, rows)?;
        let advance = Advance {
            state: state.as_str(),
            after: to.after,
            parts: i32::try_from(parts).map_err(|_| Error::Unwritable)?,
            bytes: i64::try_from(bytes).map_err(|_| Error::Unwritable)?,
            done: i64::try_from(done).map_err(|_| Error::Unwritable)?,
            total: total.map(i64::try_from).transpose().map_err(|_| Error::Unwritable)?,
            begun_anew: i32::try_from(order.begun_anew).map_err(|_| Error::Unwritable)?,
            ready_at: to.is_whole.then_some(permit.now()),
            keep_until: to.is_whole.then(|| permit.now() + KEPT),
            ended: None,
        };
        store::update(tx, order.space.uuid(), order.id.uuid(), &advance)?;
        Ok(Order { state, after: to.after, parts, bytes, done, total, ..order.clone() })
    }

    /// Begins an export anew, because something that is packed is shown no more: nothing of it is left. Gives the blobs
    /// that nobody names any more.
    ///
    /// # Errors
    /// [`Error::Over`] as [`Exports::advance`]; [`Error::Changed`] where it was begun anew too often.
    pub fn begin_anew<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        order: &Order,
    ) -> Result<(Order, Vec<Uuid>), Error> {
        self.hold_as_it_was(tx, permit, order)?;
        let begun_anew = order.begun_anew + 1;
        if begun_anew > BEGUN_MOST {
            return Err(Error::Changed);
        }
        let (space, id) = (order.space.uuid(), order.id.uuid());
        let blobs = store::delete_parts(tx, space, id)?;
        let advance = Advance {
            state: ExportState::Making.as_str(),
            after: None,
            parts: 0,
            bytes: 0,
            done: 0,
            total: None,
            begun_anew: i32::try_from(begun_anew).map_err(|_| Error::Unwritable)?,
            ready_at: None,
            keep_until: None,
            ended: None,
        };
        store::update(tx, space, id, &advance)?;
        let order =
            Order { after: None, parts: 0, bytes: 0, done: 0, total: None, begun_anew, ..order.clone() };
        Ok((order, blobs))
    }

    /// The documents that are packed.
    ///
    /// # Errors
    /// The database's.
    pub fn packed_documents<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        id: ExportId,
    ) -> Result<Vec<Uuid>, Error> {
        Ok(store::documents(tx, permit, id.uuid())?)
    }

    /// What was said of the next parts after a number, in order, with the number after which the next ones come.
    ///
    /// # Errors
    /// [`Error::Broken`] where it does not open; the database's.
    pub fn said_after<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        id: ExportId,
        after: i32,
    ) -> Result<Vec<(i32, Fragment)>, Error> {
        const AT_ONCE: i64 = 10;
        let keys = self.vault.space(permit.space())?;
        let found = store::said(tx, permit, id.uuid(), after, AT_ONCE)?;
        let opened = found.into_iter().map(|(number, sealed)| {
            let plain = keys.open(SAID, &[id.uuid().as_bytes(), &number.to_be_bytes()], &sealed)?;
            let fragment = serde_json::from_slice(&plain).map_err(|_| Error::Broken)?;
            Ok((number, fragment))
        });
        opened.collect()
    }

    fn hold_as_it_was<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        order: &Order,
    ) -> Result<(), Error> {
        let held = store::hold(tx, permit.space().uuid(), order.id.uuid())?;
        let row = held.filter(|row| row.person == permit.party().person.uuid()).ok_or(Error::Over)?;
        let now = row.order(self.vault.space(permit.space())?.as_ref())?;
        let is_same = now.state == ExportState::Making
            && (now.after, now.parts, now.bytes, now.begun_anew)
                == (order.after, order.parts, order.bytes, order.begun_anew);
        if is_same { Ok(()) } else { Err(Error::Over) }
    }
}

impl PartRow {
    /// The row once more: a transaction may begin again.
    fn again(&self) -> Self {
        Self {
            object_key: self.object_key.clone(),
            body: self.body.clone(),
            documents: self.documents.clone(),
            sealed: self.sealed.clone(),
            ..*self
        }
    }
}
