use std::collections::HashMap;

use database::Tx;
use kernel::SpaceId;
use uuid::Uuid;

use super::Documents;
use crate::{Error, store};

/// Rows that one statement brings.
const BATCH: i64 = 1_000;

impl Documents {
    /// The documents of a space whose rows were changed outside the program, or that are shown though the history of the
    /// record says last that they are masked: their ids. It gives no access.
    ///
    /// # Errors
    /// The database's, the vault's.
    pub fn altered_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        masks: &HashMap<Uuid, bool>,
    ) -> Result<Vec<Uuid>, Error> {
        let keys = match self.vault.space(space) {
            Err(vault::Error::NoSpaceKey(_)) => return Ok(Vec::new()),
            keys => keys?,
        };
        tx.enter(&[space.uuid()])?;
        let (mut altered, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let rows = store::all_after(tx, space, after, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            for row in rows {
                after = row.id;
                let (id, series) = (row.id, row.series_id);
                match row.open(&keys) {
                    Ok(document) if document.masked || masks.get(&series) != Some(&true) => {}
                    Ok(_) | Err(_) => altered.push(id),
                }
            }
            if last_batch {
                return Ok(altered);
            }
        }
    }
}
