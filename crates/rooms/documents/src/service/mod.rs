mod agreed;
mod archive;
mod change;
mod changes;
mod claimed;
mod codes;
mod content;
mod corrections;
mod deposit;
mod entitle;
mod entries;
mod export;
mod flags;
mod folders;
mod list;
mod masking;
mod patient;
mod photos;
mod prepare;
mod preview;
mod read;
mod readable;
mod reading_room;
mod refile;
mod refuse;
mod replace;
mod representatives;
mod search;
mod series;
mod service_time;
mod sift;
mod stored;
mod topics;
mod traced;
mod transfer;
mod upload;
mod uses;
mod verify;
mod version;
mod versions;
mod visible;
mod withdraw;
pub(crate) mod words;

use std::sync::Arc;

use blobs::BlobStore;
use config::Reference;
use consent::Consent;
use identity::Identity;
use kernel::{Clock, Rng};
use vault::Vault;

pub use changes::{Change, Changes, Visit};
pub use content::{Content, Opened, OpenedRange, Opening};
pub use corrections::{CorrectionAnswer, CorrectionAsked};
pub use deposit::{Deposit, Deposited, SealedBlob, StoredBlob};
pub use entitle::Entitling;
pub use export::Exported;
pub use list::{Page, PageRequest};
pub use masking::Visibility;
pub use photos::PAGES;
pub use prepare::{Metadata, Prepared};
pub use readable::Readable;
use reading_room::ReadingRoom;
pub use refile::Refiling;
pub use refuse::RefusedDeposit;
pub use search::Search;
pub use stored::{Flaw, Stored};
pub use topics::{ToCheck, WhyToCheck};
pub use transfer::{Sealed, Taken, TakenContent, TakenDocument, Transfer};
pub use upload::Upload;
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
    reading: Arc<ReadingRoom>,
}

/// The room's neighbours below.
#[derive(Clone)]
pub struct Neighbours {
    /// The consent engine.
    pub consent: Arc<Consent>,
    /// Who is who.
    pub identity: Arc<Identity>,
    /// Keys and sealing.
    pub vault: Vault,
    /// Types, classes, categories.
    pub reference: Arc<Reference>,
    /// Where large ciphertext lies.
    pub blobs: Arc<dyn BlobStore>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of random bytes.
    pub rng: Arc<dyn Rng>,
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
    pub fn new(below: Neighbours, settings: Settings) -> Self {
        let Neighbours { consent, identity, vault, reference, blobs, clock, rng } = below;
        Self { consent, identity, vault, reference, blobs, clock, rng, settings, reading: Arc::default() }
    }

    /// What the operator set.
    pub fn settings(&self) -> Settings {
        self.settings
    }
}
