mod list;
mod mark_read;
mod read_one;
mod tell;
mod unread;

use std::sync::Arc;

use consent::Consent;
use kernel::{Clock, Rng};
use vault::Vault;

pub use list::{Page, PageRequest};

/// The room of notices: its verbs are this type's methods, one file each.
#[derive(Clone)]
pub struct Notifications {
    consent: Arc<Consent>,
    vault: Vault,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

impl Notifications {
    /// The room over its neighbours below.
    pub fn new(consent: Arc<Consent>, vault: Vault, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { consent, vault, clock, rng }
    }
}
