use consent::{Act, Facts, PartyKind, Thing};
use kernel::{OrganisationId, PersonId};

use super::raw::now;
use crate::{Case, Stage, Statement};

/// Blocked: the record answers as one that holds only what the blocked person deposited, or what was deposited for the
/// blocked structure; somebody blocked as both sees what both blocks leave. Whatever else they do goes on as it was.
pub(crate) struct TheBlocks;

impl Statement for TheBlocks {
    fn stage(&self) -> Stage {
        Stage::Gate("G3")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let party = &case.facts.party;
        match (&party.kind, case.act, case.thing) {
            (PartyKind::Professional(practice), Act::Consult, Some(thing)) => {
                leave(case.facts, party.person, practice.organisation, thing)
            }
            (PartyKind::Establishment { organisation, .. }, Act::Consult, Some(thing)) => {
                leave(case.facts, party.person, Some(*organisation), thing)
            }
            (PartyKind::Guest, Act::Consult, Some(thing)) => leave(case.facts, party.person, None, thing),
            _ => true,
        }
    }
}

/// Whether the blocks leave a thing to this person in a session of this structure.
pub(crate) fn leave(
    facts: &Facts,
    person: PersonId,
    structure: Option<OrganisationId>,
    thing: &Thing,
) -> bool {
    let (mut of_the_person, mut of_the_structure) = (false, false);
    for block in now(facts, "block") {
        match (block.person, block.organisation) {
            (Some(blocked), _) => of_the_person |= blocked == person,
            (None, Some(blocked)) => of_the_structure |= structure == Some(blocked),
            (None, None) => {}
        }
    }
    let (theirs, of_theirs) = (thing.depositor == person, thing.depositor_organisation == structure);
    match (of_the_person, of_the_structure) {
        (false, false) => true,
        (true, false) => theirs,
        (false, true) => of_theirs,
        (true, true) => theirs && of_theirs,
    }
}
