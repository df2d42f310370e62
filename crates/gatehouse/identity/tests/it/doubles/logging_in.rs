//! Log-ins that begin while two records are one: nobody's own key opens somebody else's record once they are parted.

use std::thread;

use config::Reference;
use consent::service::Pair;
use identity::{
    BirthDate, Error, ReturnPath, Session, StrictTraits,
    account::{AccountFault, SpokenCode},
    oidc::{Proven, ProviderKind},
    service::{Admitted, RegisteredCitizen, account::Shown},
};
use kernel::{AccountId, Assurance, SessionId};
use secrecy::ExposeSecret;

use crate::{
    accounts::ground::CAMILLE,
    house::{House, Server, camille},
    mediation::ground::by_traits,
    oidc::ours::{Ground, citizen},
};

/// What the provider says of the owner of the double.
async fn proven() -> Proven {
    let ground = Ground::new(ProviderKind::Citizen);
    ground.answers(&ground.claims_with(&serde_json::json!({ "sub": citizen()["sub"] })));
    ground.userinfo(&citizen());
    ground.redeem().await.unwrap()
}

fn admit(
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

/// Camille, who is in the double, and somebody born on another day, into whose record it goes.
fn two_people(server: &Server) -> (RegisteredCitizen, RegisteredCitizen, Pair) {
    let other = StrictTraits { birth_date: BirthDate::parse("1979-03-29").unwrap(), ..camille() };
    two(server, other)
}

fn two(server: &Server, other: StrictTraits) -> (RegisteredCitizen, RegisteredCitizen, Pair) {
    let double = server.citizen(camille(), None).unwrap();
    let stays = server.citizen(other, None).unwrap();
    let pair = Pair { double: double.space, stays: stays.space };
    (double, stays, pair)
}

/// A test that chooses passwords needs a thread of its own.
fn alone(story: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let told = scope.spawn(story).join();
        told.unwrap();
    });
}

#[tokio::test]
async fn who_first_comes_through_a_provider_during_a_merge_comes_to_their_own_record_after_it() {
    let house = House::new();
    let server = house.server();
    let (double, stays, pair) = two_people(&server);
    server.merged(&house, pair);
    let proven = proven().await;
    let meanwhile = admit(&server, &proven, None, None).unwrap();
    assert_eq!(meanwhile.person, stays.person, "the two are one");
    server.parted(&house, pair);
    assert!(server.has_ended(&meanwhile));
    let own = admit(&server, &proven, None, None).unwrap();
    assert_eq!(own.person, double.person);
    assert_eq!(server.actor(&own).person, double.person);
}

#[tokio::test]
async fn an_account_that_a_known_subject_raised_during_a_merge_is_its_owners_after_it() {
    let house = House::new();
    let server = house.server();
    let (double, stays, pair) = two_people(&server);
    let proven = proven().await;
    admit(&server, &proven, None, None).unwrap();
    let (house, server, proven) = (&house, &server, &proven);
    alone(|| {
        server.merged(house, pair);
        let browser = server.browser();
        let session = browser.new_account(house, CAMILLE);
        let account = server.desk.read(|rtx| server.identity.account_of(rtx, &server.actor(&session)));
        let raised = admit(server, proven, Some(account.unwrap().id), Some(session.id)).unwrap();
        assert_eq!(raised.person, stays.person);
        let codes = browser.add_code(house, &raised).unwrap();
        let strong = browser.log_in_strongly(house, CAMILLE, &codes);
        assert_eq!(strong.person, stays.person);
        server.parted(house, pair);
        assert!(server.has_ended(&strong) && server.has_ended(&raised));
        let own = browser.actor(&browser.log_in_strongly(house, CAMILLE, &codes));
        assert_eq!((own.person, own.assurance), (double.person, Assurance::Substantial));
    });
}

#[test]
fn an_account_that_a_mediator_verified_during_a_merge_is_its_owners_after_it() {
    let house = House::new();
    let server = house.server();
    let (double, stays, pair) = two_people(&server);
    server.merged(&house, pair);
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    let code = server.desk.write(|tx| server.identity.raising_code(tx, &browser.actor(&session))).unwrap();
    let (_, mediator) = server.mediator();
    let together = server.begin(&server.actor(&mediator), by_traits(camille())).unwrap().session;
    assert_eq!(together.person, stays.person);
    let typed = SpokenCode::typed(code.code.in_groups().expose_secret());
    let actor = server.actor(&together);
    let taken = server.desk.write(|tx| server.identity.raise_by_code(tx, &actor, typed.as_ref())).unwrap();
    assert!(matches!(taken, Shown::Right(())));
    assert_eq!(browser.log_in_strongly(&house, CAMILLE, &codes).person, stays.person);
    server.parted(&house, pair);
    assert!(server.has_ended(&together));
    let own = browser.actor(&browser.log_in_strongly(&house, CAMILLE, &codes));
    assert_eq!((own.person, own.assurance), (double.person, Assurance::Substantial));
}

