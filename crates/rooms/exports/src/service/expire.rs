use std::collections::HashSet;

use chrono::TimeDelta;
use consent::Purpose;
use database::Tx;
use kernel::{ExportId, SpaceId};
use uuid::Uuid;

use super::Exports;
use crate::{EndExport, Error, model::ExportState, store};

/// How long it is remembered that there was an export.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// The longest that making one takes, with its job tried again after whatever outage.
const MADE_WITHIN: TimeDelta = TimeDelta::days(7);

impl Exports {
    /// Exports of whatever record whose time is over, so many at most: each is to be [`Exports::expire`]d.
    ///
    /// # Errors
    /// The database's.
    pub fn over(&self, tx: &mut Tx<'_>, most: i64) -> Result<Vec<(SpaceId, ExportId)>, Error> {
        let found = store::over(tx, self.clock.now(), most)?;
        Ok(found.into_iter().map(|(space, id)| (space.into(), id.into())).collect())
    }

    /// Exports of whatever record that nobody makes any more, though they are not whole: each is to be [`Exports::end`]ed.
    ///
    /// # Errors
    /// The database's.
    pub fn stalled(&self, tx: &mut Tx<'_>, most: i64) -> Result<Vec<(SpaceId, ExportId)>, Error> {
        let found = store::made_since(tx, self.clock.now() - MADE_WITHIN, most)?;
        Ok(found.into_iter().map(|(space, id)| (space.into(), id.into())).collect())
    }

    /// Removes the archive of an export whose time is over. Gives the blobs that nobody names any more.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn expire(&self, tx: &mut Tx<'_>, space: SpaceId, id: ExportId) -> Result<Vec<Uuid>, Error> {
        let permit = self.consent.system_permit::<EndExport>(tx, Purpose::Upkeep, space)?;
        permit.name(tx, [id.uuid()]);
        let held = store::hold(tx, space.uuid(), id.uuid())?;
        let is_over = |until| until <= permit.now();
        let ready = held.filter(|row| row.state == ExportState::Ready.as_str());
        let Some(row) = ready.filter(|row| row.keep_until.is_some_and(is_over)) else {
            return Ok(Vec::new());
        };
        let blobs = store::delete_parts(tx, space.uuid(), id.uuid())?;
        store::update(tx, space.uuid(), id.uuid(), &store::nothing_left(&row, ExportState::Expired, None))?;
        Ok(blobs)
    }

    /// Forgets exports of which nothing has been left for a month.
    ///
    /// # Errors
    /// The database's.
    pub fn forget(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        Ok(store::forget(tx, self.clock.now() - REMEMBERED)?)
    }

    /// Which of these blobs an export names; for the sweeper, and says nothing about a space.
    ///
    /// # Errors
    /// The database's.
    pub fn named_blobs(&self, tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
        Ok(store::named_blobs(tx, blobs)?)
    }
}
