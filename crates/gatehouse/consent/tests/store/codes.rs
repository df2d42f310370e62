//! Codes of a holder, as the store keeps them.

use chrono::TimeDelta;
use consent::{
    Code, Error, Reason,
    rules::{Guest, Lasts, Scope},
    service::NewAccess,
};
use kernel::{Actor, Capacity, Clock};
use secrecy::ExposeSecret;

use crate::house::House;

fn for_an_hour(opens: Scope) -> NewAccess {
    NewAccess { opens, from: None, lasts: Lasts::Minutes(60) }
}

/// A holder who has just shown a second factor.
fn sure(house: &House) -> Actor {
    Actor { second_factor_at: Some(house.clock.now()), ..house.citizen() }
}

fn is_no_code<T>(done: Result<T, Error>) -> bool {
    matches!(done, Err(Error::Refused(refusal)) if refusal.reason == Reason::NoSuchCode)
}

#[test]
fn a_code_opens_once_and_what_it_opened_ends_by_itself() {
    let house = House::new();
    let (citizen, doctor) = (sure(&house), house.doctor());
    let space = house.space(&citizen);
    let made = house.desk.write(|tx| {
        house.consent.make_access_code(tx, &citizen, space, &for_an_hour(Scope::Whole)).map(|(made, _)| made)
    });
    let typed = Code::typed(made.unwrap().code.in_groups().expose_secret()).unwrap();
    let redeem = || house.desk.write(|tx| house.consent.redeem(tx, &doctor, Some(&typed)));
    let opened = redeem().unwrap();
    assert_eq!((opened.space, opened.ends_at), (space, house.clock.now() + TimeDelta::minutes(60)));
    assert!(is_no_code(redeem()));
    assert!(is_no_code(house.desk.write(|tx| house.consent.redeem(tx, &doctor, None))));
}

#[test]
fn a_guest_gets_a_day_at_most_and_chosen_documents_alone() {
    let house = House::new();
    let citizen = sure(&house);
    let space = house.space(&citizen);
    let mut guest = house.doctor();
    guest.capacity = Capacity::Guest;
    let words = Guest { name: "Ana".to_owned(), profession: "doctor".to_owned(), place: "Porto".to_owned() };
    for (opens, is_let_in) in
        [(Scope::Whole, false), (Scope::Documents(vec![uuid::Uuid::from_u128(7)]), true)]
    {
        let new = NewAccess { opens, from: None, lasts: Lasts::Minutes(3 * 24 * 60) };
        let made = house
            .desk
            .write(|tx| house.consent.make_access_code(tx, &citizen, space, &new).map(|(made, _)| made));
        let code = made.unwrap().code;
        let done = house.desk.write(|tx| {
            house.consent.redeem_as_guest(tx, &guest, Some(&code), &words).map(|(_, redeemed)| redeemed)
        });
        match is_let_in {
            false => assert!(is_no_code(done)),
            true => assert_eq!(done.unwrap().ends_at, house.clock.now() + TimeDelta::hours(24)),
        }
    }
}

#[test]
fn where_a_code_led_is_forgotten_a_day_after_its_end() {
    let house = House::new();
    let citizen = sure(&house);
    let space = house.space(&citizen);
    house.desk.write(|tx| house.consent.make_relationship_code(tx, &citizen, space, None)).unwrap();
    let forget = || house.desk.write(|tx| house.consent.forget_codes(tx)).unwrap();
    house.clock.advance(TimeDelta::hours(24));
    assert_eq!(forget(), 0);
    house.clock.advance(TimeDelta::hours(2));
    assert_eq!(forget(), 1);
}
