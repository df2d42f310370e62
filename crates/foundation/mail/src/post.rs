use std::sync::Arc;

use database::Tx;
use kernel::{Clock, JobId, Rng};
use outbox::NewJob;
use vault::Vault;

use crate::{Letter, Message};

/// The kind of the job that sends one mail.
pub const KIND: &str = "mail.send";

/// Tries of a letter that is sent until it is too late: with waits of an hour at most, more than any time it may take.
const UNTIL_TOO_LATE: u16 = 1_000;

/// Where a service puts mails: in the outbox, by its own transaction. Cloning shares it.
#[derive(Clone)]
pub struct Post {
    vault: Vault,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    open: bool,
}

/// What became of a mail that was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It will be sent after the commit.
    Waits(JobId),
    /// A mail about this event waits already.
    AlreadyThere,
    /// This house sends no mail: the operator set no mail server.
    NoMail,
}

impl Post {
    /// The post of a house; `open` when mail leaves it.
    pub fn new(vault: Vault, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>, open: bool) -> Self {
        Self { vault, clock, rng, open }
    }

    /// Whether mail leaves this house: what only a mail can do is not offered where it does not.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Writes a mail in the business transaction, so that it is sent exactly when the change is there.
    ///
    /// # Errors
    /// The outbox's.
    pub fn enqueue(&self, tx: &mut Tx<'_>, message: &Message) -> Result<Posted, outbox::Error> {
        if !self.open {
            return Ok(Posted::NoMail);
        }
        let payload = serde_json::to_value(message).map_err(|_| outbox::Error::Payload)?;
        let job = NewJob::new(KIND, payload).unique(format!("{KIND}/{}", message.event));
        let job = match message.letter {
            // Whoever can stop it has to hear of it before it is over.
            Letter::RecoveryBegun { .. } => NewJob { max_tries: UNTIL_TOO_LATE, ..job },
            _ => job,
        };
        let written = outbox::enqueue(tx, &self.vault, self.clock.as_ref(), self.rng.as_ref(), &job)?;
        Ok(written.map_or(Posted::AlreadyThere, Posted::Waits))
    }
}
