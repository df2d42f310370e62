//! What the identity provider keeps running beside a session: it ends it, is asked about it, and is told of its end.

use chrono::TimeDelta;
use identity::oidc::ProviderKind;
use kernel::Clock;
use serde_json::{Value, json};
use testkit::{Reply, SigningKey};

use crate::{
    at_provider::{Browser, Ground, doctor},
    door::{Answer, Visit},
};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn here() -> Value {
    doctor(&json!([{ "codeSecteurDactivite": "SA07", "raisonSocialeSite": "Les Lilas" }]))
}

/// A ground whose provider ends sessions, with a doctor who practises in one place.
fn ground() -> Ground {
    let ground = Ground::new(ProviderKind::Professional);
    ground.provider.offers(&json!({}));
    ground
}

/// A browser in which the doctor logged in, by this session of the provider's.
async fn logged_in(ground: &Ground, sid: &str) -> Browser {
    let browser = Browser::default();
    let begun = browser.begin(ground).await;
    let answer = browser.proven_with(ground, &begun, &here(), &json!({ "sid": sid })).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.text());
    browser
}

async fn is_in(ground: &Ground, browser: &Browser) -> bool {
    browser.get(ground, "/patients").await.status == 200
}

/// What the provider says when somebody logged out there; `null` takes a claim away.
fn notice(ground: &Ground, jti: &str, more: &Value) -> Value {
    let now = ground.door.house.clock().now().timestamp();
    let mut claims = json!({
        "iss": ground.provider.issuer(), "aud": testkit::FakeProvider::CLIENT, "iat": now, "exp": now + 60,
        "jti": jti, "sub": "doctor", "events": { EVENT: {} },
    });
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

async fn told(ground: &Ground, provider: &str, token: &str) -> Answer {
    let path = format!("/auth/{provider}/backchannel-logout");
    ground.door.send(Visit::post(path).form(&[("logout_token", token)])).await
}

#[actix_web::test]
async fn a_notice_about_a_person_ends_every_session_of_theirs_at_once() {
    let ground = ground();
    let (one, other) = (logged_in(&ground, "one").await, logged_in(&ground, "other").await);
    assert!(is_in(&ground, &one).await && is_in(&ground, &other).await);
    let stranger = ground.door.house.doctor();
    let answer = told(&ground, "test", &ground.key.sign(&notice(&ground, "n-1", &json!({})))).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text());
    assert!(!is_in(&ground, &one).await && !is_in(&ground, &other).await);
    let unharmed = ground.door.get("/patients", stranger.token()).await;
    assert_eq!(unharmed.status, 200, "nobody else's ends");
}

#[actix_web::test]
async fn a_notice_about_one_session_of_the_provider_ends_what_came_of_that_one() {
    let ground = ground();
    let (one, other) = (logged_in(&ground, "one").await, logged_in(&ground, "other").await);
    let token = ground.key.sign(&notice(&ground, "n-1", &json!({ "sub": null, "sid": "one" })));
    assert_eq!(told(&ground, "test", &token).await.status, 200);
    assert!(!is_in(&ground, &one).await && is_in(&ground, &other).await);
    let again = logged_in(&ground, "third").await;
    let token = ground.key.sign(&notice(&ground, "n-2", &json!({ "sid": "third" })));
    assert_eq!(told(&ground, "test", &token).await.status, 200);
    assert!(!is_in(&ground, &again).await && !is_in(&ground, &other).await, "the person is named too");
}

