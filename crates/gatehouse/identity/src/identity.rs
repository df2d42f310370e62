use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use consent::Consent;
use kernel::{Clock, Rng};
use mail::Post;
use vault::Vault;

use crate::{
    account::{Breached, Passkeys, Passwords},
    token::Tokens,
};

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
    /// How long a second factor that was shown counts as just shown.
    pub fresh: TimeDelta,
    /// How long the recovery of a lost second factor waits.
    pub recovery: TimeDelta,
    /// Time zone of what mails tell.
    pub zone: Tz,
    /// Whether mail leaves the house; accounts with a password need it.
    pub mail: bool,
    /// How many patients may be looked up in an hour.
    pub lookups: LookupLimits,
    /// What bounds a session of a mediator and a citizen together.
    pub mediation: MediationLimits,
}

/// What bounds a session of a mediator and a citizen together.
#[derive(Debug, Clone, Copy)]
pub struct MediationLimits {
    /// Its life, whatever is done in it.
    pub session: TimeDelta,
    /// How many of them one mediator may begin on a day.
    pub a_day: u32,
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
    pub(crate) post: Post,
    pub(crate) passwords: Passwords,
    pub(crate) passkeys: Option<Passkeys>,
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
        let post = Post::new(vault.clone(), clock.clone(), rng.clone(), settings.mail);
        let passwords = Passwords::new(rng.clone(), None);
        let passkeys = Passkeys::of(&settings.issuer);
        Self { vault, consent, clock, rng, settings, tokens, post, passwords, passkeys }
    }

    /// The same, where passwords that stand in a list of those that became known are not taken.
    #[must_use]
    pub fn with_breached(self, list: Arc<dyn Breached>) -> Self {
        Self { passwords: Passwords::new(self.rng.clone(), Some(list)), ..self }
    }

    /// What hashes and compares passwords, away from the database.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}
