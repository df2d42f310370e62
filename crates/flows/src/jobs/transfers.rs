use std::slice;

use blobs::BlockingBlobs;
use database::Tx;
use documents::{Error, Sealed, Transfer};
use identity::{ProposalFault, ProposalState};
use kernel::ProposalId;
use outbox::{Handler, Job, JobFailure};

use crate::{
    House, doubles,
    transfer::{self, is_of_one_document},
};

/// Its name.
pub(super) const KIND: &str = "documents.transfer";

/// Brings documents from one record into another after two admins decided it: batch by batch, each whole or not at all.
/// Whatever is killed on the way, it goes on with what is left. A document that cannot be opened stays, and all others go.
pub(super) struct Transfers {
    house: House,
    blobs: BlockingBlobs,
}

/// What one run did.
#[derive(Debug, Clone, Copy, Default)]
struct Brought {
    versions: usize,
    left_behind: usize,
}

impl Transfers {
    pub(super) fn new(house: &House, blobs: BlockingBlobs) -> Self {
        Self { house: house.clone(), blobs }
    }

    fn bring(&self, job: &Job, id: ProposalId) -> Result<Brought, Error> {
        let House { desk, identity, documents, .. } = &self.house;
        let proposal = desk.read(|rtx| identity.proposal_without_permit(rtx, id))?;
        let confirmed = proposal.filter(|proposal| proposal.state == ProposalState::Confirmed);
        let proposal = confirmed.ok_or(Error::Broken)?;
        if proposal.settled_at.is_some() {
            return Err(identity::Error::from(ProposalFault::Done).into());
        }
        let transfer = doubles::transfer_of(&self.house, &proposal)?;
        let (mut brought, mut after) = (Brought::default(), None);
        while let Some(batch) = transfer::seal_next(&self.house, &self.blobs, &transfer, after)? {
            let arrived = self.arrive(job, id, &transfer, &batch.sealed)?;
            brought.versions += arrived.versions;
            brought.left_behind += arrived.left_behind + batch.broken;
            after = Some(batch.last);
        }
        desk.write(|tx| {
            hold(job, tx)?;
            if identity.hold_proposal(tx, id)?.is_none() {
                return Err(identity::Error::from(ProposalFault::Done).into());
            }
            if brought.left_behind > 0 {
                return Ok(identity.leave_behind(tx, id, brought.left_behind)?);
            }
            documents.end_transfer(tx, &transfer)?;
            identity.settle_proposal(tx, id)?;
            finish(job, tx)
        })?;
        Ok(brought)
    }

    fn give_up(&self, job: &Job, id: ProposalId) -> Result<(), Error> {
        self.house.desk.write(|tx| {
            hold(job, tx)?;
            self.house.identity.settle_proposal(tx, id)?;
            finish(job, tx)
        })
    }

    /// Writes a batch where it goes; one document after the other where one of them does not arrive.
    fn arrive(
        &self,
        job: &Job,
        id: ProposalId,
        transfer: &Transfer,
        sealed: &[Sealed],
    ) -> Result<Brought, Error> {
        let write = |sealed: &[Sealed]| {
            self.house.desk.write(|tx| {
                hold(job, tx)?;
                transfer::arrive(&self.house, tx, id, transfer, sealed)
            })
        };
        if sealed.is_empty() {
            return Ok(Brought::default());
        }
        match write(sealed) {
            Ok(versions) => return Ok(Brought { versions, left_behind: 0 }),
            Err(error) if is_of_one_document(&error) => {}
            Err(error) => return Err(error),
        }
        let mut brought = Brought::default();
        for one in sealed {
            match write(slice::from_ref(one)) {
                Ok(versions) => brought.versions += versions,
                Err(error) if is_of_one_document(&error) => {
                    tracing::error!(cause = %error, "a document cannot be brought over and stays where it is");
                    brought.left_behind += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(brought)
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
            Ok(Brought { versions, left_behind: 0 }) => {
                tracing::info!(versions, "documents brought into another record");
                Ok(())
            }
            Ok(Brought { versions, left_behind }) => {
                tracing::warn!(versions, left_behind, "some documents cannot be brought into another record");
                Err(JobFailure::retry("transfer-left-behind"))
            }
            // Decided otherwise meanwhile: there is nothing left to do.
            Err(Error::Identity(identity::Error::Proposal(ProposalFault::Done))) => Ok(()),
            // The record takes nothing any more: the documents stay, and both records are free for what is decided next.
            Err(Error::Identity(identity::Error::Proposal(ProposalFault::TakesNothing))) => {
                tracing::warn!("a record takes nothing any more, so documents stay where they are");
                self.give_up(job, id).map_err(|_| JobFailure::retry("transfer"))
            }
            Err(error) => {
                tracing::warn!(%error, "documents were not all brought into another record");
                Err(JobFailure::retry("transfer"))
            }
        }
    }
}

fn hold(job: &Job, tx: &mut Tx<'_>) -> Result<(), Error> {
    job.hold(tx).map_err(|error| Error::from(identity::Error::from(error)))
}

fn finish(job: &Job, tx: &mut Tx<'_>) -> Result<(), Error> {
    job.finish(tx).map_err(|error| Error::from(identity::Error::from(error)))
}
