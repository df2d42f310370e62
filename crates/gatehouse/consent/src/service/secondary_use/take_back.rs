use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::running;
use crate::{Act, Action, Ask, Consent, Error, Provision, Sought, rules::SECONDARY_USE};

/// Taking an answer about secondary use back.
pub struct TakeBackUseAnswer;

impl Action for TakeBackUseAnswer {
    const NAME: &'static str = "secondary-use.take-back";
    const ACT: Act = Act::Prefer;
}

impl Consent {
    /// Takes an answer back: it is as if nothing had been answered about it.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown where something is permitted then that was not;
    /// [`Error::Absent`] for no answer that runs.
    pub fn take_back_use_answer(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        answer: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<TakeBackUseAnswer>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, permit.now())?;
        let before = running(permit.facts(), &standing);
        let is_meant = |one: &Provision| one.kind == SECONDARY_USE && one.id == answer;
        if !before.iter().any(|one| is_meant(one)) {
            return Err(permit.absent(tx, Sought::UseAnswer, answer.uuid()));
        }
        let after: Vec<&Provision> = before.iter().copied().filter(|one| !is_meant(one)).collect();
        if self.permits_more(&before, &after) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        change.end(tx, permit.now(), is_meant)?;
        change.settle(tx)?;
        permit.name(tx, [answer.uuid()]);
        permit.detail(tx, json!({ "ended": [answer] }));
        Ok(())
    }
}
