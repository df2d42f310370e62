use chrono::TimeDelta;
use database::Tx;
use diesel::PgConnection;
use kernel::{AccountId, Actor, Private};
use secrecy::{ExposeSecret, SecretString};
use webauthn_rs::prelude::{PasskeyAuthentication, PasskeyRegistration};

use super::{second_step::LOG_IN, show_factor::Shown};
use crate::{
    Error, Identity,
    account::{
        AccountFault, FactorId, FactorKind, KeptPasskey, LinkSecret, PasskeyAsk, Passkeys, Sealed,
        credential_of, row,
    },
    store::account as store,
};

/// How long a browser may take to answer.
const LIFE: TimeDelta = TimeDelta::minutes(5);
const NEW: &str = "passkey_new";
const SHOWN: &str = "passkey";

/// A question to a browser, and what binds the answer to it.
#[derive(Debug)]
pub struct AskedPasskey {
    /// What its script is given.
    pub ask: PasskeyAsk,
    /// What comes back with the answer.
    pub step: LinkSecret,
}

impl Identity {
    /// Whether passkeys can be used here: browsers bind them to the name of a site.
    pub fn offers_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    /// Begins to add a passkey.
    ///
    /// # Errors
    /// As [`Identity::begin_code`].
    pub fn begin_passkey(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<AskedPasskey, Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_may_add(tx, &account, actor)?;
        let known = self.passkeys_of(tx.conn(), account.id)?;
        let known: Vec<_> = known.into_iter().map(|(_, kept)| kept.passkey).collect();
        let (ask, state) = self.site()?.ask_new(account.id, account.address.reveal(), &known)?;
        let step = self.keep_step(tx, NEW, account.id, &state)?;
        Ok(AskedPasskey { ask, step })
    }

