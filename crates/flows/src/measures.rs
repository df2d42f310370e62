//! Decisions of judges about who acts for the holder of a record: two admins who are two people write one down, and the holder's side
//! is told.

use std::collections::HashMap;

use consent::{
    Act, Action, MeasureFault,
    rules::Orders,
    service::{BegunMeasure, InCharge, Measure, NewMeasure, UndecidedMeasure},
};
use database::Tx;
use documents::Error;
use kernel::{Actor, EventId, PersonId, Private, ProvisionId, SpaceId};
use mail::{Line, When};

use crate::{
    House,
    notify::{NewNotice, Told, notify},
    two_people::{NotTwo, are_two},
};

/// Those of whom decisions tell, and what they are called.
#[derive(Debug)]
pub struct Named<T> {
    /// Each.
    pub all: Vec<T>,
    /// What those are called of whom a name is known.
    pub names: HashMap<PersonId, Private<String>>,
}

impl<T> Named<T> {
    fn read(
        house: &House,
        tx: &mut Tx<'_>,
        all: Vec<T>,
        who: impl Fn(&T) -> Option<PersonId>,
    ) -> Result<Self, Error> {
        let people: Vec<PersonId> = all.iter().filter_map(who).collect();
        Ok(Self { names: house.identity.citizens_named(tx, &people)?, all })
    }
}

/// Writes a decision down.
///
/// # Errors
/// As [`consent::Consent::propose_measure`].
pub fn propose(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewMeasure,
) -> Result<ProvisionId, Error> {
    let (id, permit) = house.consent.propose_measure(tx, actor, new)?;
    let of_adult = matches!(new.orders, Orders::Protection { .. });
    if of_adult && !house.identity.is_of_age(tx, &permit)? {
        return Err(consent::Error::from(MeasureFault::NotOfAge).into());
    }
    if let (true, Some(record)) = (of_adult, new.of)
        && !house.identity.is_holder_of_age(tx, record)?
    {
        return Err(consent::Error::from(MeasureFault::ByMinor).into());
    }
    Ok(id)
}

/// The decisions that wait, of whatever record, or all that wait and count in one.
///
/// # Errors
/// As [`consent::Consent::measures`].
pub fn list(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: Option<SpaceId>,
) -> Result<Named<Measure>, Error> {
    let all = house.consent.measures(tx, actor, space)?;
    Named::read(house, tx, all, |one| one.person)
}

/// Confirms a decision that another person wrote down, and tells the holder and, of a minor, whoever represents the holder still. Whom it
/// puts in charge or suspends, the court tells.
///
/// # Errors
/// As [`consent::Consent::measure_to_confirm`] and [`consent::Consent::confirm_measure`]; what keeps a notice from being left.
pub fn confirm(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: ProvisionId,
) -> Result<BegunMeasure, Error> {
    let undecided = house.consent.measure_to_confirm(tx, actor, space, id)?;
    let undecided = of_two_people(house, tx, actor, undecided)?;
    let of_adult = matches!(undecided.orders(), Orders::Protection { .. });
    if of_adult && !house.identity.is_of_age(tx, undecided.permit())? {
        return Err(undecided.turn_down(tx, MeasureFault::NotOfAge).into());
    }
    let begun = house.consent.confirm_measure(tx, undecided)?;
    let until = begun.until.map(|at| When { at, zone: begun.zone });
    let told = match (&begun.orders, until) {
        (Orders::Protection { .. }, Some(until)) => {
            let names = house.identity.citizens_named(tx, begun.person.as_slice())?;
            let name = begun.person.and_then(|person| names.get(&person).cloned()).unwrap_or_default();
            Told::ProtectionBegan { name: Line::from(name), until }
        }
        (Orders::Suspension { .. }, Some(until)) => Told::RepresentativeSuspended { until, by_judge: true },
        _ => Told::ProtectionLifted,
    };
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
    Ok(begun)
}

/// Declines a decision that waits.
///
/// # Errors
/// As [`consent::Consent::decline_measure`].
pub fn decline(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: ProvisionId,
) -> Result<(), Error> {
    Ok(house.consent.decline_measure(tx, actor, space, id)?)
}

/// A decision about which an admin is about to decide, where another person wrote it down who still does support, and where it is about
/// neither of them.
fn of_two_people<'tx, A: Action, B: Action>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    undecided: UndecidedMeasure<'tx, A, B>,
) -> Result<UndecidedMeasure<'tx, A, B>, Error> {
    let about: Vec<PersonId> = undecided.about().collect();
    let fault = match are_two(house, tx, (undecided.proposed_by(), actor), &about)? {
        Ok(()) => return Ok(undecided),
        Err(NotTwo::OnePerson) => MeasureFault::OnePerson,
        Err(NotTwo::AdminLeft) => MeasureFault::AdminLeft,
        Err(NotTwo::AboutOneself) => MeasureFault::AboutOneself,
    };
    Err(undecided.turn_down(tx, fault).into())
}

/// Who is in charge of the holder by a decision of a judge, with names.
///
/// # Errors
/// As [`consent::Consent::in_charge_of`].
pub fn in_charge(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<Named<InCharge>, Error> {
    let all = house.consent.in_charge_of(tx, actor, space)?;
    Named::read(house, tx, all, |one| Some(one.person))
}

/// The records of protected adults that the caller may enter, as the decisions and consents of now say. It opens none and leaves no
/// line.
///
/// # Errors
/// The database's.
pub fn enterable(house: &House, actor: &Actor) -> Result<Vec<SpaceId>, Error> {
    let mut spaces = house.desk.read(|rtx| house.consent.in_charge_at(rtx, actor.person))?;
    let acts = [Act::Consult, Act::Deposit, Act::ReadNotices, Act::Activate, Act::Oppose, Act::Oversee];
    let open = house.desk.write(|tx| house.consent.opens_by(tx, actor, &spaces, "W3", &acts))?;
    spaces.retain(|space| open.contains(space));
    Ok(spaces)
}
