use chrono::TimeDelta;
use chrono_tz::Tz;
use consent::{Purpose, SpaceState, service::NewSpace};
use database::{Desk, Tx};
use kernel::{Ins, InsOid, InsWarning, PersonId, Private, SpaceId};

use crate::{
    CitizenIdentity, Error, Identity, IdentityStatus, RegisterCitizen, StrictTraits, TraitFault, index,
    sealed::{self, WholeIdentity},
    store,
};

/// A citizen to register, with the space that will be theirs.
#[derive(Debug, Clone)]
pub struct NewCitizen {
    /// The space to make; its id must never have been used.
    pub space: SpaceId,
    /// The human being.
    pub person: PersonId,
    /// The INS as written, where one is known.
    pub ins: Option<WrittenIns>,
    /// The strict traits.
    pub traits: StrictTraits,
    /// Family name in use, where it is another than that of birth.
    pub usual_name: Option<Private<String>>,
    /// First state of the space.
    pub state: SpaceState,
    /// The citizen's time zone.
    pub zone: Tz,
}

/// An INS as somebody wrote it, before its key is checked.
#[derive(Debug, Clone)]
pub struct WrittenIns {
    /// Thirteen characters and two of key; spaces between groups are allowed.
    pub number: Private<String>,
    /// The kind of number.
    pub oid: InsOid,
}

/// A citizen that was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisteredCitizen {
    /// The citizen's space.
    pub space: SpaceId,
    /// The citizen.
    pub person: PersonId,
    /// What is odd about the INS, which is taken all the same.
    pub warning: Option<InsWarning>,
}

/// Constraint that keeps one INS and one tuple of traits to one space.
const ONE_SPACE: &str = "lookup_one_space";

impl Identity {
    /// Registers a citizen: makes the key of the space, then the space, its sealed identity, the account and the tags
    /// by which it is found, in one transaction. The identity counts as qualified.
    ///
    /// # Errors
    /// [`Error::IdentityTaken`] when the INS or the whole tuple of traits is another space's; [`Error::Ins`] and
    /// [`Error::Trait`] for what cannot be an identity (a production INS with a wrong key; a test one only warns).
    pub fn register_citizen(&self, desk: &Desk, new: &NewCitizen) -> Result<RegisteredCitizen, Error> {
        let (whole, _) = self.checked(new)?;
        let tags = index::tags_of(&self.vault, &whole, IdentityStatus::Qualified)?;
        // Asked first so that a refused registration leaves no key behind; the constraint decides.
        if desk.read(|rtx| store::is_unique_tag_taken(rtx.conn(), &tags))? {
            return Err(Error::IdentityTaken);
        }
        self.vault.create_space_key(new.space)?;
        desk.write(|tx| self.register_citizen_with_key(tx, new))
    }

    /// As [`Identity::register_citizen`], in a transaction of the caller: for many citizens at once. The key of the
    /// space must have been made before the transaction began.
    ///
    /// # Errors
    /// As [`Identity::register_citizen`].
    pub fn register_citizen_with_key(
        &self,
        tx: &mut Tx<'_>,
        new: &NewCitizen,
    ) -> Result<RegisteredCitizen, Error> {
        let (whole, warning) = self.checked(new)?;
        let tags = index::tags_of(&self.vault, &whole, IdentityStatus::Qualified)?;
        let space = NewSpace { id: new.space, holder: new.person, state: new.state, zone: new.zone };
        self.consent.open_space(tx, &space)?;
        let permit = self.consent.system_permit::<RegisterCitizen>(tx, Purpose::Registration, new.space)?;
        store::insert_tags(tx, &permit, &tags).map_err(|error| match error {
            database::Error::Unique(name) if name == ONE_SPACE => Error::IdentityTaken,
            other => other.into(),
        })?;
        let keys = self.vault.space(new.space)?;
        let sealed = sealed::seal(&keys, self.rng.as_ref(), new.person, &whole)?;
        store::insert_citizen(tx, &permit, new.person, &sealed, permit.now())?;
        store::insert_account(tx, &permit, new.person, permit.now())?;
        Ok(RegisteredCitizen { space: new.space, person: new.person, warning })
    }

    fn checked(&self, new: &NewCitizen) -> Result<(WholeIdentity, Option<InsWarning>), Error> {
        new.traits.check()?;
        // Somewhere it is tomorrow already.
        let latest = (self.clock.now() + TimeDelta::hours(14)).date_naive();
        if new.traits.birth_date.is_after(latest) {
            return Err(TraitFault::BirthDate.into());
        }
        let (ins, warning) = match &new.ins {
            None => (None, None),
            Some(written) => {
                let (ins, warning) = Ins::parse(written.number.reveal(), written.oid)?;
                (Some(ins), warning)
            }
        };
        let identity =
            CitizenIdentity { ins, traits: new.traits.clone(), usual_name: new.usual_name.clone() };
        Ok((WholeIdentity::new(identity), warning))
    }
}
