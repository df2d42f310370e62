use consent::{Act, Facts, PartyKind};
use kernel::PersonId;

use crate::{Case, Stage, Statement};

/// The representative of a minor: a citizen whom a representation names that runs and says by what authority. Decides
/// whether and how the record begins, and sees nothing.
pub(crate) struct TheRepresentative;

impl Statement for TheRepresentative {
    fn stage(&self) -> Stage {
        Stage::Way("W2")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let begins = matches!(case.act, Act::Activate | Act::Prefer | Act::Oppose);
        begins && case.thing.is_none() && represents(case.facts)
    }
}

/// Whether one of the provisions makes the party a representative now.
pub(crate) fn represents(facts: &Facts) -> bool {
    facts.space.is_some()
        && facts.party.kind == PartyKind::Citizen
        && is_representative(facts, facts.party.person)
}

/// Whether one of the provisions names this person as a representative now.
pub(crate) fn is_representative(facts: &Facts, person: PersonId) -> bool {
    facts.provisions.iter().any(|provision| {
        let over = provision.ends_at.is_some_and(|end| end <= facts.now);
        let terms = provision.terms.as_object();
        let authority =
            terms.filter(|terms| terms.len() == 1).and_then(|terms| terms.get("authority")?.as_str());
        provision.kind == "representative"
            && provision.person == Some(person)
            && provision.starts_at <= facts.now
            && !over
            && matches!(authority, Some("parent" | "guardian"))
    })
}
