use config::{MatrixRow, Reference, RowTarget};
use consent::{PartyKind, Thing};

use super::w6::behind;
use crate::{Case, Stage, Statement};

/// The matrix, for whoever comes in as a professional in care (W5, W6, W8, W11): a row about the type decides before
/// one about the category, and that one before one about everything; of two such rows the refusal; without one, no. By a
/// delegation nobody sees what the matrix does not also open to the profession of the grantor.
pub(crate) struct TheMatrix {
    rows: Vec<MatrixRow>,
}

impl TheMatrix {
    pub(crate) fn new(reference: &Reference) -> Self {
        Self { rows: reference.matrix().rows().cloned().collect() }
    }

    fn opens(&self, profession: &str, thing: &Thing) -> bool {
        let mut best = 0;
        let mut answer = false;
        for row in &self.rows {
            let weight = match &row.target {
                RowTarget::Type(code) if *code == thing.type_code => 3,
                RowTarget::Category(category) if *category == thing.category => 2,
                RowTarget::Everything => 1,
                RowTarget::Type(_) | RowTarget::Category(_) => 0,
            };
            if weight == 0 || row.profession != profession || weight < best {
                continue;
            }
            answer = if weight == best { answer && row.consult } else { row.consult };
            best = weight;
        }
        answer
    }
}

impl Statement for TheMatrix {
    fn stage(&self) -> Stage {
        Stage::Filter("F3")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if !matches!(case.way, Some("W5" | "W6" | "W8" | "W11")) {
            return true;
        }
        let (PartyKind::Professional(practice), Some(thing)) = (&case.facts.party.kind, case.thing) else {
            return false;
        };
        let grantors = || {
            let grantor = case.through.and_then(|delegation| behind(case.facts, delegation));
            grantor.is_some_and(|grantor| self.opens(grantor.profession, thing))
        };
        self.opens(&practice.profession, thing) && (case.way != Some("W6") || grantors())
    }
}
