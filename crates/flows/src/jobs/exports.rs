use blobs::BlockingBlobs;
use kernel::{ExportId, SpaceId};
use outbox::{Handler, Job, JobFailure};

use crate::{
    House,
    leaving::{self, Made},
};

/// Its name.
pub(super) const KIND: &str = "exports.make";

/// Makes an export that somebody asked for, batch by batch. Whatever is killed on the way, it goes on with the next document.
pub(super) struct Exports {
    house: House,
    blobs: BlockingBlobs,
}

impl Exports {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        Self { house: house.clone(), blobs }
    }
}

impl Handler for Exports {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let named = |name| job.payload().get(name).and_then(serde_json::Value::as_str);
        let space = named("space").and_then(|id| id.parse::<SpaceId>().ok());
        let id = named("export").and_then(|id| id.parse::<ExportId>().ok());
        let (Some(space), Some(id)) = (space, id) else { return Err(JobFailure::fail("export-unreadable")) };
        match leaving::make(&self.house, &self.blobs, job, space, id) {
            Ok(Made::Ready) => {
                tracing::info!("an export is ready");
                Ok(())
            }
            Ok(Made::Ended(why)) => {
                tracing::info!(why = why.as_str(), "an export was ended");
                Ok(())
            }
            Ok(Made::Over) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "an export was not made to its end");
                Err(JobFailure::retry("export"))
            }
        }
    }
}
