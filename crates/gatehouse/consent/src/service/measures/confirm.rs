use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{SUPPORT, propose::is_by_decision, waiting};
use crate::{
    Act, Action, AdminPermit, Consent, Error, MeasureFault, Permit, Provision,
    days::{end_after, first_instant},
    rules::{
        ASSISTANCE, AssistanceTerms, CARE_RELATIONSHIP, MeasureTerms, Orders, PROTECTION, ProtectionTerms,
        REPRESENTATIVE_SUSPENDED, SuspendedTerms, acts_for_holder, opens,
    },
    store,
};

/// Confirming a decision of a judge that somebody else wrote down.
pub struct ConfirmMeasure;

impl Action for ConfirmMeasure {
    const NAME: &'static str = "measures.confirm";
    const ACT: Act = Act::Administer;
}

/// Declining one.
pub struct DeclineMeasure;

impl Action for DeclineMeasure {
    const NAME: &'static str = "measures.decline";
    const ACT: Act = Act::Administer;
}

/// A decision of a judge about the record that counts from now on.
pub struct TakeMeasure;

impl Action for TakeMeasure {
    const NAME: &'static str = "protection.begin";
    const ACT: Act = Act::ChangeLife;
}

/// A decision of a judge about the record that was not confirmed.
pub struct DropMeasure;

impl Action for DropMeasure {
    const NAME: &'static str = "protection.decline";
    const ACT: Act = Act::ChangeLife;
}

/// A decision of a judge about which an admin is about to decide, who is not the person that wrote it down as far as this crate knows.
pub struct UndecidedMeasure<'tx, A: Action, B: Action> {
    admin: AdminPermit<'tx, A>,
    permit: Permit<'tx, B>,
    measure: Provision,
    terms: MeasureTerms,
}

impl<'tx, A: Action, B: Action> UndecidedMeasure<'tx, A, B> {
    /// Who wrote it down: the caller looks whether they are known to be the one who decides, or support no more.
    pub fn proposed_by(&self) -> PersonId {
        self.measure.given_by
    }

    /// Whom it is about: the holder, and whoever is put in charge or suspended.
    pub fn about(&self) -> impl Iterator<Item = PersonId> {
        self.permit.space_facts().map(|facts| facts.holder).into_iter().chain(self.measure.person)
    }

    /// The permit of the record.
    pub fn permit(&self) -> &Permit<'tx, B> {
        &self.permit
    }

    /// What it orders.
    pub fn orders(&self) -> &Orders {
        &self.terms.orders
    }

    /// Turns the decision down.
    pub fn turn_down(&self, tx: &mut Tx<'tx>, fault: MeasureFault) -> Error {
        turned_down(tx, &self.admin, self.measure.id, fault)
    }
}

/// A decision of a judge that counts from now on.
#[derive(Debug, Clone)]
pub struct BegunMeasure {
    /// What it made, or lifted.
    pub id: ProvisionId,
    /// What it orders.
    pub orders: Orders,
    /// Whom it puts in charge, or suspends.
    pub person: Option<PersonId>,
    /// Until when; none where it lifts another one.
    pub until: Option<DateTime<Utc>>,
    /// The time zone of the holder.
    pub zone: Tz,
}

