use std::collections::BTreeSet;

use config::Reference;

use crate::{Act, Facts, Gate, GateAnswer, PartyKind, Reason, RuleId};

/// G2: purposes that the law forbids even with the holder's consent: whoever works in the sector of an insurer, an
/// employer or another party to a contract reaches no record, feeds none and looks nobody up.
pub struct G2ForbiddenPurpose {
    sectors: BTreeSet<String>,
}

impl G2ForbiddenPurpose {
    /// The rule over the sectors that the reference data names.
    pub fn new(reference: &Reference) -> Self {
        Self { sectors: reference.forbidden_sectors().map(str::to_owned).collect() }
    }
}

impl Gate for G2ForbiddenPurpose {
    fn id(&self) -> RuleId {
        RuleId::new("G2")
    }

    fn judge(&self, facts: &Facts, act: Act) -> GateAnswer {
        match &facts.party.kind {
            PartyKind::Professional(practice)
                if act != Act::OwnDesk && self.sectors.contains(&practice.sector) =>
            {
                GateAnswer::Refuse(Reason::ForbiddenPurpose)
            }
            _ => GateAnswer::Pass,
        }
    }
}
