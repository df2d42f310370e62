use uuid::Uuid;

use crate::{Error, Pool, schema::erase_record};

/// What erases records: connections as the role [`crate::RETENTION`], which may do nothing else of note.
#[derive(Clone)]
pub struct Eraser(Pool);

impl Eraser {
    /// Over connections of that role.
    pub fn new(pool: Pool) -> Self {
        Self(pool)
    }

    /// Erases all rows of a record whose erasure has begun, with its keys where they lie in this database: whole or not at
    /// all. Gives the blobs that nobody names any more; where nothing is left, nothing.
    ///
    /// # Errors
    /// The database's, also for a record whose erasure has not begun.
    pub fn erase(&self, space: Uuid) -> Result<Vec<Uuid>, Error> {
        use diesel::RunQueryDsl;
        self.0.with(|conn| Ok(diesel::select(erase_record(space)).get_results(conn)?))
    }
}
