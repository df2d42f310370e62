use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use config::ProtectedWith;
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{super::check_words, SUPPORT, waiting};
use crate::{
    Act, Action, Consent, Error, MeasureFault, Permit, Provision,
    days::{end_after, first_instant},
    rules::{
        CourtDecision, MEASURE, MeasureTerms, Orders, PROTECTION, REPRESENTATIVE, REPRESENTATIVE_SUSPENDED,
        SuspendedTerms,
    },
    store,
};

/// Writing a decision of a judge down.
pub struct ProposeMeasure;

impl Action for ProposeMeasure {
    const NAME: &'static str = "measures.propose";
    const ACT: Act = Act::Administer;
}

/// A decision of a judge about the record that was written down.
pub struct WriteMeasure;

impl Action for WriteMeasure {
    const NAME: &'static str = "protection.propose";
    const ACT: Act = Act::ChangeLife;
}

/// A decision of a judge to write down.
#[derive(Debug, Clone)]
pub struct NewMeasure {
    /// The record that it is about.
    pub space: SpaceId,
    /// The record of whoever is put in charge or suspended; none where a decision is lifted.
    pub of: Option<SpaceId>,
    /// What it orders.
    pub orders: Orders,
    /// The decision.
    pub decision: CourtDecision,
}

impl Consent {
    /// Whether somebody may write decisions of judges down.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role.
    pub fn may_propose_measures(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        let admin = self.check_admin::<ProposeMeasure>(tx, actor, &SUPPORT)?;
        admin.turn_down(tx, actor.person.uuid(), "unreadable");
        Ok(())
    }

