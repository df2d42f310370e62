use kernel::{Assurance, Standing};

use crate::{Act, Facts, Gate, GateAnswer, PartyKind, Reason, RuleId};

/// G0: identity good enough for health data (eIDAS substantial), a professional in good standing now, an
/// establishment and its software listed now.
pub struct G0Identity;

impl Gate for G0Identity {
    fn id(&self) -> RuleId {
        RuleId::new("G0")
    }

    fn judge(&self, facts: &Facts, _act: Act) -> GateAnswer {
        match &facts.party.kind {
            PartyKind::System(_) => GateAnswer::Pass,
            _ if facts.party.assurance < Assurance::Substantial => {
                GateAnswer::Refuse(Reason::AssuranceTooLow)
            }
            PartyKind::Professional(practice) if practice.standing != Standing::Good => {
                GateAnswer::Refuse(Reason::NotInGoodStanding)
            }
            PartyKind::Establishment { listed: false, .. } => GateAnswer::Refuse(Reason::NotListed),
            _ => GateAnswer::Pass,
        }
    }
}
