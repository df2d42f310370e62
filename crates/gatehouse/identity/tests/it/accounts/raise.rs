use config::Reference;
use identity::{
    Error, ReturnPath, Session, Unrecognised,
    account::AccountFault,
    oidc::{Proven, ProviderKind},
    service::Admitted,
};
use kernel::{AccountId, Actor, Assurance, SessionId};

use super::ground::{CAMILLE, fault};
use crate::{
    house::{House, Server, camille, cause},
    oidc::ours::{Ground, citizen},
};

pub(super) async fn proven() -> Proven {
    proven_at("eidas2").await
}

async fn proven_at(level: &str) -> Proven {
    let ground = Ground::with(ProviderKind::Citizen, |settings| settings.acr = "eidas1".to_owned());
    ground.answers(&ground.claims_with(&serde_json::json!({ "sub": citizen()["sub"], "acr": level })));
    ground.userinfo(&citizen());
    ground.redeem().await.unwrap()
}

/// Logs in through a provider, for an account or for none, in a browser that has this session.
pub(super) fn admit(
    server: &Server,
    proven: &Proven,
    account: Option<AccountId>,
    before: Option<SessionId>,
) -> Result<Session, Error> {
    let reference = Reference::load(None).unwrap();
    let (desk, identity) = (&server.desk, &server.identity);
    let home = ReturnPath::default();
    let begun = desk.write(|tx| identity.begin_login_for(tx, "test", &home, false, account))?;
    let claimed = desk.write(|tx| identity.claim_login(tx, "test", &begun.state, &begun.browser))?;
    match desk.write(|tx| identity.admit(tx, &claimed, proven, before, &reference))? {
        Admitted::Session(session, _) => Ok(session),
        Admitted::Choice => panic!("a citizen has nothing to choose"),
    }
}

pub(super) fn account_of(server: &Server, actor: &Actor) -> identity::account::Account {
    server.desk.read(|rtx| server.identity.account_of(rtx, actor)).unwrap()
}

#[tokio::test]
async fn a_log_in_through_a_substantial_provider_raises_the_account_that_asked_for_it() {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    let proven = proven().await;
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let browser = server.browser();
            let session = browser.new_account(house, CAMILLE);
            let account = account_of(server, &browser.actor(&session));
            let raised = admit(server, &proven, Some(account.id), Some(session.id)).unwrap();
            let actor = browser.actor(&raised);
            assert_eq!((actor.person, actor.assurance), (known.person, Assurance::Substantial));
            let account = account_of(server, &actor);
            assert_eq!(account.person, Some(known.person));
            assert!(account.raised.is_some());
            let before = server.token(&session);
            assert_eq!(cause(server.recognise(&before)), Unrecognised::Revoked);
            // The first factor is added in the session that was proven; from then on the account opens the record alone.
            let codes = browser.add_code(house, &raised).unwrap();
            let strong = browser.actor(&browser.log_in_strongly(house, CAMILLE, &codes));
            assert_eq!((strong.person, strong.assurance), (known.person, Assurance::Substantial));
            // A plain log-in through the provider is no account's.
            let plain = admit(server, &proven, None, None).unwrap();
            assert_eq!(browser.actor(&plain).person, known.person);
        });
    });
}

#[tokio::test]
async fn a_log_in_at_the_low_level_raises_no_account() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let (low, high) = (proven_at("eidas1").await, proven_at("eidas3").await);
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let browser = server.browser();
            let session = browser.new_account(house, CAMILLE);
            let account = account_of(server, &browser.actor(&session));
            let not_raised = admit(server, &low, Some(account.id), Some(session.id)).unwrap();
            assert_eq!(browser.actor(&not_raised).assurance, Assurance::Low);
            assert_eq!(house.count("select count(*) as n from identity.account where person is not null"), 0);
            let session = browser.log_in_weakly(CAMILLE);
            let raised = admit(server, &high, Some(account.id), Some(session.id)).unwrap();
            assert!(account_of(server, &browser.actor(&raised)).raised.is_some());
        });
    });
}

#[tokio::test]
async fn a_log_in_that_nobody_asked_to_bind_binds_nothing() {
    let house = House::new();
    let server = house.server();
    server.citizen(camille(), None).unwrap();
    let proven = proven().await;
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let browser = server.browser();
            let session = browser.new_account(house, CAMILLE);
            let account = account_of(server, &browser.actor(&session));
            admit(server, &proven, None, Some(session.id)).unwrap();
            let other = server.browser_at("192.0.2.80").new_account(house, "other@example.org");
            admit(server, &proven, Some(account.id), Some(other.id)).unwrap();
            admit(server, &proven, Some(account.id), None).unwrap();
            assert_eq!(house.count("select count(*) as n from identity.account where person is not null"), 0);
        });
    });
}

#[tokio::test]
async fn an_account_with_a_factor_is_raised_by_a_session_that_has_shown_it() {
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
            // Whoever found the password adds a factor of their own.
            let thief = server.browser_at("203.0.113.9");
            let planted = thief.add_code(house, &thief.log_in_weakly(CAMILLE)).unwrap();
            let refused = admit(server, &proven, Some(account.id), Some(session.id));
            assert_eq!(fault(refused.map(drop)), AccountFault::FactorNeeded);
            let strong = thief.log_in_strongly(house, CAMILLE, &planted);
            assert_eq!(thief.actor(&strong).assurance, Assurance::Low);
        });
    });
}

#[tokio::test]
async fn an_account_and_a_person_belong_to_each_other_alone() {
    let house = House::new();
    let server = house.server();
    let known = server.citizen(camille(), None).unwrap();
    let proven = proven().await;
    let (house, server) = (&house, &server);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let first = server.browser();
            let session = first.new_account(house, CAMILLE);
            let account = account_of(server, &first.actor(&session));
            let by_mediator =
                |id, person| server.desk.write(|tx| server.identity.raise_by_mediator(tx, id, person));
            by_mediator(account.id, known.person).unwrap();
            assert_eq!(fault(by_mediator(account.id, server.id())), AccountFault::OtherPerson);
            let second = server.browser_at("192.0.2.80");
            let session = second.new_account(house, "other@example.org");
            let other = account_of(server, &second.actor(&session));
            assert_eq!(fault(by_mediator(other.id, known.person)), AccountFault::OtherPerson);
            let refused = admit(server, &proven, Some(other.id), Some(session.id));
            assert_eq!(fault(refused.map(drop)), AccountFault::OtherPerson);
            assert!(matches!(by_mediator(server.id(), known.person), Err(Error::Missing(_))));
        });
    });
}
