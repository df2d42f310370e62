use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::Tx;
use kernel::{Actor, Assurance, Called, Capacity, PersonId, Private, RequestId, SessionId};
use vault::SpaceKeys;

use crate::{Error, Identity, Session, model::Bearer, store};

/// What a sealed name is of.
const DOMAIN: &str = "identity.guest";

impl Identity {
    /// Somebody without a log-in who says who they are. They are nobody yet: what a code opens is theirs for one session, which
    /// [`Identity::admit_guest`] begins.
    pub fn guest(&self, name: Private<String>, request: RequestId) -> Actor {
        Actor {
            person: PersonId::new(self.clock.as_ref(), self.rng.as_ref()),
            session: SessionId::new(self.clock.as_ref(), self.rng.as_ref()),
            request,
            capacity: Capacity::Guest,
            assurance: Assurance::Low,
            second_factor_at: None,
            assisted_by: None,
            secret: false,
            software: None,
            called: Called::default(),
            name,
        }
    }

    /// Begins the session of a guest, for the record that a permit opened to them and no longer than that. It is never longer by
    /// being used.
    ///
    /// # Errors
    /// The vault's, the database's.
    pub fn admit_guest<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        guest: &Actor,
        until: DateTime<Utc>,
    ) -> Result<Session, Error> {
        let session = Session {
            id: guest.session,
            person: guest.person,
            by_citizen: false,
            assurance: Assurance::Low,
            bearer: Bearer { role: "guest".to_owned(), ..Bearer::default() },
            expires_at: until,
        };
        let keys = self.vault.space(permit.space())?;
        let id = session.id.uuid();
        let sealed =
            keys.seal(self.rng.as_ref(), DOMAIN, &[id.as_bytes()], guest.name.reveal().as_bytes())?;
        store::insert_guest(tx, permit, &session, permit.now(), &sealed)?;
        Ok(session)
    }
}

/// How a guest called themselves in a session.
pub(super) fn name_of(keys: &SpaceKeys, session: SessionId, sealed: &[u8]) -> Result<Private<String>, Error> {
    let plain = keys.open(DOMAIN, &[session.uuid().as_bytes()], sealed)?;
    let what = "a name that cannot be read";
    let name = std::str::from_utf8(&plain)
        .map_err(|_| Error::Database(database::Error::Row { table: "identity.guest", what }))?;
    Ok(name.into())
}
