use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use database::{ReadTx, Tx};
use kernel::{AdminRole, PersonId, Private};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vault::Purpose;
use zeroize::Zeroizing;

use crate::{Admin, Error, Identity, rows, store};

const DOMAIN: &str = "identity.admin-invitation";
const TABLE: &str = "identity.admin_invitation";
/// How long an invitation can be followed.
const LIFE: TimeDelta = TimeDelta::days(7);
/// Longest secret that is looked at.
const LONGEST: usize = 128;

/// Who is invited to run the service, and for what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The name that the journal will write.
    pub name: Private<String>,
    /// Where the link is sent to.
    pub address: Private<String>,
    /// What the person may do.
    pub roles: Vec<AdminRole>,
}

/// An invitation that was made: the secret of its link is nowhere else.
#[derive(Debug)]
pub struct Invited {
    /// The secret of the link.
    pub secret: SecretString,
    /// Until when it can be followed.
    pub until: DateTime<Utc>,
}

/// What lies sealed in the row.
#[derive(Serialize, Deserialize)]
struct Written {
    name: Private<String>,
    address: Private<String>,
}

impl Identity {
    /// Invites somebody to run the service, by the operator of the machine. The link counts once, for seven days.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn invite_admin(&self, tx: &mut Tx<'_>, invitation: &Invitation) -> Result<Invited, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.rng.fill(bytes.as_mut_slice());
        let secret = SecretString::from(URL_SAFE_NO_PAD.encode(bytes.as_slice()));
        let digest = digest_of(&secret);
        let written = Written { name: invitation.name.clone(), address: invitation.address.clone() };
        let plain = Zeroizing::new(serde_json::to_vec(&written).map_err(|_| unreadable())?);
        let sealed = self.vault.service(Purpose::Codes).seal(DOMAIN, &[&digest], &plain)?;
        let now = self.clock.now();
        let until = now + LIFE;
        store::insert_invitation(tx, &digest, &sealed, &invitation.roles, (now, until))?;
        self.consent.by_operator(
            tx,
            "admins.invite",
            Vec::new(),
            json!({ "roles": names(&invitation.roles) }),
        );
        Ok(Invited { secret, until })
    }

    /// Whom an invitation is for, while it can be followed.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn invitation(
        &self,
        rtx: &mut ReadTx<'_>,
        secret: &SecretString,
    ) -> Result<Option<Invitation>, Error> {
        if secret.expose_secret().len() > LONGEST {
            return Ok(None);
        }
        let digest = digest_of(secret);
        let found = store::invitation(rtx.conn(), &digest, self.clock.now())?;
        found.map(|row| self.read_invitation(&digest, row)).transpose()
    }

    /// Follows an invitation, once: the person becomes an admin with its roles. Whoever calls this gives the person an
    /// account in the same transaction.
    ///
    /// # Errors
    /// [`Error::Missing`] for an invitation that is over, was followed or never made; the database's and the vault's.
    pub fn follow_invitation(
        &self,
        tx: &mut Tx<'_>,
        secret: &SecretString,
    ) -> Result<(PersonId, Invitation), Error> {
        if secret.expose_secret().len() > LONGEST {
            return Err(Error::Missing("invitation"));
        }
        let (digest, now) = (digest_of(secret), self.clock.now());
        let row = store::use_invitation(tx, &digest, now)?.ok_or(Error::Missing("invitation"))?;
        let invitation = self.read_invitation(&digest, row)?;
        let person = PersonId::new(self.clock.as_ref(), self.rng.as_ref());
        store::put_admin(tx, person, invitation.name.reveal(), now)?;
        store::replace_roles(tx, person, &invitation.roles, now)?;
        let told = json!({ "roles": names(&invitation.roles) });
        self.consent.by_operator(tx, "admins.begin", vec![person.uuid()], told);
        Ok((person, invitation))
    }

    /// Makes somebody an admin with these roles at once: for the made-up people of a sandbox and of tests, who follow no
    /// link.
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
        Ok(store::replace_roles(tx, person, roles, now)?)
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

    fn read_invitation(
        &self,
        digest: &[u8; 32],
        (sealed, roles): store::OpenInvitation,
    ) -> Result<Invitation, Error> {
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &[digest], &sealed)?;
        let Written { name, address } = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        Ok(Invitation { name, address, roles: rows::roles(&roles)? })
    }
}

fn names(roles: &[AdminRole]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}

fn digest_of(secret: &SecretString) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, secret.expose_secret().as_bytes()).as_ref());
    bytes
}

fn unreadable() -> Error {
    Error::Database(database::Error::Row { table: TABLE, what: "an invitation has an unknown shape" })
}
