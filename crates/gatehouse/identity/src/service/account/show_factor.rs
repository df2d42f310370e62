use database::Tx;
use kernel::{AccountId, Private};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Identity,
    account::{Budget, CodeSecret, FactorKind, LinkSecret, Sealed, row, unreadable},
    store::account as store,
};

/// What somebody shows as a second factor.
#[derive(Debug)]
pub enum Bearing {
    /// A code of an application.
    Code(SecretString),
    /// The answer of a browser to a question for a passkey.
    Passkey {
        /// What binds it to the question.
        step: LinkSecret,
        /// The answer, in JSON.
        answer: SecretString,
    },
}

/// What came of showing it. A wrong one is no error: the try is counted, so its transaction commits.
#[derive(Debug)]
pub enum Shown<T> {
    /// It counts.
    Right(T),
    /// It does not.
    Wrong,
}

/// What lies sealed of an application that shows codes.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptCode {
    pub(super) name: Private<String>,
    pub(super) secret: Private<Vec<u8>>,
}

impl Identity {
    /// Whether this is a second factor of the account now; each code counts once. The try is counted first, against the
    /// budget of the browser where it is known, else against the account's.
    pub(super) fn bears(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        bearing: &Bearing,
        device: Option<&LinkSecret>,
    ) -> Result<bool, Error> {
        let now = self.clock.now();
        let known = match device {
            Some(device) if store::device_of(tx.conn(), &device.digest(), account, now)? => {
                Some(device.digest())
            }
            _ => None,
        };
        let drawn = match known {
            Some(digest) => self.budget(Budget::FactorOfDevice, &digest)?,
            None => self.budget(Budget::FactorOfAccount, account.uuid().as_bytes())?,
        };
        self.draw(tx, &[drawn])?;
        let right = match bearing {
            Bearing::Code(code) => self.takes_code(tx, account, code)?,
            Bearing::Passkey { step, answer } => self.takes_passkey(tx, account, step, answer)?,
        };
        if right {
            self.give_back(tx, &[drawn])?;
        }
        Ok(right)
    }

    fn takes_code(&self, tx: &mut Tx<'_>, account: AccountId, code: &SecretString) -> Result<bool, Error> {
        let now = self.clock.now();
        for found in store::factors_of(tx.conn(), account)? {
            if FactorKind::parse(&found.kind) != Some(FactorKind::Totp) {
                continue;
            }
            let kept: KeptCode = Sealed::of(&self.vault, "factor", row(&found.id)).open(&found.sealed)?;
            let secret = CodeSecret::from_bytes(kept.secret.reveal())
                .ok_or_else(|| unreadable("the secret of codes has another length"))?;
            if let Some(step) = secret.step_of(code.expose_secret(), now)
                && store::use_step(tx, found.id, step, now)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
