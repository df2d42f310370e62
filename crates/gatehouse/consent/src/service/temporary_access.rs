use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{MadeCode, invitations::opened_by, redeem::end_of};
use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision, Sought,
    rules::{ACCESS_CODE, Guest, Lasts, Scope, Serves, TEMPORARY_ACCESS, TemporaryAccessTerms},
    store,
};

/// Looking at the temporary accesses and the codes of a record.
pub struct ListTemporaryAccesses;

impl Action for ListTemporaryAccesses {
    const NAME: &'static str = "temporary-accesses.list";
    const ACT: Act = Act::Oversee;
}

/// Giving a temporary access to a professional by name.
pub struct GiveTemporaryAccess;

impl Action for GiveTemporaryAccess {
    const NAME: &'static str = "temporary-accesses.give";
    const ACT: Act = Act::Grant;
}

/// Making a code by which a temporary access begins.
pub struct MakeAccessCode;

impl Action for MakeAccessCode {
    const NAME: &'static str = "temporary-accesses.make-code";
    const ACT: Act = Act::Grant;
}

/// Ending a temporary access, or taking a code back.
pub struct EndTemporaryAccess;

impl Action for EndTemporaryAccess {
    const NAME: &'static str = "temporary-accesses.end";
    const ACT: Act = Act::Prefer;
}

/// Accesses of one record that run or wait at a time.
const MOST_RUNNING: u32 = 100;
/// Documents or shelves that one access names.
const MOST_NAMED: usize = 200;
/// Accesses that a list shows, those that are over among them.
const MOST_LISTED: i64 = 400;

/// A temporary access to give.
#[derive(Debug, Clone)]
pub struct NewAccess {
    /// What it opens.
    pub opens: Scope,
    /// From when; from now, or from when its code is used, when none.
    pub from: Option<DateTime<Utc>>,
    /// For how long.
    pub lasts: Lasts,
}

/// A temporary access, or a code by which one may begin.
#[derive(Debug, Clone)]
pub struct TemporaryAccess {
    /// Its id.
    pub id: ProvisionId,
    /// Who gets in; none while a code waits.
    pub person: Option<PersonId>,
    /// In which structure they came, where it is known.
    pub organisation: Option<OrganisationId>,
    /// How somebody without a log-in called themselves.
    pub guest: Option<Guest>,
    /// What it opens.
    pub opens: Scope,
    /// Whether it was given by a code.
    pub by_code: bool,
    /// When the holder gave it.
    pub given_at: DateTime<Utc>,
    /// When it begins or began; when its code was made, while that waits.
    pub starts_at: DateTime<Utc>,
    /// When it ends or ended; of a code that waits, until when it can be used.
    pub ends_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: AccessState,
}

/// How a temporary access stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessState {
    /// Its code waits for somebody to use it.
    Waiting,
    /// It begins later.
    ToCome,
    /// It runs.
    Running,
    /// It runs, and all that it names is hidden from that person, or gone.
    Emptied,
    /// It is over: its time has come, somebody ended it, or nobody used its code.
    Over,
}

