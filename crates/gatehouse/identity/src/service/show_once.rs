use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;

use crate::{Error, Identity, store};

/// How long after its end a token may still be taken, where clocks differ.
const LEEWAY: TimeDelta = TimeDelta::minutes(5);
/// What is remembered under the name of no maker: sessions of providers that have ended.
const LOGGED_OUT: &[u8] = b"logged out";
/// The longest time between a proof at a provider and the session that comes of it, where a place of practice is chosen.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(15);

impl Identity {
    /// Takes a token that may be shown once, by who made it and its id (`jti`), until its end, however far that is: whatever
    /// counts still is remembered. Ours and those of client software live for minutes; how long a provider's access token
    /// lives is the provider's to say. Says whether it is the first time; of two that come at once, one is first.
    ///
    /// # Errors
    /// The database's.
    pub fn show_once(
        &self,
        tx: &mut Tx<'_>,
        maker: &str,
        id: &str,
        until: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let bytes = digest_of(maker.as_bytes(), id.as_bytes());
        Ok(store::remember(tx, &bytes, until.checked_add_signed(LEEWAY).unwrap_or(until))?)
    }

    /// Remembers that a session of a provider's was said to have ended, for as long as a log-in by it may still be under way.
    pub(super) fn remember_log_out(&self, tx: &mut Tx<'_>, tag: &[u8]) -> Result<(), Error> {
        store::remember(tx, &digest_of(LOGGED_OUT, tag), self.clock.now() + UNDER_WAY)?;
        Ok(())
    }

    /// Holds a session of a provider's until the transaction ends: a notice that it ended and a log-in by it come one after
    /// the other. Of the two, whichever is second sees what the first did.
    pub(super) fn hold_of_provider(tx: &mut Tx<'_>, tag: &[u8]) -> Result<(), Error> {
        Ok(tx.lock_alone_of("identity.provider-session", &hex::encode(tag))?)
    }

    /// Whether a session of a provider's was said to have ended a moment ago.
    pub(super) fn has_logged_out(&self, tx: &mut Tx<'_>, tag: &[u8]) -> Result<bool, Error> {
        Ok(store::is_remembered(tx.conn(), &digest_of(LOGGED_OUT, tag))?)
    }
}

fn digest_of(maker: &[u8], id: &[u8]) -> [u8; 32] {
    let mut digest = Context::new(&SHA256);
    for part in [maker, id] {
        digest.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.finish().as_ref());
    bytes
}
