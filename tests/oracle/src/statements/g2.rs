use config::Reference;
use consent::{Act, PartyKind};

use crate::{Case, Stage, Statement};

/// Purposes that the law forbids even where the holder consents: whoever works in a sector of private insurance, of
/// recruitment or of an employer does nothing here but look at what waits for them.
pub(crate) struct NoForbiddenPurpose {
    sectors: Vec<String>,
}

impl NoForbiddenPurpose {
    pub(crate) fn new(reference: &Reference) -> Self {
        Self { sectors: reference.forbidden_sectors().map(str::to_owned).collect() }
    }
}

impl Statement for NoForbiddenPurpose {
    fn stage(&self) -> Stage {
        Stage::Gate("G2")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        match &case.facts.party.kind {
            PartyKind::Professional(practice) if self.sectors.contains(&practice.sector) => {
                case.act == Act::OwnDesk
            }
            _ => true,
        }
    }
}
