//! What whoever has found a password can do with it: nothing that leads to the record.

use std::sync::mpsc;

use identity::{
    Error, Session, Unrecognised,
    account::{AccountFault, LinkSecret},
    service::account::{Entered, Shown},
};
use kernel::{Actor, Assurance, Private};

use super::{
    ground::{Browser, CAMILLE, GOOD, OTHER, code, fault, secret, until_waiting},
    raise::{account_of, admit, proven},
};
use crate::house::{House, Server, camille, cause};

/// What a thief is left with who has logged in by a password that they found.
pub(crate) struct Left {
    pub(crate) session: Session,
    /// Who acted in it, as a call that is under way knows it.
    pub(crate) actor: Actor,
    /// The set-up of an application that was begun and not ended.
    step: LinkSecret,
    first: secrecy::SecretString,
}

impl Browser<'_> {
    /// Logs in, adds an application and takes it away again, and begins to set another one up.
    pub(crate) fn adds_and_removes(&self, house: &House) -> Left {
        let Server { desk, identity, .. } = self.server;
        let session = self.log_in_weakly(CAMILLE);
        let begun = desk.write(|tx| identity.begin_code(tx, &self.actor(&session))).unwrap();
        self.add_code(house, &session).unwrap();
        let actor = self.actor(&session);
        assert!(identity.is_fresh(&actor));
        let account = account_of(self.server, &actor);
        let factors = desk.read(|rtx| identity.second_factors(rtx, account.id)).unwrap();
        desk.write(|tx| identity.remove_factor(tx, &actor, factors[0].id)).unwrap();
        assert!(!identity.is_fresh(&self.actor(&session)), "what was shown is no factor any more");
        let first = secret(&begun.secret.code_at(house.now()));
        Left { session, actor, step: begun.step, first }
    }

    /// Tries to add a factor of their own with what is left.
    pub(crate) fn tries_to_add(&self, left: &Left) -> [AccountFault; 2] {
        let Server { desk, identity, .. } = self.server;
        let (actor, name) = (&left.actor, Private::from("Autre"));
        let begun = desk.write(|tx| identity.begin_code(tx, actor)).map(drop);
        let added = desk.write(|tx| identity.add_code(tx, actor, &left.step, &name, &left.first)).map(drop);
        [fault(begun), fault(added)]
    }
}

#[tokio::test]
async fn a_factor_that_was_added_and_removed_opens_nothing_once_the_owner_is_proven() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let proven = proven().await;
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let owner = server.browser();
            let session = owner.new_account(house, CAMILLE);
            let account = account_of(server, &owner.actor(&session));
            let thief = server.browser_at("203.0.113.9");
            let left = thief.adds_and_removes(house);
            let token = server.token(&left.session);
            let raised = admit(server, &proven, Some(account.id), Some(session.id)).unwrap();
            assert_eq!(thief.tries_to_add(&left), [AccountFault::NotSureEnough; 2]);
            assert_eq!(cause(server.recognise(&token)), Unrecognised::Revoked, "every other session ended");
            owner.add_code(house, &raised).unwrap();
            assert_eq!(thief.tries_to_add(&left), [AccountFault::FactorNeeded; 2]);
            assert!(matches!(thief.log_in(CAMILLE, GOOD), Ok(Entered::SecondFactor(_))));
        });
    });
}

#[test]
fn nor_once_it_is_raised_otherwise() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), None).unwrap();
    let owner = server.browser();
    let session = owner.new_account(&house, CAMILLE);
    let account = account_of(&server, &owner.actor(&session));
    let thief = server.browser_at("203.0.113.9");
    let left = thief.adds_and_removes(&house);
    let token = server.token(&left.session);
    // A second step that waits for its factor, begun with the password that is found.
    let codes = owner.add_code(&house, &session).unwrap();
    assert_eq!(thief.tries_to_add(&left), [AccountFault::FactorNeeded; 2]);
    let waiting = thief.second_step(CAMILLE);
    server.desk.write(|tx| server.identity.raise_by_mediator(tx, account.id, citizen.person)).unwrap();
    assert_eq!(thief.tries_to_add(&left), [AccountFault::FactorNeeded; 2]);
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Revoked);
    assert_eq!(fault(thief.show(&waiting, &code("000000"))), AccountFault::StepOver);
    let strong = owner.actor(&owner.log_in_strongly(&house, CAMILLE, &codes));
    assert_eq!((strong.person, strong.assurance), (citizen.person, Assurance::Substantial));
}

