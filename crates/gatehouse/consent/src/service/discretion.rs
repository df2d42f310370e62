use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{Actor, Capacity, PersonId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision, RuleId, Sought,
    rules::{CARE_RELATIONSHIP, DISCRETION, DiscretionTerms, EMERGENCY_ACCESS, discreet},
};

/// Keeping one's own record discreet.
pub struct BeDiscreet;

impl Action for BeDiscreet {
    const NAME: &'static str = "discretion.begin";
    const ACT: Act = Act::Prefer;
}

/// Keeping the record of somebody discreet who is in one's care.
pub struct BeDiscreetFor;

impl Action for BeDiscreetFor {
    const NAME: &'static str = "discretion.begin-for";
    const ACT: Act = Act::KeepDiscreet;
}

/// Ending that.
pub struct EndDiscretion;

impl Action for EndDiscretion {
    const NAME: &'static str = "discretion.end";
    const ACT: Act = Act::Prefer;
}

/// Looking whether the record is kept discreet.
pub struct ReadDiscretion;

impl Action for ReadDiscretion {
    const NAME: &'static str = "discretion.read";
    const ACT: Act = Act::Oversee;
}

/// That a record is kept discreet.
#[derive(Debug, Clone, Copy)]
pub struct Discretion {
    /// Since when: what came in since then is not shown to those who help.
    pub since: DateTime<Utc>,
    /// Until when; until the holder ends it when none.
    pub until: Option<DateTime<Utc>>,
    /// The professional who said it; none where the holder did.
    pub by: Option<PersonId>,
}

/// How far back what a professional says reaches at most.
const REACHES_BACK: TimeDelta = TimeDelta::days(2);

impl Consent {
    /// Keeps a record discreet: the holder's own until they end it, or that of somebody in one's care, for some days, from
    /// when that professional came in. Where it is so
    /// already it stays as it is; a holder makes it last.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder and a professional who cares for them.
    pub fn be_discreet(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Discretion, Error> {
        if matches!(actor.capacity, Capacity::Professional(_)) {
            let permit = self.check::<BeDiscreetFor>(tx, actor, space, Ask::default())?;
            let days = self.reference.durations().discretion.by_professional_days;
            let until = permit.now() + TimeDelta::days(i64::from(days));
            let since = came_in(permit.facts(), actor.person);
            return self.begin_discretion(tx, &permit, actor, (since, Some(until)));
        }
        let permit = self.check::<BeDiscreet>(tx, actor, space, by_holder())?;
        let since = permit.now();
        self.begin_discretion(tx, &permit, actor, (since, None))
    }

    fn begin_discretion<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> Result<Discretion, Error> {
        let change = self.change(tx, permit)?;
        let lasts = |one: &&Provision| until.is_some_and(|until| one.ends_at.is_none_or(|end| end >= until));
        let stands = discreet(permit.facts()).find(|one| lasts(one) || one.ends_at.is_none()).cloned();
        let one = match stands {
            Some(one) => one,
            None => {
                // What came in since it began first stays hidden.
                let since = discreet(permit.facts()).map(|one| one.starts_at).min();
                let terms = DiscretionTerms { by_professional: until.is_some() };
                let one = Provision {
                    starts_at: since.map_or(from, |since| since.min(from)),
                    ends_at: until,
                    ..self.provision_of(DISCRETION, json!(terms), actor, permit.now())
                };
                change.end(tx, permit.now(), |known| known.kind == DISCRETION)?;
                change.give(tx, &one)?;
                one
            }
        };
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        Ok(Discretion::of(&one))
    }

    /// Ends that a record is kept discreet. The holder alone does: who helps is shown again what came in meanwhile.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder; [`Error::Absent`] where it is not so.
    pub fn end_discretion(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<(), Error> {
        let permit = self.check::<EndDiscretion>(tx, actor, space, by_holder())?;
        let change = self.change(tx, &permit)?;
        let ended = change.end(tx, permit.now(), |one| one.kind == DISCRETION)?;
        if ended.is_empty() {
            return Err(permit.absent(tx, Sought::Discretion, space.uuid()));
        }
        change.settle(tx)?;
        permit.name(tx, ended.iter().map(|one| one.id.uuid()));
        Ok(())
    }

    /// Whether a record is kept discreet.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn discretion(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Option<Discretion>, Error> {
        let permit = self.check::<ReadDiscretion>(tx, actor, space, Ask::default())?;
        Ok(self.discretion_under(&permit))
    }

    /// Whether a record is kept discreet, as a permit knows it.
    pub fn discretion_under<A: Action>(&self, permit: &Permit<'_, A>) -> Option<Discretion> {
        discreet(permit.facts()).map(Discretion::of).max_by_key(|one| one.until.is_none())
    }
}

impl Discretion {
    fn of(one: &Provision) -> Self {
        let by_professional = one.terms::<DiscretionTerms>().is_some_and(|terms| terms.by_professional);
        Self { since: one.starts_at, until: one.ends_at, by: by_professional.then_some(one.given_by) }
    }
}

/// Since when a professional is with somebody by what lets them in: what they brought meanwhile is to be kept discreet, too.
fn came_in(facts: &Facts, person: PersonId) -> DateTime<Utc> {
    let theirs = facts.provisions.iter().filter(|one| {
        [CARE_RELATIONSHIP, EMERGENCY_ACCESS].contains(&one.kind.as_str())
            && one.person == Some(person)
            && facts.is_in_force(one)
    });
    let came = theirs.map(|one| one.starts_at).max().unwrap_or(facts.now);
    came.max(facts.now - REACHES_BACK).min(facts.now)
}

/// Nobody says it for the holder, and nobody ends it for them.
fn by_holder() -> Ask {
    Ask { way: Some(RuleId::new("W1")), ..Ask::default() }
}
