use consent::{Act, PartyKind, Purpose};

use crate::{Case, Stage, Statement};

/// The system, for a purpose of the closed list: registration makes spaces, upkeep keeps the store sound, life takes the
/// steps of a space, notice tells people what happened, answer looks into what a holder says was not right. None of them
/// looks at a thing.
pub(crate) struct SystemPurpose;

impl Statement for SystemPurpose {
    fn stage(&self) -> Stage {
        Stage::Way("W12")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if case.thing.is_some() {
            return false;
        }
        match case.facts.party.kind {
            PartyKind::System(Purpose::Registration) => case.act == Act::OpenSpace,
            PartyKind::System(Purpose::Upkeep) => case.act == Act::Maintain,
            PartyKind::System(Purpose::Life) => case.act == Act::ChangeLife,
            PartyKind::System(Purpose::Notice) => case.act == Act::Notify,
            PartyKind::System(Purpose::Answer) => case.act == Act::Dispute,
            PartyKind::Citizen
            | PartyKind::Professional(_)
            | PartyKind::Establishment { .. }
            | PartyKind::Guest
            | PartyKind::Admin(_) => false,
        }
    }
}
