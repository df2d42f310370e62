use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{Actor, Private};
use secrecy::{ExposeSecret, SecretString};

use super::show_factor::{KeptCode, Shown};
use crate::{
    Error, Identity,
    account::{AccountFault, CodeSecret, FactorId, FactorKind, LinkSecret, Sealed, row, unreadable},
    store::account as store,
};

/// How long somebody may take to set an application up.
const LIFE: TimeDelta = TimeDelta::minutes(15);
const TOTP: &str = "totp";

/// An application that is being set up.
pub struct NewCode {
    /// The secret, to be shown as a picture and in letters.
    pub secret: CodeSecret,
    /// The cookie or field that binds it to this browser.
    pub step: LinkSecret,
}

impl Identity {
    /// Begins to add an application that shows codes. Nothing is added until a first code was shown.
    ///
    /// # Errors
    /// [`AccountFault::FactorNeeded`], [`AccountFault::NotSureEnough`] and [`AccountFault::TooManyFactors`] as
    /// [`Identity::remove_factor`] says; the database's and the vault's.
    pub fn begin_code(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<NewCode, Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_may_add(tx, &account, actor)?;
        let secret = CodeSecret::fresh(self.rng.as_ref());
        let step = LinkSecret::fresh(self.rng.as_ref());
        let digest = step.digest();
        let sealed = Sealed::of(&self.vault, TOTP, &digest).seal(&Private::new(secret.bytes().to_vec()))?;
        store::insert_step(tx, &digest, TOTP, account.id, &sealed, self.clock.now() + LIFE)?;
        Ok(NewCode { secret, step })
    }

    /// The application that is being set up, for the page after a wrong code.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`]; the database's and the vault's.
    pub fn code_under_way(
        &self,
        rtx: &mut ReadTx<'_>,
        actor: &Actor,
        step: &LinkSecret,
    ) -> Result<CodeSecret, Error> {
        let account = self.account_of_actor(rtx.conn(), actor)?;
        let digest = step.digest();
        let found = store::step_under(rtx.conn(), &digest, TOTP, self.clock.now())?;
        let (_, sealed) = found.filter(|(of, _)| *of == account.id).ok_or(AccountFault::StepOver)?;
        self.secret_of(&digest, &sealed)
    }

    /// Adds the application once it has shown its first code, which counts as shown just now.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`] and as [`Identity::begin_code`]; the database's and the vault's.
    pub fn add_code(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        step: &LinkSecret,
        name: &Private<String>,
        code: &SecretString,
    ) -> Result<Shown<FactorId>, Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_may_add(tx, &account, actor)?;
        let (digest, now) = (step.digest(), self.clock.now());
        let found = store::step_under(tx.conn(), &digest, TOTP, now)?;
        let (_, sealed) = found.filter(|(of, _)| *of == account.id).ok_or(AccountFault::StepOver)?;
        let secret = self.secret_of(&digest, &sealed)?;
        let Some(last_step) = secret.step_of(code.expose_secret(), now) else { return Ok(Shown::Wrong) };
        store::delete_step(tx, &digest)?;
        let id = FactorId::new(self.clock.as_ref(), self.rng.as_ref());
        let kept = KeptCode { name: name.clone(), secret: Private::new(secret.bytes().to_vec()) };
        let sealed = Sealed::of(&self.vault, "factor", row(&id.uuid())).seal(&kept)?;
        let new = store::NewFactor {
            id,
            account: account.id,
            kind: FactorKind::Totp.as_str(),
            sealed: &sealed,
            credential: None,
            last_step: Some(last_step),
            now,
        };
        store::insert_factor(tx, &new)?;
        self.factor_was_added(tx, &account, actor, FactorKind::Totp)?;
        Ok(Shown::Right(id))
    }

    fn secret_of(&self, digest: &[u8; 32], sealed: &[u8]) -> Result<CodeSecret, Error> {
        let bytes: Private<Vec<u8>> = Sealed::of(&self.vault, TOTP, digest).open(sealed)?;
        CodeSecret::from_bytes(bytes.reveal())
            .ok_or_else(|| unreadable("the secret of codes has another length"))
    }
}
