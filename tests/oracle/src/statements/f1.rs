use consent::PartyKind;

use crate::{Case, Stage, Statement};

/// Not yet released: hidden from the patient's side (W1 to W4, W9, W10) until the instant of release. A guest with a code is
/// nobody whom a register knows, and may be the patient; a professional whose record it is, is the patient.
pub(crate) struct ReleasedToThePatient;

impl Statement for ReleasedToThePatient {
    fn stage(&self) -> Stage {
        Stage::Filter("F1")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let patients = matches!(case.way, Some("W1" | "W2" | "W3" | "W4" | "W9" | "W10"))
            || case.facts.party.kind == PartyKind::Guest
            || case.facts.space.as_ref().map(|space| space.holder) == Some(case.facts.party.person);
        let Some(thing) = case.thing else { return false };
        match thing.withheld_until {
            Some(release) if patients => case.facts.now >= release,
            _ => true,
        }
    }
}
