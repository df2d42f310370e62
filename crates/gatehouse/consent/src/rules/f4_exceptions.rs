use super::{
    exceptions::{Subject, Verdict},
    switches_in_force,
    w6_delegation::Grantor,
    w7_temporary_access::{Named, named},
};
use crate::{Condition, Entrance, Facts, Filter, RuleId};

/// F4: named exceptions: what the holder hides from this very person, structure or profession. It concerns whoever comes
/// in as a professional, and for a delegation also whoever stands behind it.
///
/// It is lifted only by what the holder does later about the same person and thing: an exception that shows, or a
/// temporary access that names the person and the document; a code names nobody. In an emergency, where masked documents are shown, what is hidden from a
/// profession or a structure is shown; what is hidden from a person is not.
pub struct F4Exceptions;

/// The ways of professionals.
pub(super) const OF_PROFESSIONALS: [&str; 5] = ["W5", "W6", "W7", "W8", "W11"];

impl Filter for F4Exceptions {
    fn id(&self) -> RuleId {
        RuleId::new("F4")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        if !entrance.is_by(&OF_PROFESSIONALS) {
            return Condition::Always;
        }
        let in_emergency = entrance.is_by(&["W8"]) && switches_in_force(facts).masked;
        let verdict = Verdict::about(facts, &Subject::of_party(&facts.party), in_emergency, None);
        let hidden = match named(facts, entrance) {
            None | Some(Named { to_this_one_at: None, .. }) => verdict.hidden,
            Some(Named { series, to_this_one_at: at }) => {
                let later = Verdict::about(facts, &Subject::of_party(&facts.party), false, at);
                let is_named = Condition::InSeries(series);
                let of_others = verdict.hidden.and(is_named.clone().negate());
                of_others.or(later.hidden.and(is_named))
            }
        };
        let behind = Grantor::behind(facts, entrance).map_or(Condition::Never, |grantor| {
            Verdict::about(facts, &Subject::of_grantor(&grantor), false, None).hidden
        });
        hidden.or(behind).negate()
    }
}
