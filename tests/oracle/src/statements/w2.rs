use consent::{Act, Facts, PartyKind};

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
    if facts.space.is_none() || facts.party.kind != PartyKind::Citizen {
        return false;
    }
    facts.provisions.iter().any(|provision| {
        let over = provision.ends_at.is_some_and(|end| end <= facts.now);
        let terms = provision.terms.as_object();
        let authority =
            terms.filter(|terms| terms.len() == 1).and_then(|terms| terms.get("authority")?.as_str());
        provision.kind == "representative"
            && provision.person == Some(facts.party.person)
            && provision.starts_at <= facts.now
            && !over
            && matches!(authority, Some("parent" | "guardian"))
    })
}
