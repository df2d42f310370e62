use chrono::TimeDelta;
use database::Tx;
use kernel::SessionId;

use crate::{Error, Identity, store};

/// How far the end of a session's idle time must move to be worth a write: once a minute at most.
pub(super) const STEP: TimeDelta = TimeDelta::minutes(1);

impl Identity {
    /// Notes that something is being done in a session, so that it does not count as idle. Several calls at once write
    /// once.
    ///
    /// # Errors
    /// The database's.
    pub fn extend_idle(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<bool, Error> {
        Ok(store::extend_idle(tx, session, self.clock.now() + self.settings.idle, STEP)?)
    }
}