    /// Writes a decision of a judge down. It counts when another admin confirms it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role, and where there is no such record; [`Error::Unprocessable`] for a decision that
    /// cannot be.
    pub fn propose_measure<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        new: &NewMeasure,
    ) -> Result<(ProvisionId, Permit<'tx, WriteMeasure>), Error> {
        let admin = self.check_admin::<ProposeMeasure>(tx, actor, &SUPPORT)?;
        admin.name(tx, [new.space.uuid()]);
        let permit = self.permit_of_admin::<WriteMeasure, _>(tx, &admin, new.space)?;
        if !store::merged_into(tx, &[new.space])?.is_empty() {
            admin.turn_down(tx, new.space.uuid(), MeasureFault::WentInto.name());
            return Err(MeasureFault::WentInto.into());
        }
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, permit.now())?;
        let about = match self.fits(tx, &permit, new, &standing) {
            Ok(about) => about,
            Err(fault) => {
                // Each leaves a line: what is unfit tells of the record.
                admin.turn_down(tx, new.space.uuid(), "unfit");
                return Err(fault);
            }
        };
        let holder = permit.space_facts().map(|facts| facts.holder);
        if [about, holder].contains(&Some(actor.person)) {
            admin.turn_down(tx, new.space.uuid(), MeasureFault::AboutOneself.name());
            return Err(MeasureFault::AboutOneself.into());
        }
        // Whom it is against is told once it counts, and nothing where it never does; the holder is at once.
        permit.keep_secret(tx);
        let terms = MeasureTerms { orders: new.orders.clone(), decision: new.decision.clone() };
        let days = TimeDelta::days(i64::from(self.reference.protected_adults().proposal_days));
        let one = Provision {
            person: about,
            ends_at: Some(permit.now() + days),
            ..self.provision_of(MEASURE, json!(terms), actor, permit.now())
        };
        change.give(tx, &one)?;
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        admin.name(tx, [one.id.uuid()]);
        Ok((one.id, permit))
    }

    /// Whom a decision is about, where it can be.
    fn fits<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        new: &NewMeasure,
        standing: &[Provision],
    ) -> Result<Option<PersonId>, Error> {
        self.check_decision(permit, &new.decision)?;
        let about = match new.of {
            Some(record) => Some(self.holder_of(tx, record)?),
            None => None,
        };
        self.check_orders(permit, (&new.orders, &new.decision), about, standing)?;
        Ok(about)
    }

    /// Whose a record is.
    pub(in crate::service) fn holder_of(&self, tx: &mut Tx<'_>, record: SpaceId) -> Result<PersonId, Error> {
        let loaded = store::load_many(tx, &self.vault, &[record], self.clock.now())?;
        let holder = loaded.get(&record).map(|loaded| loaded.space.holder);
        holder.ok_or_else(|| unfit("`of` is the record of somebody; there is no such record"))
    }

    fn check_decision<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        decision: &CourtDecision,
    ) -> Result<(), Error> {
        check_words("the court", decision.court.reveal(), 200)?;
        if let Some(number) = &decision.number {
            check_words("the number of a decision", number.reveal(), 100)?;
        }
        if decision.decided_on > today(permit)? {
            return Err(unfit("a decision is written down once it was made; its day is not to come"));
        }
        Ok(())
    }

    /// Whether what a judge orders can be, of whom it is about and beside what stands.
    pub(super) fn check_orders<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        (orders, decision): (&Orders, &CourtDecision),
        about: Option<PersonId>,
        standing: &[Provision],
    ) -> Result<(), Error> {
        let holder = permit.space_facts().map(|facts| facts.holder).ok_or(Error::Disagreement)?;
        if about == Some(holder) {
            return Err(unfit("nobody is put in charge of themselves; `of` is the record of somebody else"));
        }
        match (orders, about) {
            (Orders::Protection { with, measure, from, until }, Some(person)) => {
                self.check_measure(*with, measure)?;
                if from.is_some_and(|from| from > *until) {
                    return Err(unfit("a decision begins before it ends"));
                }
                if from.is_some_and(|from| from < decision.decided_on) {
                    return Err(unfit("a decision begins on the day it was made, or later"));
                }
                self.check_end(permit, decision, *until)?;
                let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
                let span = span_of(*from, *until, permit.now(), zone);
                let beside = |one: &&Provision| {
                    spans(one, zone).is_some_and(|other| span.0 < other.1 && other.0 < span.1)
                };
                let in_charge: Vec<&Provision> = standing.iter().filter(beside).collect();
                if in_charge.iter().any(|one| one.person == Some(person)) {
                    return Err(unfit(
                        "this person is in charge already, or a decision about that waits; lift it first",
                    ));
                }
                let most = self.reference.protected_adults().most;
                if in_charge.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
                    return Err(Error::Unprocessable(format!(
                        "at most {most} people are in charge of one adult, decisions that wait among them"
                    )));
                }
                Ok(())
            }
            (Orders::Suspension { until }, Some(person)) => {
                let represents = |one: &Provision| one.kind == REPRESENTATIVE && one.person == Some(person);
                if !standing.iter().any(represents) {
                    return Err(unfit(
                        "nobody suspends who does not represent the holder; `of` is the record of who does",
                    ));
                }
                self.check_end(permit, decision, *until)
            }
            (Orders::Lifting { of }, None) => {
                if standing.iter().any(|one| one.id == *of && is_by_decision(one)) {
                    return Ok(());
                }
                Err(unfit("`lifts` names what an earlier decision made and still counts in this record"))
            }
            (Orders::Lifting { .. }, Some(_)) => {
                Err(unfit("a decision that lifts another one names that, and nobody; leave `of` out"))
            }
            (_, None) => Err(unfit("name in `of` the record of whoever is put in charge or suspended")),
        }
    }

    fn check_measure(&self, with: ProtectedWith, code: &str) -> Result<(), Error> {
        let known = self.reference.protected_adults();
        let Some(measure) = known.measure(code) else {
            let all: Vec<&str> = known.measures.iter().map(|one| one.code.as_str()).collect();
            return Err(Error::Unprocessable(format!(
                "there is no measure `{code}`; there are `{}`",
                all.join("`, `")
            )));
        };
        if measure.with.contains(&with) {
            return Ok(());
        }
        let may: Vec<&str> = measure.with.iter().map(|with| with.as_str()).collect();
        let (with, may) = (with.as_str(), may.join("`, `"));
        Err(Error::Unprocessable(format!(
            "by `{code}` nobody is in charge with `{with}`; it is with `{may}`"
        )))
    }

    fn check_end<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        decision: &CourtDecision,
        until: NaiveDate,
    ) -> Result<(), Error> {
        if until < today(permit)? {
            return Err(unfit("a decision that is over is not written down; `until` is its last day"));
        }
        let years = self.reference.protected_adults().longest_years;
        let longest = decision.decided_on.checked_add_months(Months::new(12 * years));
        if longest.is_none_or(|longest| until > longest) {
            return Err(Error::Unprocessable(format!(
                "a decision lasts {years} years at most from its day on; `until` is its last day"
            )));
        }
        Ok(())
    }
}

/// From when to when a decision counts.
fn span_of(
    from: Option<NaiveDate>,
    until: NaiveDate,
    now: DateTime<Utc>,
    zone: Tz,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let begins = from.and_then(|from| first_instant(from, zone)).map_or(now, |begins| begins.max(now));
    (begins, end_after(until, 0, zone).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// From when to when somebody is in charge by a provision, or will be once it is confirmed.
fn spans(one: &Provision, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    if one.kind == PROTECTION {
        return Some((one.starts_at, one.ends_at.unwrap_or(DateTime::<Utc>::MAX_UTC)));
    }
    match waiting(one)?.orders {
        Orders::Protection { from, until, .. } => Some(span_of(from, until, one.starts_at, zone)),
        Orders::Suspension { .. } | Orders::Lifting { .. } => None,
    }
}

/// Whether a decision of a judge made a provision.
pub(super) fn is_by_decision(one: &Provision) -> bool {
    let by_judge = || one.terms::<SuspendedTerms>().is_some_and(|terms| !terms.by_representative);
    one.kind == PROTECTION || one.kind == REPRESENTATIVE_SUSPENDED && by_judge()
}

/// The day in the holder's zone.
fn today<A: Action>(permit: &Permit<'_, A>) -> Result<NaiveDate, Error> {
    let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
    Ok(permit.now().with_timezone(&zone).date_naive())
}

fn unfit(text: &str) -> Error {
    Error::Unprocessable(text.to_owned())
}
