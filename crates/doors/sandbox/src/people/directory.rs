use identity::{Organisation, OrganisationKind, Situation, SituationId, Software};
use kernel::{Finess, FinessFault, OrganisationId, PersonId, Private, Rpps, RppsFault, SoftwareId};
use thiserror::Error;

use super::persona::fixed;

/// Why an entry of the made-up directory is none.
#[derive(Debug, Error)]
pub(crate) enum DirectoryFault {
    #[error(transparent)]
    Rpps(#[from] RppsFault),
    #[error(transparent)]
    Finess(#[from] FinessFault),
    #[error("no professional has this number")]
    NoEntry,
}

/// One professional: numbers that begin with 99700 are given to nobody.
struct Entry {
    number: u8,
    rpps: &'static str,
    name: &'static str,
    profession: &'static str,
    organisation: u8,
    sector: &'static str,
}

/// One structure: no department has the number 99.
struct Structure {
    number: u8,
    finess: &'static str,
    name: &'static str,
    kind: OrganisationKind,
    listed: bool,
}

const PRACTICE: u8 = 1;
const PHARMACY: u8 = 2;
const HOSPITAL: u8 = 3;
const THERAPY: u8 = 4;
const DENTAL: u8 = 5;
const REGULATION: u8 = 6;

const ENTRIES: &[Entry] = &[
    Entry {
        number: 1,
        rpps: "99700000013",
        name: "Dominique Fictif",
        profession: "10",
        organisation: PRACTICE,
        sector: "SA07",
    },
    Entry {
        number: 2,
        rpps: "99700000021",
        name: "Claude Exemple",
        profession: "40",
        organisation: DENTAL,
        sector: "SA07",
    },
    Entry {
        number: 3,
        rpps: "99700000039",
        name: "Andrea Modele",
        profession: "21",
        organisation: PHARMACY,
        sector: "SA33",
    },
    Entry {
        number: 4,
        rpps: "99700000047",
        name: "Sacha Gabarit",
        profession: "94",
        organisation: THERAPY,
        sector: "SA07",
    },
    Entry {
        number: 5,
        rpps: "99700000054",
        name: "Maxime Demo",
        profession: "10",
        organisation: HOSPITAL,
        sector: "SA01",
    },
    Entry {
        number: 6,
        rpps: "99700000062",
        name: "Lise Brouillon",
        profession: "331",
        organisation: PRACTICE,
        sector: "SA07",
    },
    Entry {
        number: 7,
        rpps: "99700000070",
        name: "Yael Epreuve",
        profession: "10",
        organisation: REGULATION,
        sector: "SA50",
    },
    Entry {
        number: 8,
        rpps: "99700000088",
        name: "Swann Calque",
        profession: "39",
        organisation: PHARMACY,
        sector: "SA33",
    },
];

const STRUCTURES: &[Structure] = &[
    Structure {
        number: PRACTICE,
        finess: "990000010",
        name: "Cabinet médical Fictif",
        kind: OrganisationKind::Practice,
        listed: false,
    },
    Structure {
        number: PHARMACY,
        finess: "990000028",
        name: "Pharmacie Fictive",
        kind: OrganisationKind::Pharmacy,
        listed: false,
    },
    Structure {
        number: HOSPITAL,
        finess: "990000036",
        name: "Hôpital Fictif",
        kind: OrganisationKind::Establishment,
        listed: true,
    },
    Structure {
        number: THERAPY,
        finess: "990000044",
        name: "Cabinet d'ergothérapie Fictif",
        kind: OrganisationKind::Practice,
        listed: false,
    },
    Structure {
        number: DENTAL,
        finess: "990000051",
        name: "Cabinet dentaire Fictif",
        kind: OrganisationKind::Practice,
        listed: false,
    },
    Structure {
        number: REGULATION,
        finess: "990000069",
        name: "Centre 15 Fictif",
        kind: OrganisationKind::RegulationCentre,
        listed: false,
    },
];

fn organisation_id(number: u8) -> OrganisationId {
    fixed(0x40 + number)
}

/// Every structure.
pub(crate) fn organisations() -> Result<Vec<Organisation>, DirectoryFault> {
    STRUCTURES
        .iter()
        .map(|structure| {
            Ok(Organisation {
                id: organisation_id(structure.number),
                finess: Some(structure.finess.parse::<Finess>()?),
                name: structure.name.to_owned(),
                kind: structure.kind,
                listed: structure.listed,
            })
        })
        .collect()
}

/// A professional with the place where he or she works.
pub(crate) struct Practising {
    pub(crate) person: PersonId,
    pub(crate) rpps: Rpps,
    pub(crate) name: Private<String>,
    pub(crate) profession: &'static str,
    pub(crate) situation: Situation,
}

/// Every professional.
pub(crate) fn professionals() -> Result<Vec<Practising>, DirectoryFault> {
    ENTRIES
        .iter()
        .map(|entry| {
            let person = person_id(entry.number);
            Ok(Practising {
                person,
                rpps: entry.rpps.parse::<Rpps>()?,
                name: entry.name.into(),
                profession: entry.profession,
                situation: Situation {
                    id: situation_id(entry.number),
                    person,
                    organisation: Some(organisation_id(entry.organisation)),
                    sector: entry.sector.to_owned(),
                    active: true,
                },
            })
        })
        .collect()
}

/// A further place where somebody of the directory practises, which only the identity provider tells.
const FURTHER: &[(u8, u8, &str)] = &[(1, HOSPITAL, "SA01")];

/// A professional as an identity provider knows them.
pub(crate) struct Practices {
    pub(crate) rpps: Rpps,
    pub(crate) name: &'static str,
    pub(crate) profession: &'static str,
    pub(crate) places: Vec<Place>,
}

/// A place where a professional practises.
pub(crate) struct Place {
    pub(crate) finess: &'static str,
    pub(crate) name: &'static str,
    pub(crate) sector: &'static str,
}

/// The professional of this number of the directory, with every place of practice.
pub(crate) fn practices(number: u8) -> Result<Practices, DirectoryFault> {
    let entry = ENTRIES.iter().find(|entry| entry.number == number).ok_or(DirectoryFault::NoEntry)?;
    let own = (entry.organisation, entry.sector);
    let further = FURTHER.iter().filter(|(of, ..)| *of == number).map(|(_, place, sector)| (*place, *sector));
    let places = std::iter::once(own).chain(further).filter_map(|(place, sector)| {
        let structure = STRUCTURES.iter().find(|structure| structure.number == place)?;
        Some(Place { finess: structure.finess, name: structure.name, sector })
    });
    Ok(Practices {
        rpps: entry.rpps.parse()?,
        name: entry.name,
        profession: entry.profession,
        places: places.collect(),
    })
}

/// The software of the hospital.
pub(crate) fn software() -> Software {
    Software {
        id: software_id(),
        name: "Logiciel de l'hôpital Fictif".to_owned(),
        organisation: Some(organisation_id(HOSPITAL)),
        listed: true,
    }
}

/// The id of [`software`].
pub(crate) fn software_id() -> SoftwareId {
    fixed(0x50)
}

/// The id of the practice software.
pub(crate) fn practice_software_id() -> SoftwareId {
    fixed(0x51)
}

pub(crate) fn person_id(number: u8) -> PersonId {
    fixed(0x20 + number)
}

pub(crate) fn situation_id(number: u8) -> SituationId {
    fixed(0x30 + number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::people::{all, persona::Part};

    #[test]
    fn every_number_has_its_key_and_every_professional_a_place() {
        let (organisations, professionals) = (organisations().unwrap(), professionals().unwrap());
        for persona in all() {
            let Part::Professional(number) = persona.part else { continue };
            let found = professionals.iter().find(|found| found.person == person_id(number)).unwrap();
            assert_eq!(found.name.reveal(), persona.name);
            assert!(found.rpps.as_str().starts_with("99700"));
            let place = found.situation.organisation;
            assert!(organisations.iter().any(|organisation| Some(organisation.id) == place));
        }
    }

    #[test]
    fn the_software_belongs_to_a_listed_establishment() {
        let of = software().organisation;
        assert!(organisations().unwrap().iter().any(|place| Some(place.id) == of && place.listed));
    }
}
