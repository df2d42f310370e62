use consent::Purpose as For;
use journal::{Entry, Outcome, Who};
use kernel::{ErrorKind, RequestId};
use serde_json::json;
use thiserror::Error;
use uuid::Uuid;
use vault::Purpose;

use crate::House;

/// What is signed: this word, then the digest.
const STATEMENT: &str = "carnet.reference.v1";

/// Why the line was not written.
#[derive(Debug, Error)]
pub enum ReferenceLineError {
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl ReferenceLineError {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Vault(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }
}

impl database::Failure for ReferenceLineError {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Database(error) => Some(error),
            Self::Vault(error) => error.database(),
        }
    }
}

impl House {
    /// Signs the digest of the reference data that this program decides by, and writes it into a chain of the
    /// system: at each start, so that the rules in force at any time are known later.
    ///
    /// # Errors
    /// [`ReferenceLineError`].
    pub fn write_reference_line(&self) -> Result<(), ReferenceLineError> {
        let digest = self.reference.digest();
        let key = self.vault.service(Purpose::JournalSign).current()?;
        let signature = hex::encode(key.signer()?.sign(format!("{STATEMENT}\n{digest}").as_bytes())?);
        let entry = Entry {
            at: self.clock.now(),
            request: RequestId::new(self.clock.as_ref(), self.rng.as_ref()),
            who: Who::System { purpose: For::Upkeep.as_str().to_owned() },
            act: "reference.load".to_owned(),
            way: None,
            rule: "start".to_owned(),
            outcome: Outcome::Done,
            things: Vec::new(),
            detail: json!({ "digest": digest, "key": key.id(), "signature": signature }),
            facts: Vec::new(),
            secret: false,
            times: None,
        };
        let chain = journal::system_chain(Uuid::nil());
        self.desk.write(|tx| {
            tx.owe(journal::line(chain, None, entry.clone(), None, false));
            Ok::<_, ReferenceLineError>(())
        })?;
        tracing::info!("reference data in force");
        Ok(())
    }
}
