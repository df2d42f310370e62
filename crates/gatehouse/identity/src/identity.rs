use std::sync::Arc;

use chrono::TimeDelta;
use consent::Consent;
use kernel::{Clock, Rng};
use vault::Vault;

use crate::token::Tokens;

/// How long log-ins live, and who issues their tokens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who issues: the public origin of the service.
    pub issuer: String,
    /// Life of an access token.
    pub access: TimeDelta,
    /// Life of a session, whatever is done in it.
    pub session: TimeDelta,
    /// How long a person's session may lie idle.
    pub idle: TimeDelta,
    /// How many patients may be looked up in an hour.
    pub lookups: LookupLimits,
}

/// How many patients may be looked up in an hour.
#[derive(Debug, Clone, Copy)]
pub struct LookupLimits {
    /// By one professional.
    pub person: u32,
    /// By all who act for one organisation.
    pub organisation: u32,
    /// From one network.
    pub network: u32,
}

/// Identities and sessions: the verbs of this crate.
pub struct Identity {
    pub(crate) vault: Vault,
    pub(crate) consent: Arc<Consent>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
}

impl Identity {
    /// Identities over the keys of a vault, with the engine that decides about them.
    pub fn new(
        vault: Vault,
        consent: Arc<Consent>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        settings: Settings,
    ) -> Self {
        let tokens = Tokens::new(vault.clone(), clock.clone(), rng.clone(), &settings);
        Self { vault, consent, clock, rng, settings, tokens }
    }
}
