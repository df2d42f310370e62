use std::collections::HashMap;

use database::Tx;
use kernel::{Finess, OrganisationId, PersonId, Practice, Private, Rpps, Standing};
use uuid::Uuid;

use crate::{Error, Identity, Professional, store};

/// A professional by name, and where they practise now.
#[derive(Debug, Clone)]
pub struct NamedProfessional {
    /// The person.
    pub person: PersonId,
    /// Number in the national directory.
    pub rpps: Rpps,
    /// Name.
    pub name: Private<String>,
    /// The profession that the person is known by, code of table TRE_G15.
    pub profession: String,
    /// Whether the person may practise.
    pub standing: Standing,
    /// Where the person practises: the structure, the sector, and the profession there.
    pub places: Vec<(Option<OrganisationId>, String, String)>,
    /// Those structures that are centres which answer emergency calls.
    pub regulating: Vec<OrganisationId>,
}

impl NamedProfessional {
    /// The situation of practice in a structure; without one, the person's profession in a sector that is not known.
    pub fn practice_in(&self, organisation: Option<OrganisationId>) -> Practice {
        let here = self.places.iter().find(|(place, ..)| *place == organisation);
        let (sector, profession) = here.map_or_else(
            || (String::new(), self.profession.clone()),
            |(_, sector, profession)| (sector.clone(), profession.clone()),
        );
        let regulates = organisation.is_some_and(|place| self.regulating.contains(&place));
        Practice {
            rpps: self.rpps.clone(),
            profession,
            organisation,
            sector,
            regulates,
            standing: self.standing,
        }
    }
}

impl Identity {
    /// The professionals with these ids, as the directory knows them. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn professionals_named(
        &self,
        tx: &mut Tx<'_>,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, NamedProfessional>, Error> {
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
        let (known, places) = store::professionals_named(tx, &ids)?;
        let mut named = HashMap::with_capacity(known.len());
        for row in known {
            let one = Professional::try_from(row)?;
            let own = one.person.uuid();
            let of = || places.iter().filter(move |(person, ..)| *person == own);
            let regulating = of().filter(|(.., regulates)| *regulates == Some(true));
            let regulating =
                regulating.filter_map(|(_, place, ..)| place.map(OrganisationId::from)).collect();
            let places = of().map(|(_, place, sector, profession, _)| {
                let profession = profession.clone().unwrap_or_else(|| one.profession.clone());
                (place.map(OrganisationId::from), sector.clone(), profession)
            });
            let places = places.collect();
            let Professional { person, rpps, name, profession, standing, .. } = one;
            let one = NamedProfessional { person, rpps, name, profession, standing, places, regulating };
            named.insert(person, one);
        }
        Ok(named)
    }

    /// The professional with this number, as the directory knows them. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn professional_of_rpps(
        &self,
        tx: &mut Tx<'_>,
        rpps: &Rpps,
    ) -> Result<Option<NamedProfessional>, Error> {
        let Some(found) = store::professional_by_rpps(tx.conn(), rpps)? else { return Ok(None) };
        let mut named = self.professionals_named(tx, &[found.person])?;
        Ok(named.remove(&found.person))
    }

    /// The structure with this number. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn organisation_of_finess(
        &self,
        tx: &mut Tx<'_>,
        finess: &Finess,
    ) -> Result<Option<OrganisationId>, Error> {
        Ok(store::organisation_by_finess(tx, finess.as_str())?.map(OrganisationId::from))
    }

    /// What these structures are called. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn organisations_named(
        &self,
        tx: &mut Tx<'_>,
        ids: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, String>, Error> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let named = store::organisations_named(tx, &ids)?;
        Ok(named.into_iter().map(|(id, name)| (OrganisationId::from(id), name)).collect())
    }
}
