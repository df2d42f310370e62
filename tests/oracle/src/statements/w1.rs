use consent::{Act, PartyKind};

use crate::{Case, Stage, Statement};

/// The holder, as a citizen: sees, adds, keeps the record in order, reads who did what and what they are told, hides,
/// opens and gives access, sees who can see says what was not right and leaves with all of it; amends what a citizen brought;
/// and decides about the record itself, its erasure among it.
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
            Act::Consult | Act::Deposit | Act::Curate | Act::ReadHistory | Act::ReadNotices => true,
            Act::Hide | Act::Loosen | Act::Grant | Act::Oversee | Act::Dispute => true,
            Act::Export | Act::Leave => true,
            Act::Amend => case.thing.is_none_or(|thing| thing.by_citizen),
            Act::Activate | Act::Prefer | Act::Oppose | Act::Close | Act::Erase => case.thing.is_none(),
            Act::OpenRelationship
            | Act::FindPatient
            | Act::OwnDesk
            | Act::OpenSpace
            | Act::Maintain
            | Act::ChangeLife
            | Act::Administer
            | Act::Notify
            | Act::AskRelationship
            | Act::Redeem
            | Act::BecomeCarer
            | Act::BecomeRepresentative
            | Act::Delegate
            | Act::BreakGlass
            | Act::Relinquish
            | Act::KeepDiscreet
            | Act::Select => false,
        }
    }
}
