use config::ProtectedWith;
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Provision, Sought,
    rules::{ASSISTANCE, AssistanceTerms, CarerMay, PROTECTION, ProtectionTerms},
};

/// Consenting to be assisted.
pub struct ConsentToAssistance;

impl Action for ConsentToAssistance {
    const NAME: &'static str = "assistance.consent";
    const ACT: Act = Act::Grant;
}

/// Taking that back.
pub struct TakeBackAssistance;

impl Action for TakeBackAssistance {
    const NAME: &'static str = "assistance.take-back";
    const ACT: Act = Act::Prefer;
}

impl Consent {
    /// Says what whoever assists the holder, a protected adult, may do by a decision of a judge. What was said of it before counts no
    /// more.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder; [`Error::Absent`] for no decision by which somebody assists;
    /// [`Error::Unprocessable`] for what nobody lets a helper do.
    pub fn consent_to_assistance(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        (protection, may): (ProvisionId, &CarerMay),
    ) -> Result<(), Error> {
        let permit = self.check::<ConsentToAssistance>(tx, actor, space, Ask::by("W1"))?;
        if permit.is_secret() {
            // What was said before, in an open connection, would go on beside it.
            let fault = "this is said in an ordinary connection, and not in a secret one";
            return Err(Error::Unprocessable(fault.to_owned()));
        }
        self.check_may(may)?;
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, permit.now())?;
        let assists = |one: &&Provision| {
            one.kind == PROTECTION
                && one.id == protection
                && one.terms::<ProtectionTerms>().is_some_and(|terms| terms.with == ProtectedWith::Assistance)
        };
        let Some(by) = standing.iter().find(assists) else {
            return Err(permit.absent(tx, Sought::Protection, protection.uuid()));
        };
        change.end(tx, permit.now(), |one| consents_to(one, protection))?;
        let one = Provision {
            person: by.person,
            ends_at: by.ends_at,
            ..self.provision_of(
                ASSISTANCE,
                json!(AssistanceTerms { protection, may: may.clone() }),
                actor,
                permit.now(),
            )
        };
        change.give(tx, &one)?;
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        Ok(())
    }

    /// Takes back a consent to be assisted.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder; [`Error::Absent`] where there is none.
    pub fn take_back_assistance(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        protection: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<TakeBackAssistance>(tx, actor, space, Ask::by("W1"))?;
        let change = self.change(tx, &permit)?;
        let ended = change.end(tx, permit.now(), |one| consents_to(one, protection))?;
        if ended.is_empty() {
            return Err(permit.absent(tx, Sought::Protection, protection.uuid()));
        }
        change.settle(tx)?;
        permit.name(tx, ended.iter().map(|one| one.id.uuid()));
        Ok(())
    }
}

fn consents_to(one: &Provision, protection: ProvisionId) -> bool {
    one.kind == ASSISTANCE
        && one.terms::<AssistanceTerms>().is_some_and(|terms| terms.protection == protection)
}
