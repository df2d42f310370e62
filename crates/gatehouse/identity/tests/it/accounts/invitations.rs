//! How those who run the service come in, and come back.

use identity::{
    Error, InvitationFault, Session,
    account::{AccountFault, CodeSecret, LinkSecret},
    service::account::{Entered, InvitationAgain, Shown},
};
use kernel::{Actor, AdminRole, Assurance, Capacity, Language, PersonId};

use super::ground::{Browser, CAMILLE, GOOD, address, code, fault};
use crate::house::{House, Server};

const ALINE: &str = "aline@example.org";

fn registered(server: &Server) -> PersonId {
    let person: PersonId = server.id();
    let name = "Aline Roche".into();
    server.desk.write(|tx| server.identity.register_admin(tx, person, &name, &[AdminRole::Support])).unwrap();
    person
}

fn invite(server: &Server, person: PersonId, to: &str) -> Result<(), Error> {
    server.desk.write(|tx| server.identity.invite_admin(tx, person, &address(to), Language::French))
}

/// Invites again whoever has an account.
fn again(server: &Server, person: PersonId, without_factors: bool) -> Result<usize, Error> {
    let again = InvitationAgain { address: None, language: Language::French, without_factors };
    server.desk.write(|tx| server.identity.invite_admin_again(tx, person, &again))
}

/// Follows a link and chooses a password.
fn follow(browser: &Browser<'_>, link: &LinkSecret) -> Result<Entered, Error> {
    let Server { desk, identity, .. } = browser.server;
    let (password, entry) = (browser.server.choose(GOOD).unwrap(), browser.entry());
    Ok(desk.write(|tx| identity.confirm_account(tx, link, &password, &entry))?.entered)
}

fn session_of(browser: &Browser<'_>, entered: Result<Entered, Error>) -> Session {
    browser.session_of(entered.unwrap())
}

/// An admin who has come in, and the application that shows codes.
fn come_in(house: &House, server: &Server, browser: &Browser<'_>) -> (PersonId, CodeSecret) {
    let person = registered(server);
    invite(server, person, ALINE).unwrap();
    let session = session_of(browser, follow(browser, &server.last_link(house, ALINE)));
    (person, browser.add_code(house, &session).unwrap())
}

fn is_in(actor: &Actor, person: PersonId) -> bool {
    actor.person == person && actor.assurance == Assurance::Substantial && actor.has_role(AdminRole::Support)
}

#[test]
fn an_invited_admin_has_half_an_hour_for_the_first_factor() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let person = registered(&server);
    invite(&server, person, ALINE).unwrap();
    let session = session_of(&browser, follow(&browser, &server.last_link(&house, ALINE)));
    assert!(!server.identity.is_fresh(&browser.actor(&session)), "a link is no second factor");
    house.minutes_pass(6);
    let codes = browser.add_code(&house, &session).unwrap();
    let actor = browser.actor(&session);
    assert_eq!((actor.assurance, &actor.capacity), (Assurance::Low, &Capacity::Citizen));
    assert!(is_in(&browser.actor(&browser.log_in_strongly(&house, ALINE, &codes)), person));
}

#[test]
fn a_link_of_an_invitation_stands_for_no_factor_that_is_there() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let person = registered(&server);
    invite(&server, person, ALINE).unwrap();
    let first = server.last_link(&house, ALINE);
    let session = session_of(&browser, follow(&browser, &first));
    let codes = browser.add_code(&house, &session).unwrap();
    invite(&server, person, ALINE).unwrap();
    let second = server.last_link(&house, ALINE);
    let thief = server.browser_at("203.0.113.9");
    let Entered::SecondFactor(step) = follow(&thief, &second).unwrap() else { panic!("let in by a link") };
    assert!(matches!(thief.show(&step, &code("000000")).unwrap(), Shown::Wrong));
    house.seconds_pass(30);
    let shown = thief.show(&step, &code(&codes.code_at(house.now()))).unwrap();
    let Shown::Right(entered) = shown else { panic!("the code was not taken") };
    assert!(is_in(&thief.actor(&thief.session_of(entered)), person));
}

#[test]
fn an_admin_who_was_late_is_invited_again_and_the_links_before_work_no_more() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let person = registered(&server);
    invite(&server, person, ALINE).unwrap();
    let first = server.last_link(&house, ALINE);
    invite(&server, person, ALINE).unwrap();
    let second = server.last_link(&house, ALINE);
    assert_eq!(fault(follow(&browser, &first)), AccountFault::LinkOver, "another one was sent since");
    let session = session_of(&browser, follow(&browser, &second));
    house.minutes_pass(29);
    server.desk.write(|tx| server.identity.extend_idle(tx, session.id)).unwrap();
    house.minutes_pass(1);
    assert_eq!(fault(browser.add_code(&house, &session).map(drop)), AccountFault::NotSureEnough);
    let of_address = server.desk.read(|rtx| server.identity.admin_of_address(rtx, &address(ALINE))).unwrap();
    assert_eq!((of_address, again(&server, person, false).unwrap()), (person, 0));
    let session = session_of(&browser, follow(&browser, &server.last_link(&house, ALINE)));
    let codes = browser.add_code(&house, &session).unwrap();
    assert!(is_in(&browser.actor(&browser.log_in_strongly(&house, ALINE, &codes)), person));
    // Whoever is no admin any more comes in by none of them.
    again(&server, person, false).unwrap();
    let last = server.last_link(&house, ALINE);
    server.desk.write(|tx| server.identity.stop_admin(tx, person)).unwrap();
    assert_eq!(fault(follow(&browser, &last)), AccountFault::LinkOver);
    assert!(matches!(again(&server, person, false), Err(Error::Missing("admin"))));
}

