//! Spaces are made by the system, for a purpose.

use chrono_tz::Tz;
use consent::{Act, Action, Error, Purpose, Reason, SpaceState, service::NewSpace};
use journal::Who;
use kernel::{ErrorKind, SpaceId};

use crate::house::{House, refusal};

struct Sweep;

impl Action for Sweep {
    const NAME: &'static str = "tests.sweep";
    const ACT: Act = Act::Maintain;
}

#[test]
fn the_chain_of_a_space_begins_with_its_making() {
    let house = House::new();
    let space = house.space(&house.citizen());
    let lines = house.lines(space.uuid());
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(
        (line.seq, line.entry.act.as_str(), line.entry.way.as_deref()),
        (1, "spaces.open", Some("W12"))
    );
    assert!(matches!(&line.entry.who, Who::System { purpose } if purpose == "registration"));
}

#[test]
fn a_space_that_exists_is_a_conflict_and_stays_as_it_was() {
    let house = House::new();
    let (holder, other) = (house.citizen(), house.citizen());
    let id = house.space(&holder);
    let again = NewSpace { id, holder: other.person, state: SpaceState::Active, zone: Tz::Europe__Paris };
    let conflict = house.desk.write(|tx| house.consent.open_space(tx, &again)).unwrap_err();
    assert_eq!(conflict.kind(), ErrorKind::Conflict);
    house.look(&holder, id).unwrap();
    assert!(house.look(&other, id).is_err());
}

#[test]
fn a_purpose_covers_its_own_work_only() {
    let house = House::new();
    let space = house.space(&house.citizen());
    let sweep = |purpose, space| -> Result<(), Error> {
        house.desk.write(|tx| house.consent.system_permit::<Sweep>(tx, purpose, space).map(|_| ()))
    };
    sweep(Purpose::Upkeep, space).unwrap();
    assert_eq!(refusal(sweep(Purpose::Registration, space)).1, Reason::NoWay);
    let nowhere = SpaceId::new(&*house.clock, &*house.rng);
    assert_eq!(refusal(sweep(Purpose::Upkeep, nowhere)).1, Reason::NoSuchSpace);
}

#[test]
fn a_row_of_an_unknown_time_zone_is_an_error_and_no_decision() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    house.arrange("update consent.space set zone = 'Europe/Atlantis'");
    let error = house.look(&holder, space).unwrap_err();
    assert!(
        matches!(error, Error::Database(database::Error::Row { table: "consent.facts", .. })),
        "{error:?}"
    );
}

#[test]
fn the_servers_role_removes_neither_space_nor_provision() {
    use diesel::connection::SimpleConnection;
    let house = House::new();
    house.space(&house.citizen());
    let mut conn = house.database.connect(database::SERVER);
    for statement in ["delete from consent.space", "delete from consent.provision", "truncate consent.space"]
    {
        let refused = conn.batch_execute(statement).unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{statement}: {refused}");
    }
}
