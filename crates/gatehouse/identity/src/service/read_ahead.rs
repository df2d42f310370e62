use std::collections::HashMap;

use database::{Error, Laid, Tx};
use kernel::{SessionId, SpaceId};
use uuid::Uuid;

use super::authenticate::SessionAhead;
use crate::{
    Identity,
    rows::SessionNow,
    store::{self, IdentityAhead},
};

impl Identity {
    /// Reads at once the sessions that several calls act in, one for each place, in order. Laid into the transactions
    /// of errands ([`database::Errand`]), each serves [`Identity::authenticate_within`] there.
    ///
    /// # Errors
    /// The database's.
    pub fn sessions_ahead(&self, tx: &mut Tx<'_>, sessions: &[SessionId]) -> Result<Vec<Laid>, Error> {
        let ids: Vec<Uuid> = sessions.iter().map(|session| session.uuid()).collect();
        let rows: HashMap<Uuid, SessionNow> =
            store::sessions_now(tx.conn(), &ids)?.into_iter().map(|row| (row.id, row)).collect();
        Ok(sessions
            .iter()
            .map(|session| -> Laid {
                Box::new(SessionAhead { session: *session, row: rows.get(&session.uuid()).cloned() })
            })
            .collect())
    }

    /// Reads at once whom these spaces are about, still sealed, one for each place, in order: for the comparison that
    /// comes before the decision about a deposit ([`Identity::compare_identity_without_permit`]).
    ///
    /// # Errors
    /// The database's.
    pub fn patients_ahead(&self, tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<Vec<Laid>, Error> {
        let found = store::identities_without_permit(tx, spaces)?;
        Ok(spaces
            .iter()
            .map(|space| -> Laid {
                Box::new(IdentityAhead { space: *space, found: found.get(space).cloned() })
            })
            .collect())
    }
}
