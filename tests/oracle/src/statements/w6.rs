use config::Reference;
use consent::{Act, Facts, PartyKind, Provision};
use kernel::{OrganisationId, PersonId};
use uuid::Uuid;

use super::{
    g3, raw,
    w5::{in_charge, in_the_matrix, profession},
};
use crate::{Case, Stage, Statement};

/// A delegation: somebody of the same structure, named or as one of its team, consults by the care relationship of a
/// professional who may practise now, for as long as that runs, and may give it back. It is never more than the grantor's
/// own: what a block leaves to the grantor counts too. It goes no further, and nobody delegates to themselves. Occupational medicine is
/// let in by the express consent of the holder each time, and so by no delegation.
pub(crate) struct Delegation {
    occupational: Vec<String>,
    in_the_matrix: Vec<String>,
    in_charge: Vec<String>,
}

/// Who stands behind a delegation.
pub(crate) struct Grantor<'a> {
    pub(crate) person: PersonId,
    pub(crate) structure: OrganisationId,
    pub(crate) profession: &'a str,
}

impl Delegation {
    pub(crate) fn new(reference: &Reference) -> Self {
        let occupational = reference.occupational_sectors().map(str::to_owned).collect();
        Self { occupational, in_the_matrix: in_the_matrix(reference), in_charge: in_charge(reference) }
    }
}

impl Statement for Delegation {
    fn stage(&self) -> Stage {
        Stage::Way("W6")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        raw::doors(facts, "delegation")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let facts = case.facts;
        let (PartyKind::Professional(practice), Some(delegation)) = (&facts.party.kind, case.through) else {
            return false;
        };
        let Some(grantor) = behind(facts, delegation) else { return false };
        let to_them = delegation.person.is_none_or(|assistant| assistant == facts.party.person);
        if facts.space.is_none()
            || practice.organisation != Some(grantor.structure)
            || !to_them
            || grantor.person == facts.party.person
            || !facts.practising.contains(&grantor.person)
            || self.occupational.contains(&practice.sector)
            || !self.in_the_matrix.contains(&practice.profession)
            || !self.in_charge.iter().any(|known| known == grantor.profession)
        {
            return false;
        }
        match (case.act, case.thing) {
            (Act::Consult, Some(thing)) => {
                let own = thing.depositor == facts.party.person;
                own || g3::leave(facts, grantor.person, Some(grantor.structure), thing)
            }
            (Act::Consult | Act::Relinquish, None) => true,
            _ => false,
        }
    }
}

/// The professional whose care relationship was handed on, if it is theirs, of this structure, and runs.
pub(crate) fn behind<'a>(facts: &'a Facts, delegation: &Provision) -> Option<Grantor<'a>> {
    let terms = raw::fields(&delegation.terms, &["relationship"], &[])?;
    let named = Uuid::parse_str(terms.get("relationship")?.as_str()?).ok()?;
    let structure = delegation.organisation?;
    let person = delegation.given_by;
    for relationship in raw::now(facts, "care_relationship") {
        if relationship.id.uuid() == named
            && relationship.person == Some(person)
            && relationship.organisation == Some(structure)
        {
            return Some(Grantor { person, structure, profession: profession(relationship)? });
        }
    }
    None
}
