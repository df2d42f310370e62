use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{Actor, Capacity, PersonId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision, Sought,
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
    const ACT: Act = Act::Loosen;
}

/// Looking whether the record is kept discreet.
pub struct ReadDiscretion;

impl Action for ReadDiscretion {
    const NAME: &'static str = "discretion.read";
    const ACT: Act = Act::Oversee;
}

/// That a record is kept discreet, until the holder ends it.
#[derive(Debug, Clone, Copy)]
pub struct Discretion {
    /// Since when: what came in since then is not shown to those who help.
    pub since: DateTime<Utc>,
    /// Until when no mail is written about the record; as long as it is discreet when none.
    pub silent_until: Option<DateTime<Utc>>,
    /// Whether a professional said it.
    pub by_professional: bool,
}

/// How far back what a professional says reaches at most.
const REACHES_BACK: TimeDelta = TimeDelta::days(2);

impl Consent {
    /// Keeps a record discreet: the holder's own, or that of somebody in one's care, from when the professional came in and without mails
    /// for some days. Where it is so already, what was said first goes on, from the earlier instant; a holder makes the silence last.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder and a professional who cares for them.
    pub fn be_discreet(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<(Discretion, bool), Error> {
        if matches!(actor.capacity, Capacity::Professional(_)) {
            let permit = self.check::<BeDiscreetFor>(tx, actor, space, ask)?;
            let days = self.reference.durations().discretion.by_professional_days;
            let until = permit.now() + TimeDelta::days(i64::from(days));
            let since = came_in(permit.facts(), actor.person);
            return self.begin_discretion(tx, &permit, actor, (since, Some(until)));
        }
        let permit = self.check::<BeDiscreet>(tx, actor, space, Ask::by("W1"))?;
        let since = permit.now();
        self.begin_discretion(tx, &permit, actor, (since, None))
    }

    /// Gives what counts, and whether mails were written until now.
    fn begin_discretion<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> Result<(Discretion, bool), Error> {
        let change = self.change(tx, permit)?;
        let stands = discreet(permit.facts()).min_by_key(|one| (one.starts_at, one.id)).cloned();
        let said = stands.as_ref().map(Discretion::of);
        // What a professional says again changes nothing of how long no mail is written, unless that is over: it is another stay then.
        let is_over = |said: &Discretion| said.silent_until.is_some_and(|over| over <= permit.now());
        let anew = said.as_ref().is_none_or(is_over);
        let silent_until = match &said {
            Some(said) if until.is_some() && !anew => said.silent_until,
            _ => until,
        };
        let by_professional = said.map_or(until.is_some(), |said| said.by_professional);
        let one = match stands {
            Some(one)
                if one.starts_at <= from && said.is_some_and(|said| said.silent_until == silent_until) =>
            {
                one
            }
            stands => {
                let terms = DiscretionTerms { by_professional, silent_until };
                let new = self.provision_of(DISCRETION, json!(terms), actor, permit.now());
                let starts_at = stands.as_ref().map_or(from, |known| known.starts_at.min(from));
                let given_by = stands.map_or(actor.person, |known| known.given_by);
                let one = Provision { starts_at, given_by, ..new };
                change.end(tx, permit.now(), |known| known.kind == DISCRETION)?;
                change.give(tx, &one)?;
                one
            }
        };
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        Ok((Discretion::of(&one), anew))
    }

    /// Ends that a record is kept discreet. The holder alone does: who helps is shown again what came in meanwhile.
    ///
    /// # Errors
    /// [`Error::Refused`], for everybody but the holder, and without a second factor that was just shown; [`Error::Absent`] where it is
    /// not so.
    pub fn end_discretion(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<(), Error> {
        let permit = self.check::<EndDiscretion>(tx, actor, space, Ask::by("W1"))?;
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
        discreet(permit.facts()).map(Discretion::of).min_by_key(|one| one.since)
    }
}

impl Discretion {
    fn of(one: &Provision) -> Self {
        let terms = one.terms::<DiscretionTerms>();
        Self {
            since: one.starts_at,
            silent_until: terms.and_then(|terms| terms.silent_until),
            by_professional: terms.is_some_and(|terms| terms.by_professional),
        }
    }
}

/// Since when a professional is with somebody by what lets them in: what they brought meanwhile is to be kept discreet, too.
fn came_in(facts: &Facts, person: PersonId) -> DateTime<Utc> {
    let theirs = facts.provisions.iter().filter(|one| {
        [CARE_RELATIONSHIP, EMERGENCY_ACCESS].contains(&one.kind.as_str())
            && one.person == Some(person)
            && facts.is_in_force(one)
    });
    let came = theirs.map(|one| one.starts_at).min().unwrap_or(facts.now);
    came.max(facts.now - REACHES_BACK).min(facts.now)
}