    /// Adds the passkey that a browser made.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`] and as [`Identity::begin_code`]; the database's and the vault's.
    pub fn add_passkey(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        step: &LinkSecret,
        name: &Private<String>,
        answer: &SecretString,
    ) -> Result<Shown<FactorId>, Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_may_add(tx, &account, actor)?;
        let state: PasskeyRegistration = self.take_step(tx, NEW, account.id, step)?;
        let passkey = match self.site()?.take_new(answer.expose_secret(), &state) {
            Ok(passkey) => passkey,
            Err(Error::Account(AccountFault::WrongFactor)) => return Ok(Shown::Wrong),
            Err(error) => return Err(error),
        };
        let id = FactorId::new(self.clock.as_ref(), self.rng.as_ref());
        let credential = credential_of(&passkey);
        let kept = KeptPasskey { name: name.clone(), passkey };
        let sealed = Sealed::of(&self.vault, "factor", row(&id.uuid())).seal(&kept)?;
        let new = store::NewFactor {
            id,
            account: account.id,
            kind: FactorKind::Passkey.as_str(),
            sealed: &sealed,
            credential: Some(&credential),
            last_step: None,
            now: self.clock.now(),
        };
        match store::insert_factor(tx, &new) {
            // A passkey that is known here already, in whatever account.
            Err(database::Error::Unique(_)) => return Err(AccountFault::WrongFactor.into()),
            done => done?,
        }
        self.factor_was_added(tx, &account, actor, FactorKind::Passkey)?;
        Ok(Shown::Right(id))
    }

    /// Asks the browser of a second step for a passkey; none where the account has none.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`]; the database's and the vault's.
    pub fn ask_passkey_in_step(
        &self,
        tx: &mut Tx<'_>,
        step: &LinkSecret,
    ) -> Result<Option<AskedPasskey>, Error> {
        let found = store::step_under(tx.conn(), &step.digest(), LOG_IN, self.clock.now())?;
        let (account, _) = found.ok_or(AccountFault::StepOver)?;
        self.ask_passkey(tx, account)
    }

    /// Asks the browser of somebody who is logged in for a passkey; none where the account has none.
    ///
    /// # Errors
    /// [`AccountFault::NoAccount`]; the database's and the vault's.
    pub fn ask_passkey_of(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<AskedPasskey>, Error> {
        let account = self.account_of_actor(tx.conn(), actor)?.id;
        self.ask_passkey(tx, account)
    }

    fn ask_passkey(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<Option<AskedPasskey>, Error> {
        let known = self.passkeys_of(tx.conn(), account)?;
        if known.is_empty() || self.passkeys.is_none() {
            return Ok(None);
        }
        let known: Vec<_> = known.into_iter().map(|(_, kept)| kept.passkey).collect();
        let (ask, state) = self.site()?.ask(&known)?;
        let step = self.keep_step(tx, SHOWN, account, &state)?;
        Ok(Some(AskedPasskey { ask, step }))
    }

    /// Whether this is an answer to a question that was just asked, by a passkey of the account, which is locked; each
    /// question is answered once, and an answer that counts ends the others: they bear the count of before.
    pub(super) fn takes_passkey(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        step: &LinkSecret,
        answer: &SecretString,
    ) -> Result<bool, Error> {
        let state: PasskeyAuthentication = match self.take_step(tx, SHOWN, account, step) {
            Err(Error::Account(AccountFault::StepOver)) => return Ok(false),
            state => state?,
        };
        let known = self.passkeys_of(tx.conn(), account)?;
        let (ids, known): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        let credentials: Vec<_> = known.iter().map(|kept| credential_of(&kept.passkey)).collect();
        let Some(kept) = self.site()?.take(answer.expose_secret(), &state, known) else { return Ok(false) };
        let shown = credential_of(&kept.passkey);
        let id =
            ids.into_iter().zip(credentials).find_map(|(id, credential)| (credential == shown).then_some(id));
        let Some(id) = id else { return Ok(false) };
        let sealed = Sealed::of(&self.vault, "factor", row(&id)).seal(&kept)?;
        store::use_factor(tx, id, &sealed, self.clock.now())?;
        store::delete_steps_of(tx, account, Some(SHOWN))?;
        Ok(true)
    }

    fn passkeys_of(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
    ) -> Result<Vec<(uuid::Uuid, KeptPasskey)>, Error> {
        let rows = store::factors_of(conn, account)?;
        let passkeys =
            rows.into_iter().filter(|found| FactorKind::parse(&found.kind) == Some(FactorKind::Passkey));
        passkeys
            .map(|found| {
                let sealed = Sealed::of(&self.vault, "factor", row(&found.id));
                Ok((found.id, sealed.open::<KeptPasskey>(&found.sealed)?))
            })
            .collect()
    }

    fn keep_step(
        &self,
        tx: &mut Tx<'_>,
        purpose: &'static str,
        account: AccountId,
        state: &impl serde::Serialize,
    ) -> Result<LinkSecret, Error> {
        let step = LinkSecret::fresh(self.rng.as_ref());
        let digest = step.digest();
        let sealed = Sealed::of(&self.vault, purpose, &digest).seal(state)?;
        store::insert_step(tx, &digest, purpose, account, &sealed, self.clock.now() + LIFE)?;
        Ok(step)
    }

    fn take_step<T: serde::de::DeserializeOwned>(
        &self,
        tx: &mut Tx<'_>,
        purpose: &'static str,
        account: AccountId,
        step: &LinkSecret,
    ) -> Result<T, Error> {
        let digest = step.digest();
        let found = store::step_under(tx.conn(), &digest, purpose, self.clock.now())?;
        let (_, sealed) = found.filter(|(of, _)| *of == account).ok_or(AccountFault::StepOver)?;
        if !store::delete_step(tx, &digest)? {
            return Err(AccountFault::StepOver.into());
        }
        Sealed::of(&self.vault, purpose, &digest).open(&sealed)
    }

    fn site(&self) -> Result<&Passkeys, Error> {
        self.passkeys.as_ref().ok_or(Error::Passkeys)
    }
}
