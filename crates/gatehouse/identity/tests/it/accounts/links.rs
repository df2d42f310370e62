use identity::{
    Error, Unrecognised,
    account::{AccountFault, LinkSecret, PasswordFault},
    service::account::{AddressChange, Entered},
};
use kernel::Actor;

use super::ground::{CAMILLE, GOOD, OTHER, address, fault, secret, wait};
use crate::house::{House, Server, cause};

fn reset(server: &Server, link: &LinkSecret) -> Result<LinkSecret, Error> {
    let password = server.choose(OTHER).unwrap();
    server.desk.write(|tx| server.identity.reset_password(tx, link, &password))
}

/// Changes something that the password is asked for again.
fn change<R>(
    server: &Server,
    actor: &Actor,
    typed: &str,
    work: impl Fn(
        &mut database::Tx<'_>,
        &identity::service::account::PasswordCheck,
        &identity::account::Checked,
    ) -> Result<R, Error>,
) -> Result<R, Error> {
    let check = server.desk.write(|tx| server.identity.begin_change(tx, actor, &secret(typed)))?;
    let (stored, given) = check.comparison();
    let checked = wait(server.identity.passwords().check(stored, given))?;
    server.desk.write(|tx| work(tx, &check, &checked))
}

#[test]
fn a_link_works_once_and_in_time() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    let used = server.last_link(&house, CAMILLE);
    let password = server.choose(GOOD).unwrap();
    assert_eq!(fault(browser.confirm(&used, &password)), AccountFault::LinkOver);
    assert_eq!(fault(reset(&server, &used)), AccountFault::LinkOver, "nor for another purpose");

    browser.register(CAMILLE).unwrap();
    let late = server.last_link(&house, CAMILLE);
    house.minutes_pass(29);
    assert!(server.desk.read(|rtx| server.identity.forgotten_address(rtx, &late)).is_ok());
    house.minutes_pass(1);
    assert_eq!(fault(reset(&server, &late)), AccountFault::LinkOver);

    browser.register(CAMILLE).unwrap();
    let first = server.last_link(&house, CAMILLE);
    browser.register(CAMILLE).unwrap();
    let stolen = server.last_link(&house, CAMILLE);
    let token = server.token(&browser.log_in_weakly(CAMILLE));
    reset(&server, &first).unwrap();
    for link in [&first, &stolen] {
        assert_eq!(
            fault(reset(&server, link)),
            AccountFault::LinkOver,
            "the others end with the one that was used"
        );
    }
    assert_eq!(cause(house.server().recognise(&token)), Unrecognised::Revoked, "every session ended");
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "password_changed");
    assert!(fault(browser.log_in(CAMILLE, GOOD)) == AccountFault::NotTogether);
    assert!(browser.log_in(CAMILLE, OTHER).is_ok());
}

#[test]
fn a_new_password_does_not_stand_for_the_second_factor() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let thief = server.browser_at("203.0.113.9");
    thief.register(CAMILLE).unwrap();
    let device = reset(&server, &server.last_link(&house, CAMILLE)).unwrap();
    *thief.device.lock().unwrap() = Some(device);
    assert!(matches!(thief.log_in(CAMILLE, OTHER).unwrap(), Entered::SecondFactor(_)));
}

#[test]
fn two_registrations_of_one_address_make_one_account() {
    let house = House::new();
    let server = house.server();
    let (one, two) = (server.browser(), server.browser_at("192.0.2.80"));
    one.register(CAMILLE).unwrap();
    let first = server.last_link(&house, CAMILLE);
    two.register("Camille.Lepine@Example.org").unwrap();
    let second = server.last_link(&house, "Camille.Lepine@Example.org");
    let password = server.choose(GOOD).unwrap();
    one.confirm(&first, &password).unwrap();
    assert_eq!(fault(two.confirm(&second, &password)), AccountFault::LinkOver);
    assert_eq!(house.count("select count(*) as n from identity.account"), 1);
}

#[test]
fn a_change_of_password_asks_for_the_old_one_and_ends_the_other_sessions() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let (session, other) = (browser.new_account(&house, CAMILLE), browser.log_in_weakly(CAMILLE));
    let token = server.token(&other);
    let actor = browser.actor(&session);
    let new = server.choose(OTHER).unwrap();
    let set = |typed| {
        change(&server, &actor, typed, |tx, check, checked| {
            server.identity.change_password(tx, &actor, check, checked, &new)
        })
    };
    assert_eq!(fault(set(OTHER)), AccountFault::NotTogether);
    set(GOOD).unwrap();
    assert_eq!(cause(house.server().recognise(&token)), Unrecognised::Revoked);
    assert!(server.recognise(&server.token(&session)).is_ok(), "this one goes on");
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "password_changed");
    browser.add_code(&house, &session).unwrap();
    house.minutes_pass(6);
    let stale = browser.actor(&session);
    let refused = server.desk.write(|tx| server.identity.begin_change(tx, &stale, &secret(OTHER)));
    assert_eq!(fault(refused.map(drop)), AccountFault::FactorNeeded);
}

