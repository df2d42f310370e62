use blobs::BlockingBlobs;
use documents::Error;
use identity::ProposalState;
use kernel::ProposalId;
use outbox::{Handler, Job, JobFailure};

use crate::{House, doubles};

/// Its name.
pub(super) const KIND: &str = "documents.transfer";

/// Brings documents from one record into another after two admins decided it: batch by batch, each whole or not at all.
/// Whatever is killed on the way, it goes on with what is left.
pub(super) struct Transfers {
    house: House,
    blobs: BlockingBlobs,
}

impl Transfers {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        Self { house: house.clone(), blobs }
    }

    fn bring(&self, job: &Job, id: ProposalId) -> Result<usize, Error> {
        let House { desk, identity, documents, .. } = &self.house;
        let proposal = desk.read(|rtx| identity.proposal_without_permit(rtx, id))?;
        let confirmed = proposal.filter(|proposal| proposal.state == ProposalState::Confirmed);
        let proposal = confirmed.ok_or(Error::Broken)?;
        let transfer = doubles::transfer_of(&self.house, &proposal)?;
        let mut versions = 0;
        loop {
            let taken = desk.rehearse(|tx| documents.next_of(tx, &transfer))?;
            if taken.is_empty() {
                break;
            }
            let sealed = self.blobs.wait(documents.seal_over(&transfer, taken))?;
            versions += desk.write(|tx| documents.arrive(tx, &transfer, &sealed))?;
        }
        desk.write(|tx| {
            documents.end_transfer(tx, &transfer)?;
            identity.settle_proposal(tx, id)?;
            job.finish(tx).map_err(|error| Error::from(identity::Error::from(error)))
        })?;
        Ok(versions)
    }
}

impl Handler for Transfers {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let named = job.payload().get("proposal").and_then(serde_json::Value::as_str);
        let Some(id) = named.and_then(|id| id.parse().ok()) else {
            return Err(JobFailure::fail("transfer-unreadable"));
        };
        match self.bring(job, id) {
            Ok(versions) => {
                tracing::info!(versions, "documents brought into another record");
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "documents were not all brought into another record");
                Err(JobFailure::retry("transfer"))
            }
        }
    }
}
