use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};

use identity::{
    Error, Session,
    account::{AccountFault, SpokenCode},
    service::account::{RaisingCode, Shown},
};
use kernel::{Actor, Assurance};
use secrecy::ExposeSecret;

use super::ground::{by_traits, morgan};
use crate::{
    accounts::ground::{CAMILLE, fault},
    house::{House, Server},
};

impl Server {
    fn code_of(&self, session: &Session) -> Result<RaisingCode, Error> {
        let actor = self.actor(session);
        self.desk.write(|tx| self.identity.raising_code(tx, &actor))
    }

    /// Types a code in a session together, as it was read out.
    fn types(&self, together: &Actor, code: &str) -> Result<bool, Error> {
        let code = SpokenCode::typed(code);
        let done = self.desk.write(|tx| self.identity.raise_by_code(tx, together, code.as_ref()))?;
        Ok(matches!(done, Shown::Right(())))
    }
}

fn said(code: &RaisingCode) -> String {
    code.code.in_groups().expose_secret().to_lowercase()
}

#[test]
fn a_code_that_is_said_to_a_mediator_binds_the_account_and_the_second_factor_is_still_asked_for() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    assert_eq!(fault(server.code_of(&session)), AccountFault::NotSureEnough, "no second factor yet");
    let codes = browser.add_code(&house, &session).unwrap();
    let code = server.code_of(&session).unwrap();
    assert_eq!((code.until - house.now()).num_minutes(), 10);
    let (_, mediator) = server.mediator();
    let together = server.actor(&server.together(&mediator));
    assert!(server.types(&together, &said(&code)).unwrap());
    assert!(server.letters(&house, CAMILLE).contains(&"identity_verified".to_owned()));
    let line = &server.lines(citizen.space.uuid())[0];
    assert_eq!(line.act, "mediation.verify-account");
    assert!(matches!(&line.who, journal::Who::Citizen { with: Some(_), .. }));

    let strong = browser.actor(&browser.log_in_strongly(&house, CAMILLE, &codes));
    assert_eq!((strong.person, strong.assurance), (citizen.person, Assurance::Substantial));
    browser.second_step(CAMILLE);
    assert!(!server.types(&together, &said(&code)).unwrap(), "it counts once");
    assert_eq!(
        fault(server.code_of(&browser.log_in_strongly(&house, CAMILLE, &codes))),
        AccountFault::RaisedAlready
    );
}

#[test]
fn a_code_counts_for_ten_minutes_and_the_newest_alone() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let (_, mediator) = server.mediator();
    let together = server.actor(&server.together(&mediator));
    let (first, second) = (server.code_of(&session).unwrap(), server.code_of(&session).unwrap());
    assert!(!server.types(&together, &said(&first)).unwrap());
    house.minutes_pass(10);
    assert!(!server.types(&together, &said(&second)).unwrap());
    let third = server.code_of(&session).unwrap();
    assert!(server.types(&together, &said(&third)).unwrap());
    let stored = "select count(*) as n from identity.raising_code";
    assert_eq!(house.count(stored), 0);
}

#[test]
fn a_password_that_was_found_gives_no_code_where_the_owner_has_a_factor() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let owner = server.browser();
    let session = owner.new_account(&house, CAMILLE);
    // A session of the password alone that runs on while a factor is added elsewhere.
    let weak = server.browser_at("203.0.113.9").log_in_weakly(CAMILLE);
    owner.add_code(&house, &session).unwrap();
    assert_eq!(fault(server.code_of(&weak)), AccountFault::FactorNeeded);
}

#[test]
fn guessed_codes_count_against_the_mediator_and_never_against_the_citizen() {
    let house = House::new();
    let server = house.server();
    server.camille();
    server.citizen(morgan(), None).unwrap();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let code = server.code_of(&session).unwrap();
    let (_, guesser) = server.mediator();
    let together = server.actor(&server.together(&guesser));
    for guess in 0..10 {
        let guessed = if guess % 2 == 0 { "ACDE FHJK" } else { "anything" };
        assert!(!server.types(&together, guessed).unwrap());
    }
    let held = fault(server.types(&together, &said(&code)));
    assert!(matches!(held, AccountFault::TooOften(_)), "{held:?}");
    // The next person at the same desk does not make it another one.
    let next = server.begin(&server.actor(&guesser), by_traits(morgan())).unwrap();
    let held = fault(server.types(&server.actor(&next.session), &said(&code)));
    assert!(matches!(held, AccountFault::TooOften(_)), "{held:?}");
    let (_, other) = server.mediator();
    let beside_another = server.actor(&server.together(&other));
    assert!(
        server.types(&beside_another, &said(&code)).unwrap(),
        "the citizen's code still counts elsewhere"
    );
}