#[test]
fn a_new_address_is_confirmed_and_the_old_one_told_and_able_to_stop_it() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let actor = browser.actor(&session);
    let new = "camille.martin@example.org";
    let begin = || {
        change(&server, &actor, GOOD, |tx, check, checked| {
            server.identity.begin_address_change(tx, &actor, check, checked, &address(new))
        })
    };
    let take = |link: &LinkSecret, change| {
        server.desk.write(|tx| server.identity.take_address_link(tx, link, change))
    };
    begin().unwrap();
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "address_changing");
    assert_eq!(server.letters(&house, new), ["confirm_new_address"]);
    let (confirm, keep) = (server.last_link(&house, new), server.last_link(&house, CAMILLE));
    assert_eq!(
        fault(take(&keep, AddressChange::Changed)),
        AccountFault::LinkOver,
        "one link is not the other"
    );
    assert!(browser.log_in(CAMILLE, GOOD).is_ok(), "nothing has changed yet");
    take(&confirm, AddressChange::Changed).unwrap();
    assert_eq!(fault(browser.log_in(CAMILLE, GOOD)), AccountFault::NotTogether);
    let token = server.token(&browser.log_in_weakly(new));
    // The owner of the old address finds out and takes it back.
    take(&keep, AddressChange::Kept).unwrap();
    assert_eq!(cause(house.server().recognise(&token)), Unrecognised::Revoked);
    assert_eq!(fault(browser.log_in(new, GOOD)), AccountFault::NotTogether);
    assert!(browser.log_in(CAMILLE, GOOD).is_ok());
    for (link, change) in [(&confirm, AddressChange::Changed), (&keep, AddressChange::Kept)] {
        assert_eq!(fault(take(link, change)), AccountFault::LinkOver, "taken once");
    }
}

#[test]
fn two_changes_in_a_row_leave_the_first_owner_of_the_address_their_way_back() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let actor = browser.actor(&browser.new_account(&house, CAMILLE));
    let take = |link: &LinkSecret, change| {
        server.desk.write(|tx| server.identity.take_address_link(tx, link, change))
    };
    let begin = |new: &str| {
        house.minutes_pass(1);
        change(&server, &actor, GOOD, |tx, check, checked| {
            server.identity.begin_address_change(tx, &actor, check, checked, &address(new))
        })
        .unwrap();
    };
    let (one, two) = ("thief@example.org", "thief.again@example.org");
    begin(one);
    let (confirm, keep) = (server.last_link(&house, one), server.last_link(&house, CAMILLE));
    take(&confirm, AddressChange::Changed).unwrap();
    begin(two);
    let (again, later) = (server.last_link(&house, two), server.last_link(&house, one));
    take(&again, AddressChange::Changed).unwrap();
    begin("thief.third@example.org");
    let open = server.last_link(&house, "thief.third@example.org");
    house.minutes_pass(6 * 24 * 60);
    take(&keep, AddressChange::Kept).unwrap();
    assert!(browser.log_in(CAMILLE, GOOD).is_ok());
    assert_eq!(fault(take(&later, AddressChange::Kept)), AccountFault::LinkOver, "the thief's way back");
    assert_eq!(fault(take(&open, AddressChange::Changed)), AccountFault::LinkOver, "and the way on");
}

#[test]
fn an_account_writes_to_few_strangers() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let actor = browser.actor(&browser.new_account(&house, CAMILLE));
    let begin = |n: u32| {
        change(&server, &actor, GOOD, |tx, check, checked| {
            let stranger = address(&format!("stranger{n}@example.org"));
            server.identity.begin_address_change(tx, &actor, check, checked, &stranger)
        })
    };
    for n in 0..4 {
        begin(n).unwrap();
    }
    assert!(matches!(fault(begin(4)), AccountFault::TooOften(_)));
    assert!(server.letters(&house, "stranger4@example.org").is_empty());
}

#[test]
fn an_address_that_another_account_has_by_now_is_not_taken() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let actor = browser.actor(&browser.new_account(&house, CAMILLE));
    let wanted = "wanted@example.org";
    change(&server, &actor, GOOD, |tx, check, checked| {
        server.identity.begin_address_change(tx, &actor, check, checked, &address(wanted))
    })
    .unwrap();
    let confirm = server.last_link(&house, wanted);
    server.browser_at("192.0.2.80").new_account(&house, wanted);
    let taken =
        server.desk.write(|tx| server.identity.take_address_link(tx, &confirm, AddressChange::Changed));
    assert_eq!(fault(taken), AccountFault::LinkOver);
    assert!(browser.log_in(CAMILLE, GOOD).is_ok(), "the account keeps its own");
}

#[test]
fn a_password_that_is_weak_or_made_of_the_address_is_not_taken() {
    let house = House::new();
    let server = house.server();
    for weak in ["password1234", "camille.lepine", "azertyuiop12"] {
        assert!(matches!(server.choose(weak), Err(Error::Password(PasswordFault::Weak))), "{weak}");
    }
    assert!(matches!(server.choose("court"), Err(Error::Password(PasswordFault::TooShort))));
}

#[test]
fn a_password_is_the_same_from_every_keyboard() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.register(CAMILLE).unwrap();
    let link = server.last_link(&house, CAMILLE);
    browser.confirm(&link, &server.choose("Les été\u{301}s à Nîmes 🌞").unwrap()).unwrap();
    assert!(browser.log_in(CAMILLE, "Les e\u{301}té\u{301}s a\u{300} Ni\u{302}mes 🌞").is_ok());
}

#[test]
fn an_address_is_found_after_a_rotation_of_the_index_key() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    server.vault.rotate(vault::Purpose::BlindIndex).unwrap();
    house.minutes_pass(2);
    assert!(browser.log_in(CAMILLE, GOOD).is_ok(), "by the older tag");
    assert_eq!(server.identity.reindex(&server.desk).unwrap().accounts, 1);
    assert_eq!(house.count("select count(*) as n from identity.account_email where index_key_id = 1"), 0);
    assert!(browser.log_in(CAMILLE, GOOD).is_ok(), "by the newer one");
    assert_eq!(server.identity.reindex(&server.desk).unwrap().accounts, 0);
}
