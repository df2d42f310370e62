use identity::{Error, Unrecognised};

use super::ground::{CAMILLE, GOOD};
use crate::house::{House, camille, cause};

#[test]
fn somebody_sees_their_own_sessions_and_ends_one_of_them() {
    let house = House::new();
    let (server, elsewhere) = (house.server(), house.server());
    let browser = server.browser();
    let first = browser.new_account(&house, CAMILLE);
    house.minutes_pass(3);
    let second = browser.log_in_weakly(CAMILLE);
    let actor = browser.actor(&second);
    let list = || server.desk.read(|rtx| server.identity.sessions_of(rtx, &actor)).unwrap();
    let seen: Vec<_> = list().iter().map(|one| (one.id, one.this, one.agent.clone())).collect();
    let agent = Some("Firefox, Linux".to_owned());
    assert_eq!(seen, [(second.id, true, agent.clone()), (first.id, false, agent)]);
    let stranger = server.browser_at("192.0.2.80");
    let others = stranger.new_account(&house, "other@example.org");
    let end = |session| server.desk.write(|tx| server.identity.end_own_session(tx, &actor, session));
    assert!(matches!(end(others.id), Err(Error::Missing(_))), "somebody else's is none");
    let token = elsewhere.token(&first);
    end(first.id).unwrap();
    assert_eq!(cause(elsewhere.recognise(&token)), Unrecognised::Revoked);
    assert!(matches!(end(first.id), Err(Error::Missing(_))));
    assert_eq!(list().len(), 1);
}

#[test]
fn signing_out_everywhere_ends_every_token_at_the_next_call_on_another_server() {
    let house = House::new();
    let (server, elsewhere) = (house.server(), house.server());
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.bind(citizen.person);
    let strong = browser.log_in_strongly(&house, CAMILLE, &codes);
    // One that was begun through a provider, for the same person.
    let provided = server.open(identity::SessionCapacity::Citizen { person: citizen.person }, None);
    let tokens = [&session, &strong, &provided].map(|one| server.token(one));
    let actor = browser.actor(&strong);
    let sign_out = |all| server.desk.write(|tx| server.identity.end_own_sessions(tx, &actor, all));
    assert_eq!(sign_out(false).unwrap(), 2);
    assert!(elsewhere.recognise(&tokens[1]).is_ok(), "this one goes on");
    for token in [&tokens[0], &tokens[2]] {
        assert_eq!(cause(elsewhere.recognise(token)), Unrecognised::Revoked);
    }
    assert_eq!(sign_out(true).unwrap(), 1);
    assert_eq!(cause(elsewhere.recognise(&tokens[1])), Unrecognised::Revoked);
}

#[test]
fn a_log_in_from_a_new_browser_is_told_of() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    browser.log_in_weakly(CAMILLE);
    assert!(!server.letters(&house, CAMILLE).contains(&"device_new".to_owned()));
    server.browser_at("203.0.113.9").log_in(CAMILLE, GOOD).unwrap();
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "device_new");
}

#[test]
fn a_session_of_the_password_alone_sees_and_ends_none_of_a_provider() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    house.bind(citizen.person);
    let provided = server.open(identity::SessionCapacity::Citizen { person: citizen.person }, None);
    let low = browser.log_in_weakly(CAMILLE);
    let (actor, token) = (browser.actor(&low), server.token(&provided));
    let seen = server.desk.read(|rtx| server.identity.sessions_of(rtx, &actor)).unwrap();
    assert!(seen.iter().any(|one| one.id == low.id) && seen.iter().all(|one| one.id != provided.id));
    let ended = server.desk.write(|tx| server.identity.end_own_session(tx, &actor, provided.id));
    assert!(matches!(ended, Err(Error::Missing(_))));
    server.desk.write(|tx| server.identity.end_own_sessions(tx, &actor, false)).unwrap();
    assert!(server.recognise(&token).is_ok());
    // Whoever is proven sees both.
    let proven = server.actor(&provided);
    let seen = server.desk.read(|rtx| server.identity.sessions_of(rtx, &proven)).unwrap();
    assert_eq!(seen.len(), 2);
}
