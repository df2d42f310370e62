use std::{collections::HashSet, time::Duration};

use blobs::{BlobId, BlockingBlobs, Sweeper};
use chrono::TimeDelta;
use database::BLOBS;
use outbox::{Handler, Job, JobFailure};
use uuid::Uuid;

use crate::{House, leaving};

/// Its name.
pub(super) const KIND: &str = "blobs.sweep";

/// Longer than any deposit takes from its blob to the commit of its row.
const SETTLE: Duration = Duration::from_secs(15 * 60);

/// Removes blobs that no document and no export names.
pub(super) struct Sweep {
    house: House,
    sweeper: Sweeper,
}

impl Sweep {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        let grace = TimeDelta::from_std(house.settings.blobs.sweep_grace).unwrap_or(TimeDelta::MAX);
        Self { house: house.clone(), sweeper: Sweeper::new(blobs, grace, SETTLE) }
    }
}

/// Which of these blobs must not be swept: those that a row names, and all of them while a backup copies the blobs of its
/// point.
///
/// # Errors
/// When the rows cannot be read; nothing may be swept then.
pub fn named_or_held(house: &House, ids: &[BlobId]) -> Result<HashSet<BlobId>, JobFailure> {
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let named = house.desk.write(|tx| {
        if !tx.try_lock_beside(BLOBS)? {
            return Ok(wanted.iter().copied().collect());
        }
        let mut named = house.documents.named_blobs(tx, &wanted)?;
        named.extend(house.exports.named_blobs(tx, &wanted).map_err(leaving::Error::from)?);
        Ok::<_, leaving::Error>(named)
    });
    let named = named.map_err(|error| {
        tracing::warn!(%error, "blobs are not swept: the rows that name them cannot be read");
        JobFailure::retry("database")
    })?;
    Ok(named.into_iter().map(BlobId::from).collect())
}

impl Handler for Sweep {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let swept = self
            .sweeper
            .sweep(self.house.clock.as_ref(), |ids| named_or_held(&self.house, ids).map_err(Fault::Job));
        match swept {
            Ok(swept) => {
                tracing::info!(
                    old = swept.old,
                    waiting = swept.waiting,
                    removed = swept.removed,
                    "blobs swept"
                );
                Ok(())
            }
            Err(Fault::Job(failure)) => Err(failure),
            Err(Fault::Blobs(error)) => {
                tracing::warn!(%error, "blobs could not be swept");
                Err(JobFailure::retry("blobs"))
            }
        }
    }
}

/// Why a sweep ended early.
enum Fault {
    Job(JobFailure),
    Blobs(blobs::Error),
}

impl From<blobs::Error> for Fault {
    fn from(error: blobs::Error) -> Self {
        Self::Blobs(error)
    }
}
