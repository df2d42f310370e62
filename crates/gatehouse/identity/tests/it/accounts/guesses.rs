use identity::{account::AccountFault, service::account::Shown};

use super::ground::{CAMILLE, GOOD, OTHER, code, fault};
use crate::house::House;

fn is_held_off(fault: AccountFault) -> bool {
    matches!(fault, AccountFault::TooOften(_))
}

#[test]
fn one_password_for_many_addresses_is_slowed_by_its_network() {
    let house = House::new();
    let server = house.server();
    let sprayer = server.browser_at("198.51.100.4");
    for n in 0..60 {
        house.seconds_pass(1);
        assert_eq!(
            fault(sprayer.log_in(&format!("person{n}@example.org"), OTHER)),
            AccountFault::NotTogether
        );
    }
    assert!(is_held_off(fault(sprayer.log_in("person60@example.org", OTHER))));
    assert!(
        is_held_off(fault(server.browser_at("198.51.100.4").log_in("x@example.org", OTHER))),
        "a new browser too"
    );
    let elsewhere = server.browser_at("198.51.100.5");
    assert_eq!(fault(elsewhere.log_in("person60@example.org", OTHER)), AccountFault::NotTogether);
    house.minutes_pass(60);
    assert_eq!(fault(sprayer.log_in("person60@example.org", OTHER)), AccountFault::NotTogether);
}

#[test]
fn guesses_at_one_address_are_held_off_from_everywhere_and_do_not_lock_its_owner_out() {
    let house = House::new();
    let server = house.server();
    let owner = server.browser();
    owner.new_account(&house, CAMILLE);
    for n in 0..10 {
        let guesser = server.browser_at(&format!("198.51.100.{n}"));
        assert_eq!(fault(guesser.log_in(CAMILLE, OTHER)), AccountFault::NotTogether);
    }
    let guesser = server.browser_at("203.0.113.9");
    assert!(is_held_off(fault(guesser.log_in(CAMILLE, GOOD))), "even the right one, on every server");
    assert!(is_held_off(fault(house.server().browser_at("203.0.113.10").log_in(CAMILLE, GOOD))));
    // The owner's own browser draws on a budget of its own, and is not held off.
    owner.log_in_weakly(CAMILLE);
    // A browser that is known to another account is none of this one's.
    let other = server.browser_at("192.0.2.80");
    other.new_account(&house, "other@example.org");
    assert!(is_held_off(fault(other.log_in(CAMILLE, GOOD))));
    // Whoever reads the mail of the address makes any browser a known one.
    other.register(CAMILLE).unwrap();
    let link = server.last_link(&house, CAMILLE);
    let password = server.choose(OTHER).unwrap();
    let device = server.desk.write(|tx| server.identity.reset_password(tx, &link, &password)).unwrap();
    *other.device.lock().unwrap() = Some(device);
    assert!(other.log_in(CAMILLE, OTHER).is_ok());
}

#[test]
fn an_unknown_address_is_held_off_like_a_known_one() {
    let house = House::new();
    let server = house.server();
    server.browser().new_account(&house, CAMILLE);
    for to in [CAMILLE, "nobody@example.org"] {
        let answers = (0..12).map(|n| {
            let guesser = server.browser_at(&format!("198.51.100.{n}"));
            is_held_off(fault(guesser.log_in(to, OTHER)))
        });
        let expected: Vec<bool> = (0..12).map(|n| n >= 10).collect();
        assert_eq!(answers.collect::<Vec<_>>(), expected, "{to}");
    }
}

#[test]
fn a_known_browser_guesses_no_more_often_than_others() {
    let house = House::new();
    let server = house.server();
    let thief = server.browser();
    thief.new_account(&house, CAMILLE);
    for _ in 0..10 {
        assert_eq!(fault(thief.log_in(CAMILLE, OTHER)), AccountFault::NotTogether);
    }
    assert!(is_held_off(fault(thief.log_in(CAMILLE, GOOD))));
    house.clock.advance(chrono::TimeDelta::minutes(-90));
    assert!(thief.log_in(CAMILLE, GOOD).is_ok(), "a clock that is set back holds nobody off");
}

#[test]
fn whoever_was_right_has_the_whole_budget_again() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    for _ in 0..3 {
        for _ in 0..9 {
            assert_eq!(fault(browser.log_in(CAMILLE, OTHER)), AccountFault::NotTogether);
        }
        browser.log_in_weakly(CAMILLE);
    }
}

