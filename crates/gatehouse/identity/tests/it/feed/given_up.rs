//! A number that nobody had proven is nobody's former number.

use consent::IdentityAgreement;
use identity::{IdentityStatus, feed::Why, service::PatientSearch};
use kernel::{Actor, InsOid, SpaceId};

use super::{
    Person,
    doubles::support,
    number,
    status::{agrees, ins},
};
use crate::house::{House, Server};

/// The number that the feed gave to the wrong person at first.
const OF_SOMEBODY_ELSE: u32 = 50;

fn found(server: &Server, doctor: &Actor, nth: u32) -> Option<SpaceId> {
    let search = PatientSearch::Ins(ins(nth, InsOid::NirTest));
    server.desk.write(|tx| server.identity.find_patient(tx, doctor, &search)).ok()
}

fn now_with(person: Person, nth: u32, before: u32) -> Person {
    person
        .with("ins", number(nth))
        .with("previous_ins", number(before))
        .with("previous_ins_system", "NIR_TEST")
}

fn only_space(house: &House) -> SpaceId {
    house.text("select space_id::text as t from identity.citizen").parse().unwrap()
}

#[test]
fn a_number_that_was_never_proven_leads_nowhere_once_it_is_given_up_and_is_left_to_its_owner() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let wrong = Person::new(1).with("ins", number(OF_SOMEBODY_ELSE));
    server.import(&[wrong.clone().with("identity_status", "provisional")]);
    let right = now_with(Person::new(1), 1, OF_SOMEBODY_ELSE);
    assert_eq!(server.import(std::slice::from_ref(&right)).counts().changed, 1);
    house.run("update consent.space set state = 'active'");
    let space = only_space(&house);
    assert_eq!(found(&server, &doctor, 1), Some(space));
    assert_eq!(found(&server, &doctor, OF_SOMEBODY_ELSE), None, "it was proven for nobody");
    let deposit = agrees(&server, space, vec![ins(OF_SOMEBODY_ELSE, InsOid::NirTest)]);
    assert_eq!(deposit, IdentityAgreement::Disagrees);

    // Nothing becomes of it in the night after, nor does an older feed bring it back.
    server.import(&[right.with("usual_name", "Durand")]);
    assert_eq!(found(&server, &doctor, OF_SOMEBODY_ELSE), None);
    assert_eq!(server.import(&[wrong]).told(), [(3, "ins", Why::TraitsTaken)]);

    // The one whose number it is gets a record, and is found by it.
    let owner = server.import(&[Person::new(2).with("ins", number(OF_SOMEBODY_ELSE))]);
    assert_eq!((owner.told(), owner.counts().new), (Vec::new(), 1));
    house.run("update consent.space set state = 'active'");
    let of_owner = found(&server, &doctor, OF_SOMEBODY_ELSE);
    assert!(of_owner.is_some_and(|found| found != space), "{of_owner:?}");
    assert_eq!(found(&server, &doctor, 1), Some(space));
}

#[test]
fn nothing_that_makes_an_identity_sure_later_proves_a_number_that_it_has_given_up() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let unsure = |person: Person| person.with("identity_status", "validated");
    server.import(&[unsure(Person::new(1).with("ins", number(OF_SOMEBODY_ELSE)))]);
    server.import(&[unsure(now_with(Person::new(1), 1, OF_SOMEBODY_ELSE))]);
    house.run("update consent.space set state = 'active'");
    let (space, admin) = (only_space(&house), support(&house, &server));
    let qualified = IdentityStatus::Qualified;
    server.desk.write(|tx| server.identity.set_identity_status(tx, &admin, space, qualified)).unwrap();
    assert_eq!(found(&server, &doctor, 1), Some(space));
    assert_eq!(found(&server, &doctor, OF_SOMEBODY_ELSE), None, "support has looked at the one of today");
    server.import(&[now_with(Person::new(1), 1, OF_SOMEBODY_ELSE)]);
    assert_eq!(found(&server, &doctor, OF_SOMEBODY_ELSE), None, "nor does the feed prove it");
}

#[test]
fn a_number_that_a_row_only_names_as_a_former_one_is_not_proven_by_that() {
    let house = House::new();
    let server = house.server();
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    server.import(&[now_with(Person::new(1), 1, OF_SOMEBODY_ELSE)]);
    house.run("update consent.space set state = 'active'");
    assert_eq!(found(&server, &doctor, OF_SOMEBODY_ELSE), None, "it never was the number of this record");
    let owner = server.import(&[Person::new(2).with("ins", number(OF_SOMEBODY_ELSE))]);
    assert_eq!((owner.told(), owner.counts().new), (Vec::new(), 1));
}
