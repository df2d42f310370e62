use std::time::Duration;

use chrono::TimeDelta;
use database::Tx;
use kernel::PersonId;

use crate::{Error, Identity, store::account as store};

/// Who tries a code of a holder: wrong ones count against them and never against a record.
#[derive(Debug, Clone, Copy)]
pub enum CodeTrier<'a> {
    /// Somebody who has logged in.
    Person(PersonId),
    /// Whoever calls from a network without a log-in.
    Network(&'a str),
}

/// A try that was counted.
#[derive(Debug, Clone, Copy)]
pub struct CodeTry {
    digest: [u8; 32],
}

/// The time after which tries no longer count.
const WINDOW: TimeDelta = TimeDelta::hours(1);

impl Identity {
    /// Counts the try of a code before anything is looked for, in a transaction of its own: a wrong one stays counted. Inside,
    /// how long whoever tried too often has to wait.
    ///
    /// # Errors
    /// The vault's, the database's.
    pub fn try_code(&self, tx: &mut Tx<'_>, who: CodeTrier<'_>) -> Result<Result<CodeTry, Duration>, Error> {
        let person;
        let parts: [&[u8]; 2] = match who {
            CodeTrier::Person(id) => {
                person = id.uuid();
                [b"code-person", person.as_bytes()]
            }
            CodeTrier::Network(network) => [b"code-network", network.as_bytes()],
        };
        // The key in force comes first; after its rotation counts begin anew.
        let tag = self.vault.blind("identity.throttle", &parts)?.into_iter().next();
        let digest = tag.ok_or(Error::Missing("index key"))?.bytes;
        let now = self.clock.now();
        let (tries, since) = store::take_try(tx, &digest, now - WINDOW, now)?;
        let most = self.consent.reference().durations().code.wrong_tries_an_hour;
        if tries.unsigned_abs() > most {
            tracing::warn!("somebody who tries too many codes is held off");
            return Ok(Err((since + WINDOW - now).to_std().unwrap_or_default()));
        }
        Ok(Ok(CodeTry { digest }))
    }

    /// The code was right: its try counts no more.
    ///
    /// # Errors
    /// The database's.
    pub fn code_was_right(&self, tx: &mut Tx<'_>, tried: &CodeTry) -> Result<(), Error> {
        if !store::forget_only_try(tx, &tried.digest)? {
            store::give_back(tx, &tried.digest)?;
        }
        Ok(())
    }
}
