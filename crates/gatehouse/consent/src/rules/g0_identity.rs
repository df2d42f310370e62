use chrono::TimeDelta;
use config::Reference;
use kernel::{Assurance, Standing};

use crate::{Act, Facts, Gate, GateAnswer, Party, PartyKind, Reason, RuleId};

/// G0: identity good enough: eIDAS substantial for health data, a second factor just shown for the acts that ask for one,
/// a professional in good standing now, an establishment and its software listed now, nothing beyond the narrow acts
/// of a mediator and a citizen together, and of citizens only the holder in a secret connection, for what is not
/// seen by all who act for the holder.
pub struct G0Identity {
    fresh: TimeDelta,
}

impl G0Identity {
    /// The rule with the time for which a second factor counts as just shown.
    pub fn new(reference: &Reference) -> Self {
        Self { fresh: TimeDelta::minutes(i64::from(reference.durations().second_factor.fresh_minutes)) }
    }

    fn of_citizen(&self, facts: &Facts, act: Act) -> GateAnswer {
        let Party { assisted, second_factor_at, secret, .. } = facts.party;
        let is_holder = facts.space.as_ref().is_some_and(|space| space.holder == facts.party.person);
        if secret && !is_holder {
            return GateAnswer::Refuse(Reason::SecretIsNotTheirs);
        }
        if secret && !act.may_be_secret() {
            return GateAnswer::Refuse(Reason::NotInSecret);
        }
        if assisted && !act.may_be_assisted() {
            return GateAnswer::Refuse(Reason::NotWhileAssisted);
        }
        // A time ahead of now was written before the clock was set back, and says nothing.
        let is_fresh = second_factor_at.is_some_and(|at| at <= facts.now && facts.now - at < self.fresh);
        if act.needs_fresh_factor() && !is_fresh {
            return GateAnswer::Refuse(Reason::SecondFactorNeeded);
        }
        GateAnswer::Pass
    }
}

impl Gate for G0Identity {
    fn id(&self) -> RuleId {
        RuleId::new("G0")
    }

    fn judge(&self, facts: &Facts, act: Act) -> GateAnswer {
        match &facts.party.kind {
            PartyKind::System(_) => GateAnswer::Pass,
            // A guest is known by what they say alone, and has a code that the holder gave.
            PartyKind::Guest if act == Act::Consult => GateAnswer::Pass,
            PartyKind::Guest => GateAnswer::Refuse(Reason::AssuranceTooLow),
            _ if facts.party.assurance < Assurance::Substantial => {
                GateAnswer::Refuse(Reason::AssuranceTooLow)
            }
            PartyKind::Professional(practice) if practice.standing != Standing::Good => {
                GateAnswer::Refuse(Reason::NotInGoodStanding)
            }
            PartyKind::Establishment { listed: false, .. } => GateAnswer::Refuse(Reason::NotListed),
            PartyKind::Citizen => self.of_citizen(facts, act),
            _ => GateAnswer::Pass,
        }
    }
}
