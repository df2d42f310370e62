use consent::{Act, Facts, PartyKind, SpaceState};

use super::{w2::represents, w3, w9::AfterDeath};
use crate::{Case, Stage, Statement};

/// The state of the space. Created and active: open. Opposition (running or made): nothing enters, so nothing is
/// there to see; whoever decides for the record may oppose it, take that back, or begin while nothing was opposed.
/// Suspended: nobody. Closed: its holder, and whoever represents a minor, takes out what is in it, says what was not right, has it erased, or opens it again, nobody else. Deceased: whoever is
/// named after the death looks and chooses, nobody else. The system is not somebody coming in: it works in every state. An act that is about a space
/// needs one; looking for a patient and at what waits for oneself are not, and making a space comes before it.
pub(crate) struct TheSpaceIsOpen;

impl Statement for TheSpaceIsOpen {
    fn stage(&self) -> Stage {
        Stage::Gate("G1")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if matches!(case.act, Act::FindPatient | Act::OwnDesk | Act::OpenSpace | Act::Administer) {
            return true;
        }
        let Some(space) = &case.facts.space else { return false };
        if matches!(case.facts.party.kind, PartyKind::System(_)) {
            return true;
        }
        match space.state {
            SpaceState::Created | SpaceState::Active => true,
            SpaceState::Closed => {
                let reads = [Act::Consult, Act::ReadHistory, Act::ReadNotices, Act::Oversee];
                let answers = [Act::Dispute, Act::Close];
                let leaves = [Act::Export, Act::Leave, Act::Erase];
                let may = [&reads[..], &answers, &leaves].concat();
                decides(case.facts) && may.contains(&case.act)
            }
            SpaceState::OppositionRunning => {
                decides(case.facts) && (case.act == Act::Activate || case.act == Act::Oppose)
            }
            SpaceState::Opposed => decides(case.facts) && case.act == Act::Oppose,
            SpaceState::Suspended => false,
            SpaceState::Deceased => {
                let after = AfterDeath;
                let named = |through| {
                    let looks = Case { act: Act::Consult, thing: None, way: None, through, ..*case };
                    after.agrees(&looks)
                };
                let comes = after.doors(case.facts).into_iter().any(named);
                matches!(case.act, Act::Consult | Act::Select) && comes
            }
        }
    }
}

fn decides(facts: &Facts) -> bool {
    let in_charge = facts.party.kind == PartyKind::Citizen && w3::represents(facts, facts.party.person);
    let holder = facts.space.as_ref().map(|space| space.holder);
    (facts.party.kind == PartyKind::Citizen && holder == Some(facts.party.person))
        || represents(facts)
        || in_charge
}
