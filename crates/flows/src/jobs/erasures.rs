use blobs::BlockingBlobs;
use outbox::{Handler, Job, JobFailure};

use crate::{House, erasure};

/// Its name.
pub(super) const KIND: &str = "records.erase";

/// Reminds the holders of records that are erased before long, and erases those whose time has come.
pub(super) struct Erasures {
    house: House,
    blobs: BlockingBlobs,
}

impl Erasures {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        Self { house: house.clone(), blobs }
    }
}

impl Handler for Erasures {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let reminded = erasure::remind(&self.house);
        match reminded.and_then(|_| erasure::carry_out(&self.house, &self.blobs)) {
            Ok(erased) => {
                if erased.records > 0 {
                    tracing::info!(records = erased.records, "records were erased");
                }
                if erased.waiting > 0 {
                    tracing::warn!(
                        records = erased.waiting,
                        "records are to be erased, and nothing here may (`database.retention_url`)"
                    );
                }
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "records were not all erased");
                Err(JobFailure::retry("erasure"))
            }
        }
    }
}
