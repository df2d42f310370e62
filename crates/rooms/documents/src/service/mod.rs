mod content;
mod deposit;
mod list;
mod patient;
mod prepare;
mod read;
mod search;
mod visible;

use std::sync::Arc;

use blobs::BlobStore;
use config::Reference;
use consent::Consent;
use identity::Identity;
use kernel::{Clock, Rng};
use vault::Vault;

pub use content::{Content, OpenedRange};
pub use deposit::{Deposit, Deposited, SealedBlob};
pub use list::{Page, PageRequest};

pub use prepare::{Metadata, Prepared};
pub use search::Search;
pub use visible::Visible;

/// The room of documents: its verbs are this type's methods, one file each.
#[derive(Clone)]
pub struct Documents {
    consent: Arc<Consent>,
    identity: Arc<Identity>,
    vault: Vault,
    reference: Arc<Reference>,
    blobs: Arc<dyn BlobStore>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    settings: Settings,
}

/// What the operator sets.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Most bytes of a file that a citizen deposits.
    pub citizen_bytes: u64,
    /// Most bytes of a file that a professional or an establishment deposits.
    pub professional_bytes: u64,
    /// Sealed content up to this many bytes commits with its row; larger content goes to the blob store first.
    pub inline_bytes: u64,
    /// Time zone of a time in a header that names none.
    pub zone: chrono_tz::Tz,
}

impl Documents {
    /// The room over its neighbours below.
    #[expect(clippy::too_many_arguments, reason = "called once, where the house is wired")]
    pub fn new(
        consent: Arc<Consent>,
        identity: Arc<Identity>,
        vault: Vault,
        reference: Arc<Reference>,
        blobs: Arc<dyn BlobStore>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        settings: Settings,
    ) -> Self {
        Self { consent, identity, vault, reference, blobs, clock, rng, settings }
    }

    /// What the operator set.
    pub fn settings(&self) -> Settings {
        self.settings
    }
}
