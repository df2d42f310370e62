use chrono::TimeDelta;
use consent::{Act, PartyKind};
use kernel::{Assurance, Standing};

use crate::{Case, Stage, Statement};

/// Identity good enough: assurance substantial or high, a professional in good standing now, an establishment listed.
/// A citizen closes or opens a record again, takes everything out, has it erased, opens what was shut and gives access only with a second factor shown less
/// than five minutes ago, and does together with a mediator nothing but begin, choose how the record may be reached,
/// oppose, read the history, and become somebody's carer. Of citizens only the holder has a secret connection, and says nothing in it
/// that all who act for the holder see. A guest is known by nothing, and may only consult. The system
/// is nobody whose identity could be doubted.
pub(crate) struct IdentityIsGoodEnough;

impl Statement for IdentityIsGoodEnough {
    fn stage(&self) -> Stage {
        Stage::Gate("G0")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let party = &case.facts.party;
        let known = party.assurance != Assurance::Low;
        let holder = case.facts.space.as_ref().map(|space| space.holder);
        if party.kind == PartyKind::Citizen && party.secret && holder != Some(party.person) {
            return false;
        }
        let of_all = [
            Act::Curate,
            Act::Prefer,
            Act::Hide,
            Act::Loosen,
            Act::Activate,
            Act::Oppose,
            Act::Close,
            Act::Export,
            Act::Leave,
            Act::Erase,
        ];
        if party.kind == PartyKind::Citizen && party.secret && of_all.contains(&case.act) {
            return false;
        }
        match &party.kind {
            PartyKind::Professional(practice) => known && practice.standing == Standing::Good,
            PartyKind::Establishment { listed, .. } => known && *listed,
            PartyKind::Citizen if party.assisted => {
                let begins = matches!(case.act, Act::Activate | Act::Prefer | Act::Oppose);
                known && (begins || matches!(case.act, Act::ReadHistory | Act::BecomeCarer))
            }
            PartyKind::Citizen
                if matches!(case.act, Act::Close | Act::Loosen | Act::Grant | Act::Export | Act::Erase) =>
            {
                let now = case.facts.now;
                let five_minutes_ago = now - TimeDelta::minutes(5);
                known && matches!(party.second_factor_at, Some(at) if at > five_minutes_ago && at <= now)
            }
            PartyKind::Citizen | PartyKind::Admin(_) => known,
            PartyKind::Guest => case.act == Act::Consult,
            PartyKind::System(_) => true,
        }
    }
}
