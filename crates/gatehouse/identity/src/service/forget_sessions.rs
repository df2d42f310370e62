use chrono::{DateTime, Utc};
use database::Tx;

use crate::{Error, Identity, store};

impl Identity {
    /// Removes sessions whose end lies before this instant, so many at most; says how many there were. A session that was
    /// ended early goes once its own end is that old. Lines of the journal keep their ids alone.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_sessions(&self, tx: &mut Tx<'_>, before: DateTime<Utc>, most: u32) -> Result<usize, Error> {
        Ok(store::delete_sessions_before(tx, before, i64::from(most))?)
    }
}
