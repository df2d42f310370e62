use identity::{
    Error,
    account::{AccountFault, FactorKind},
    service::account::Shown,
};
use kernel::Private;

use super::ground::{CAMILLE, code, fault, secret};
use crate::house::{House, camille};

#[test]
fn a_code_counts_once_and_an_older_one_no_more() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    let of_this_moment = codes.code_at(house.now());
    let step = browser.second_step(CAMILLE);
    let shown = browser.show(&step, &code(&of_this_moment)).unwrap();
    assert!(matches!(shown, Shown::Wrong), "it was used to add the application");
    house.seconds_pass(60);
    let (used, before) =
        (codes.code_at(house.now()), codes.code_at(house.now() - chrono::TimeDelta::seconds(30)));
    assert!(matches!(browser.show(&step, &code(&used)).unwrap(), Shown::Right(_)));
    let step = browser.second_step(CAMILLE);
    for replayed in [&used, &before] {
        assert!(matches!(browser.show(&step, &code(replayed)).unwrap(), Shown::Wrong), "{replayed}");
    }
    let ahead = codes.code_at(house.now() + chrono::TimeDelta::seconds(30));
    assert!(
        matches!(browser.show(&step, &code(&ahead)).unwrap(), Shown::Right(_)),
        "a clock that is a bit ahead"
    );
}

#[test]
fn a_code_of_a_clock_that_is_two_minutes_off_is_wrong_and_no_more_is_told() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.minutes_pass(10);
    let step = browser.second_step(CAMILLE);
    for off in [-120, 120] {
        let shown = codes.code_at(house.now() + chrono::TimeDelta::seconds(off));
        assert!(matches!(browser.show(&step, &code(&shown)).unwrap(), Shown::Wrong), "{off}");
    }
}

#[test]
fn of_two_who_show_one_code_at_once_one_comes_in() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.seconds_pass(60);
    let shown = codes.code_at(house.now());
    let steps = [browser.second_step(CAMILLE), browser.second_step(CAMILLE)];
    let came_in = std::thread::scope(|scope| {
        let tries: Vec<_> = steps
            .iter()
            .map(|step| scope.spawn(|| matches!(browser.show(step, &code(&shown)), Ok(Shown::Right(_)))))
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).filter(|came| *came).count()
    });
    assert_eq!(came_in, 1);
}

#[test]
fn an_application_is_added_by_its_first_code_and_its_owner_is_told() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let actor = browser.actor(&session);
    let (desk, identity) = (&server.desk, &server.identity);
    let new = desk.write(|tx| identity.begin_code(tx, &actor)).unwrap();
    let name = Private::from("Téléphone");
    let wrong = desk.write(|tx| identity.add_code(tx, &actor, &new.step, &name, &secret("000000"))).unwrap();
    assert!(matches!(wrong, Shown::Wrong));
    let account = desk.read(|rtx| identity.account_of(rtx, &actor)).unwrap();
    assert!(desk.read(|rtx| identity.second_factors(rtx, account.id)).unwrap().is_empty());
    let again = desk.read(|rtx| identity.code_under_way(rtx, &actor, &new.step)).unwrap();
    let first = secret(&again.code_at(house.now()));
    let added = desk.write(|tx| identity.add_code(tx, &actor, &new.step, &name, &first)).unwrap();
    assert!(matches!(added, Shown::Right(_)));
    let factors = desk.read(|rtx| identity.second_factors(rtx, account.id)).unwrap();
    let [factor] = factors.as_slice() else { panic!("{factors:?}") };
    assert_eq!((factor.kind, factor.name.reveal().as_str()), (FactorKind::Totp, "Téléphone"));
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "factor_added");
    // What is under way in one account is nobody else's.
    let other = server.browser_at("192.0.2.80");
    let others = other.actor(&other.new_account(&house, "other@example.org"));
    let step = desk.write(|tx| identity.begin_code(tx, &browser.actor(&session))).unwrap().step;
    assert_eq!(
        fault(desk.read(|rtx| identity.code_under_way(rtx, &others, &step)).map(drop)),
        AccountFault::StepOver
    );
}

#[test]
fn a_second_factor_is_asked_for_before_another_is_added_or_one_is_removed() {
    let house = House::new();
    let server = house.server();
    let (desk, identity) = (&server.desk, &server.identity);
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.bind(citizen.person);
    let session = browser.log_in_strongly(&house, CAMILLE, &codes);
    let account = desk.read(|rtx| identity.account_of(rtx, &browser.actor(&session))).unwrap();
    let factors = || desk.read(|rtx| identity.second_factors(rtx, account.id)).unwrap();
    house.minutes_pass(5);
    let stale = browser.actor(&session);
    assert_eq!(fault(browser.add_code(&house, &session).map(drop)), AccountFault::FactorNeeded);
    let remove = |actor: &kernel::Actor, id| desk.write(|tx| identity.remove_factor(tx, actor, id));
    assert_eq!(fault(remove(&stale, factors()[0].id)), AccountFault::FactorNeeded);
    let now = code(&codes.code_at(house.now()));
    assert!(matches!(desk.write(|tx| identity.step_up(tx, &stale, &now, None)).unwrap(), Shown::Right(())));
    let fresh = browser.actor(&session);
    assert_eq!(fault(remove(&fresh, factors()[0].id)), AccountFault::LastFactor);
    browser.add_code(&house, &session).unwrap();
    remove(&fresh, factors()[0].id).unwrap();
    assert_eq!(factors().len(), 1);
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "factor_removed");
    let other = server.browser_at("192.0.2.80");
    let others = other.new_account(&house, "other@example.org");
    other.add_code(&house, &others).unwrap();
    let refused = remove(&other.actor(&others), factors()[0].id);
    assert!(matches!(refused, Err(Error::Missing(_))), "somebody else's: {refused:?}");
}

#[test]
fn a_password_alone_makes_nobody_substantial() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    house.bind(citizen.person);
    let thief = server.browser_at("203.0.113.9");
    let session = thief.log_in_weakly(CAMILLE);
    assert_eq!(fault(thief.add_code(&house, &session).map(drop)), AccountFault::NotSureEnough);
}
