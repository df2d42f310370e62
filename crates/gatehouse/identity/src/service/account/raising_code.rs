use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::Actor;
use mail::Letter;

use super::show_factor::Shown;
use crate::{
    Error, Identity, RaiseTogether,
    account::{AccountFault, AccountKind, Budget, SpokenCode},
    store::account as store,
};

/// How long a code counts.
const LIFE: TimeDelta = TimeDelta::minutes(10);

/// A code to say to a mediator.
#[derive(Debug)]
pub struct RaisingCode {
    /// The code.
    pub code: SpokenCode,
    /// Until when it counts.
    pub until: DateTime<Utc>,
}

impl Identity {
    /// Makes a code by which a mediator binds the account to the person beside them; the one before counts no more. The
    /// account has a second factor that was shown in this session: without one its owner could not log in to the record
    /// afterwards, and whoever found the password could.
    ///
    /// # Errors
    /// [`AccountFault::RaisedAlready`], [`AccountFault::NotSureEnough`] without a second factor,
    /// [`AccountFault::FactorNeeded`] where it was not shown; the database's and the vault's.
    pub fn raising_code(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<RaisingCode, Error> {
        let account = self.lock_account_of(tx, actor)?;
        if account.kind != AccountKind::Citizen || account.raised.is_some() {
            return Err(AccountFault::RaisedAlready.into());
        }
        if store::count_factors(tx.conn(), account.id)? == 0 {
            return Err(AccountFault::NotSureEnough.into());
        }
        if actor.second_factor_at.is_none() {
            return Err(AccountFault::FactorNeeded.into());
        }
        let code = SpokenCode::fresh(self.rng.as_ref());
        let until = self.clock.now() + LIFE;
        let tags = self.vault.blind("identity.raising-code", &[code.bytes()])?;
        let tag = tags.first().ok_or(Error::Signing)?;
        store::put_raising_code(tx, account.id, &tag.bytes, until)?;
        Ok(RaisingCode { code, until })
    }

    /// Takes a code that the citizen said to the mediator beside them: the account of the code becomes the citizen's, and
    /// substantial. Wrong ones are counted against the mediator alone.
    ///
    /// # Errors
    /// [`AccountFault::OtherPerson`] where the account or the person belongs elsewhere, [`AccountFault::NotSureEnough`] where
    /// the second factor was taken away since the code was made, [`AccountFault::TooOften`];
    /// [`AccountFault::NothingRuns`] in a session without a mediator; the database's and the vault's.
    pub fn raise_by_code(
        &self,
        tx: &mut Tx<'_>,
        together: &Actor,
        code: Option<&SpokenCode>,
    ) -> Result<Shown<()>, Error> {
        let helper = together.assisted_by.as_ref().ok_or(AccountFault::NothingRuns)?;
        let drawn = self.budget(Budget::CodeOfMediator, helper.person.uuid().as_bytes())?;
        self.draw(tx, &[drawn])?;
        let Some(code) = code else { return Ok(Shown::Wrong) };
        let tags = self.vault.blind("identity.raising-code", &[code.bytes()])?;
        let now = self.clock.now();
        let Some(id) = store::account_of_raising_code(tx.conn(), &tags, now)? else {
            return Ok(Shown::Wrong);
        };
        // The account is held before its code, as where a new code is made.
        store::lock_account(tx, id)?;
        if !store::take_raising_code(tx, id, &tags, now)? {
            return Ok(Shown::Wrong);
        }
        self.give_back(tx, &[drawn])?;
        if store::count_factors(tx.conn(), id)? == 0 {
            return Err(AccountFault::NotSureEnough.into());
        }
        let known_as = crate::store::known_as(tx.conn(), together.session)?;
        self.raise_by_mediator(tx, id, known_as.unwrap_or(together.person))?;
        let held = self.spaces_in(tx, together.person)?;
        for space in held {
            let permit = self.consent.tell_together::<RaiseTogether>(tx, together, space)?;
            permit.name(tx, [id.uuid()]);
        }
        let account = self.opened(&store::account(tx.conn(), id)?.ok_or(AccountFault::NoAccount)?)?;
        self.write_to(tx, &account, Letter::IdentityVerified { at: self.when(now) })?;
        Ok(Shown::Right(()))
    }

    fn spaces_in(&self, tx: &mut Tx<'_>, person: kernel::PersonId) -> Result<Vec<kernel::SpaceId>, Error> {
        let held = crate::store::held_spaces(tx.conn(), person)?;
        Ok(held.into_iter().map(|held| held.space).collect())
    }
}
