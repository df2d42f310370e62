use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::invite::by_representation;
use crate::{
    Act, Action, Consent, Error, Provision, Sought,
    rules::{REPRESENTATIVE, REPRESENTATIVE_SUSPENDED, SuspendedTerms},
    store,
};

/// Suspending another representative of a minor, once and for a time.
pub struct SuspendRepresentative;

impl Action for SuspendRepresentative {
    const NAME: &'static str = "representatives.suspend";
    const ACT: Act = Act::Prefer;
}

/// How many of the suspensions that there were are looked at.
const MOST_LOOKED_AT: i64 = 1_000;

/// A representative who is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspended {
    /// The suspension.
    pub id: ProvisionId,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: Tz,
}

impl Consent {
    /// Suspends the other representative of a minor for the time of the country, once: whatever else takes a decision of a judge,
    /// which support writes down. What the other gave rests meanwhile.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for nobody who represents the minor; [`Error::Unprocessable`] for oneself, and where
    /// the other one was suspended so before.
    pub fn suspend_representative(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        representative: ProvisionId,
    ) -> Result<Suspended, Error> {
        let permit = self.check::<SuspendRepresentative>(tx, actor, space, by_representation())?;
        let (facts, now) = (permit.facts(), permit.now());
        let is_it = |one: &&Provision| one.kind == REPRESENTATIVE && one.id == representative;
        let Some(other) = facts.provisions.iter().find(is_it).and_then(|one| one.person) else {
            return Err(permit.absent(tx, Sought::Representative, representative.uuid()));
        };
        if other == actor.person {
            let fault = "nobody suspends themselves; whoever does not represent the minor says so";
            return Err(Error::Unprocessable(fault.to_owned()));
        }
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let change = self.change(tx, &permit)?;
        let keys = self.vault.space(space)?;
        let before =
            store::of_kinds(tx, &permit, keys.as_ref(), &[REPRESENTATIVE_SUSPENDED], MOST_LOOKED_AT)?;
        let was_so = |one: &Provision| {
            let by_another = one.terms::<SuspendedTerms>().is_none_or(|terms| terms.by_representative);
            one.person == Some(other) && by_another
        };
        if before.iter().any(was_so) {
            let hours = self.reference.minors().suspension_hours;
            return Err(Error::Unprocessable(format!(
                "this representative was suspended once already, for {hours} hours; a decision of a judge, which support \
                 writes down, suspends for longer"
            )));
        }
        let hours = TimeDelta::hours(i64::from(self.reference.minors().suspension_hours));
        let until = now + hours;
        let new = Provision {
            person: Some(other),
            ends_at: Some(until),
            ..self.provision_of(
                REPRESENTATIVE_SUSPENDED,
                json!(SuspendedTerms { by_representative: true }),
                actor,
                now,
            )
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": until }));
        Ok(Suspended { id: new.id, until, zone })
    }
}
