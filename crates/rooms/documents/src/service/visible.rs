use std::collections::HashSet;

use consent::{Action, Permit};
use database::Tx;
use uuid::Uuid;

use super::Documents;
use crate::{Error, store};

/// Which of some ids are documents of the space, and which of those the permit shows.
#[derive(Debug, Default)]
pub struct Visible {
    /// Documents of the space.
    pub known: HashSet<Uuid>,
    /// Those that the permit shows.
    pub shown: HashSet<Uuid>,
}

impl Documents {
    /// Sorts ids, so that what names documents (history) can be filtered like documents.
    ///
    /// # Errors
    /// The database's.
    pub fn visible<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[Uuid],
    ) -> Result<Visible, Error> {
        if ids.is_empty() {
            return Ok(Visible::default());
        }
        let (known, shown) = store::find_visible_ids(tx, permit, ids)?;
        Ok(Visible { known, shown })
    }

    /// Which of these blobs a document names; for the sweeper, and says nothing about a space.
    ///
    /// # Errors
    /// The database's.
    pub fn named_blobs(&self, tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
        Ok(store::named_blobs(tx, blobs)?)
    }
}
