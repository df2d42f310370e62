use config::{Category, UsePurpose};
use database::Tx;
use kernel::{Actor, SpaceId};

use super::{GivenAnswer, may_use};
use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision,
    rules::{SECONDARY_USE, SecondaryUseTerms, Use},
    store,
};

/// Looking at what was answered about secondary use.
pub struct ListUseAnswers;

impl Action for ListUseAnswers {
    const NAME: &'static str = "secondary-use.list";
    const ACT: Act = Act::Oversee;
}

/// What a holder has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseAnswers {
    /// What stands, the newest first.
    pub standing: Vec<GivenAnswer>,
    /// What stood before, the newest first.
    pub before: Vec<GivenAnswer>,
    /// Whether every use of everything is opposed.
    pub opposes_all: bool,
    /// What the answers come to, for each purpose and each part of one.
    pub states: Vec<UseState>,
}

/// What answers come to for a purpose or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseState {
    /// The purpose.
    pub purpose: String,
    /// The part of the purpose.
    pub theme: Option<String>,
    /// The categories of which documents may be used.
    pub permitted: Vec<Category>,
}

/// How many answers of all are shown.
const MOST: i64 = 500;

impl Consent {
    /// What was answered in a record, and what had been answered before, with the permit under which it is told.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn use_answers<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListUseAnswers>, UseAnswers), Error> {
        let permit = self.check::<ListUseAnswers>(tx, actor, space, Ask::default())?;
        let keys = self.vault.space(space)?;
        let all = store::of_kinds(tx, &permit, &keys, &[SECONDARY_USE], MOST)?;
        let (standing, before): (Vec<_>, Vec<_>) =
            all.iter().partition(|one| permit.facts().is_in_force(one));
        // One that nobody can read opposes everything, and is gone once something else is said of everything.
        let opposes = |terms: Option<SecondaryUseTerms>| terms.is_none_or(|terms| terms.opposes_all());
        let opposes_all = standing.iter().any(|one| opposes(one.terms()));
        let answers = |of: Vec<&Provision>| of.into_iter().filter_map(GivenAnswer::of).collect();
        let answers = UseAnswers {
            standing: answers(standing),
            before: answers(before),
            opposes_all,
            states: self.states(permit.facts()),
        };
        Ok((permit, answers))
    }

    /// What is permitted for each purpose and each part of one.
    fn states(&self, facts: &Facts) -> Vec<UseState> {
        let reference = self.reference.secondary_use();
        let state = |one: &UsePurpose, theme: Option<&str>| {
            let wanted = Use { project: None, purpose: &one.code, theme };
            let shelves = reference.shelves.iter().map(|shelf| shelf.category);
            UseState {
                purpose: one.code.clone(),
                theme: theme.map(str::to_owned),
                permitted: shelves
                    .filter(|shelf| may_use(facts, wanted, one.default, *shelf).is_some())
                    .collect(),
            }
        };
        let of_purpose = |one: &UsePurpose| {
            let themes = reference.themes.iter().filter(|theme| theme.purpose == one.code);
            let mut states = vec![state(one, None)];
            states.extend(themes.map(|theme| state(one, Some(&theme.code))));
            states
        };
        reference.purposes.iter().flat_map(of_purpose).collect()
    }
}