#[tokio::test]
async fn a_factor_that_is_added_while_the_owner_is_being_proven_is_seen() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let proven = proven().await;
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let owner = server.browser();
            let session = owner.new_account(house, CAMILLE);
            let account = account_of(server, &owner.actor(&session));
            let thief = server.browser_at("203.0.113.9");
            let actor = thief.actor(&thief.log_in_weakly(CAMILLE));
            let new = server.desk.write(|tx| server.identity.begin_code(tx, &actor)).unwrap();
            let (first, name) = (secret(&new.secret.code_at(house.now())), Private::from("Autre"));
            let (added, is_added) = mpsc::channel();
            let (planted, refused) = std::thread::scope(|scope| {
                let planting = scope.spawn(|| {
                    server.desk.write(|tx| {
                        let done = server.identity.add_code(tx, &actor, &new.step, &name, &first)?;
                        added.send(()).unwrap();
                        until_waiting(house, 1);
                        Ok::<_, Error>(done)
                    })
                });
                is_added.recv().unwrap();
                let refused = admit(server, &proven, Some(account.id), Some(session.id));
                (planting.join().unwrap().unwrap(), refused)
            });
            assert!(matches!(planted, Shown::Right(_)));
            assert_eq!(fault(refused.map(drop)), AccountFault::FactorNeeded);
            assert_eq!(
                house.count("select count(*) as n from identity.account where raised_at is not null"),
                0
            );
        });
    });
}

#[test]
fn a_password_that_was_compared_before_it_changed_opens_nothing() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let reset = |to: &str| {
        browser.register(CAMILLE).unwrap();
        let link = server.last_link(&house, CAMILLE);
        let password = server.choose(to).unwrap();
        server.desk.write(|tx| server.identity.reset_password(tx, &link, &password)).unwrap();
    };
    let thief = server.browser_at("203.0.113.9");
    let compared = thief.compares(CAMILLE, GOOD).unwrap();
    assert!(compared.1.right);
    reset(OTHER);
    assert_eq!(fault(thief.ends(&compared)), AccountFault::NotTogether);
    assert!(browser.log_in(CAMILLE, OTHER).is_ok());
    // The same for a change that asks for the password again.
    let actor = browser.actor(&browser.session_of(browser.log_in(CAMILLE, OTHER).unwrap()));
    let (desk, identity) = (&server.desk, &server.identity);
    let check = desk.write(|tx| identity.begin_change(tx, &actor, &secret(OTHER))).unwrap();
    let (stored, given) = check.comparison();
    let checked = super::ground::wait(identity.passwords().check(stored, given)).unwrap();
    reset(GOOD);
    let new = server.choose(OTHER).unwrap();
    let changed = desk.write(|tx| identity.change_password(tx, &actor, &check, &checked, &new));
    assert_eq!(fault(changed), AccountFault::NotTogether);
    assert!(browser.log_in(CAMILLE, GOOD).is_ok());
    drop(session);
}

#[test]
fn a_second_step_ends_with_the_password_that_began_it() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    let thief = server.browser_at("203.0.113.9");
    let shows = |step: &LinkSecret| {
        house.seconds_pass(30);
        fault(thief.show(step, &code(&codes.code_at(house.now()))))
    };
    let begun = thief.second_step(CAMILLE);
    browser.register(CAMILLE).unwrap();
    let link = server.last_link(&house, CAMILLE);
    let password = server.choose(GOOD).unwrap();
    server.desk.write(|tx| server.identity.reset_password(tx, &link, &password)).unwrap();
    assert_eq!(shows(&begun), AccountFault::StepOver);
    // Nor does it outlive a log-out everywhere.
    let session = browser.log_in_strongly(&house, CAMILLE, &codes);
    let begun = thief.second_step(CAMILLE);
    let actor = browser.actor(&session);
    server.desk.write(|tx| server.identity.end_own_sessions(tx, &actor, false)).unwrap();
    assert_eq!(shows(&begun), AccountFault::StepOver);
}
