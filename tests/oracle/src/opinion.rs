use config::Reference;
use consent::{Act, Facts, SpaceState, Thing};

use crate::{Case, Stage, Statement, statements};

/// All statements together.
pub struct Oracle {
    /// In no order: every gate and every filter is asked, and every way.
    pub statements: Vec<Box<dyn Statement>>,
}

impl Oracle {
    /// The statements of the French profile that exist now.
    pub fn new(reference: &Reference) -> Self {
        Self { statements: statements::all(reference) }
    }

    /// The same with one more statement.
    #[must_use]
    pub fn with(mut self, statement: impl Statement + 'static) -> Self {
        self.statements.push(Box::new(statement));
        self
    }

    /// The same without the statement of this name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.statements.retain(|statement| statement.stage().name() != name);
        self
    }

    /// Whether the party of these facts may do the act, on the thing if one is named: no gate refuses, one way is
    /// open (the one that the caller named, or the only one), and through one provision at least it leads to the thing
    /// and no filter removes it.
    pub fn may(&self, facts: &Facts, act: Act, thing: Option<&Thing>) -> bool {
        let case = Case { facts, act, thing, way: None, through: None };
        let gates = self.statements.iter().filter(|statement| matches!(statement.stage(), Stage::Gate(_)));
        if gates.into_iter().any(|gate| !gate.agrees(&case)) {
            return false;
        }
        let Some((name, way)) = self.way(facts, act) else { return false };
        if thing.is_none() {
            return true;
        }
        way.doors(facts).into_iter().any(|through| {
            let case = Case { through, ..case };
            let mut filters =
                self.statements.iter().filter(|statement| matches!(statement.stage(), Stage::Filter(_)));
            way.agrees(&case) && filters.all(|filter| filter.agrees(&Case { way: Some(name), ..case }))
        })
    }

    /// The way in: the one that was named if it is open, else the only one that is.
    fn way(&self, facts: &Facts, act: Act) -> Option<(&'static str, &dyn Statement)> {
        // Nobody comes in as one who acted for the dead, or whom the dead let in.
        let is_dead = facts.space.as_ref().map(|space| space.state) == Some(SpaceState::Deceased);
        let mut open = Vec::new();
        for statement in &self.statements {
            if let Stage::Way(name) = statement.stage()
                && (!is_dead || name == "W9" || name == "W12")
                && statement
                    .doors(facts)
                    .into_iter()
                    .any(|through| statement.agrees(&Case { facts, act, thing: None, way: None, through }))
            {
                open.push((name, statement.as_ref()));
            }
        }
        match &facts.ask.way {
            Some(named) => open.into_iter().find(|(name, _)| *name == named.as_str()),
            None if open.len() == 1 => open.pop(),
            None => None,
        }
    }
}
