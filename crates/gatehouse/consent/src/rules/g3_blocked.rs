use kernel::{OrganisationId, PersonId};

use crate::{Act, Condition, Facts, Gate, GateAnswer, PartyKind, Provision, RuleId};

/// The kind of provision that blocks a professional, or a structure.
pub const BLOCK: &str = "block";

/// G3: to a professional whom the holder blocked, in all their situations of practice, and to the sessions of a blocked
/// structure, the record answers as one that holds only what they deposited. What is one's own is still amended and
/// withdrawn, and a deposit is taken: nobody can tell that they are blocked.
pub struct G3Blocked;

impl Gate for G3Blocked {
    fn id(&self) -> RuleId {
        RuleId::new("G3")
    }

    fn judge(&self, facts: &Facts, act: Act) -> GateAnswer {
        let is_concerned = matches!(
            facts.party.kind,
            PartyKind::Professional(_) | PartyKind::Establishment { .. } | PartyKind::Guest
        );
        if act != Act::Consult || !is_concerned {
            return GateAnswer::Pass;
        }
        match left_by_blocks(facts, facts.party.person, facts.party.organisation()) {
            Condition::Always => GateAnswer::Pass,
            left => GateAnswer::Only(left),
        }
    }
}

/// What blocks leave to a professional in a structure: everything where none is about them.
pub(crate) fn left_by_blocks(
    facts: &Facts,
    person: PersonId,
    organisation: Option<OrganisationId>,
) -> Condition {
    let of_person = |one: &Provision| one.person == Some(person);
    let of_structure = |one: &Provision| organisation.is_some() && one.organisation == organisation;
    let by_person = facts.running(BLOCK).any(of_person);
    let by_structure = facts.running(BLOCK).any(|one| one.person.is_none() && of_structure(one));
    let own = |blocked: bool, things: Condition| if blocked { things } else { Condition::Always };
    let of_structure = organisation.map_or(Condition::Always, Condition::DepositedFor);
    // Who is blocked as both sees what both leave: a second block opens nothing.
    own(by_person, Condition::DepositedBy(person)).and(own(by_structure, of_structure))
}
