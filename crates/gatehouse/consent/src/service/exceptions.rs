use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision, Sought,
    change::ids,
    rules::{EXCEPTION, Effect, ExceptionTerms, What},
};

/// Looking at the named exceptions.
pub struct ListExceptions;

impl Action for ListExceptions {
    const NAME: &'static str = "exceptions.list";
    const ACT: Act = Act::Oversee;
}

/// Hiding something from somebody by name, or ending what shows it to them.
pub struct HideFrom;

impl Action for HideFrom {
    const NAME: &'static str = "exceptions.hide";
    const ACT: Act = Act::Prefer;
}

/// Showing something to somebody by name, or ending what hides it from them.
pub struct ShowTo;

impl Action for ShowTo {
    const NAME: &'static str = "exceptions.show";
    const ACT: Act = Act::Loosen;
}

/// Whom a named exception is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// A professional.
    Person(PersonId),
    /// A structure.
    Organisation(OrganisationId),
    /// A profession, code of table TRE_G15.
    Profession(String),
}

/// A named exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedException {
    /// Whom it is about.
    pub whom: Whom,
    /// What it is about.
    pub what: What,
    /// Whether it hides or shows.
    pub effect: Effect,
    /// Until when, if it ends by itself.
    pub until: Option<DateTime<Utc>>,
}

/// A named exception that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionInForce {
    /// Its id.
    pub id: ProvisionId,
    /// What it says.
    pub said: NamedException,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl ExceptionInForce {
    fn of(one: &Provision) -> Option<Self> {
        let ExceptionTerms { effect, profession, what } = one.terms()?;
        let whom = match (one.person, one.organisation, profession) {
            (Some(person), None, None) => Whom::Person(person),
            (None, Some(organisation), None) => Whom::Organisation(organisation),
            (None, None, Some(code)) => Whom::Profession(code),
            _ => return None,
        };
        let said = NamedException { whom, what, effect, until: one.ends_at };
        Some(Self { id: one.id, said, since: one.starts_at })
    }
}

impl NamedException {
    /// Whether a provision is an exception about the same thing to the same one.
    pub(super) fn is_said_by(&self, one: &Provision) -> bool {
        one.kind == EXCEPTION
            && ExceptionInForce::of(one)
                .is_some_and(|known| known.said.whom == self.whom && known.said.what == self.what)
    }
}

impl Consent {
    /// The named exceptions of a record, with the permit under which they are named.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn exceptions<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListExceptions>, Vec<ExceptionInForce>), Error> {
        let permit = self.check::<ListExceptions>(tx, actor, space, Ask::default())?;
        let exceptions = permit.facts().running(EXCEPTION).filter_map(ExceptionInForce::of).collect();
        Ok((permit, exceptions))
    }

    /// Hides something from somebody, or shows it. It takes the place of what was said before of the same thing to the same
    /// one.
    ///
    /// # Errors
    /// [`Error::Refused`], to show something, or to hide it less long than before, also without a second factor that was just
    /// shown; [`Error::Unprocessable`].
    pub fn except(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        new: &NamedException,
    ) -> Result<ExceptionInForce, Error> {
        match new.effect {
            Effect::Hidden => self.except_as::<HideFrom>(tx, actor, space, new),
            Effect::Shown => self.except_as::<ShowTo>(tx, actor, space, new),
        }
    }

    fn except_as<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        new: &NamedException,
    ) -> Result<ExceptionInForce, Error> {
        let permit = self.check::<A>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        self.check_exception(&permit, new)?;
        let others = permit.facts().running(EXCEPTION).filter(|one| !new.is_said_by(one)).count();
        super::check_number(
            "exceptions",
            others + 1,
            self.reference.durations().preferences.most_exceptions,
        )?;
        let is_it = |one: &Provision| new.is_said_by(one);
        let hides_longer = |one: &Provision| {
            ExceptionInForce::of(one).is_some_and(|known| known.said.effect == Effect::Hidden)
                && super::ends_before(new.until, one.ends_at)
        };
        if change.standing(tx, now)?.iter().any(|one| is_it(one) && hides_longer(one)) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        let replaced = ids(&change.end(tx, now, is_it)?);
        let provision = self.provision_of_exception(new, actor, now);
        change.give(tx, &provision)?;
        change.settle(tx)?;
        permit.name(tx, [provision.id.uuid()]);
        permit.detail(tx, json!({ "replaces": replaced }));
        ExceptionInForce::of(&provision).ok_or(Error::Disagreement)
    }

    /// Whether an exception can be said in the permit's record.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] for a topic or a profession that is not known, and for an end that is over or too far.
    pub fn check_exception<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        new: &NamedException,
    ) -> Result<(), Error> {
        super::check_end("an exception", new.until, permit.now())?;
        if let What::Topic(key) = &new.what
            && permit.facts().topics.get(key).is_none()
            && self.reference.topic(key).is_none()
        {
            return Err(Error::Unprocessable(format!("there is no topic `{key}` in this record")));
        }
        if let Whom::Profession(code) = &new.whom
            && self.reference.profession(code).is_none()
        {
            return Err(Error::Unprocessable(format!("`{code}` is no profession of table TRE_G15")));
        }
        Ok(())
    }

    /// An exception that somebody says now.
    pub(super) fn provision_of_exception(
        &self,
        new: &NamedException,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Provision {
        let (person, organisation, profession) = match &new.whom {
            Whom::Person(person) => (Some(*person), None, None),
            Whom::Organisation(organisation) => (None, Some(*organisation), None),
            Whom::Profession(code) => (None, None, Some(code.clone())),
        };
        let terms = ExceptionTerms { effect: new.effect, profession, what: new.what.clone() };
        let given = self.provision_of(EXCEPTION, json!(terms), actor, now);
        Provision { person, organisation, ends_at: new.until, ..given }
    }

    /// Ends a named exception.
    ///
    /// # Errors
    /// [`Error::Refused`], for one that hides also without a second factor that was just shown; [`Error::Absent`].
    pub fn end_exception(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        exception: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<HideFrom>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.kind == EXCEPTION && one.id == exception;
        let ended = change.end(tx, permit.now(), is_it)?;
        let Some(one) = ended.first() else {
            return Err(permit.absent(tx, Sought::Exception, exception.uuid()));
        };
        if ExceptionInForce::of(one).is_none_or(|known| known.said.effect == Effect::Hidden) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        change.settle(tx)?;
        permit.name(tx, [exception.uuid()]);
        permit.detail(tx, json!({ "ended": true }));
        Ok(())
    }
}
