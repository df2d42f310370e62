use database::{ReadTx, Tx};
use kernel::{AdminRole, PersonId, Private};
use serde_json::json;

use crate::{Admin, Error, Identity, store};

impl Identity {
    /// Makes somebody an admin with these roles, by the operator of the machine. The person logs in once an account was
    /// made by the link of [`Identity::invite_admin`].
    ///
    /// # Errors
    /// The database's.
    pub fn register_admin(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        name: &Private<String>,
        roles: &[AdminRole],
    ) -> Result<(), Error> {
        let now = self.clock.now();
        store::put_admin(tx, person, name.reveal(), now)?;
        store::replace_roles(tx, person, roles, now)?;
        self.consent.by_operator(
            tx,
            "admins.register",
            vec![person.uuid()],
            json!({ "roles": names(roles) }),
        );
        Ok(())
    }

    /// Gives an admin these roles and no other, by the operator; they count from the next call on.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such admin; the database's.
    pub fn set_admin_roles(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        roles: &[AdminRole],
    ) -> Result<(), Error> {
        let now = self.clock.now();
        if !store::set_active(tx, person, true, now)? {
            return Err(Error::Missing("admin"));
        }
        store::replace_roles(tx, person, roles, now)?;
        self.consent.by_operator(
            tx,
            "admins.set-roles",
            vec![person.uuid()],
            json!({ "roles": names(roles) }),
        );
        Ok(())
    }

    /// Ends somebody's work as an admin, by the operator: every session of theirs ends at once. Says how many ran.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such admin; the database's.
    pub fn stop_admin(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<usize, Error> {
        if !store::set_active(tx, person, false, self.clock.now())? {
            return Err(Error::Missing("admin"));
        }
        store::account::delete_invitations(tx, person)?;
        let ended = self.end_all_sessions(tx, person)?;
        self.consent.by_operator(tx, "admins.stop", vec![person.uuid()], json!({ "sessions": ended }));
        Ok(ended)
    }

    /// Everybody who runs or ran the service, by name.
    ///
    /// # Errors
    /// The database's.
    pub fn admins(&self, rtx: &mut ReadTx<'_>) -> Result<Vec<Admin>, Error> {
        Ok(store::admins(rtx.conn())?)
    }
}

fn names(roles: &[AdminRole]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}
