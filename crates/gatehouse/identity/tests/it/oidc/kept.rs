//! What a session keeps of a log-in, and a log-in that must be a fresh one.

use chrono::TimeDelta;
use identity::oidc::{Answered, Ask, AtProvider, Distrust, Proven, ProviderFault, ProviderKind};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::ours::{Ground, NONCE, REDIRECT};

/// Redeems an answer that must be of a log-in of the last ten seconds.
async fn redeem_fresh(ground: &Ground) -> Result<Proven, ProviderFault> {
    let (code, nonce, verifier) = (SecretString::from("code"), NONCE.into(), "verifier".into());
    let answered = Answered {
        code: &code,
        issuer: None,
        redirect_uri: REDIRECT,
        nonce: &nonce,
        verifier: &verifier,
        max_age: Some(TimeDelta::seconds(10)),
    };
    ground.ours().redeem(&answered).await
}

#[tokio::test]
async fn a_log_in_gives_what_its_session_keeps() {
    let ground = Ground::new(ProviderKind::Professional);
    let now = ground.claims()["iat"].as_i64().unwrap();
    let id_token =
        ground.key.sign(&ground.claims_with(&json!({ "sid": "one-session", "auth_time": now - 40 })));
    ground
        .provider
        .gives_also(&id_token, &json!({ "refresh_token": "refresh-1", "refresh_expires_in": 1800 }));
    let held = ground.redeem().await.unwrap().at_provider;
    assert_eq!(held.subject.reveal(), "subject");
    assert_eq!(held.session.as_ref().unwrap().reveal(), "one-session");
    assert_eq!(held.authenticated_at.unwrap().timestamp(), now - 40);
    assert_eq!(held.acr.as_deref(), Some("eidas2"));
    assert_eq!(held.id_token.as_ref().unwrap().expose_secret(), id_token);
    assert_eq!(held.refresh_token.as_ref().unwrap().expose_secret(), "refresh-1");
    assert_eq!(held.refresh_until.unwrap().timestamp(), now + 1800);

    // Written to be sealed, and read again; nothing of it in a log.
    let read: AtProvider = serde_json::from_slice(&serde_json::to_vec(&held).unwrap()).unwrap();
    assert_eq!(read.id_token.unwrap().expose_secret(), id_token);
    assert_eq!(read.session, held.session);
    let shown = format!("{held:?}");
    for secret in [id_token.as_str(), "refresh-1", "one-session", "\"subject\""] {
        assert!(!shown.contains(secret), "{shown}");
    }

    // A provider that says none of it is taken all the same; the older name of the session is known too.
    ground.answers(&ground.claims_with(&json!({ "sid": "", "session_state": "older-name" })));
    let held = ground.redeem().await.unwrap().at_provider;
    assert_eq!(held.session.unwrap().reveal(), "older-name");
    ground.answers(&ground.claims());
    let held = ground.redeem().await.unwrap().at_provider;
    assert!(held.session.is_none() && held.refresh_token.is_none() && held.authenticated_at.is_none());
}

#[tokio::test]
async fn a_provider_is_asked_for_a_fresh_log_in_only_where_one_is_wanted() {
    let ground = Ground::new(ProviderKind::Professional);
    let (state, nonce) = (SecretString::from("state"), SecretString::from("nonce"));
    let ask = |max_age| Ask {
        redirect_uri: REDIRECT,
        state: &state,
        nonce: &nonce,
        challenge: "challenge",
        language: "fr",
        max_age,
    };
    let usual = ground.ours().authorization(&ask(None)).await.unwrap();
    assert!(!usual.expose_secret().contains("prompt") && !usual.expose_secret().contains("max_age"));
    let fresh = ground.ours().authorization(&ask(Some(TimeDelta::seconds(10)))).await.unwrap();
    assert!(fresh.expose_secret().contains("prompt=login&max_age=10"), "{}", fresh.expose_secret());
}

#[tokio::test]
async fn a_log_in_of_long_ago_is_none_where_a_fresh_one_was_asked_for() {
    let ground = Ground::new(ProviderKind::Professional);
    let now = ground.claims()["iat"].as_i64().unwrap();
    let with = |auth_time: Value| ground.answers(&ground.claims_with(&json!({ "auth_time": auth_time })));
    // The provider did not ask again, does not say when, or says a time that is still to come.
    for wrong in [json!(now - 3_600), json!(now - 191), json!(now + 181), json!(null)] {
        with(wrong.clone());
        let refused = redeem_fresh(&ground).await.err();
        assert_eq!(refused, Some(Distrust::OldLogin.into()), "{wrong}");
        ground.redeem().await.unwrap();
    }
    for wrong in [json!("now"), json!({})] {
        with(wrong.clone());
        assert_eq!(redeem_fresh(&ground).await.err(), Some(Distrust::Malformed.into()), "{wrong}");
    }
    for right in [json!(now), json!(now - 10), json!(now - 130), json!(now + 120)] {
        with(right.clone());
        redeem_fresh(&ground).await.unwrap_or_else(|fault| panic!("{right}: {fault}"));
    }
}

#[tokio::test]
async fn names_without_end_and_claims_of_other_types_are_refused() {
    let ground = Ground::new(ProviderKind::Professional);
    let long = "x".repeat(600);
    for wrong in [
        json!({ "sub": long }),
        json!({ "sub": "" }),
        json!({ "sub": 7 }),
        json!({ "sub": null }),
        json!({ "sid": long }),
        json!({ "sid": 7 }),
        json!({ "acr": ["eidas2"] }),
        json!({ "iat": "now" }),
        json!({ "iat": null }),
        json!({ "exp": "later" }),
        json!({ "aud": 7 }),
    ] {
        ground.answers(&ground.claims_with(&wrong));
        assert!(matches!(ground.redeem().await, Err(ProviderFault::Untrusted(_))), "{wrong}");
    }
    // A notice that somebody logged out is no log-in, even where it has a nonce.
    let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    ground.answers(&ground.claims_with(&json!({ "events": event })));
    assert_eq!(ground.redeem().await.err(), Some(Distrust::Kind.into()));
}
