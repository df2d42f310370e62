use std::sync::Arc;

use kernel::{Clock, ManualClock, Rng, SeededRng};
use vault::{FileMasterKeys, MemoryKeyStore, Vault};

/// A vault of its own, the same each time.
pub(crate) struct Keys {
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(20_261_126));
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at("2026-03-02T08:00:00Z").unwrap());
        // The master keys are read once: their folder may go.
        let folder = tempfile::tempdir().unwrap();
        let master = FileMasterKeys::create(&folder.path().join("keys"), rng.as_ref()).unwrap();
        let vault =
            Vault::open(Box::new(MemoryKeyStore::default()), Box::new(master), clock.clone(), rng.clone());
        Self { vault: vault.unwrap(), clock, rng }
    }
}
