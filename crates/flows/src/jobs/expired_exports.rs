use blobs::BlockingBlobs;
use outbox::{Handler, Job, JobFailure};

use crate::{House, leaving};

/// Its name.
pub(super) const KIND: &str = "exports.expired";

/// Removes the archives of exports whose time is over.
pub(super) struct ExpiredExports {
    house: House,
    blobs: BlockingBlobs,
}

impl ExpiredExports {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        Self { house: house.clone(), blobs }
    }
}

impl Handler for ExpiredExports {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        match leaving::expire(&self.house, &self.blobs) {
            Ok(0) => Ok(()),
            Ok(expired) => {
                tracing::info!(expired, "exports whose time is over were removed");
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "exports whose time is over were not all removed");
                Err(JobFailure::retry("exports"))
            }
        }
    }
}
