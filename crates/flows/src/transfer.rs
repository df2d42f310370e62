//! Documents on their way from one record into another: taken, opened and sealed anew outside of any transaction, one after
//! the other, and written where they go. What cannot be opened stays where it is, and keeps nothing else back.

use blobs::BlockingBlobs;
use consent::SpaceState;
use database::Tx;
use documents::{Error, Sealed, TakenDocument, Transfer};
use identity::ProposalFault;
use kernel::ProposalId;
use uuid::Uuid;

use crate::House;

/// Documents that are sealed for where they go.
pub struct Batch {
    /// Each of them.
    pub sealed: Vec<Sealed>,
    /// How many beside them cannot be opened.
    pub broken: usize,
    /// After which document the next batch comes.
    pub last: Uuid,
}

/// Takes the next documents after one and seals their contents for where they go; none where there are no more.
///
/// # Errors
/// The database's; a store that takes or gives nothing now.
pub fn seal_next(
    house: &House,
    blobs: &BlockingBlobs,
    transfer: &Transfer,
    after: Option<Uuid>,
) -> Result<Option<Batch>, Error> {
    let taken = house.desk.rehearse(|tx| house.documents.next_of(tx, transfer, after))?;
    let Some(last) = taken.last() else { return Ok(None) };
    let mut batch = Batch { sealed: Vec::with_capacity(taken.documents.len()), broken: taken.broken, last };
    for document in &taken.documents {
        match seal(house, blobs, transfer, document) {
            Ok(sealed) => batch.sealed.push(sealed),
            Err(error) if is_of_one_document(&error) => {
                tracing::error!(cause = %error, "a document cannot be brought over and stays where it is");
                batch.broken += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Some(batch))
}

/// Writes documents where they go, as long as what was decided stands: a batch that was sealed before something else was
/// decided moves nothing.
///
/// # Errors
/// [`ProposalFault::Done`] where the work is done or was overtaken, [`ProposalFault::TakesNothing`]; as
/// [`documents::Documents::arrive`].
pub fn arrive(
    house: &House,
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    transfer: &Transfer,
    sealed: &[Sealed],
) -> Result<usize, Error> {
    let holds = house.identity.hold_proposal(tx, proposal)?.is_some();
    let stands = match transfer {
        Transfer::Merge { double, stays } => {
            house.consent.merged_into(tx, &[*double])?.get(double) == Some(stays)
        }
        Transfer::Split { double, .. } => house.consent.merged_into(tx, &[*double])?.is_empty(),
        Transfer::NotMine { to, .. } => {
            let lives = house.consent.lives_without_permit(tx, &[*to])?;
            let takes = lives
                .get(to)
                .is_some_and(|life| matches!(life.state, SpaceState::Created | SpaceState::Active));
            if !takes {
                return Err(fault(ProposalFault::TakesNothing));
            }
            true
        }
    };
    if !holds || !stands {
        return Err(fault(ProposalFault::Done));
    }
    house.documents.arrive(tx, transfer, sealed)
}

/// Whether something is wrong with one document, and not with what all of them need.
pub(crate) fn is_of_one_document(error: &Error) -> bool {
    match error {
        Error::Broken => true,
        Error::Vault(error) => !matches!(error, vault::Error::Store(_)),
        Error::Blobs(error) => !matches!(error, blobs::Error::Away(_) | blobs::Error::Full),
        _ => false,
    }
}

fn seal(
    house: &House,
    blobs: &BlockingBlobs,
    transfer: &Transfer,
    document: &TakenDocument,
) -> Result<Sealed, Error> {
    let House { desk, documents, .. } = house;
    let mut sealed = Sealed::of(document);
    for content in &document.contents {
        let release = desk.rehearse(|tx| documents.release_of(tx, transfer, content))?;
        blobs.wait(documents.seal_over(transfer, content, release, &mut sealed))?;
    }
    Ok(sealed)
}

fn fault(fault: ProposalFault) -> Error {
    identity::Error::from(fault).into()
}
