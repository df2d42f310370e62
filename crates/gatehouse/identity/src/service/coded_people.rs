use std::collections::HashMap;

use chrono::Datelike;
use consent::service::{CodedPerson, UsableSpace};
use database::Tx;
use kernel::{AdminRole, PersonId, Private, SpaceId};

use crate::{Error, Identity, Sex, sealed, store};

/// From this age on people are told as one band: few are left.
const OLDEST: i32 = 90;

impl Identity {
    /// What is told beyond care of whom spaces are about: ten years of age, sex and department. Without a permit: the proof that
    /// something of each space may be used takes its place. Somebody whose row cannot be opened is left out.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn coded_people(
        &self,
        tx: &mut Tx<'_>,
        usable: &[UsableSpace<'_>],
    ) -> Result<HashMap<SpaceId, CodedPerson>, Error> {
        let spaces: Vec<SpaceId> = usable.iter().map(UsableSpace::space).collect();
        let mut found = HashMap::with_capacity(spaces.len());
        for (space, row) in store::identities_without_permit(tx, &spaces)? {
            // What was changed outside the program keeps nobody else's record out.
            let Ok(whole) = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed) else {
                tracing::error!("a row of identity.citizen was written outside the program; left out");
                continue;
            };
            let now = usable.iter().find(|one| one.space() == space).map(|one| one.at());
            let born = whole.identity.traits.birth_date.year();
            let age =
                now.zip(born).map(|(now, born)| now.year() - born).filter(|age| (0..=130).contains(age));
            let commune = whole.commune.as_ref().map(|commune| commune.reveal().as_str());
            let reference = self.consent.reference();
            let lives = commune.and_then(|commune| reference.residence(commune));
            let sex = match whole.identity.traits.sex {
                Sex::Female => "F",
                Sex::Male => "M",
                Sex::Undetermined => "UN",
            };
            let person = CodedPerson {
                age_band: age.map(band),
                sex: sex.to_owned(),
                department: lives.map(|residence| residence.department.to_owned()),
            };
            found.insert(space, person);
        }
        Ok(found)
    }

    /// Whether two admins are one person as far as anybody knows: one turned out to be the other, or they bear one name. Whoever
    /// decides with somebody else finds a third.
    ///
    /// # Errors
    /// The database's.
    pub fn are_one_person(&self, tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool, Error> {
        if one == other || store::known_as_well(tx.conn(), one)?.contains(&other) {
            return Ok(true);
        }
        let name = |name: Option<String>| {
            name.map(|name| crate::normalise(&name).reveal().clone()).filter(|name| !name.is_empty())
        };
        let one = name(store::name_of_admin(tx.conn(), one)?);
        Ok(one.is_some() && one == name(store::name_of_admin(tx.conn(), other)?))
    }

    /// Whether an admin bears the name of somebody who has a record, or of a professional, in whatever order.
    ///
    /// # Errors
    /// The database's, the vault's.
    pub fn bears_name_of(&self, tx: &mut Tx<'_>, admin: PersonId, person: PersonId) -> Result<bool, Error> {
        let Some(admin) = store::name_of_admin(tx.conn(), admin)? else { return Ok(false) };
        let mut names: Vec<Private<String>> = self.citizens_named(tx, &[person])?.into_values().collect();
        names.extend(self.professionals_named(tx, &[person])?.into_values().map(|known| known.name));
        Ok(names.iter().any(|name| is_one_name(name.reveal(), &admin)))
    }

    /// Whether a professional bears the name of somebody who has a record, in whatever order: they may be one human being, whom
    /// the directory and the insurer know each by a number of its own.
    ///
    /// # Errors
    /// The database's, the vault's.
    pub fn practises_under_name_of(
        &self,
        tx: &mut Tx<'_>,
        professional: PersonId,
        citizen: PersonId,
    ) -> Result<bool, Error> {
        let citizens = self.citizens_named(tx, &[citizen])?;
        let Some(citizen) = citizens.get(&citizen) else { return Ok(false) };
        let known = self.professionals_named(tx, &[professional])?;
        Ok(known.values().any(|one| is_one_name(one.name.reveal(), citizen.reveal())))
    }

    /// Whether somebody is an admin with a role, now.
    ///
    /// # Errors
    /// The database's.
    pub fn has_role(&self, tx: &mut Tx<'_>, person: PersonId, role: AdminRole) -> Result<bool, Error> {
        Ok(store::roles_of(tx.conn(), person)?.contains(&role))
    }
}

/// Whether two names are made of the same words, in whatever order.
fn is_one_name(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let each = name.split_whitespace().map(|word| crate::normalise(word).reveal().clone());
        let mut words: Vec<String> = each.filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words
    };
    let one = words(one);
    !one.is_empty() && one == words(other)
}

/// Ten years of age.
fn band(age: i32) -> String {
    match age {
        OLDEST.. => format!("{OLDEST}+"),
        _ => format!("{}-{}", age / 10 * 10, age / 10 * 10 + 9),
    }
}
