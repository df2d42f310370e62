use std::cell::RefCell;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use identity::{Error, StrictTraits, service::PatientSearch};
use kernel::{Actor, ErrorKind, Ins, InsOid, SpaceId, Standing};

use crate::house::{House, Server, camille, test_ins};

fn find(server: &Server, actor: &Actor, search: &PatientSearch) -> Result<SpaceId, Error> {
    server.desk.write(|tx| server.identity.find_patient(tx, actor, search))
}

fn by_ins(number: &str, oid: InsOid) -> PatientSearch {
    PatientSearch::Ins(Ins::parse(number, oid).unwrap().0)
}

fn by_traits(traits: StrictTraits) -> PatientSearch {
    PatientSearch::Traits(Box::new(traits))
}

#[test]
fn a_doctor_finds_a_patient_and_the_patient_sees_it() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let spelt = StrictTraits {
        birth_name: "LEPINE DARC".into(),
        first_names: vec!["CAMILLE".into(), "ANNE".into(), "LISE".into()],
        ..camille()
    };
    let unplaced = StrictTraits { birthplace: None, ..spelt.clone() };
    for search in [by_ins("279035121518989", InsOid::NirTest), by_traits(spelt), by_traits(unplaced)] {
        let before = server.journal_lines(&house, citizen.space);
        assert_eq!(find(&server, &doctor, &search).unwrap(), citizen.space);
        assert_eq!(
            server.journal_lines(&house, citizen.space),
            before + 1,
            "a line in the chain of the space"
        );
    }
}

#[test]
fn a_part_of_an_identity_finds_nobody() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let lines = server.journal_lines(&house, citizen.space);
    let first_name_only = StrictTraits { first_names: vec!["Camille".into()], ..camille() };
    let elsewhere = StrictTraits { birthplace: Some("13055".into()), ..camille() };
    let searches = [
        by_traits(first_name_only),
        by_traits(elsewhere),
        by_ins("279035121518989", InsOid::NirDemo),
        by_ins("279035121518486", InsOid::NirTest),
    ];
    for search in searches {
        let nobody = find(&server, &doctor, &search).unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::NotFound, "{nobody:?}");
    }
    assert_eq!(server.journal_lines(&house, citizen.space), lines);
    assert!(house.count("select count(*) as n from journal.tally") > 0, "nobody leaves a trace too");
}

#[test]
fn two_people_who_share_four_traits_are_found_by_the_fifth_only() {
    let house = House::new();
    let server = house.server();
    let elsewhere = StrictTraits { birthplace: Some("2A004".into()), ..camille() };
    server.citizen(camille(), None).unwrap();
    let second = server.citizen(elsewhere.clone(), None).unwrap();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let unplaced = StrictTraits { birthplace: None, ..camille() };
    assert_eq!(find(&server, &doctor, &by_traits(unplaced)).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(find(&server, &doctor, &by_traits(elsewhere)).unwrap(), second.space);
}

#[test]
fn a_citizen_and_a_doctor_who_was_struck_off_look_nobody_up() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let search = by_ins("279035121518989", InsOid::NirTest);
    let holder = server.holder(&citizen);
    assert!(matches!(find(&server, &holder, &search), Err(Error::Consent(consent::Error::Refused(_)))));

    let doctor = server.doctor();
    let token = server.token(&server.open_doctor(&doctor));
    assert!(find(&server, &server.recognise(&token).unwrap(), &search).is_ok());
    server.desk.write(|tx| server.identity.set_standing(tx, doctor.person, Standing::StruckOff)).unwrap();
    let actor = server.recognise(&token).unwrap();
    let refused = find(&server, &actor, &search).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden, "the next call is refused by G0: {refused:?}");
}

#[test]
fn a_patient_whose_space_takes_nothing_in_is_found_by_nobody() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let search = by_ins("279035121518989", InsOid::NirTest);
    for state in ["opposition_running", "opposed", "suspended", "closed", "deceased"] {
        house.run(&format!("update consent.space set state = '{state}'"));
        let nobody = find(&server, &doctor, &search).unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::NotFound, "{state}: {nobody:?}");
    }
    for state in ["created", "active"] {
        house.run(&format!("update consent.space set state = '{state}'"));
        assert_eq!(find(&server, &doctor, &search).unwrap(), citizen.space, "{state}");
    }
}

thread_local! {
    /// The statements of this test's thread; the desk works on the thread of its caller.
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn watch() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let statement = text.split(" -- binds").next().unwrap_or_default().to_owned();
            STATEMENTS.with_borrow_mut(|statements| statements.push(statement));
        }
    }))
}

#[test]
fn nobody_and_a_record_that_is_hidden_cost_the_same_statements_by_number_and_by_traits() {
    set_default_instrumentation(watch).unwrap();
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), Some(test_ins())).unwrap();
    house.run("update consent.space set state = 'suspended'");
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let unplaced = StrictTraits { birthplace: None, ..camille() };
    let nobody = StrictTraits { birth_name: "NESSUNO".into(), ..camille() };
    let searches = [
        by_ins("180077500000034", InsOid::NirTest),
        by_ins("279035121518989", InsOid::NirTest),
        by_traits(nobody),
        by_traits(camille()),
        by_traits(unplaced),
    ];
    // The first refusal of a minute opens the chain; the others are counted.
    for round in 0..2 {
        house.minutes_pass(2 * round);
        find(&server, &doctor, &searches[0]).unwrap_err();
        let costs = searches.each_ref().map(|search| {
            STATEMENTS.with_borrow_mut(Vec::clear);
            assert_eq!(find(&server, &doctor, search).unwrap_err().kind(), ErrorKind::NotFound);
            STATEMENTS.with_borrow_mut(std::mem::take)
        });
        assert!(costs[0].len() > 3, "{costs:?}");
        for other in &costs[1..] {
            assert_eq!(*other, costs[0]);
        }
    }
}
