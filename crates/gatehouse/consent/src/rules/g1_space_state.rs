use super::{acts_for_adult, representations, w9_heirs};
use crate::{Act, Facts, Gate, GateAnswer, PartyKind, Reason, RuleId, SpaceState};

/// G1: the state of the space. Nothing enters while opposition runs or once it was declared, and whoever decides for the
/// record may oppose, take that back or begin at once; a suspended space is shut; a closed one opens to its holder, and to whoever represents
/// a minor or a protected adult, alone, who may look, take out and open it again; after a death
/// no way of the living leads in, and whoever asked may look at what was chosen for them. A space that is created and not
/// yet activated is open to professionals under all rules.
pub struct G1SpaceState;

impl Gate for G1SpaceState {
    fn id(&self) -> RuleId {
        RuleId::new("G1")
    }

    fn judge(&self, facts: &Facts, act: Act) -> GateAnswer {
        if matches!(act, Act::FindPatient | Act::OwnDesk | Act::OpenSpace | Act::Administer) {
            return GateAnswer::Pass;
        }
        let Some(space) = &facts.space else { return GateAnswer::Refuse(Reason::NoSuchSpace) };
        if matches!(facts.party.kind, PartyKind::System(_)) {
            return GateAnswer::Pass;
        }
        let is_holder = facts.party.kind == PartyKind::Citizen && facts.party.person == space.holder;
        let in_charge = facts.party.kind == PartyKind::Citizen && acts_for_adult(facts, facts.party.person);
        let represents = in_charge || representations(facts).next().is_some();
        match space.state {
            SpaceState::Created | SpaceState::Active => GateAnswer::Pass,
            SpaceState::OppositionRunning
                if matches!(act, Act::Activate | Act::Oppose) && (is_holder || represents) =>
            {
                GateAnswer::Pass
            }
            SpaceState::Opposed if act == Act::Oppose && (is_holder || represents) => GateAnswer::Pass,
            SpaceState::OppositionRunning | SpaceState::Opposed => GateAnswer::Refuse(Reason::Opposed),
            SpaceState::Suspended => GateAnswer::Refuse(Reason::Suspended),
            SpaceState::Closed
                if (is_holder || represents)
                    && matches!(
                        act,
                        Act::Consult
                            | Act::ReadHistory
                            | Act::ReadNotices
                            | Act::Oversee
                            | Act::Dispute
                            | Act::Close
                            | Act::Export
                            | Act::Leave
                            | Act::Erase
                    ) =>
            {
                GateAnswer::Pass
            }
            SpaceState::Closed => GateAnswer::Refuse(Reason::Closed),
            SpaceState::Deceased if matches!(act, Act::Consult | Act::Select) && w9_heirs::lets_in(facts) => {
                GateAnswer::Pass
            }
            SpaceState::Deceased => GateAnswer::Refuse(Reason::Deceased),
        }
    }
}
