//! A provider that is slow, down, changes its keys or answers nonsense.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use identity::oidc::{Distrust, ProviderFault, ProviderKind};
use serde_json::json;
use testkit::{Reply, SigningKey};

use super::ours::Ground;

#[tokio::test]
async fn new_keys_are_fetched_when_a_token_names_one_and_not_more_often_than_that() {
    let ground = Ground::new(ProviderKind::Professional);
    ground.redeem().await.unwrap();
    assert_eq!(ground.provider.asked("/jwks"), 1);
    ground.redeem().await.unwrap();
    assert_eq!(ground.provider.asked("/jwks"), 1, "they are kept");

    let second = SigningKey::fresh("key-2");
    ground.provider.publish(&[&ground.key, &second]);
    ground.provider.gives(&second.sign(&ground.claims()));
    ground.redeem().await.unwrap();
    assert_eq!(ground.provider.asked("/jwks"), 2, "a key that is not known may be a new one");

    // Invented ids do not become requests.
    for number in 0..20 {
        ground.provider.gives(&SigningKey::fresh(&format!("invented-{number}")).sign(&ground.claims()));
        assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::Untrusted(Distrust::Key));
    }
    assert_eq!(ground.provider.asked("/jwks"), 2);
    ground.clock.advance(TimeDelta::seconds(6));
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::Untrusted(Distrust::Key));
    assert_eq!(ground.provider.asked("/jwks"), 3, "one more after a pause");

    // A key that was withdrawn counts no more once the document is fetched again.
    ground.provider.publish(&[&second]);
    ground.clock.advance(TimeDelta::hours(1));
    ground.answers(&ground.claims());
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::Untrusted(Distrust::Key));
}

#[tokio::test]
async fn keys_that_do_not_come_are_waited_for_once_and_hold_up_no_other_log_in() {
    let ground = Ground::new(ProviderKind::Professional);
    ground.redeem().await.unwrap();
    let mut slow = Reply::json(&json!({ "keys": [] }));
    slow.delay = Duration::from_secs(20);
    ground.provider.set("/jwks", slow);
    ground.provider.gives(&SigningKey::fresh("key-2").sign(&ground.claims()));
    let began = Instant::now();
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        ground.ours().ready().await.unwrap();
        began.elapsed()
    };
    let (one, other, ready) = tokio::join!(ground.redeem(), ground.redeem(), meanwhile);
    assert_eq!((one.unwrap_err(), other.unwrap_err()), (ProviderFault::Slow, ProviderFault::Slow));
    assert!(began.elapsed() < Duration::from_secs(12), "one waits for what the other fetches");
    assert!(ready < Duration::from_secs(2), "who begins a log-in does not wait: {ready:?}");
    assert_eq!(ground.provider.asked("/jwks"), 2);

    // What is known goes on being used.
    ground.answers(&ground.claims());
    ground.redeem().await.unwrap();
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_are_an_outage_for_everybody_within_the_pause() {
    let ground = Ground::new(ProviderKind::Professional);
    ground.redeem().await.unwrap();
    let second = SigningKey::fresh("key-2");
    ground.provider.set("/jwks", Reply::text(500, "text/plain", String::new()));
    ground.provider.gives(&second.sign(&ground.claims()));
    for _ in 0..3 {
        let outage = ground.redeem().await.unwrap_err();
        assert_eq!(outage, ProviderFault::Status(500));
        assert!(outage.may_pass(), "it is no answer that does not hold");
    }
    assert_eq!(ground.provider.asked("/jwks"), 2);
    ground.provider.publish(&[&ground.key, &second]);
    ground.clock.advance(TimeDelta::seconds(6));
    ground.redeem().await.unwrap();
}