#[test]
fn a_code_that_is_shown_while_its_owner_makes_another_waits_for_it_and_counts_no_more() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let first = server.code_of(&session).unwrap();
    let actor = server.actor(&session);
    let (_, mediator) = server.mediator();
    let together = server.actor(&server.together(&mediator));
    // How often each was begun: whoever is in a circle with the other is thrown out of it, and begins again.
    let (begun, shown) = (AtomicU32::new(0), AtomicU32::new(0));
    let (second, taken) = (OnceLock::new(), OnceLock::new());
    testkit::meet(
        &house.database,
        "insert on identity.raising_code",
        || {
            let made = server.desk.write(|tx| {
                begun.fetch_add(1, Ordering::Relaxed);
                server.identity.raising_code(tx, &actor)
            });
            second.set(made.unwrap()).unwrap();
        },
        || {
            let code = SpokenCode::typed(&said(&first));
            let done = server.desk.write(|tx| {
                shown.fetch_add(1, Ordering::Relaxed);
                server.identity.raise_by_code(tx, &together, code.as_ref())
            });
            taken.set(matches!(done.unwrap(), Shown::Right(()))).unwrap();
        },
    );
    assert_eq!((begun.into_inner(), shown.into_inner()), (1, 1), "they lock in one order");
    assert_eq!(taken.get(), Some(&false), "the newest counts alone");
    assert!(server.types(&together, &said(second.get().unwrap())).unwrap());
}

#[test]
fn a_code_binds_no_second_account_and_needs_a_mediator() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let (_, mediator) = server.mediator();
    for (address, at, is_bound) in [(CAMILLE, "192.0.2.7", true), ("other@example.org", "192.0.2.80", false)]
    {
        let browser = server.browser_at(at);
        let session = browser.new_account(&house, address);
        browser.add_code(&house, &session).unwrap();
        let code = server.code_of(&session).unwrap();
        assert_eq!(fault(server.types(&server.holder(&citizen), &said(&code))), AccountFault::NothingRuns);
        let together = server.actor(&server.together(&mediator));
        match server.types(&together, &said(&code)) {
            Ok(right) => assert!(right && is_bound),
            refused => assert!(!is_bound && fault(refused) == AccountFault::OtherPerson),
        }
    }
}

#[test]
fn nothing_of_an_account_is_done_together() {
    let house = House::new();
    let server = house.server();
    let citizen = server.camille();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    // A substantial account without a factor: the first one would be anybody's who is substantial.
    house.bind(citizen.person);
    let (_, mediator) = server.mediator();
    let together = server.actor(&server.together(&mediator));
    let (desk, identity) = (&server.desk, &server.identity);
    let alone = AccountFault::NotTogetherWithMediator;
    assert_eq!(fault(desk.write(|tx| identity.begin_code(tx, &together).map(drop))), alone);
    assert_eq!(fault(desk.read(|rtx| identity.account_of(rtx, &together))), alone);
    assert_eq!(fault(desk.read(|rtx| identity.sessions_of(rtx, &together))), alone);
    assert_eq!(fault(desk.write(|tx| identity.end_own_sessions(tx, &together, true))), alone);
    assert_eq!(fault(desk.write(|tx| identity.raising_code(tx, &together).map(drop))), alone);
    assert_eq!(fault(desk.read(|rtx| identity.ways_to_step_up(rtx, &together))), alone);
}

#[test]
fn a_code_counts_no_more_once_the_factor_is_gone() {
    let house = House::new();
    let server = house.server();
    server.camille();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let code = server.code_of(&session).unwrap();
    let actor = server.actor(&session);
    let (desk, identity) = (&server.desk, &server.identity);
    let account = desk.read(|rtx| identity.account_of(rtx, &actor)).unwrap();
    let factors = desk.read(|rtx| identity.second_factors(rtx, account.id)).unwrap();
    desk.write(|tx| identity.remove_factor(tx, &actor, factors[0].id)).unwrap();
    let (_, mediator) = server.mediator();
    let together = server.actor(&server.together(&mediator));
    assert_eq!(fault(server.types(&together, &said(&code))), AccountFault::NotSureEnough);
    assert_eq!(house.count("select count(*) as n from identity.account where raised_at is not null"), 0);
}
