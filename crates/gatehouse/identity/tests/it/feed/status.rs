//! Only a qualified identity is known by its number; numbers that were somebody's lead there still.

use consent::{Ask, IdentityAgreement};
use identity::{GivenIdentity, Sex, StrictTraits, feed::Why, service::PatientSearch};
use kernel::{Actor, Ins, InsOid, SpaceId};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{Person, number};
use crate::house::{House, Look, Server};

pub(super) fn ins(nth: u32, oid: InsOid) -> Ins {
    Ins::parse(&number(nth), oid).unwrap().0
}

fn traits() -> StrictTraits {
    StrictTraits {
        birth_name: "ESSAI B".into(),
        first_names: vec!["CAMILLE".into(), "ANNE".into()],
        birth_date: "1980-07-01".parse().unwrap(),
        sex: Sex::Female,
        birthplace: Some("75056".into()),
    }
}

/// Which look-ups find the record: by this number, by traits.
fn found(server: &Server, doctor: &Actor, oid: InsOid, nth: u32) -> (Option<SpaceId>, Option<SpaceId>) {
    let find = |search: PatientSearch| {
        server.desk.write(|tx| server.identity.find_patient(tx, doctor, &search)).ok()
    };
    (find(PatientSearch::Ins(ins(nth, oid))), find(PatientSearch::Traits(Box::new(traits()))))
}

pub(super) fn agrees(server: &Server, space: SpaceId, given: Vec<Ins>) -> IdentityAgreement {
    let given = GivenIdentity { ins: given, ..GivenIdentity::default() };
    server
        .desk
        .write(|tx| server.identity.compare_identity_without_permit(tx, space, &given))
        .unwrap()
        .verdict
}

fn shown(server: &Server, house: &House, space: SpaceId) -> Option<String> {
    let person =
        house.text(&format!("select person::text as t from identity.citizen where space_id = '{space}'"));
    let citizen =
        identity::service::RegisteredCitizen { space, person: person.parse().unwrap(), warning: None };
    let actor = server.holder(&citizen);
    let known = server.desk.write(|tx| {
        let permit = server.consent.check::<Look>(tx, &actor, space, Ask::default())?;
        server.identity.patient_identity(tx, &permit)
    });
    known.unwrap().ins.map(|ins| ins.reveal().to_owned())
}

#[test]
fn a_number_finds_compares_and_shows_only_where_the_identity_is_qualified() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    for status in ["provisoire", "récupérée", "validée", "qualifiée", "provisional"] {
        let row = Person::new(1).with("identity_status", status);
        server.import(&[row]);
        house.run("update consent.space set state = 'active'");
        let (by_ins, by_traits) = found(&server, &doctor, InsOid::NirTest, 1);
        let space = by_traits.expect("traits always lead there");
        let qualified = status == "qualifiée";
        assert_eq!(by_ins, qualified.then_some(space), "{status}");
        let verdict = agrees(&server, space, vec![ins(1, InsOid::NirTest)]);
        let expected = if qualified { IdentityAgreement::Agrees } else { IdentityAgreement::NotGiven };
        assert_eq!(verdict, expected, "{status}");
        assert_eq!(shown(&server, &house, space), qualified.then(|| number(1)), "{status}");
    }
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 1);
}

