use chrono::{DateTime, Utc};
use database::{ReadTx, Tx};
use kernel::{Actor, Assistant, Called, Capacity, PersonId, Practice, Private, RequestId, SessionId};

use super::{extend_idle::STEP, provider_sessions::BELIEVED};
use crate::{
    Claims, Error, Identity, Unrecognised,
    rows::{self, SessionNow},
    sealed, store,
};

/// Who acts, and whether the session's idle time is due to be extended.
#[derive(Debug)]
#[must_use]
pub struct Authenticated {
    /// Who acts.
    pub actor: Actor,
    /// The end of the session, whatever is done in it.
    pub expires_at: DateTime<Utc>,
    /// Whether [`Identity::extend_idle`] should be called; true once a minute.
    pub idle_is_due: bool,
    /// Whether the provider should be asked if its own session still runs ([`Identity::claim_provider_check`]).
    pub provider_is_due: bool,
}

/// A session that was read ahead for one errand; no row when there is none of this id.
pub(crate) struct SessionAhead {
    pub(crate) session: SessionId,
    pub(crate) row: Option<SessionNow>,
}

impl Identity {
    /// Reads the session that a token names and makes the actor of what is true now: standing, listing and account of
    /// this moment. One prepared statement.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a session that is missing, ended, over, idle or another person's, for an account
    /// that is not active, a situation of practice that has ended and software that is not listed.
    pub fn authenticate(
        &self,
        rtx: &mut ReadTx<'_>,
        claims: &Claims,
        request: RequestId,
    ) -> Result<Authenticated, Error> {
        let row = store::session_now(rtx.conn(), claims.session)?;
        self.judge(row, claims, request)
    }

    /// As [`Identity::authenticate`], inside the transaction of the work; the session may have been read ahead.
    ///
    /// # Errors
    /// As [`Identity::authenticate`].
    pub fn authenticate_within(
        &self,
        tx: &mut Tx<'_>,
        claims: &Claims,
        request: RequestId,
    ) -> Result<Authenticated, Error> {
        let ahead = tx.take_laid(|ahead: &SessionAhead| ahead.session == claims.session);
        let row = match ahead {
            Some(ahead) => ahead.row,
            None => store::session_now(tx.conn(), claims.session)?,
        };
        self.judge(row, claims, request)
    }

    pub(super) fn judge(
        &self,
        row: Option<SessionNow>,
        claims: &Claims,
        request: RequestId,
    ) -> Result<Authenticated, Error> {
        let row = row.ok_or(Unrecognised::NoSession)?;
        let now = self.clock.now();
        if row.person != claims.person.uuid() {
            return Err(Unrecognised::OtherPerson.into());
        }
        if claims.citizen != (row.capacity == "citizen") {
            return Err(Unrecognised::OtherCapacity.into());
        }
        if row.revoked_at.is_some() {
            return Err(Unrecognised::Revoked.into());
        }
        if row.expires_at <= now {
            return Err(Unrecognised::Over.into());
        }
        if row.idle_until <= now {
            return Err(Unrecognised::Idle.into());
        }
        let idle_is_due = row.idle_until < now + self.settings.idle - STEP;
        let provider_is_due = row.provider_checked_at.is_some_and(|at| at <= now - BELIEVED);
        let (actor, expires_at) = (self.actor(&row, request)?, row.expires_at);
        Ok(Authenticated { actor, expires_at, idle_is_due, provider_is_due })
    }