#[tokio::test]
async fn looking_for_a_key_does_not_make_the_document_fresh() {
    let ground = Ground::new(ProviderKind::Professional);
    let document = "/.well-known/openid-configuration";
    ground.redeem().await.unwrap();
    ground.clock.advance(TimeDelta::minutes(50));
    ground.provider.gives(&SigningKey::fresh("key-2").sign(&ground.claims()));
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::Untrusted(Distrust::Key));
    assert_eq!((ground.provider.asked(document), ground.provider.asked("/jwks")), (1, 2));
    ground.clock.advance(TimeDelta::minutes(11));
    ground.ours().ready().await.unwrap();
    assert_eq!(ground.provider.asked(document), 2, "its hour is over");
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_provider_down_and_no_key_away() {
    const DOCUMENT: &str = "/.well-known/openid-configuration";
    let back = TimeDelta::hours(-1);
    // A failure that was recorded before the step.
    let down = Ground::new(ProviderKind::Professional);
    down.provider.set(DOCUMENT, Reply::text(503, "text/plain", String::new()));
    assert_eq!(down.ours().ready().await, Err(ProviderFault::Status(503)));
    down.provider.set(DOCUMENT, Reply::json(&down.provider.document()));
    down.clock.advance(back);
    assert_eq!(down.ours().ready().await, Ok(()));

    // A look for newer keys that was made before the step.
    let rotated = Ground::new(ProviderKind::Professional);
    rotated.redeem().await.unwrap();
    let second = SigningKey::fresh("key-2");
    rotated.provider.gives(&second.sign(&rotated.claims()));
    assert_eq!(rotated.redeem().await.unwrap_err(), ProviderFault::Untrusted(Distrust::Key));
    rotated.provider.publish(&[&rotated.key, &second]);
    rotated.clock.advance(back);
    rotated.provider.gives(&second.sign(&rotated.claims()));
    rotated.redeem().await.unwrap();

    // What was fetched before the step is of no known age.
    let known = Ground::new(ProviderKind::Professional);
    known.ours().ready().await.unwrap();
    known.clock.advance(back);
    known.ours().ready().await.unwrap();
    assert_eq!(known.provider.asked(DOCUMENT), 2);
}

#[tokio::test]
async fn a_provider_that_is_slow_is_given_up_in_time() {
    let ground = Ground::new(ProviderKind::Professional);
    let mut slow = Reply::json(&json!({}));
    slow.delay = Duration::from_secs(20);
    ground.provider.set("/.well-known/openid-configuration", slow);
    let began = Instant::now();
    let (one, other) = tokio::join!(ground.ours().ready(), ground.ours().ready());
    assert_eq!((one, other), (Err(ProviderFault::Slow), Err(ProviderFault::Slow)));
    assert!(began.elapsed() < Duration::from_secs(12), "two who wait are told at the same time");
    assert_eq!(ground.provider.asked("/.well-known/openid-configuration"), 1);
}

#[tokio::test]
async fn a_provider_that_is_down_is_asked_again_after_a_pause_and_another_one_works_meanwhile() {
    let (down, well) = (Ground::new(ProviderKind::Professional), Ground::new(ProviderKind::Citizen));
    down.provider.set("/.well-known/openid-configuration", Reply::text(503, "text/plain", String::new()));
    assert_eq!(down.ours().ready().await, Err(ProviderFault::Status(503)));
    assert_eq!(down.ours().ready().await, Err(ProviderFault::Status(503)));
    assert_eq!(
        down.provider.asked("/.well-known/openid-configuration"),
        1,
        "it is left alone for some seconds"
    );
    well.redeem().await.unwrap();

    down.provider.set("/.well-known/openid-configuration", Reply::json(&down.provider.document()));
    down.clock.advance(TimeDelta::seconds(6));
    down.answers(&down.claims());
    down.redeem().await.unwrap();

    // Its document is still used while it cannot be fetched anew, for a day.
    down.provider.set("/.well-known/openid-configuration", Reply::text(503, "text/plain", String::new()));
    down.clock.advance(TimeDelta::hours(2));
    down.answers(&down.claims());
    down.redeem().await.unwrap();
    down.clock.advance(TimeDelta::hours(24));
    assert_eq!(down.ours().ready().await, Err(ProviderFault::Status(503)));

    well.provider.go_away();
    assert_eq!(well.redeem().await.unwrap_err(), ProviderFault::Unreachable);
}

#[tokio::test]
async fn redirects_are_not_followed_and_endless_answers_not_read() {
    let ground = Ground::new(ProviderKind::Professional);
    let mut elsewhere = Reply::text(302, "text/plain", String::new());
    elsewhere.location = Some(format!("{}/elsewhere", ground.provider.issuer()));
    ground.provider.set("/token", elsewhere);
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::Status(302));
    assert_eq!(ground.provider.asked("/elsewhere"), 0);

    ground.provider.set("/token", Reply::text(200, "application/json", " ".repeat(300 * 1024)));
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::TooLong);
    ground.provider.set("/token", Reply::text(200, "application/json", "<html>".to_owned()));
    assert!(matches!(ground.redeem().await, Err(ProviderFault::Unreadable(_))));
    let other_type = json!({ "access_token": "access", "token_type": "mac", "id_token": "x" });
    ground.provider.set("/token", Reply::json(&other_type));
    assert!(matches!(ground.redeem().await, Err(ProviderFault::Unreadable(_))));
}
