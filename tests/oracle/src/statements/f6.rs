use consent::Provision;

use super::raw;
use crate::{Case, Stage, Statement};

/// Kept discreet: while it is so, carers and whoever assists a protected adult see nothing of others that came in since it began.
pub(crate) struct KeptDiscreet;

impl Statement for KeptDiscreet {
    fn stage(&self) -> Stage {
        Stage::Filter("F6")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let Some(thing) = case.thing else { return false };
        let assists = case.through.is_some_and(|through| through.kind == "assistance");
        let helps = case.way == Some("W4") || case.way == Some("W3") && assists;
        let before = |one: &Provision| thing.deposited_at < one.starts_at;
        !helps
            || thing.depositor == case.facts.party.person
            || raw::now(case.facts, "discretion").into_iter().all(before)
    }
}
