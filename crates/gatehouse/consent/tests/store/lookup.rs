//! Finding somebody is not about one space until they are found.

use chrono_tz::Tz;
use consent::{Act, Action, Error, Reason, SpaceState};
use journal::{Outcome, system_chain};
use kernel::{Actor, Capacity, ErrorKind, OrganisationId, SpaceId, Standing};

use crate::house::{House, refusal};

struct Find;

impl Action for Find {
    const NAME: &'static str = "tests.find";
    const ACT: Act = Act::FindPatient;
}

fn find(house: &House, actor: &Actor, found: Option<SpaceId>) -> Result<(), Error> {
    house.desk.write(|tx| {
        let permit = house.consent.check_lookup::<Find>(tx, actor)?;
        match found {
            Some(space) => permit.found(tx, &house.consent, space),
            None => Err(permit.nobody(tx)),
        }
    })
}

#[test]
fn the_holder_finds_the_line_of_whoever_found_them() {
    let house = House::new();
    let (holder, doctor) = (house.citizen(), house.doctor());
    let space = house.space(&holder);
    find(&house, &doctor, Some(space)).unwrap();
    let lines = house.lines_of(space);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.entry.act.as_str(), line.entry.outcome), ("tests.find", Outcome::Done));
    assert_eq!(line.entry.things, [space.uuid()]);
    house.journal_is_whole();
}

#[test]
fn finding_nobody_is_a_refusal_in_a_chain_of_the_system() {
    let house = House::new();
    let doctor = house.doctor();
    assert_eq!(find(&house, &doctor, None).unwrap_err().kind(), ErrorKind::NotFound);
    let lines = house.lines(system_chain(doctor.person.uuid()));
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line.entry.outcome, Outcome::Refused);
}

#[test]
fn professionals_and_listed_establishments_look_somebody_up_and_nobody_else() {
    let house = House::new();
    let space = house.space(&house.citizen());
    let organisation = OrganisationId::new(&*house.clock, &*house.rng);
    let establishment = |listed| house.actor(Capacity::Establishment { organisation, listed });
    find(&house, &house.professional("00"), Some(space)).unwrap();
    find(&house, &establishment(true), Some(space)).unwrap();
    assert_eq!(refusal(find(&house, &house.citizen(), Some(space))), ("W".into(), Reason::ProfessionalsSide));
    assert_eq!(refusal(find(&house, &establishment(false), Some(space))), ("G0".into(), Reason::NotListed));
    let mut struck_off = house.doctor();
    if let Capacity::Professional(practice) = &mut struck_off.capacity {
        practice.standing = Standing::StruckOff;
    }
    assert_eq!(refusal(find(&house, &struck_off, Some(space))), ("G0".into(), Reason::NotInGoodStanding));
}

#[test]
fn a_record_that_takes_nothing_in_is_found_by_nobody() {
    let house = House::new();
    let (holder, doctor) = (house.citizen(), house.doctor());
    for state in SpaceState::ALL {
        let space = house.space_in(&holder, state, Tz::Europe__Paris);
        let found = find(&house, &doctor, Some(space));
        if matches!(state, SpaceState::Created | SpaceState::Active) {
            found.unwrap();
        } else {
            assert_eq!(found.unwrap_err().kind(), ErrorKind::NotFound, "{state:?}");
            assert!(house.lines_of(space).is_empty(), "{state:?}");
        }
    }
}