#[test]
fn codes_are_guessed_ten_times_an_hour_and_the_owner_is_not_held_off_by_it() {
    let house = House::new();
    let server = house.server();
    let owner = server.browser();
    let session = owner.new_account(&house, CAMILLE);
    let codes = owner.add_code(&house, &session).unwrap();
    let thief = server.browser_at("203.0.113.9");
    let step = thief.second_step(CAMILLE);
    for _ in 0..10 {
        let shown = thief.show(&step, &code("000000")).unwrap();
        assert!(matches!(shown, Shown::Wrong));
    }
    house.seconds_pass(30);
    let right = code(&codes.code_at(house.now()));
    assert!(is_held_off(fault(thief.show(&step, &right))), "even the right one");
    assert!(is_held_off(fault(thief.show(&thief.second_step(CAMILLE), &right))), "in a new step too");
    owner.log_in_strongly(&house, CAMILLE, &codes);
}

#[test]
fn links_to_a_new_password_give_no_tries_at_the_codes() {
    let house = House::new();
    let server = house.server();
    let owner = server.browser();
    let session = owner.new_account(&house, CAMILLE);
    let codes = owner.add_code(&house, &session).unwrap();
    // Whoever reads the mail, and has no second factor.
    let thief = server.browser_at("203.0.113.9");
    let reset = || {
        house.minutes_pass(1);
        thief.register(CAMILLE).unwrap();
        let link = server.last_link(&house, CAMILLE);
        let password = server.choose(GOOD).unwrap();
        let device = server.desk.write(|tx| server.identity.reset_password(tx, &link, &password)).unwrap();
        *thief.device.lock().unwrap() = Some(device);
        thief.second_step(CAMILLE)
    };
    let step = reset();
    for _ in 0..10 {
        assert!(matches!(thief.show(&step, &code("000000")).unwrap(), Shown::Wrong));
    }
    assert!(is_held_off(fault(thief.show(&reset(), &code("000000")))), "whatever link it came by");
    // Once a log-in has ended well there, the browser is known for both.
    house.minutes_pass(60);
    let owners = server.browser_at("192.0.2.81");
    *owners.device.lock().unwrap() = thief.device.lock().unwrap().clone();
    owners.log_in_strongly(&house, CAMILLE, &codes);
    let stranger = server.browser_at("203.0.113.10");
    let step = stranger.second_step(CAMILLE);
    for _ in 0..10 {
        assert!(matches!(stranger.show(&step, &code("000000")).unwrap(), Shown::Wrong));
    }
    owners.log_in_strongly(&house, CAMILLE, &codes);
}

#[test]
fn a_right_password_is_counted_too_and_leaves_few_traces() {
    let house = House::new();
    let server = house.server();
    let owner = server.browser();
    owner.new_account(&house, CAMILLE);
    // A browser that keeps no cookie is a new one each time.
    let busy = server.browser_at("198.51.100.4");
    for _ in 0..60 {
        house.seconds_pass(1);
        busy.log_in(CAMILLE, GOOD).unwrap();
    }
    assert!(is_held_off(fault(busy.log_in(CAMILLE, GOOD))));
    owner.log_in_weakly(CAMILLE);
    assert!(house.count("select count(*) as n from identity.known_device") <= 20);
    let told = server.letters(&house, CAMILLE).iter().filter(|one| *one == "device_new").count();
    assert_eq!(told, 4);
    house.minutes_pass(60);
    busy.log_in(CAMILLE, GOOD).unwrap();
}

#[test]
fn strangers_cannot_fill_a_mailbox() {
    let house = House::new();
    let server = house.server();
    for n in 0..4 {
        server.browser_at(&format!("198.51.100.{n}")).register(CAMILLE).unwrap();
    }
    assert!(is_held_off(fault(server.browser_at("198.51.100.9").register(CAMILLE))));
    let busy = server.browser_at("198.51.100.20");
    for n in 0..30 {
        busy.register(&format!("person{n}@example.org")).unwrap();
    }
    assert!(is_held_off(fault(busy.register("person30@example.org"))));
    assert_eq!(house.count("select count(*) as n from outbox.job where kind = 'mail.send'"), 34);
}

#[test]
fn tries_are_counted_under_names_that_say_nothing_and_forgotten() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let _ = browser.log_in(CAMILLE, OTHER);
    assert_eq!(house.count("select count(*) as n from identity.throttle"), 3);
    assert_eq!(
        house.count("select count(*) as n from identity.throttle t where t::text like '%camille%'"),
        0
    );
    house.minutes_pass(61);
    assert_eq!(server.desk.write(|tx| server.identity.prune_accounts(tx)).unwrap(), 3);
}

#[test]
fn a_huge_password_is_refused_before_it_is_hashed() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    let huge = "é".repeat(2_000_000);
    for to in [CAMILLE, "nobody@example.org"] {
        assert_eq!(fault(browser.log_in(to, &huge)), AccountFault::NotTogether);
    }
    assert!(matches!(server.choose(&huge), Err(identity::Error::Password(_))));
}