    pub(super) fn actor(&self, row: &SessionNow, request: RequestId) -> Result<Actor, Error> {
        let (capacity, name) = match row.capacity.as_str() {
            "citizen" => (Capacity::Citizen, self.name_of_citizen(row)?),
            "professional" => professional(row)?,
            "establishment" => establishment(row)?,
            "admin" => admin(row)?,
            "guest" => (Capacity::Guest, self.name_of_guest(row)?),
            _ => return Err(unreadable("the capacity is unknown")),
        };
        // An establishment's own listing is for the rules to judge; a person's software must be listed to call at all.
        let of_person = !matches!(capacity, Capacity::Establishment { .. });
        if of_person && row.software_listed == Some(false) {
            return Err(Unrecognised::Software.into());
        }
        Ok(Actor {
            person: row.person.into(),
            session: row.id.into(),
            request,
            capacity,
            assurance: rows::assurance(&row.assurance)?,
            second_factor_at: row.second_factor_at,
            assisted_by: assistant(row)?,
            secret: false,
            software: row.software.map(Into::into),
            called: Called {
                organisation: row.organisation_name.clone(),
                software: row.software_name.clone(),
            },
            name,
        })
    }

    /// How a guest called themselves.
    fn name_of_guest(&self, row: &SessionNow) -> Result<Private<String>, Error> {
        let (Some(space), Some(sealed)) = (row.space_id, &row.sealed) else {
            return Err(unreadable("the guest is missing"));
        };
        let keys = match self.vault.space(space.into()) {
            // Of a record that was erased nothing is left to see.
            Err(vault::Error::NoSpaceKey(_)) => return Err(Unrecognised::Account.into()),
            found => found?,
        };
        super::admit_guest::name_of(&keys, row.id.into(), sealed)
    }

    /// A citizen's own name, for the journal lines of what the citizen does; empty for an account to which no record
    /// is bound: it reaches no record, so nobody reads of it.
    fn name_of_citizen(&self, row: &SessionNow) -> Result<Private<String>, Error> {
        let Some(space) = row.space_id else {
            // An account to which no record is bound is its own person, and reaches the pages of the account alone.
            let unbound = row.account == Some(row.person);
            return if unbound { Ok(Private::default()) } else { Err(Unrecognised::Account.into()) };
        };
        let sealed = row.sealed.as_ref().ok_or_else(|| unreadable("the citizen has no identity"))?;
        let keys = match self.vault.space(space.into()) {
            // An erased citizen may not log in, whatever rows are left.
            Err(vault::Error::NoSpaceKey(_)) => return Err(Unrecognised::Account.into()),
            found => found?,
        };
        Ok(sealed::open(&keys, PersonId::from(row.person), sealed)?.identity.name_to_show())
    }
}

fn professional(row: &SessionNow) -> Result<(Capacity, Private<String>), Error> {
    let practice = row.practice.as_deref().ok_or(Unrecognised::Situation)?;
    let ([rpps, profession, standing, sector], Some(name)) = (practice, &row.name) else {
        return Err(unreadable("the practice has an unknown shape"));
    };
    let practice = Practice {
        rpps: rows::rpps(rpps)?,
        profession: profession.clone(),
        organisation: row.organisation.map(Into::into),
        sector: sector.clone(),
        regulates: row.regulates == Some(true),
        standing: rows::standing(standing)?,
    };
    Ok((Capacity::Professional(practice), name.as_str().into()))
}

fn establishment(row: &SessionNow) -> Result<(Capacity, Private<String>), Error> {
    let (Some(organisation), Some(name)) = (row.organisation, &row.name) else {
        return Err(unreadable("the establishment is missing"));
    };
    let listed = row.listed.unwrap_or(false);
    Ok((Capacity::Establishment { organisation: organisation.into(), listed }, name.as_str().into()))
}

fn admin(row: &SessionNow) -> Result<(Capacity, Private<String>), Error> {
    let (Some(roles), Some(name)) = (&row.roles, &row.name) else { return Err(Unrecognised::Account.into()) };
    Ok((Capacity::Admin(rows::roles(roles)?), name.as_str().into()))
}

/// The mediator beside a citizen; when that one is no active admin any more, the session is over.
fn assistant(row: &SessionNow) -> Result<Option<Assistant>, Error> {
    let Some(person) = row.assisted_by else { return Ok(None) };
    let name = row.assistant.as_deref().ok_or(Unrecognised::Account)?;
    Ok(Some(Assistant { person: person.into(), name: name.into() }))
}

fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: "identity.session_now", what })
}