#[tokio::test]
async fn what_was_bound_during_a_merge_and_may_be_of_either_is_nobodys_after_it() {
    let house = House::new();
    let server = house.server();
    // Of one of the two the place of birth is not known: the other one's identity is as good as theirs.
    let (double, stays, pair) = two(&server, StrictTraits { birthplace: None, ..camille() });
    let proven = proven().await;
    let (house, server, proven) = (&house, &server, &proven);
    alone(|| {
        server.merged(house, pair);
        let browser = server.browser();
        let session = browser.new_account(house, CAMILLE);
        let account = server.desk.read(|rtx| server.identity.account_of(rtx, &server.actor(&session)));
        let raised = admit(server, proven, Some(account.unwrap().id), Some(session.id)).unwrap();
        let codes = browser.add_code(house, &raised).unwrap();
        assert_eq!(browser.log_in_strongly(house, CAMILLE, &codes).person, stays.person);
        server.parted(house, pair);
        let weak = browser.actor(&browser.log_in_strongly(house, CAMILLE, &codes));
        assert_eq!(weak.assurance, Assurance::Low, "it opens no record until its owner is verified again");
        assert!(server.letters(house, CAMILLE).contains(&"identity_to_verify".to_owned()));
        assert_eq!(house.count("select count(*) as n from identity.login_subject"), 0);
        let own = admit(server, proven, None, None).unwrap();
        assert_eq!(own.person, double.person);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_recovered_since_it_was_bound_is_nobodys_after_it_either() {
    let house = House::new();
    let server = house.server();
    let (_, stays, pair) = two(&server, StrictTraits { birthplace: None, ..camille() });
    let proven = proven().await;
    let (house, server, proven) = (&house, &server, &proven);
    alone(|| {
        server.merged(house, pair);
        let session = server.browser().new_account(house, CAMILLE);
        let account = server.desk.read(|rtx| server.identity.account_of(rtx, &server.actor(&session)));
        admit(server, proven, Some(account.unwrap().id), Some(session.id)).unwrap();
        let bound = format!("select count(*) as n from identity.account where person = '{}'", stays.person);
        assert_eq!(house.count(&bound), 1);
        // A recovery leaves it so.
        house.run("update identity.account set raised_at = null, raised_by = null");
        server.parted(house, pair);
        assert_eq!(house.count(&bound), 0);
    });
}

#[test]
fn one_person_who_was_known_twice_has_an_account_as_each_and_no_third_and_each_is_its_own_after_a_split() {
    let house = House::new();
    let server = house.server();
    let (double, stays, pair) = two_people(&server);
    let made = |to: &str, at: &str| {
        let browser = server.browser_at(at);
        let session = browser.new_account(&house, to);
        let codes = browser.add_code(&house, &session).unwrap();
        let account = server.desk.read(|rtx| server.identity.account_of(rtx, &server.actor(&session)));
        (browser, codes, account.unwrap().id)
    };
    let (first, second) = ("first@example.org", CAMILLE);
    let (of_stays, its_codes, one) = made(first, "192.0.2.7");
    let (of_double, other_codes, two) = made(second, "192.0.2.80");
    let (_, _, third) = made("third@example.org", "192.0.2.160");
    let raise = |account: AccountId, person| {
        server.desk.write(|tx| server.identity.raise_by_mediator(tx, account, person))
    };
    raise(one, stays.person).unwrap();
    house.seconds_pass(1);
    server.merged(&house, pair);
    raise(two, double.person).unwrap();
    for known_as in [double.person, stays.person] {
        assert!(matches!(raise(third, known_as), Err(Error::Account(AccountFault::OtherPerson))));
    }
    let mut sessions = Vec::new();
    for (browser, to, codes) in [(&of_stays, first, &its_codes), (&of_double, second, &other_codes)] {
        let session = browser.log_in_strongly(&house, to, codes);
        let actor = browser.actor(&session);
        assert_eq!((actor.person, actor.assurance), (stays.person, Assurance::Substantial), "{to}");
        sessions.push(session);
    }
    // Notices about the record go to one address, that of the person who stays.
    let address = server.desk.write(|tx| server.identity.address_of(tx, stays.person)).unwrap();
    assert_eq!(address.unwrap().0.reveal(), first);
    // A recovery is of one account, and told to that one.
    let step = of_double.second_step(second);
    server.desk.write(|tx| server.identity.ask_for_recovery(tx, &step)).unwrap();
    let link = server.last_link(&house, second);
    server.desk.write(|tx| server.identity.begin_recovery(tx, &link)).unwrap();
    assert!(server.letters(&house, first).iter().all(|letter| !letter.contains("recovery")));
    assert!(server.letters(&house, second).iter().any(|letter| letter.contains("recovery")));
    server.parted(&house, pair);
    assert!(sessions.iter().all(|session| server.has_ended(session)));
    for (browser, to, codes, person) in
        [(&of_stays, first, &its_codes, stays.person), (&of_double, second, &other_codes, double.person)]
    {
        let own = browser.actor(&browser.log_in_strongly(&house, to, codes));
        assert_eq!((own.person, own.assurance), (person, Assurance::Substantial), "{to}");
    }
}
