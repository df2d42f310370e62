use consent::PartyKind;
use kernel::{Assurance, Standing};

use crate::{Case, Stage, Statement};

/// Identity good enough: assurance substantial or high, a professional in good standing now, an establishment listed.
/// The system is nobody whose identity could be doubted.
pub(crate) struct IdentityIsGoodEnough;

impl Statement for IdentityIsGoodEnough {
    fn stage(&self) -> Stage {
        Stage::Gate
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let party = &case.facts.party;
        let known = party.assurance != Assurance::Low;
        match &party.kind {
            PartyKind::Professional(practice) => known && practice.standing == Standing::Good,
            PartyKind::Establishment { listed, .. } => known && *listed,
            PartyKind::Citizen => known,
            PartyKind::System(_) => true,
        }
    }
}