impl Consent {
    /// The temporary accesses and codes of a record, the newest first, those that are over among them.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn temporary_accesses<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListTemporaryAccesses>, Vec<TemporaryAccess>), Error> {
        let permit = self.check::<ListTemporaryAccesses>(tx, actor, space, Ask::default())?;
        let keys = self.vault.space(space)?;
        let kinds = [TEMPORARY_ACCESS, ACCESS_CODE];
        let all = store::of_kinds(tx, &permit, keys.as_ref(), &kinds, MOST_LISTED)?;
        let used: BTreeSet<ProvisionId> =
            all.iter().filter_map(|one| one.terms::<TemporaryAccessTerms>()?.code).collect();
        let listed = all.iter().filter(|one| !used.contains(&one.id));
        let listed = listed.filter_map(|one| TemporaryAccess::of(one, permit.facts())).collect();
        Ok((permit, listed))
    }

    /// Gives a temporary access to a professional.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Unprocessable`] for a time that cannot be,
    /// for nothing or too much that it opens, for the same as one that the person has in that time, and for one too many.
    pub fn give_temporary_access(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        person: PersonId,
        organisation: Option<OrganisationId>,
        new: &NewAccess,
    ) -> Result<TemporaryAccess, Error> {
        let permit = self.check::<GiveTemporaryAccess>(tx, actor, space, Ask::default())?;
        let now = permit.now();
        let (starts_at, ends_at) = self.time_of(new, now)?;
        check_scope(&new.opens)?;
        let change = self.change(tx, &permit)?;
        let others = store::not_over(tx, &permit, self.vault.space(space)?.as_ref(), now)?;
        let others = others.iter().filter(|one| one.kind == TEMPORARY_ACCESS && permit.facts().stands(one));
        let others: Vec<&Provision> = others.collect();
        super::check_number("temporary accesses", others.len() + 1, MOST_RUNNING)?;
        let same = |one: &&&Provision| {
            let overlaps = one.starts_at < ends_at && one.ends_at.is_none_or(|end| end > starts_at);
            let scope = one.terms::<TemporaryAccessTerms>().map(|terms| terms.scope);
            one.person == Some(person) && overlaps && scope.is_some_and(|scope| is_same(&scope, &new.opens))
        };
        if let Some(one) = others.iter().find(same) {
            let end = one.ends_at.map_or_else(|| "it is ended".to_owned(), |end| end.to_rfc3339());
            return Err(Error::Unprocessable(format!(
                "this person has an access to the same from {} until {end}; end that one first, or choose another time",
                one.starts_at.to_rfc3339(),
            )));
        }
        let terms = TemporaryAccessTerms { scope: new.opens.clone(), given_at: now, guest: None, code: None };
        let given = Provision {
            person: Some(person),
            organisation,
            starts_at,
            ends_at: Some(ends_at),
            ..self.provision_of(TEMPORARY_ACCESS, json!(terms), actor, now)
        };
        change.give(tx, &given)?;
        change.settle(tx)?;
        permit.name(tx, [given.id.uuid()]);
        permit.detail(
            tx,
            json!({ "person": person, "organisation": organisation, "from": starts_at, "until": ends_at }),
        );
        TemporaryAccess::of(&given, permit.facts()).ok_or(Error::Disagreement)
    }

    /// Makes a code by which whoever uses it first gets a temporary access.
    ///
    /// # Errors
    /// As [`Consent::give_temporary_access`]; a code begins when it is used, so no beginning can be said.
    pub fn make_access_code(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        new: &NewAccess,
    ) -> Result<(MadeCode, TemporaryAccess), Error> {
        let permit = self.check::<MakeAccessCode>(tx, actor, space, Ask::default())?;
        let now = permit.now();
        if new.from.is_some() {
            return Err(Error::Unprocessable(
                "an access by a code begins when the code is used; say a beginning for a person by name alone".to_owned(),
            ));
        }
        let (_, ends_at) = self.time_of(new, now)?;
        check_scope(&new.opens)?;
        let minutes = self.reference.durations().code.temporary_access_minutes;
        let waits = now + TimeDelta::minutes(i64::from(minutes));
        let until = match new.lasts {
            Lasts::Minutes(_) => waits,
            Lasts::Until(_) => waits.min(ends_at),
        };
        let change = self.change(tx, &permit)?;
        let serves = Serves::TemporaryAccess { opens: new.opens.clone(), lasts: new.lasts };
        let made = self.make_code(tx, &change, &permit, actor, serves, until)?;
        change.settle(tx)?;
        permit.name(tx, [made.id.uuid()]);
        permit.detail(tx, json!({ "until": until }));
        let waiting = TemporaryAccess {
            id: made.id,
            person: None,
            organisation: None,
            guest: None,
            opens: new.opens.clone(),
            by_code: true,
            given_at: now,
            starts_at: now,
            ends_at: Some(until),
            state: AccessState::Waiting,
        };
        Ok((made, waiting))
    }

    /// Ends a temporary access, also one that begins later, or takes back a code that nobody has used.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for nothing that runs or waits.
    pub fn end_temporary_access(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        access: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<EndTemporaryAccess>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.id == access && TemporaryAccess::of(one, permit.facts()).is_some();
        let ended = change.end(tx, permit.now(), is_it)?;
        let Some(one) = ended.first() else {
            return Err(permit.absent(tx, Sought::TemporaryAccess, access.uuid()));
        };
        change.settle(tx)?;
        permit.name(tx, [access.uuid()]);
        permit.detail(tx, json!({ "kind": one.kind, "person": one.person }));
        Ok(())
    }

    /// From when until when a new access runs; of one by a code, if it were used at once.
    fn time_of(&self, new: &NewAccess, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let bounds = &self.reference.durations().temporary_access;
        let most = TimeDelta::days(i64::from(bounds.maximum_days));
        let least = TimeDelta::minutes(i64::from(bounds.minimum_minutes));
        let from = new.from.unwrap_or(now);
        let wrong = |said: String| Err(Error::Unprocessable(said));
        if from > now + most {
            return wrong(format!("a temporary access begins within {} days", bounds.maximum_days));
        }
        super::check_beginning("a temporary access", new.from, now)?;
        let from = from.max(now);
        let range = format!("{} minute to {} days", bounds.minimum_minutes, bounds.maximum_days);
        let ends_at = match new.lasts {
            Lasts::Minutes(minutes) => {
                let lasts = TimeDelta::minutes(i64::from(minutes));
                if lasts < least || lasts > most {
                    return wrong(format!("a temporary access lasts {range}; `{minutes}` minutes were said"));
                }
                end_of(new.lasts, from)
            }
            Lasts::Until(end) if end <= from => {
                return wrong(format!(
                    "a temporary access ends after it begins; `{}` is not after `{}`",
                    end.to_rfc3339(),
                    from.to_rfc3339()
                ));
            }
            Lasts::Until(end) if end - from < least || end - from > most => {
                return wrong(format!(
                    "a temporary access lasts {range}; `{}` is not within",
                    end.to_rfc3339()
                ));
            }
            Lasts::Until(end) => end,
        };
        Ok((from, ends_at))
    }
}

