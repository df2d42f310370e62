use chrono::TimeDelta;
use database::Tx;
use kernel::{AccountId, Assurance, PersonId, SessionId};
use mail::{Letter, Line};

use super::log_in::{Entered, Entry};
use crate::{
    Error, Identity, SessionCapacity,
    account::{Account, AccountFault, AccountKind, Budget, LinkSecret},
    service::NewSession,
    store::{self, account as accounts, account::KnownBy},
};

/// How long a browser is known after a log-in.
const KNOWN: TimeDelta = TimeDelta::days(180);
/// Browsers that one account knows. A log-in in one more is as good, and the browser is no known one.
const MOST_KNOWN: i64 = 20;
/// How long whoever came by an invitation has for the first second factor.
const FIRST_FACTOR: TimeDelta = TimeDelta::minutes(30);

/// What was shown beside the password, or in its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Nothing.
    Nothing,
    /// A second factor, just now.
    Factor,
    /// The link of an invitation to run the service: the first factor may be added.
    Invitation,
}

impl Identity {
    /// Opens the session of an account whose password was right, or who came by a link. It is substantial for an account
    /// that is so, with a second factor; anything less reaches the pages of the account alone, and is nobody's record:
    /// then the account itself is the person.
    pub(super) fn enter(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        beside: Beside,
        tell: bool,
        entry: &Entry,
    ) -> Result<Entered, Error> {
        let factors = accounts::count_factors(tx.conn(), account.id)? > 0;
        let strong = beside == Beside::Factor && factors && account.raised.is_some();
        let now = self.clock.now();
        let capacity = match account.person.filter(|_| strong) {
            Some(person) => self.capacity_of(tx, account, person)?,
            None => None,
        };
        let unbound = SessionCapacity::Citizen { person: PersonId::from(account.id.uuid()) };
        let assurance = if capacity.is_some() { Assurance::Substantial } else { Assurance::Low };
        if let Some(before) = entry.before {
            self.end_session(tx, before)?;
        }
        let session = self.open_session(
            tx,
            &NewSession {
                second_factor_at: (beside == Beside::Factor).then_some(now),
                first_factor_until: (beside == Beside::Invitation).then_some(now + FIRST_FACTOR),
                account: Some(account.id),
                agent: entry.agent.clone(),
                ..NewSession::new(capacity.unwrap_or(unbound), assurance)
            },
        )?;
        let device = self.remember_device(tx, account, tell, entry)?;
        Ok(Entered::Session { session, device, return_to: entry.return_to.clone() })
    }

    fn capacity_of(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        person: PersonId,
    ) -> Result<Option<SessionCapacity>, Error> {
        Ok(match account.kind {
            AccountKind::Citizen if store::account_is_active(tx.conn(), person)? => {
                Some(SessionCapacity::Citizen { person })
            }
            AccountKind::Admin if !store::roles_of(tx.conn(), person)?.is_empty() => {
                Some(SessionCapacity::Admin { person })
            }
            _ => None,
        })
    }

    /// Remembers the browser. When the account knows others and not this one, its owner is told.
    fn remember_device(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        tell: bool,
        entry: &Entry,
    ) -> Result<Option<LinkSecret>, Error> {
        let now = self.clock.now();
        if let Some(device) = &entry.device
            && accounts::known_device(tx.conn(), &device.digest(), now)? == Some(account.id)
        {
            accounts::put_device(tx, &device.digest(), account.id, KnownBy::LogIn, now + KNOWN)?;
            return Ok(None);
        }
        let known = accounts::count_devices(tx.conn(), account.id, now)?;
        if tell && known > 0 && self.may_tell_of_device(tx, account.id)? {
            let device = Line::new(entry.agent.as_deref().unwrap_or("?"));
            self.write_to(tx, account, Letter::DeviceNew { device, at: self.when(now) })?;
        }
        if known >= MOST_KNOWN {
            return Ok(None);
        }
        Ok(Some(self.new_device(tx, account.id, KnownBy::LogIn)?))
    }

    /// Whether one more mail tells of a new browser: somebody who logs in again and again fills no mailbox with them.
    fn may_tell_of_device(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<bool, Error> {
        match self.draw(tx, &[self.budget(Budget::NewsOfDevices, account.uuid().as_bytes())?]) {
            Err(Error::Account(AccountFault::TooOften(_))) => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Makes a browser known to an account; the secret is its cookie. Where the account knows enough, the one that was used
    /// longest ago is forgotten.
    pub(super) fn new_device(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        by: KnownBy,
    ) -> Result<LinkSecret, Error> {
        let fresh = LinkSecret::fresh(self.rng.as_ref());
        accounts::put_device(tx, &fresh.digest(), account, by, self.clock.now() + KNOWN)?;
        accounts::forget_oldest_devices(tx, account, MOST_KNOWN)?;
        Ok(fresh)
    }

    /// Ends every session that was begun with an account or is its person's, but for one, and whatever is under way for the
    /// account: a log-in that waits for its second factor was begun by the password that counted then. Says how many
    /// sessions ran.
    pub(super) fn end_sessions_of_account(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        but: Option<SessionId>,
    ) -> Result<usize, Error> {
        accounts::delete_steps_of(tx, account, None)?;
        let person = accounts::account(tx.conn(), account)?.and_then(|found| found.person);
        let person = match person {
            // Sessions are those of whom the person turned out to be.
            Some(person) => store::person_that_stays(tx.conn(), person.into())?,
            None => account.uuid().into(),
        };
        Ok(store::end_of_account(tx, account, person, but, self.clock.now())?)
    }
}
