use consent::{Act, PartyKind};

use crate::{Case, Stage, Statement};

/// The holder, as a citizen: sees, adds, and reads who did what.
pub(crate) struct TheHolder;

impl Statement for TheHolder {
    fn stage(&self) -> Stage {
        Stage::Way("W1")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let Some(space) = &case.facts.space else { return false };
        if !matches!(case.facts.party.kind, PartyKind::Citizen) || case.facts.party.person != space.holder {
            return false;
        }
        match case.act {
            Act::Consult | Act::Deposit | Act::ReadHistory => true,
            Act::OpenRelationship | Act::FindPatient | Act::OpenSpace | Act::Maintain => false,
        }
    }
}