impl Consent {
    /// Begins to confirm a decision that waits.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`MeasureFault`] for one of one's own and one that does not wait.
    pub fn measure_to_confirm<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        id: ProvisionId,
    ) -> Result<UndecidedMeasure<'tx, ConfirmMeasure, TakeMeasure>, Error> {
        let admin = self.check_admin::<ConfirmMeasure>(tx, actor, &SUPPORT)?;
        let undecided = self.undecided(tx, admin, space, id)?;
        if undecided.measure.given_by == actor.person {
            return Err(undecided.turn_down(tx, MeasureFault::Own));
        }
        Ok(undecided)
    }

    /// Confirms a decision: what it orders counts.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] where it cannot be any more, beside what stands now.
    pub fn confirm_measure<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        undecided: UndecidedMeasure<'tx, ConfirmMeasure, TakeMeasure>,
    ) -> Result<BegunMeasure, Error> {
        let UndecidedMeasure { admin, permit, measure, terms } = undecided;
        let (now, person) = (permit.now(), measure.person);
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let change = self.change(tx, &permit)?;
        let mut standing = change.standing(tx, now)?;
        standing.retain(|one| one.id != measure.id);
        self.check_orders(&permit, (&terms.orders, &terms.decision), person, &standing)?;
        change.end(tx, now, |one| one.id == measure.id)?;
        let given = |kind, terms, until| Provision {
            person,
            ends_at: end_after(until, 0, zone),
            ..self.provision_of(kind, terms, admin.actor(), now)
        };
        let made = match &terms.orders {
            Orders::Protection { with, measure: code, from, until } => {
                let said = ProtectionTerms {
                    with: *with,
                    measure: code.clone(),
                    decision: terms.decision.clone(),
                    proposed_by: measure.given_by,
                };
                let starts = from.and_then(|from| first_instant(from, zone));
                let one = given(PROTECTION, json!(said), *until);
                Some(Provision { starts_at: starts.map_or(now, |starts| starts.max(now)), ..one })
            }
            Orders::Suspension { until } => {
                let said = json!(SuspendedTerms { by_representative: false });
                Some(given(REPRESENTATIVE_SUSPENDED, said, *until))
            }
            Orders::Lifting { of } => {
                let consents = |one: &Provision| {
                    one.kind == ASSISTANCE
                        && one.terms::<AssistanceTerms>().is_some_and(|terms| terms.protection == *of)
                };
                change.end(tx, now, |one| one.id == *of && is_by_decision(one) || consents(one))?;
                None
            }
        };
        // What was given by a decision that is over counts no more, and does not come back with this one.
        let is_over = |one: &Provision| match &terms.orders {
            Orders::Protection { .. } => person == Some(one.given_by),
            Orders::Lifting { of } => {
                standing.iter().any(|lifted| lifted.id == *of && lifted.person == Some(one.given_by))
            }
            Orders::Suspension { .. } => false,
        };
        let mut left = permit.facts().clone();
        left.provisions.retain(|one| !matches!(&terms.orders, Orders::Lifting { of } if one.id == *of));
        let fell = |one: &Provision| {
            let in_own_right = one.kind == CARE_RELATIONSHIP && one.person == Some(one.given_by);
            opens(one) && is_over(one) && !in_own_right && !acts_for_holder(&left, one.given_by)
        };
        change.end_unseen_as_well(tx, now, fell)?;
        if let Some(made) = &made {
            change.give(tx, made)?;
        }
        change.settle(tx)?;
        let id = match &terms.orders {
            Orders::Lifting { of } => *of,
            _ => made.as_ref().map_or(measure.id, |made| made.id),
        };
        permit.name(tx, [id.uuid()]);
        admin.name(tx, [permit.space().uuid(), id.uuid()]);
        admin.detail(tx, json!({ "proposed_by": measure.given_by }));
        let until = made.and_then(|made| made.ends_at);
        Ok(BegunMeasure { id, orders: terms.orders, person, until, zone })
    }

    /// Declines a decision that waits. Whoever works in support does, who wrote it down among them: nothing is opened by it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`MeasureFault::Absent`] for one that does not wait.
    pub fn decline_measure(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        id: ProvisionId,
    ) -> Result<(), Error> {
        let admin = self.check_admin::<DeclineMeasure>(tx, actor, &SUPPORT)?;
        let undecided = self.undecided::<_, DropMeasure>(tx, admin, space, id)?;
        let UndecidedMeasure { admin, permit, measure, .. } = undecided;
        // Whom it is against is not told of what did not come about.
        permit.keep_secret(tx);
        let change = self.change(tx, &permit)?;
        change.end(tx, permit.now(), |one| one.id == measure.id)?;
        change.settle(tx)?;
        permit.name(tx, [measure.id.uuid()]);
        admin.name(tx, [permit.space().uuid(), measure.id.uuid()]);
        Ok(())
    }

    fn undecided<'tx, A: Action, B: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: AdminPermit<'tx, A>,
        space: SpaceId,
        id: ProvisionId,
    ) -> Result<UndecidedMeasure<'tx, A, B>, Error> {
        let permit = self.permit_of_admin::<B, A>(tx, &admin, space)?;
        if !store::merged_into(tx, &[space])?.is_empty() {
            return Err(turned_down(tx, &admin, id, MeasureFault::WentInto));
        }
        let found = permit.provisions().iter().find(|one| one.id == id && waiting(one).is_some()).cloned();
        let Some((measure, terms)) = found.and_then(|one| waiting(&one).map(|terms| (one, terms))) else {
            return Err(turned_down(tx, &admin, id, MeasureFault::Absent));
        };
        Ok(UndecidedMeasure { admin, permit, measure, terms })
    }
}

fn turned_down<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    admin: &AdminPermit<'tx, A>,
    id: ProvisionId,
    fault: MeasureFault,
) -> Error {
    admin.turn_down(tx, id.uuid(), fault.name());
    fault.into()
}