#[test]
fn an_address_to_which_an_invitation_is_open_makes_no_second_admin() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let (first, second) = (registered(&server), registered(&server));
    invite(&server, first, ALINE).unwrap();
    let refused = |to: &str| match invite(&server, second, to) {
        Err(error @ Error::Invitation(InvitationFault::Open(person))) => {
            let said = error.to_string();
            assert!(said.contains(&format!("--again {first}")) && said.contains("admin roles"), "{said}");
            person
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(ALINE), first);
    assert_eq!(refused("Aline@Example.org"), first, "the same address, whatever its letters");
    assert_eq!(server.letters(&house, ALINE), ["admin_invited"]);
    // Sent again it is the same admin's, and the one before works no more.
    let to = |person| {
        let again = InvitationAgain {
            address: Some(address(ALINE)),
            language: Language::French,
            without_factors: false,
        };
        server.desk.write(|tx| server.identity.invite_admin_again(tx, person, &again))
    };
    assert!(matches!(to(second), Err(Error::Invitation(InvitationFault::Open(_)))));
    to(first).unwrap();
    // Whoever is stopped, or was late by a week, holds no address.
    server.desk.write(|tx| server.identity.stop_admin(tx, first)).unwrap();
    invite(&server, second, ALINE).unwrap();
    house.minutes_pass(7 * 24 * 60);
    let third = registered(&server);
    invite(&server, third, ALINE).unwrap();
    let session = session_of(&browser, follow(&browser, &server.last_link(&house, ALINE)));
    let codes = browser.add_code(&house, &session).unwrap();
    assert!(is_in(&browser.actor(&browser.log_in_strongly(&house, ALINE, &codes)), third));
}

#[test]
fn an_admin_whose_factor_was_recovered_is_invited_again() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let (person, _) = come_in(&house, &server, &browser);
    let step = browser.second_step(ALINE);
    server.desk.write(|tx| server.identity.ask_for_recovery(tx, &step)).unwrap();
    let link = server.last_link(&house, ALINE);
    server.desk.write(|tx| server.identity.begin_recovery(tx, &link)).unwrap();
    house.minutes_pass(72 * 60);
    assert_eq!(server.identity.run_recoveries(&server.desk).unwrap(), 1);
    // What is added by the password alone opens nothing.
    let thief = server.browser_at("203.0.113.9");
    let planted = thief.add_code(&house, &thief.log_in_weakly(ALINE)).unwrap();
    let low = thief.actor(&thief.log_in_strongly(&house, ALINE, &planted));
    assert_eq!(low.assurance, Assurance::Low);
    assert_eq!(again(&server, person, false).unwrap(), 1, "it is there, and is asked for");
    assert_eq!(again(&server, person, true).unwrap(), 0);
    let letters = server.letters(&house, ALINE);
    assert_eq!(letters[letters.len() - 2..], ["factor_removed", "admin_invited"]);
    let session = session_of(&browser, follow(&browser, &server.last_link(&house, ALINE)));
    let codes = browser.add_code(&house, &session).unwrap();
    assert!(is_in(&browser.actor(&browser.log_in_strongly(&house, ALINE, &codes)), person));
}

#[test]
fn an_invitation_goes_to_no_address_of_another_account() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    let person = registered(&server);
    let refused = |outcome: Result<(), Error>| match outcome {
        Err(Error::Invitation(fault)) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(invite(&server, person, CAMILLE)), InvitationFault::AddressTaken);
    assert_eq!(refused(again(&server, person, false).map(drop)), InvitationFault::AddressNeeded);
    let to = |to: &str| {
        let (address, language) = (Some(address(to)), Language::French);
        let again = InvitationAgain { address, language, without_factors: false };
        server.desk.write(|tx| server.identity.invite_admin_again(tx, person, &again)).map(drop)
    };
    assert_eq!(refused(to(CAMILLE)), InvitationFault::AddressTaken);
    to(ALINE).unwrap();
    session_of(&browser, follow(&browser, &server.last_link(&house, ALINE)));
    assert_eq!(refused(to("elsewhere@example.org")), InvitationFault::OtherAddress);
    again(&server, person, false).unwrap();
    house.run("update identity.account set state = 'suspended' where kind = 'admin'");
    let suspended = follow(&browser, &server.last_link(&house, ALINE));
    assert_eq!(fault(suspended), AccountFault::LinkOver);
    let nobody = server.desk.read(|rtx| server.identity.admin_of_address(rtx, &address(CAMILLE)));
    assert!(matches!(nobody, Err(Error::Missing("admin"))));
}
