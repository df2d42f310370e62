//! Attempts: taken once, in time, by the browser and for the provider that they were begun with.

use identity::{Error, NotAdmitted, ReturnPath, service::LoginAttempt};
use secrecy::{ExposeSecret, SecretString};

use crate::house::{House, Server};

fn begin(server: &Server, provider: &str) -> LoginAttempt {
    let path = ReturnPath::parse("/patients").unwrap();
    server.desk.write(|tx| server.identity.begin_login(tx, provider, &path)).unwrap()
}

fn claim(
    server: &Server,
    provider: &str,
    state: &SecretString,
    browser: &SecretString,
) -> Result<(), NotAdmitted> {
    match server.desk.write(|tx| server.identity.claim_login(tx, provider, state, browser)) {
        Ok(claimed) => {
            assert_eq!(claimed.return_to.as_str(), "/patients");
            Ok(())
        }
        Err(Error::NotAdmitted(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn an_answer_is_taken_once() {
    let house = House::new();
    let (server, second) = (house.server(), house.server());
    let begun = begin(&server, "psc");
    assert_eq!(claim(&second, "psc", &begun.state, &begun.browser), Ok(()), "by any server");
    assert_eq!(
        claim(&server, "psc", &begun.state, &begun.browser),
        Err(NotAdmitted::AttemptOver),
        "replayed"
    );
}

#[test]
fn an_answer_that_comes_too_late_is_not_taken_and_what_is_over_is_removed() {
    let house = House::new();
    let server = house.server();
    let late = begin(&server, "psc");
    house.minutes_pass(10);
    assert_eq!(claim(&server, "psc", &late.state, &late.browser), Err(NotAdmitted::AttemptOver));
    let fresh = begin(&server, "psc");
    assert_eq!(server.desk.write(|tx| server.identity.prune_logins(tx)).unwrap(), 1);
    assert_eq!(claim(&server, "psc", &fresh.state, &fresh.browser), Ok(()));
}

#[test]
fn an_answer_counts_only_in_its_browser_and_for_its_provider() {
    let house = House::new();
    let server = house.server();
    let (mine, theirs) = (begin(&server, "psc"), begin(&server, "psc"));
    let nothing = SecretString::default();
    let over = Err(NotAdmitted::AttemptOver);
    assert_eq!(
        claim(&server, "psc", &mine.state, &theirs.browser),
        over,
        "a code injected into another browser"
    );
    assert_eq!(claim(&server, "psc", &mine.state, &nothing), over, "a browser without the cookie");
    assert_eq!(claim(&server, "psc", &nothing, &mine.browser), over, "no state");
    assert_eq!(claim(&server, "psc", &mine.browser, &mine.state), over);
    assert_eq!(claim(&server, "fc", &mine.state, &mine.browser), over, "mixed up with another provider");
    assert_eq!(claim(&server, "psc", &"x".repeat(10_000).into(), &mine.browser), over);
    assert_eq!(claim(&server, "psc", &mine.state, &mine.browser), Ok(()), "none of these used it up");
}

#[test]
fn the_database_holds_nothing_of_an_attempt_in_clear() {
    let house = House::new();
    let server = house.server();
    let begun = begin(&server, "psc");
    for secret in [&begun.state, &begun.nonce, &begun.browser] {
        let text = secret.expose_secret();
        let found = house.count(&format!(
            "select count(*) as n from identity.login_attempt a where a::text like '%{text}%' \
             or position(convert_to('{text}', 'UTF8') in sealed) > 0 or state_digest = convert_to('{text}', 'UTF8')"
        ));
        assert_eq!(found, 0);
    }
    // A row that was moved to another attempt does not open.
    let other = begin(&server, "psc");
    house.run(
        "update identity.login_attempt a set sealed = b.sealed from identity.login_attempt b \
         where a.state_digest <> b.state_digest",
    );
    let claimed =
        server.desk.write(|tx| server.identity.claim_login(tx, "psc", &other.state, &other.browser));
    assert!(matches!(claimed, Err(Error::Vault(vault::Error::Broken))), "{claimed:?}");
}
