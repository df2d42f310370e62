use chrono::{DateTime, Utc};
use database::{ReadTx, Tx};
use diesel::PgConnection;
use kernel::{AccountId, Actor, Assurance, SessionId};

use super::read::alone;
use crate::{
    Error, Identity,
    account::AccountFault,
    store::{self, account as accounts},
};

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceSession {
    /// Its id.
    pub id: SessionId,
    /// What the device says it is, in two words, or the client software that it is a session of.
    pub agent: Option<String>,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When something was last done in it, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub this: bool,
}

impl Identity {
    /// The sessions of somebody that run now, the newest first.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn sessions_of(&self, rtx: &mut ReadTx<'_>, actor: &Actor) -> Result<Vec<DeviceSession>, Error> {
        let (account, person) = self.whose(rtx.conn(), actor)?;
        let rows = store::sessions_of(rtx.conn(), account, person, self.clock.now())?;
        type Row = (uuid::Uuid, Option<String>, Option<String>, DateTime<Utc>, DateTime<Utc>);
        let session = |(id, agent, software, began_at, idle_until): Row| {
            let id = SessionId::from(id);
            // What lies idle until its end says nothing of when it was used.
            let seen_at = (idle_until - self.settings.idle).max(began_at);
            DeviceSession { id, agent: software.or(agent), began_at, seen_at, this: id == actor.session }
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// When somebody logged in last before this session; none where no other is kept.
    ///
    /// # Errors
    /// The database's.
    pub fn log_in_before(&self, rtx: &mut ReadTx<'_>, actor: &Actor) -> Result<Option<DateTime<Utc>>, Error> {
        Ok(store::log_in_before(rtx.conn(), actor.person, actor.session)?)
    }

    /// Ends one of somebody's own sessions.
    ///
    /// # Errors
    /// [`Error::Missing`] for a session that is not theirs or does not run; the database's and the vault's.
    pub fn end_own_session(&self, tx: &mut Tx<'_>, actor: &Actor, session: SessionId) -> Result<(), Error> {
        let (account, person) = self.whose(tx.conn(), actor)?;
        let now = self.clock.now();
        let rows = store::sessions_of(tx.conn(), account, person, now)?;
        if !rows.iter().any(|(id, ..)| *id == session.uuid()) || !store::end_one(tx, session, now)? {
            return Err(Error::Missing("session"));
        }
        Ok(())
    }

    /// Ends every session of somebody, on every server from the next call on: all but this one, or this one too. Says how
    /// many ran.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn end_own_sessions(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        this_one_too: bool,
    ) -> Result<usize, Error> {
        let (account, person) = self.whose(tx.conn(), actor)?;
        let but = (!this_one_too).then_some(actor.session);
        accounts::delete_steps_of(tx, account, None)?;
        Ok(store::end_of_account(tx, account, person, but, self.clock.now())?)
    }

    /// Notes what the device of a session says it is.
    ///
    /// # Errors
    /// The database's.
    pub fn name_device(&self, tx: &mut Tx<'_>, session: SessionId, agent: &str) -> Result<(), Error> {
        Ok(store::name_device(tx, session, agent)?)
    }

    /// The account and the person whose sessions somebody may see and end. Whoever has no account is a person alone, and
    /// whoever has shown a password alone is the account alone: the sessions of its person are none of theirs.
    fn whose(&self, conn: &mut PgConnection, actor: &Actor) -> Result<(AccountId, kernel::PersonId), Error> {
        alone(actor)?;
        match store::account_of_session(conn, actor.session)? {
            Some(id) => {
                let found = accounts::account(conn, id)?.ok_or(AccountFault::NoAccount)?;
                let proven = found.person.filter(|_| actor.assurance >= Assurance::Substantial);
                let person = match proven {
                    // A session is its person's as whom they are known now.
                    Some(person) => store::person_that_stays(conn, person.into())?,
                    None => actor.person,
                };
                Ok((id, person))
            }
            None => {
                let bound = accounts::account_of_one_person(conn, actor.person)?;
                let id = bound.map_or_else(|| actor.person.uuid(), |found| found.id);
                Ok((id.into(), actor.person))
            }
        }
    }
}
