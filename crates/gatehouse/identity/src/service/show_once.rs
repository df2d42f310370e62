use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;

use crate::{Error, Identity, store};

/// How long after its end a token may still be taken, where clocks differ.
const LEEWAY: TimeDelta = TimeDelta::minutes(5);
/// No token that counts once lives as long.
const LONGEST: TimeDelta = TimeDelta::hours(24);

impl Identity {
    /// Takes a token that may be shown once, by who made it and its id (`jti`), until its end. Says whether it is the
    /// first time; of two that come at once, one is first.
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
        let mut digest = Context::new(&SHA256);
        for part in [maker, id] {
            digest.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.finish().as_ref());
        let until = until.min(self.clock.now() + LONGEST);
        Ok(store::remember(tx, &bytes, until + LEEWAY)?)
    }
}
