use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::Granted;
use crate::{
    Act, Action, Ask, Consent, Error, Party, Permit, Provision, Sought,
    change::{Change, ids},
    days::end_of_last_day,
    rules::{CARE_RELATIONSHIP, CareRelationshipTerms, DELEGATION, DelegationTerms, handed_on},
};

/// Handing a care relationship on.
pub struct Delegate;

impl Action for Delegate {
    const NAME: &'static str = "delegations.give";
    const ACT: Act = Act::Delegate;
}

/// Looking at what one has handed on.
pub struct ListDelegations;

impl Action for ListDelegations {
    const NAME: &'static str = "delegations.list";
    const ACT: Act = Act::Delegate;
}

/// Taking back what one has handed on.
pub struct EndDelegation;

impl Action for EndDelegation {
    const NAME: &'static str = "delegations.end";
    const ACT: Act = Act::Delegate;
}

/// Whether a provision is a care relationship of a professional in the session's situation of practice.
fn is_care_of(one: &Provision, party: &Party) -> bool {
    let profession = party.practice().map(|practice| practice.profession.as_str());
    one.kind == CARE_RELATIONSHIP
        && (one.person, one.organisation) == (Some(party.person), party.organisation())
        && one
            .terms::<CareRelationshipTerms>()
            .is_some_and(|terms| Some(terms.profession.as_str()) == profession)
}

/// By the care relationship alone is anything handed on.
fn by_relationship() -> Ask {
    Ask::by("W5")
}

impl Consent {
    /// Hands the calling professional's own care relationship on, to one member of the team or to all of it: the structure of
    /// the session. Whoever has it already has it until this end.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Unprocessable`] without a structure, to oneself, and for an end that cannot be.
    pub fn delegate(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        to: Option<PersonId>,
        until: Option<DateTime<Utc>>,
    ) -> Result<Granted, Error> {
        let permit = self.check::<Delegate>(tx, actor, space, by_relationship())?;
        let change = self.change(tx, &permit)?;
        let Some(organisation) = permit.party().organisation() else {
            return Err(Error::Unprocessable(
                "a care relationship is handed on within a structure; this session acts for none".to_owned(),
            ));
        };
        if to == Some(actor.person) {
            return Err(Error::Unprocessable("nobody hands a right on to oneself".to_owned()));
        }
        let (now, most) = (permit.now(), self.reference.durations().delegation.maximum_days);
        let standing = change.standing(tx, now)?;
        let mine = |one: &&Provision| one.runs_at(now) && is_care_of(one, permit.party());
        let Some(relationship) = standing.iter().filter(mine).max_by_key(|one| one.ends_at) else {
            return Err(database::Error::Transient("a care relationship ended while it was handed on").into());
        };
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        super::check_end("a delegation", until, now)?;
        let farthest = end_of_last_day(now, most, zone);
        let ends_at = until.or(relationship.ends_at);
        if ends_at.is_none_or(|end| farthest.is_none_or(|farthest| end > farthest)) {
            return Err(Error::Unprocessable(format!("a delegation ends within {most} days")));
        }
        let same = |one: &Provision| {
            one.kind == DELEGATION
                && (one.person, one.organisation, one.given_by) == (to, Some(organisation), actor.person)
        };
        change.end(tx, now, same)?;
        let new = Provision {
            person: to,
            organisation: Some(organisation),
            ends_at,
            ..self.provision_of(
                DELEGATION,
                json!(DelegationTerms { relationship: relationship.id }),
                actor,
                now,
            )
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "to": to, "team": organisation, "until": ends_at }));
        Ok(Granted::from(&new))
    }

    /// What the calling professional has handed on, with the permit under which it is named.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn delegations<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListDelegations>, Vec<Granted>), Error> {
        let permit = self.check::<ListDelegations>(tx, actor, space, by_relationship())?;
        let facts = permit.facts();
        let mine = facts.running(CARE_RELATIONSHIP).filter(|one| is_care_of(one, permit.party()));
        let mine: Vec<ProvisionId> = mine.map(|one| one.id).collect();
        let of_mine = |one: &&Provision| handed_on(one).is_some_and(|behind| mine.contains(&behind));
        let given = facts.running(DELEGATION).filter(of_mine).map(Granted::from).collect();
        Ok((permit, given))
    }

    /// Carries what was handed on from relationships over to the one that takes their place, each until its own end: gives
    /// the ids under which it goes on.
    pub(super) fn carry_delegations<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        change: &Change<'_, 'tx, A>,
        replaced: &[ProvisionId],
        new: &Provision,
    ) -> Result<Vec<ProvisionId>, Error> {
        if replaced.is_empty() {
            return Ok(Vec::new());
        }
        let now = new.starts_at;
        let mut carried = change.standing(tx, now)?;
        carried.retain(|one| handed_on(one).is_some_and(|behind| replaced.contains(&behind)));
        let old = ids(&carried);
        change.end(tx, now, |one| old.contains(&one.id))?;
        for one in &mut carried {
            one.id = ProvisionId::new(self.clock.as_ref(), self.rng.as_ref());
            one.terms = json!(DelegationTerms { relationship: new.id }).into();
            (one.starts_at, one.given_at) = (now.max(one.starts_at), now);
            change.give(tx, one)?;
        }
        Ok(ids(&carried))
    }

    /// Takes back what the calling professional has handed on.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`].
    pub fn end_delegation(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        delegation: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<EndDelegation>(tx, actor, space, by_relationship())?;
        let change = self.change(tx, &permit)?;
        let is_it =
            |one: &Provision| one.kind == DELEGATION && one.id == delegation && one.given_by == actor.person;
        if change.end(tx, permit.now(), is_it)?.is_empty() {
            return Err(permit.absent(tx, Sought::Delegation, delegation.uuid()));
        }
        change.settle(tx)?;
        permit.name(tx, [delegation.uuid()]);
        permit.detail(tx, json!({ "ended": true }));
        Ok(())
    }
}
