use consent::{Act, IdentityAgreement, PartyKind};

use crate::{Case, Stage, Statement};

/// Feeding: a professional or an establishment puts documents in where the identity given is the space's, and sees
/// nothing by it. That they are in good standing or listed is asked at the gate.
pub(crate) struct Feeding;

impl Statement for Feeding {
    fn stage(&self) -> Stage {
        Stage::Way("W0")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let feeds =
            matches!(case.facts.party.kind, PartyKind::Professional(_) | PartyKind::Establishment { .. });
        feeds && case.act == Act::Deposit && case.facts.ask.identity == IdentityAgreement::Agrees
    }
}
