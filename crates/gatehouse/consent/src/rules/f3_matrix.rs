use std::collections::HashMap;

use config::{MatrixScope, Reference};

use super::Grantor;
use crate::{Condition, Entrance, Facts, Filter, RuleId};

/// F3: the access matrix, profession × category or type, default deny. It concerns professionals who came in by a
/// care relationship, a delegation, an emergency or from another country (W5, W6, W8, W11).
pub struct F3Matrix {
    scopes: HashMap<String, Condition>,
}

/// The ways that the matrix concerns.
const UNDER_THE_MATRIX: [&str; 4] = ["W5", "W6", "W8", "W11"];

impl F3Matrix {
    /// The rule over the access matrix of the reference data.
    pub fn new(reference: &Reference) -> Self {
        let scopes = reference
            .professions()
            .filter_map(|profession| {
                let scope = reference.matrix().scope(&profession.code)?;
                Some((profession.code.clone(), condition(scope)))
            })
            .collect();
        Self { scopes }
    }
}

impl Filter for F3Matrix {
    fn id(&self) -> RuleId {
        RuleId::new("F3")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        if !entrance.is_by(&UNDER_THE_MATRIX) {
            return Condition::Always;
        }
        let Some(practice) = facts.party.practice() else { return Condition::Never };
        let own = self.scope(&practice.profession);
        // Whoever comes in by delegation sees what both may see.
        match Grantor::behind(facts, entrance) {
            Some(grantor) if grantor.profession != practice.profession => {
                own.and(self.scope(&grantor.profession))
            }
            _ => own,
        }
    }
}

impl F3Matrix {
    fn scope(&self, profession: &str) -> Condition {
        self.scopes.get(profession).cloned().unwrap_or(Condition::Never)
    }
}

/// What one profession may see: a row about the type decides before a row about the category, and that one before
/// the row about everything.
fn condition(scope: &MatrixScope) -> Condition {
    let types = |answer: bool| -> Vec<String> {
        let mut codes: Vec<String> =
            scope.types().filter(|(_, yes)| *yes == answer).map(|(code, _)| code.to_owned()).collect();
        codes.sort_unstable();
        codes
    };
    let categories = |answer: bool| {
        let mut found: Vec<_> =
            scope.categories().filter(|(_, yes)| *yes == answer).map(|(category, _)| category).collect();
        found.sort_unstable();
        found
    };
    let among_types = |codes: Vec<String>| match codes.is_empty() {
        true => Condition::Never,
        false => Condition::TypeIn(codes.into()),
    };
    let among_categories = |found: Vec<_>| match found.is_empty() {
        true => Condition::Never,
        false => Condition::CategoryIn(found.into()),
    };
    let rest = match scope.everything() {
        true => among_categories(categories(false)).negate(),
        false => Condition::Never,
    };
    let by_category = among_categories(categories(true)).or(rest);
    let not_refused = among_types(types(false)).negate().and(by_category);
    among_types(types(true)).or(not_refused)
}
