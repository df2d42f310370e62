//! People whom provisions name, as the rules see them.

use std::collections::{BTreeSet, HashMap};

use consent::{
    EmergencyPurpose, Party, PartyKind, RuleId,
    rules::{
        ASSISTANCE, CARE_RELATIONSHIP, CARER, DELEGATION, EMERGENCY_ACCESS, PROTECTION, REPRESENTATIVE,
        TEMPORARY_ACCESS,
    },
    service::{Granted, Supposed, TemporaryAccess, Viewer},
};
use database::Tx;
use documents::Error;
use identity::service::NamedProfessional;
use kernel::{Assurance, OrganisationId, PersonId, Practice, Private, Rpps, Standing};

use crate::House;

/// The names of those who are named in a record's consent.
#[derive(Debug, Default)]
pub struct Names {
    /// Professionals.
    pub people: HashMap<PersonId, NamedProfessional>,
    /// Those who act for the holder or assist them, as citizens.
    pub citizens: HashMap<PersonId, Private<String>>,
    /// Structures.
    pub organisations: HashMap<OrganisationId, String>,
}

impl Names {
    /// Reads them, in two statements.
    ///
    /// # Errors
    /// The database's.
    pub fn read(
        house: &House,
        tx: &mut Tx<'_>,
        people: impl IntoIterator<Item = PersonId>,
        organisations: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<Self, Error> {
        let people: BTreeSet<PersonId> = people.into_iter().collect();
        let organisations: BTreeSet<OrganisationId> = organisations.into_iter().collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let organisations: Vec<OrganisationId> = organisations.into_iter().collect();
        Ok(Self {
            people: house.identity.professionals_named(tx, &people)?,
            citizens: HashMap::new(),
            organisations: house.identity.organisations_named(tx, &organisations)?,
        })
    }

    /// Of everybody who is named in grants.
    ///
    /// # Errors
    /// The database's.
    pub fn of_grants(house: &House, tx: &mut Tx<'_>, granted: &[Granted]) -> Result<Self, Error> {
        let people = granted.iter().flat_map(|one| one.person.into_iter().chain([one.given_by]));
        let read = Self::read(house, tx, people, granted.iter().filter_map(|one| one.organisation))?;
        let acting: Vec<PersonId> =
            granted.iter().filter(|one| is_acting(&one.kind)).filter_map(|one| one.person).collect();
        let citizens = match acting.is_empty() {
            true => HashMap::new(),
            false => house.identity.citizens_named(tx, &acting)?,
        };
        Ok(Self { citizens, ..read })
    }

    /// What whoever acts for the holder is called.
    pub fn acting(&self, one: &Granted) -> Option<&Private<String>> {
        one.person.filter(|_| is_acting(&one.kind)).and_then(|person| self.citizens.get(&person))
    }

    /// What a professional is called.
    pub fn name_of(&self, person: PersonId) -> Option<&Private<String>> {
        self.people.get(&person).map(|known| &known.name)
    }
}

/// Whether a kind of grant is no gift of the holder's: it makes somebody act for the holder, or assist them by a decision of a judge.
pub fn is_acting(kind: &str) -> bool {
    [REPRESENTATIVE, PROTECTION, ASSISTANCE].contains(&kind)
}

/// The way that a kind of grant is.
pub(super) fn way_of(kind: &str) -> Option<&'static str> {
    match kind {
        REPRESENTATIVE => Some("W2"),
        PROTECTION | ASSISTANCE => Some("W3"),
        CARER => Some("W4"),
        CARE_RELATIONSHIP => Some("W5"),
        DELEGATION => Some("W6"),
        TEMPORARY_ACCESS => Some("W7"),
        EMERGENCY_ACCESS => Some("W8"),
        _ => None,
    }
}

/// Whoever a grant lets in, as the rules would see them in a session that is in order: one person, or one of each of these
/// professions where it is a whole team. Nobody for what lets nobody in by itself.
pub(super) fn viewers_of(one: &Granted, names: &Names, professions: &[String]) -> Vec<Viewer> {
    let Some(way) = way_of(&one.kind) else { return Vec::new() };
    if let Some(person) = one.person {
        return vec![viewer_of(one, way, person, names)];
    }
    let of_team = professions.iter().map(|profession| {
        let mut practice = practice_of(profession);
        practice.organisation = one.organisation;
        let party = party(nobody(), PartyKind::Professional(practice));
        Viewer { party, way: Some(RuleId::new(way)), supposed: Supposed::Nothing }
    });
    of_team.collect()
}

fn viewer_of(one: &Granted, way: &'static str, person: PersonId, names: &Names) -> Viewer {
    let kind = match names.people.get(&person) {
        _ if one.kind == CARER || is_acting(&one.kind) => PartyKind::Citizen,
        Some(known) => {
            let mut practice = known.practice_in(one.organisation);
            if let Some(terms) = one.relationship() {
                practice.profession = terms.profession;
            }
            PartyKind::Professional(practice)
        }
        // Nobody knows a guest but the code that let them in.
        None => PartyKind::Guest,
    };
    Viewer { party: party(person, kind), way: Some(RuleId::new(way)), supposed: Supposed::Nothing }
}

/// Whoever a temporary access lets in, as the rules would see them; none while a code waits.
pub(super) fn viewer_of_access(one: &TemporaryAccess, names: &Names) -> Option<Viewer> {
    let person = one.person?;
    let party = match names.people.get(&person) {
        Some(known) => party_of(known, one.organisation),
        None => party(person, PartyKind::Guest),
    };
    Some(Viewer { party, way: Some(RuleId::new("W7")), supposed: Supposed::Nothing })
}

/// A professional in a structure, as the rules would see them.
pub(super) fn party_of(known: &NamedProfessional, organisation: Option<OrganisationId>) -> Party {
    party(known.person, PartyKind::Professional(known.practice_in(organisation)))
}

/// Somebody of a profession whom nobody has let in, as if a care relationship ran.
pub(super) fn anybody(profession: &str) -> Viewer {
    let party = party(nobody(), PartyKind::Professional(practice_of(profession)));
    Viewer { party, way: Some(RuleId::new("W5")), supposed: Supposed::InCare }
}

/// Somebody of a profession who has opened the record in an emergency.
pub(super) fn in_emergency(profession: &str, purpose: EmergencyPurpose) -> Viewer {
    let mut practice = practice_of(profession);
    practice.regulates = purpose == EmergencyPurpose::Regulation;
    Viewer {
        party: party(nobody(), PartyKind::Professional(practice)),
        way: Some(RuleId::new("W8")),
        supposed: Supposed::InEmergency(purpose),
    }
}

/// Whoever might come.
fn nobody() -> PersonId {
    PersonId::from(uuid::Uuid::nil())
}

fn practice_of(profession: &str) -> Practice {
    Practice {
        rpps: Rpps::of_nobody(),
        profession: profession.to_owned(),
        organisation: None,
        sector: String::new(),
        regulates: false,
        standing: Standing::Good,
    }
}

fn party(person: PersonId, kind: PartyKind) -> Party {
    Party { person, assurance: Assurance::High, second_factor_at: None, assisted: false, secret: false, kind }
}
