use chrono::{DateTime, Utc};
use config::Category;
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId, to_micros};
use serde_json::json;

use super::{GivenAnswer, running};
use crate::{
    Act, Action, Ask, Consent, Error, Provision,
    rules::{SECONDARY_USE, SecondaryUseTerms, UseScope},
};

/// Answering about secondary use.
pub struct AnswerUse;

impl Action for AnswerUse {
    const NAME: &'static str = "secondary-use.answer";
    const ACT: Act = Act::Prefer;
}

impl Consent {
    /// Answers about secondary use, in the place of what was answered about the same uses and categories. It counts for whatever
    /// begins afterwards. Who answers the same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown where something is permitted that was not;
    /// [`Error::Unprocessable`] for what cannot be answered, and for more answers than there may be.
    pub fn answer_use(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        new: &SecondaryUseTerms,
    ) -> Result<GivenAnswer, Error> {
        let permit = self.check::<AnswerUse>(tx, actor, space, Ask::default())?;
        let now = permit.now();
        let new = SecondaryUseTerms { deposited_from: new.deposited_from.map(to_micros), ..new.clone() };
        self.check_use_answer(&new, now)?;
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, now)?;
        let before = running(permit.facts(), &standing);
        let replaced = |one: &Provision| {
            one.kind == SECONDARY_USE
                && one.terms::<SecondaryUseTerms>().is_some_and(|terms| terms.is_about_the_same(&new))
        };
        let known = before.iter().find(|one| replaced(one) && one.terms().as_ref() == Some(&new));
        if let Some(given) = known.and_then(|one| GivenAnswer::of(one)) {
            permit.name(tx, [given.id.uuid()]);
            return Ok(given);
        }
        let provision = self.provision_of(SECONDARY_USE, json!(new), actor, now);
        let kept = before.iter().copied().filter(|one| !replaced(one));
        let after: Vec<&Provision> = kept.chain([&provision]).collect();
        let most = self.reference.secondary_use().most_answers;
        super::super::check_number("answers about secondary use", after.len(), most)?;
        if self.permits_more(&before, &after) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        let ended: Vec<ProvisionId> = change.end(tx, now, replaced)?.iter().map(|one| one.id).collect();
        change.give(tx, &provision)?;
        change.settle(tx)?;
        permit.name(tx, [provision.id.uuid()]);
        permit.detail(tx, json!({ "answer": new, "ended": ended }));
        GivenAnswer::of(&provision).ok_or(Error::Disagreement)
    }

    /// Whether this can be answered at all.
    fn check_use_answer(&self, new: &SecondaryUseTerms, now: DateTime<Utc>) -> Result<(), Error> {
        let fault = |text: String| Err(Error::Unprocessable(text));
        let reference = self.reference.secondary_use();
        let listed = |codes: Vec<&str>| format!("`{}`", codes.join("`, `"));
        match &new.about {
            UseScope::Everything if new.permits => {
                return fault(
                    "only a no can be about every purpose; to permit, name a `purpose`, a `theme` or a `project`"
                        .to_owned(),
                );
            }
            UseScope::Purpose(code) if reference.purpose(code).is_none() => {
                let known = listed(reference.purposes.iter().map(|one| one.code.as_str()).collect());
                return fault(format!("there is no purpose `{code}`; there are {known}"));
            }
            UseScope::Theme(code) if reference.theme(code).is_none() => {
                let known = listed(reference.themes.iter().map(|one| one.code.as_str()).collect());
                return fault(format!("there is no theme `{code}`; there are {known}"));
            }
            _ => {}
        }
        if let Some(never) = new.categories.iter().find(|category| !reference.may_use(**category)) {
            let known = listed(reference.shelves.iter().map(|one| one.category.code()).collect());
            return fault(format!(
                "documents of `{never}` are never used beyond care, so there is nothing to answer; there are {known}"
            ));
        }
        if let Some(twice) = twice(&new.categories) {
            return fault(format!("the category `{twice}` is named twice; name it once"));
        }
        match new.deposited_from {
            Some(_) if !new.permits => fault(
                "`deposited_from` narrows what is permitted; a no is about all documents: leave it out"
                    .to_owned(),
            ),
            Some(from) if from > now + super::super::LATE => fault(format!(
                "`deposited_from` is now or in the past; `{}` is yet to come: answer again then",
                from.to_rfc3339()
            )),
            _ => Ok(()),
        }
    }
}

fn twice(categories: &[Category]) -> Option<Category> {
    let mut sorted = categories.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}