#[test]
fn a_waiting_number_gives_way_and_still_leads_there() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    server.import(&[Person::new(1).with("ins_system", "NIA")]);
    let done = server.import(&[Person::new(1).with("ins", number(2)).with("ins_system", "NIR")]);
    assert_eq!((done.counts().changed, done.counts().rejected), (1, 0));
    house.run("update consent.space set state = 'active'");
    let (old, _) = found(&server, &doctor, InsOid::Nia, 1);
    let (new, _) = found(&server, &doctor, InsOid::Nir, 2);
    assert!(old.is_some());
    assert_eq!(old, new);
    let space = new.unwrap();
    assert_eq!(shown(&server, &house, space), Some(number(2)), "the new one is shown");
    assert_eq!(
        agrees(&server, space, vec![ins(1, InsOid::Nia)]),
        IdentityAgreement::Agrees,
        "the old one agrees"
    );
    assert_eq!(agrees(&server, space, vec![ins(3, InsOid::Nir)]), IdentityAgreement::Disagrees);
    // A feed that is older than the record does not bring the old number back.
    let older = server.import(&[Person::new(1).with("ins_system", "NIA")]);
    assert_eq!(older.told(), [(3, "ins", Why::OldNumber)]);
    assert_eq!(house.count("select count(*) as n from identity.lookup where kind = 'former_ins'"), 1);
    // Nor where the identity is not qualified any more, whose numbers are tagged otherwise.
    server.import(&[Person::new(1)
        .with("ins", number(2))
        .with("ins_system", "NIR")
        .with("identity_status", "validée")]);
    let older = server.import(&[Person::new(1).with("ins_system", "NIA")]);
    assert_eq!(older.told(), [(3, "ins", Why::OldNumber)]);
}

#[test]
fn any_other_change_of_number_has_to_be_said() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    server.import(&[Person::new(1)]);
    let unsaid = server.import(&[Person::new(1).with("ins", number(2))]);
    assert_eq!(unsaid.told(), [(3, "ins", Why::TraitsTaken)]);
    let said = Person::new(1)
        .with("ins", number(2))
        .with("previous_ins", number(1))
        .with("previous_ins_system", "NIR_TEST");
    assert_eq!(server.import(std::slice::from_ref(&said)).counts().changed, 1);
    assert_eq!(
        server.import(&[said.with("usual_name", "Durand")]).counts().changed,
        1,
        "said twice, changed once"
    );
    house.run("update consent.space set state = 'active'");
    let (new, _) = found(&server, &doctor, InsOid::NirTest, 2);
    assert_eq!(shown(&server, &house, new.unwrap()), Some(number(2)));
}

#[test]
fn whatever_happens_to_an_identity_its_tags_say_what_it_is() {
    const STATUSES: [&str; 4] = ["provisional", "retrieved", "validated", "qualified"];
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let step = (0..STATUSES.len(), 0_u32..3, any::<bool>());
    let nth = std::cell::Cell::new(1_000);
    let story = |steps: Vec<(usize, u32, bool)>| {
        let base = nth.get();
        nth.set(base + 10);
        // Each number that was given up, and whether it was proven then.
        let (mut at, mut was_qualified, mut former) = (base, false, Vec::<(u32, bool)>::new());
        for (at_step, (status, change, rename)) in steps.into_iter().enumerate() {
            let mut row = Person::new(base).with("identity_status", STATUSES[status]);
            let to = base + change;
            if at_step > 0 && change > 0 && to != at && former.iter().all(|(old, _)| *old != to) {
                former.push((at, was_qualified));
                row = row.with("previous_ins", number(at)).with("previous_ins_system", "NIR_TEST");
                at = to;
            }
            row = row.with("ins", number(at));
            if rename {
                row = row.with("usual_name", format!("Nom {}", "x".repeat(change as usize + 1)));
            }
            let done = server.import(&[row.clone(), Person::new(900_000 + nth.get())]);
            prop_assert_eq!(done.counts().rejected, 0, "{:?}", done.told());
            house.run("update consent.space set state = 'active'");
            let qualified = STATUSES[status] == "qualified";
            let find = |nth: u32| {
                let search = PatientSearch::Ins(ins(nth, InsOid::NirTest));
                server.desk.write(|tx| server.identity.find_patient(tx, &doctor, &search)).is_ok()
            };
            prop_assert_eq!(find(at), qualified);
            for (old, was_proven) in &former {
                prop_assert_eq!(find(*old), qualified && *was_proven, "a former number");
            }
            was_qualified = qualified;
        }
        Ok(())
    };
    runner.run(&prop::collection::vec(step, 1..5), story).unwrap();
}
