//! The end of a log-in at the provider: where the browser goes for it, and what the provider says of it by itself.

use identity::oidc::{Distrust, LogoutNotice, ProviderFault, ProviderKind};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey, unsigned};

use super::ours::{Ground, citizen};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a right notice says now, with some of it changed; `null` takes a claim away.
fn notice(ground: &Ground, changes: &Value) -> Value {
    let now = ground.claims()["iat"].as_i64().unwrap();
    let mut claims = json!({
        "iss": ground.provider.issuer(), "aud": FakeProvider::CLIENT, "iat": now, "exp": now + 120, "jti": "notice-1",
        "sub": "subject", "sid": "one-session", "events": { EVENT: {} },
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            _ => claims[name] = value.clone(),
        }
    }
    claims
}

async fn read(ground: &Ground, token: &str) -> Result<LogoutNotice, Distrust> {
    match ground.ours().logout_token(token).await {
        Ok(notice) => Ok(notice),
        Err(ProviderFault::Untrusted(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_notice_of_the_provider_names_whose_session_or_which_and_its_own_id() {
    let ground = Ground::new(ProviderKind::Professional);
    for kind in [Some("logout+jwt"), Some("application/logout+jwt"), Some("JWT"), Some("Logout+JWT"), None] {
        let read = read(&ground, &ground.key.sign_as(kind, &notice(&ground, &json!({})))).await.unwrap();
        assert_eq!(read.subject.unwrap().reveal(), "subject", "{kind:?}");
        assert_eq!(read.session.unwrap().reveal(), "one-session");
        assert_eq!(read.jti.reveal(), "notice-1");
    }
    let only = |change: Value| ground.key.sign(&notice(&ground, &change));
    let by_subject = read(&ground, &only(json!({ "sid": null }))).await.unwrap();
    assert!(by_subject.session.is_none() && by_subject.subject.is_some());
    let by_session = read(&ground, &only(json!({ "sub": null, "exp": null }))).await.unwrap();
    assert!(by_session.session.is_some() && by_session.subject.is_none());
    assert!(!format!("{by_session:?}").contains("one-session"));
}

#[tokio::test]
async fn a_notice_that_is_forged_is_refused() {
    let ground = Ground::new(ProviderKind::Professional);
    let claims = notice(&ground, &json!({}));
    let hmac = |secret: &[u8]| {
        let header = Header { kid: Some("key-1".to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let right = ground.key.sign(&claims);
    let (signed, _) = right.rsplit_once('.').unwrap();
    let forged = [
        (unsigned(&json!({ "alg": "none" }), &claims), Distrust::Algorithm),
        (
            unsigned(&json!({ "alg": "none", "typ": "logout+jwt", "kid": "key-1" }), &claims),
            Distrust::Algorithm,
        ),
        (unsigned(&json!({ "alg": "ES256", "kid": "key-1" }), &claims), Distrust::Signature),
        // The public key, or the secret that both sides know, as the key of an HMAC.
        (hmac(ground.key.public().to_string().as_bytes()), Distrust::Algorithm),
        (hmac(super::ours::SECRET.as_bytes()), Distrust::Algorithm),
        (SigningKey::fresh("key-1").sign(&claims), Distrust::Signature),
        (SigningKey::fresh("key-9").sign(&claims), Distrust::Key),
        (format!("{signed}.AAAA"), Distrust::Signature),
        ("not a token".to_owned(), Distrust::Malformed),
        (String::new(), Distrust::Malformed),
        ("a".repeat(200_000), Distrust::Malformed),
    ];
    for (token, why) in forged {
        let shown: String = token.chars().take(60).collect();
        assert_eq!(read(&ground, &token).await.err(), Some(why), "{shown}");
    }
    read(&ground, &right).await.unwrap();
}

#[tokio::test]
async fn a_notice_with_a_wrong_claim_is_refused_for_it() {
    let ground = Ground::new(ProviderKind::Professional);
    let now = ground.claims()["iat"].as_i64().unwrap();
    let long = "x".repeat(600);
    let wrong = [
        (json!({ "iss": "https://other.example" }), Distrust::Issuer),
        (json!({ "iss": null }), Distrust::Malformed),
        (json!({ "aud": "another-client" }), Distrust::Audience),
        (json!({ "aud": ["another-client"] }), Distrust::Audience),
        (json!({ "exp": now - 180 }), Distrust::Expired),
        (json!({ "iat": now - 481, "exp": null }), Distrust::Stale),
        (json!({ "iat": now - 481, "exp": now + 9_999 }), Distrust::Stale),
        (json!({ "iat": now + 181 }), Distrust::Early),
        (json!({ "nbf": now + 181 }), Distrust::Early),
        (json!({ "iat": null }), Distrust::Malformed),
        (json!({ "jti": null }), Distrust::Malformed),
        (json!({ "jti": "" }), Distrust::Malformed),
        (json!({ "jti": long }), Distrust::Malformed),
        (json!({ "jti": 7 }), Distrust::Malformed),
        (json!({ "sub": null, "sid": null }), Distrust::Malformed),
        (json!({ "sub": "", "sid": "" }), Distrust::Malformed),
        (json!({ "sid": long }), Distrust::Malformed),
        (json!({ "sub": ["subject"] }), Distrust::Malformed),
        (json!({ "events": null }), Distrust::Kind),
        (json!({ "events": {} }), Distrust::Kind),
        (json!({ "events": { EVENT: "yes" } }), Distrust::Kind),
        (json!({ "events": { "http://other.example/event": {} } }), Distrust::Kind),
        (json!({ "events": [EVENT] }), Distrust::Malformed),
        (json!({ "nonce": "nonce" }), Distrust::Kind),
    ];
    for (change, why) in wrong {
        let token = ground.key.sign(&notice(&ground, &change));
        assert_eq!(read(&ground, &token).await.err(), Some(why), "{change}");
    }
    // A nonce of nothing is a nonce; what is signed as another kind is one.
    let mut empty = notice(&ground, &json!({}));
    empty["nonce"] = Value::Null;
    assert_eq!(read(&ground, &ground.key.sign(&empty)).await.err(), Some(Distrust::Kind));
    let other = ground.key.sign_as(Some("at+jwt"), &notice(&ground, &json!({})));
    assert_eq!(read(&ground, &other).await.err(), Some(Distrust::Kind));
}

#[tokio::test]
async fn no_other_token_of_the_provider_ends_a_session() {
    let ground = Ground::new(ProviderKind::Professional);
    let id_token = ground.claims_with(&json!({ "sid": "one-session", "jti": "id-1" }));
    assert_eq!(read(&ground, &ground.key.sign(&id_token)).await.err(), Some(Distrust::Kind));
    let without_nonce = ground.claims_with(&json!({ "nonce": null, "sid": "one-session", "jti": "id-1" }));
    assert_eq!(read(&ground, &ground.key.sign(&without_nonce)).await.err(), Some(Distrust::Kind));
    let mut userinfo = citizen();
    userinfo["iss"] = json!(ground.provider.issuer());
    userinfo["aud"] = json!(FakeProvider::CLIENT);
    assert_eq!(read(&ground, &ground.key.sign(&userinfo)).await.err(), Some(Distrust::Kind));
}

#[tokio::test]
async fn a_notice_that_is_shown_again_has_the_same_id_until_it_is_too_old() {
    let ground = Ground::new(ProviderKind::Professional);
    // Made by a clock that is two minutes ahead, with an end far away.
    let now = ground.claims()["iat"].as_i64().unwrap();
    let changes = json!({ "iat": now + 120, "exp": now + 9_999 });
    let token = ground.key.sign(&notice(&ground, &changes));
    let first = read(&ground, &token).await.unwrap();
    let again = read(&ground, &token).await.unwrap();
    assert_eq!(first.jti, again.jti, "whoever remembers it knows it again");
    // One who forgets it at `until` misses no replay, and one who forgets it a second before would.
    let left = (first.until.timestamp() - now) - 1;
    ground.clock.advance(chrono::TimeDelta::seconds(left));
    assert!(read(&ground, &token).await.is_ok(), "it still passes");
    ground.clock.advance(chrono::TimeDelta::seconds(1));
    assert_eq!(read(&ground, &token).await.err(), Some(Distrust::Stale));
}

#[tokio::test]
async fn invented_keys_of_notices_are_not_asked_for_without_end() {
    let ground = Ground::new(ProviderKind::Professional);
    read(&ground, &ground.key.sign(&notice(&ground, &json!({})))).await.unwrap();
    for number in 0..20 {
        let key = SigningKey::fresh(&format!("invented-{number}"));
        let refused = read(&ground, &key.sign(&notice(&ground, &json!({})))).await.err();
        assert_eq!(refused, Some(Distrust::Key));
    }
    assert_eq!(ground.provider.asked("/jwks"), 2);
}

#[tokio::test]
async fn a_browser_is_led_to_the_provider_to_log_out_there_too() {
    let ground = Ground::new(ProviderKind::Professional);
    let (hint, state) = (SecretString::from("an.id.token"), SecretString::from("a state"));
    let back = "https://carnet.example/auth/test/logged-out";
    let nowhere = ground.ours().end_session_url(Some(&hint), back, &state).await.unwrap();
    assert!(nowhere.is_none(), "it has no such place");

    let ground = Ground::new(ProviderKind::Professional);
    ground.provider.offers(&json!({}));
    let address = ground.ours().end_session_url(Some(&hint), back, &state).await.unwrap().unwrap();
    let (place, query) = address.expose_secret().split_once('?').unwrap();
    assert_eq!(place, format!("{}/logout", ground.provider.issuer()));
    assert_eq!(
        query,
        "client_id=carnet-test&post_logout_redirect_uri=https%3A%2F%2Fcarnet.example%2Fauth%2Ftest%2Flogged-out&\
         state=a+state&id_token_hint=an.id.token"
    );
    assert!(!format!("{address:?}").contains("an.id.token"), "it is not shown");
    // No browser takes an address without end, and a person without a hint is asked.
    let long = SecretString::from("x".repeat(7_000));
    for hint in [None, Some(&long)] {
        let address = ground.ours().end_session_url(hint, back, &state).await.unwrap().unwrap();
        assert!(!address.expose_secret().contains("id_token_hint") && address.expose_secret().len() < 300);
    }
    let down = Ground::new(ProviderKind::Professional);
    down.provider.set("/.well-known/openid-configuration", Reply::text(503, "text/plain", String::new()));
    let unwell = down.ours().end_session_url(Some(&hint), back, &state).await;
    assert_eq!(
        unwell.err(),
        Some(ProviderFault::Status(503)),
        "the caller ends its own session all the same"
    );
}