fn check_scope(scope: &Scope) -> Result<(), Error> {
    let number = match scope {
        Scope::Whole => return Ok(()),
        Scope::Categories(shelves) => shelves.len(),
        Scope::Documents(series) => series.len(),
    };
    if (1..=MOST_NAMED).contains(&number) {
        return Ok(());
    }
    Err(Error::Unprocessable(format!(
        "a temporary access opens 1 to {MOST_NAMED} documents or categories, or the whole record; `{number}` were named"
    )))
}

fn is_same(one: &Scope, other: &Scope) -> bool {
    match (one, other) {
        (Scope::Whole, Scope::Whole) => true,
        (Scope::Categories(one), Scope::Categories(other)) => {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        }
        (Scope::Documents(one), Scope::Documents(other)) => {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        }
        _ => false,
    }
}

impl TemporaryAccess {
    /// As it is listed; none for what is no temporary access nor the code of one. What somebody gave who does not act for the holder
    /// now is over, as decisions take it.
    fn of(one: &Provision, facts: &Facts) -> Option<Self> {
        let is_to_come = one.starts_at > facts.now && one.ends_at.is_none_or(|end| end > one.starts_at);
        let state = match (one.runs_at(facts.now), is_to_come) {
            _ if !facts.stands(one) => AccessState::Over,
            (true, _) => AccessState::Running,
            (_, true) => AccessState::ToCome,
            _ => AccessState::Over,
        };
        let listed = Self {
            id: one.id,
            person: one.person,
            organisation: one.organisation,
            guest: None,
            opens: Scope::Whole,
            by_code: true,
            given_at: one.given_at,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            state,
        };
        if one.kind == TEMPORARY_ACCESS {
            let TemporaryAccessTerms { scope, given_at, guest, code } = one.terms()?;
            return Some(Self { guest, opens: scope, by_code: code.is_some(), given_at, ..listed });
        }
        let Serves::TemporaryAccess { opens, .. } = opened_by(one)? else { return None };
        let state = if state == AccessState::Running { AccessState::Waiting } else { AccessState::Over };
        Some(Self { opens, state, ..listed })
    }
}
