mod advance;
mod ask;
mod end;
mod expire;
mod list;
mod pack;
mod remove;
mod take_out;

use std::sync::Arc;

use blobs::BlobStore;
use chrono::TimeDelta;
use consent::Consent;
use kernel::{Clock, Rng};
use vault::Vault;

pub use advance::{Packed, Progress};
pub use ask::{Asked, MOST_KEPT};
pub use pack::Packer;
pub use take_out::Archive;

/// How long an archive can be taken out.
pub const KEPT: TimeDelta = TimeDelta::hours(72);

/// The room of exports: its verbs are this type's methods, one file each.
#[derive(Clone)]
pub struct Exports {
    consent: Arc<Consent>,
    vault: Vault,
    blobs: Arc<dyn BlobStore>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    settings: Settings,
}

/// What the operator sets.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Sealed parts up to this many bytes commit with their row; larger ones go to the blob store first.
    pub inline_bytes: u64,
}

impl Exports {
    /// The room over its neighbours below.
    pub fn new(
        consent: Arc<Consent>,
        vault: Vault,
        blobs: Arc<dyn BlobStore>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        settings: Settings,
    ) -> Self {
        Self { consent, vault, blobs, clock, rng, settings }
    }
}