#[actix_web::test]
async fn everybody_who_goes_home_at_one_hour_is_heard_of_and_forgeries_are_held_off() {
    let ground = ground();
    for number in 0..200 {
        let right = ground.key.sign(&notice(
            &ground,
            &format!("n-{number}"),
            &json!({ "sub": format!("doctor-{number}") }),
        ));
        assert_eq!(told(&ground, "test", &right).await.status, 200);
    }
    let browser = logged_in(&ground, "one").await;
    let forged = SigningKey::fresh("key-1").sign(&notice(&ground, "forged", &json!({})));
    let mut held_off = 0;
    for _ in 0..80 {
        match told(&ground, "test", &forged).await.status {
            400 => {}
            429 => held_off += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(held_off, 20);
    assert!(is_in(&ground, &browser).await);
    let right = ground.key.sign(&notice(&ground, "last", &json!({})));
    assert_eq!(told(&ground, "test", &right).await.status, 200);
    assert!(!is_in(&ground, &browser).await);
}

#[actix_web::test]
async fn a_notice_that_is_replayed_forged_or_about_another_provider_ends_nothing() {
    let ground = ground();
    let first = logged_in(&ground, "one").await;
    let token = ground.key.sign(&notice(&ground, "n-1", &json!({})));
    assert_eq!(told(&ground, "test", &token).await.status, 200);
    assert!(!is_in(&ground, &first).await);

    let browser = logged_in(&ground, "one").await;
    let foreign = SigningKey::fresh("key-1");
    let stale = ground.door.house.clock().now().timestamp() - 600;
    for refused in [
        token,
        foreign.sign(&notice(&ground, "n-2", &json!({}))),
        ground.key.sign(&notice(&ground, "n-3", &json!({ "nonce": "n" }))),
        ground.key.sign(&notice(&ground, "n-4", &json!({ "iat": stale, "exp": stale + 60 }))),
        "no token".to_owned(),
    ] {
        let answer = told(&ground, "test", &refused).await;
        assert_eq!((answer.status, answer.header("cache-control")), (400, "no-store"), "{}", answer.text());
        assert!(answer.shows("invalid_request"));
    }
    let right = ground.key.sign(&notice(&ground, "n-5", &json!({})));
    assert_eq!(told(&ground, "unknown", &right).await.status, 404);
    assert!(is_in(&ground, &browser).await);
    // A notice about somebody whom nobody knows here is taken, and ends nothing.
    let nobody = ground.key.sign(&notice(&ground, "n-6", &json!({ "sub": "somebody" })));
    assert_eq!(told(&ground, "test", &nobody).await.status, 200);
    assert!(is_in(&ground, &browser).await);
}

#[actix_web::test]
async fn logging_out_ends_the_session_here_and_leads_to_the_provider_to_end_it_there() {
    let ground = ground();
    let browser = logged_in(&ground, "one").await;
    let csrf = browser.get(&ground, "/patients").await.csrf();
    let before = browser.clone();
    let leave = Visit::post("/auth/logout").sent_here().form(&[("csrf", csrf.as_str())]);
    let answer = browser.send(&ground, leave).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let leads = format!("{}/logout?client_id=carnet-test", ground.provider.issuer());
    assert!(answer.shows(&leads) && answer.shows("http-equiv=\"refresh\""), "{}", answer.text());
    assert!(answer.shows("id_token_hint=ey"), "the provider knows which of its sessions is meant");
    assert!(!is_in(&ground, &browser).await);
    // The button was pressed twice, and the browser shows the second answer.
    let leave = Visit::post("/auth/logout").sent_here().form(&[("csrf", csrf.as_str())]);
    let answer = before.send(&ground, leave).await;
    assert!(answer.status == 200 && answer.shows(&leads), "{}", answer.text());

    // A provider without such a place, and one that is not well, keep nobody here.
    ground.provider.set("/.well-known/openid-configuration", Reply::json(&ground.provider.document()));
    ground.door.house.clock().advance(TimeDelta::hours(2));
    let browser = logged_in(&ground, "one").await;
    let csrf = browser.get(&ground, "/patients").await.csrf();
    let leave = Visit::post("/auth/logout").sent_here().form(&[("csrf", csrf.as_str())]);
    let answer = browser.send(&ground, leave).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert!(!is_in(&ground, &browser).await);
}

/// Uses the session after some minutes and waits until the provider was asked, if it is.
async fn used_after(ground: &Ground, browser: &Browser, minutes: i64) -> bool {
    ground.door.house.clock().advance(TimeDelta::minutes(minutes));
    let before = ground.provider.asked("/token");
    let seen = is_in(ground, browser).await;
    for _ in 0..200 {
        if ground.provider.asked("/token") > before {
            // What comes of the answer is written after it was given.
            actix_web::rt::time::sleep(std::time::Duration::from_millis(100)).await;
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    seen
}

#[actix_web::test]
async fn a_session_that_is_used_is_asked_about_and_ends_when_the_provider_says_so() {
    let ground = ground();
    let browser = logged_in(&ground, "one").await;
    let alive = json!({ "access_token": "access", "token_type": "Bearer", "refresh_token": "refresh-2" });
    ground.provider.set("/token", Reply::json(&alive));
    let asked = ground.provider.asked("/token");
    assert!(used_after(&ground, &browser, 2).await);
    assert_eq!(ground.provider.asked("/token"), asked, "it was believed two minutes ago");
    assert!(used_after(&ground, &browser, 1).await);
    assert_eq!(ground.provider.asked("/token"), asked + 1, "and not three");
    assert!(ground.provider.last_body("/token").contains("refresh_token=refresh-1"));
    // A provider that fails ends nothing, and what it gave before counts on.
    ground.provider.set("/token", Reply::text(500, "text/plain", String::new()));
    assert!(used_after(&ground, &browser, 11).await);
    assert!(ground.provider.last_body("/token").contains("refresh_token=refresh-2"));
    assert!(is_in(&ground, &browser).await);
    let ended = json!({ "error": "invalid_grant" }).to_string();
    ground.provider.set("/token", Reply::text(400, "application/json", ended));
    assert!(used_after(&ground, &browser, 11).await, "the call that asks is answered before");
    assert!(!is_in(&ground, &browser).await);
}

#[actix_web::test]
async fn who_proves_anew_who_they_are_has_just_shown_a_second_factor() {
    let ground = ground();
    let browser = Browser::default();
    let start = browser.get(&ground, "/auth/test/start?again=1&return=/patients").await;
    assert!(start.location().contains("prompt=login&max_age=0"), "{}", start.location());
    let begun = crate::at_provider::Begun::of(&start);
    let now = ground.door.house.clock().now().timestamp();
    let answer = browser.proven_with(&ground, &begun, &here(), &json!({ "auth_time": now - 3_600 })).await;
    assert_eq!(answer.status, 403, "an earlier proof is none: {}", answer.text());

    let start = browser.get(&ground, "/auth/test/start?again=1&return=/patients").await;
    let begun = crate::at_provider::Begun::of(&start);
    let answer = browser.proven_with(&ground, &begun, &here(), &json!({ "auth_time": now - 5 })).await;
    assert_eq!((answer.status, answer.location()), (303, "/patients"), "{}", answer.text());
    let token =
        answer.cookies().iter().find(|cookie| cookie.name() == "__Host-carnet").unwrap().value().to_owned();
    let shown = ground.door.actor(&token).second_factor_at.unwrap();
    assert_eq!(shown.timestamp(), now - 5);
}
