use consent::{Action, Ask, Permit};
use database::Tx;
use kernel::Actor;
use uuid::Uuid;

use super::{Documents, change::Known};
use crate::{Error, model::Status, store};

impl Documents {
    /// The versions of a document whose current version was found to be the caller's own, newest first, locked.
    pub(super) fn versions_of_own<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        series: Uuid,
    ) -> Result<Vec<Known>, Error> {
        let keys = self.vault.space(permit.space())?;
        let rows = store::lock_series(tx, permit, series)?;
        rows.into_iter().map(|(row, object_key)| Known::open(row, object_key, &keys)).collect()
    }

    /// Withdraws a document whose current version is the caller's own with all that it replaced, and ends the request for
    /// its correction that waits.
    pub(super) fn withdraw_series<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        ask: &Ask,
        current: &Known,
    ) -> Result<(), Error> {
        let (series, mut newest) = (current.document.series_id.uuid(), current.document.version);
        loop {
            let versions = self.versions_of_own(tx, permit, series)?;
            let Some(first) = versions.first() else { break };
            // Whoever replaced the current version meanwhile held its lock: theirs is there when it comes free.
            if first.document.version > newest {
                newest = first.document.version;
                self.own(tx, permit, actor, ask, first.document.id)?;
            }
            permit.name(tx, versions.iter().map(|known| known.document.id.uuid()));
            for known in versions {
                self.change(tx, permit, known, |document| document.status = Status::Deleted)?;
            }
        }
        self.end_with_document(tx, permit, actor, series)
    }
}
