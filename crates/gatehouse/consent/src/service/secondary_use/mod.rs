//! What a holder answers about secondary use.

mod answer;
mod decide;
mod list;
mod rebuild;
mod take_back;

use chrono::{DateTime, Utc};
use config::{Category, UseDefault};
use database::Tx;
use kernel::{PersonId, ProvisionId};

pub use answer::AnswerUse;
pub use decide::{UsableSpace, UseFigures};
pub use list::{ListUseAnswers, UseAnswers, UseState};
pub use rebuild::Rebuilt;
pub use take_back::TakeBackUseAnswer;

use crate::{
    Action, Consent, Error, Facts, Permit, Provision,
    rules::{SECONDARY_USE, SecondaryUseTerms, Use, UseAnswer, UseScope, answer_about},
    store,
    uses::{Uses, permitted},
};

/// An answer that a holder gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// Its id.
    pub id: ProvisionId,
    /// What it says.
    pub terms: SecondaryUseTerms,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it ended, if it has.
    pub ended: Option<DateTime<Utc>>,
    /// Who gave it.
    pub given_by: PersonId,
}

impl GivenAnswer {
    /// The answer of a provision; none where its terms cannot be read.
    fn of(one: &Provision) -> Option<Self> {
        let terms = one.terms::<SecondaryUseTerms>()?;
        Some(Self { id: one.id, terms, since: one.starts_at, ended: one.ends_at, given_by: one.given_by })
    }
}

impl Consent {
    /// Works the projection of the permit's space out anew, of what stands in it now.
    pub(crate) fn write_uses<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<(), Error> {
        let keys = self.vault.space(permit.space())?;
        let provisions = store::not_over(tx, permit, &keys, permit.now())?;
        let facts = Facts { provisions, ..permit.facts().clone() }.standing();
        let uses = Uses::of(self.reference.secondary_use(), &facts);
        Ok(store::write_uses(tx, permit, &uses, &uses.tag(&keys))?)
    }

    /// Whether something may be used under some answers that might not under others.
    fn permits_more(&self, before: &[&Provision], after: &[&Provision]) -> bool {
        let reference = self.reference.secondary_use();
        let may = |answers: &[&Provision], wanted: Use<'_>, category: Category| {
            let default = reference.purpose(wanted.purpose).map_or(UseDefault::No, |one| one.default);
            permitted(answer_about(answers.iter().copied(), wanted, category), default)
        };
        let more = |wanted: Use<'_>| {
            reference.shelves.iter().any(|shelf| {
                match (may(before, wanted, shelf.category), may(after, wanted, shelf.category)) {
                    (_, None) => false,
                    (None, Some(_)) => true,
                    (Some(before), Some(after)) => after < before,
                }
            })
        };
        let purposes = reference.purposes.iter().map(|one| (one.code.as_str(), None));
        let themes = reference.themes.iter().map(|one| (one.purpose.as_str(), Some(one.code.as_str())));
        if purposes.chain(themes).any(|(purpose, theme)| more(Use { project: None, purpose, theme })) {
            return true;
        }
        let named = before.iter().chain(after).filter_map(|one| one.terms::<SecondaryUseTerms>());
        named.into_iter().any(|terms| match &terms.about {
            UseScope::Project(scope) => more(Use {
                project: Some(scope.project),
                purpose: &scope.purpose,
                theme: scope.theme.as_deref(),
            }),
            _ => false,
        })
    }
}

/// Of what stands, the answers that run at an instant and stand.
fn running<'a>(facts: &Facts, standing: &'a [Provision]) -> Vec<&'a Provision> {
    let is = |one: &&Provision| one.kind == SECONDARY_USE && one.runs_at(facts.now) && facts.stands(one);
    standing.iter().filter(is).collect()
}

/// What a holder's answers come to about one use of documents of a category, where the country says what holds when nothing was
/// said.
pub(crate) fn may_use(
    facts: &Facts,
    wanted: Use<'_>,
    default: UseDefault,
    category: Category,
) -> Option<Option<DateTime<Utc>>> {
    let answer: UseAnswer = answer_about(facts.running(SECONDARY_USE), wanted, category);
    permitted(answer, default)
}
