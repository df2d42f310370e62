use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{AccountId, Assurance, PersonId, SessionId};
use mail::{Letter, Line};

use super::log_in::{Entered, Entry};
use crate::{
    Error, Identity, SessionCapacity,
    account::{Account, AccountKind, LinkSecret},
    service::NewSession,
    store::{self, account as accounts},
};

/// How long a browser is known after a log-in.
const KNOWN: TimeDelta = TimeDelta::days(180);

impl Identity {
    /// Opens the session of an account whose password was right, or who came by a link. It is substantial for an account
    /// that is so, with a second factor; anything less reaches the pages of the account alone, and is nobody's record:
    /// then the account itself is the person.
    pub(super) fn enter(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        second_factor_at: Option<DateTime<Utc>>,
        tell: bool,
        entry: &Entry,
    ) -> Result<Entered, Error> {
        let factors = accounts::count_factors(tx.conn(), account.id)? > 0;
        let strong = second_factor_at.is_some() && factors && account.raised.is_some();
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
                second_factor_at,
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
            && accounts::device_of(tx.conn(), &device.digest(), account.id, now)?
        {
            accounts::put_device(tx, &device.digest(), account.id, now + KNOWN)?;
            return Ok(None);
        }
        if tell && accounts::has_devices(tx.conn(), account.id, now)? {
            let device = Line::new(entry.agent.as_deref().unwrap_or("?"));
            self.write_to(tx, account, Letter::DeviceNew { device, at: self.when(now) })?;
        }
        Ok(Some(self.new_device(tx, account.id)?))
    }

    /// Makes a browser known to an account; the secret is its cookie.
    pub(super) fn new_device(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<LinkSecret, Error> {
        let fresh = LinkSecret::fresh(self.rng.as_ref());
        accounts::put_device(tx, &fresh.digest(), account, self.clock.now() + KNOWN)?;
        Ok(fresh)
    }

    /// Ends every session that was begun with an account or is its person's, but for one; says how many ran.
    pub(super) fn end_sessions_of_account(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        but: Option<SessionId>,
    ) -> Result<usize, Error> {
        let person = accounts::account(tx.conn(), account)?.and_then(|found| found.person);
        let person = match person {
            // Sessions are those of whom the person turned out to be.
            Some(person) => store::person_that_stays(tx.conn(), person.into())?,
            None => account.uuid().into(),
        };
        Ok(store::end_of_account(tx, account, person, but, self.clock.now())?)
    }
}
