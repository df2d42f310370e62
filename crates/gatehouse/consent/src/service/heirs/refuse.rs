use database::Tx;
use kernel::{Actor, SpaceId};
use serde_json::json;

use super::is_refused;
use crate::{Act, Action, Ask, Consent, Error, Permit, rules::HEIRS_REFUSED};

/// Saying whether heirs may be shown anything.
pub struct SayAfterDeath;

impl Action for SayAfterDeath {
    const NAME: &'static str = "after-death.say";
    const ACT: Act = Act::Prefer;
}

/// Looking at what was said of it.
pub struct ReadAfterDeath;

impl Action for ReadAfterDeath {
    const NAME: &'static str = "after-death.read";
    const ACT: Act = Act::Oversee;
}

impl Consent {
    /// Says whether heirs may be shown, after the holder's death, what a doctor chooses for them. The holder alone says it: nobody says it
    /// for somebody else.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder, and to refuse no more also without a second factor that was just shown.
    pub fn say_after_death(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        refused: bool,
    ) -> Result<(), Error> {
        let permit = self.check::<SayAfterDeath>(tx, actor, space, Ask::by("W1"))?;
        // Nobody who acts for the holder learns of it.
        permit.keep_secret(tx);
        let change = self.change(tx, &permit)?;
        let stands = is_refused(permit.provisions());
        if stands && !refused {
            self.also(tx, &permit, Act::Loosen)?;
            change.end(tx, permit.now(), |one| one.kind == HEIRS_REFUSED)?;
        }
        if refused && !stands {
            let one = self.provision_of(HEIRS_REFUSED, json!({}), actor, permit.now());
            change.give(tx, &one)?;
        }
        change.settle(tx)?;
        permit.detail(tx, json!({ "heirs": if refused { "refused" } else { "by_doctor" } }));
        Ok(())
    }

    /// Whether the holder refuses that heirs are shown anything.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder; the database's.
    pub fn refuses_heirs(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<bool, Error> {
        let permit = self.check::<ReadAfterDeath>(tx, actor, space, Ask::by("W1"))?;
        permit.keep_secret(tx);
        Ok(is_refused(permit.provisions()))
    }

    /// The same under a permit of the holder's own; none of anybody else's.
    pub fn refuses_heirs_under<A: Action>(&self, permit: &Permit<'_, A>) -> Option<bool> {
        (permit.way().as_str() == "W1").then(|| is_refused(permit.provisions()))
    }
}
