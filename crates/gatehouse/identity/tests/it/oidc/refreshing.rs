//! Whether a log-in still counts at the provider: alive, ended, or a provider that cannot say.

use std::time::Duration;

use identity::oidc::{AtProvider, Distrust, Proven, ProvenPerson, ProviderFault, ProviderKind, Refreshed};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use testkit::{Reply, SigningKey};

use super::ours::{Ground, doctor};

/// A log-in with a refresh token.
async fn logged_in(ground: &Ground) -> AtProvider {
    let claims = ground.claims_with(&json!({ "sid": "one-session", "auth_time": 1_795_000_000 }));
    ground.provider.gives_also(&ground.key.sign(&claims), &json!({ "refresh_token": "refresh-1" }));
    ground.redeem().await.unwrap().at_provider
}

/// The provider answers a refresh by these tokens, beside an access token.
fn gives(ground: &Ground, more: &Value) {
    let mut tokens = json!({ "access_token": "access", "token_type": "Bearer" });
    tokens.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ground.provider.set("/token", Reply::json(&tokens));
}

fn alive(refreshed: Refreshed) -> Proven {
    match refreshed {
        Refreshed::Alive(proven) => *proven,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_log_in_that_goes_on_gives_who_it_is_about_and_newer_tokens() {
    let ground = Ground::new(ProviderKind::Professional);
    let held = logged_in(&ground).await;
    let again =
        ground.claims_with(&json!({ "nonce": null, "sid": "one-session", "auth_time": 1_799_999_999 }));
    let id_token = ground.key.sign(&again);
    gives(&ground, &json!({ "id_token": id_token, "refresh_token": "refresh-2", "refresh_expires_in": 60 }));
    let mut changed = doctor();
    changed["SubjectRefPro"]["exercices"][0]["activities"] = json!([]);
    ground.userinfo(&changed);

    let proven = alive(ground.ours().refresh(&held).await);
    let sent = ground.provider.last_body("/token");
    assert!(sent.contains("grant_type=refresh_token&refresh_token=refresh-1"), "{sent}");
    let newer = &proven.at_provider;
    assert_eq!(newer.refresh_token.as_ref().unwrap().expose_secret(), "refresh-2");
    assert_eq!(newer.refresh_until.unwrap().timestamp(), again["iat"].as_i64().unwrap() + 60);
    assert_eq!(newer.id_token.as_ref().unwrap().expose_secret(), id_token);
    assert_eq!(newer.authenticated_at, held.authenticated_at, "a log-in elsewhere makes this one no fresher");
    let ProvenPerson::Professional(professional) = &proven.person else { panic!("a professional") };
    assert_eq!(professional.situations.len(), 1, "userinfo is read anew");

    // Without newer tokens the old ones stay in force.
    gives(&ground, &json!({}));
    let proven = alive(ground.ours().refresh(newer).await);
    assert_eq!(proven.at_provider.refresh_token.unwrap().expose_secret(), "refresh-2");
    assert_eq!(proven.at_provider.id_token.unwrap().expose_secret(), id_token);
    assert_eq!(proven.assurance, kernel::Assurance::Substantial, "as it was proven before");
}

#[tokio::test]
async fn a_log_in_that_the_provider_ended_is_told_apart_from_a_provider_that_cannot_say() {
    let ground = Ground::new(ProviderKind::Professional);
    let held = logged_in(&ground).await;
    let refuses = |status: u16, error: &str| {
        let body = json!({ "error": error }).to_string();
        ground.provider.set("/token", Reply::text(status, "application/json", body));
    };
    refuses(400, "invalid_grant");
    assert!(matches!(ground.ours().refresh(&held).await, Refreshed::Ended));

    let unwell = |refreshed: Refreshed, why: ProviderFault| match refreshed {
        Refreshed::Unwell { fault, newer: None } => assert_eq!(fault, why),
        other => panic!("{why:?}: {other:?}"),
    };
    refuses(401, "invalid_client");
    unwell(ground.ours().refresh(&held).await, ProviderFault::ClientRefused);
    refuses(400, "temporarily_unavailable");
    unwell(ground.ours().refresh(&held).await, ProviderFault::Status(400));
    refuses(500, "invalid_grant");
    unwell(ground.ours().refresh(&held).await, ProviderFault::Status(500));
    refuses(302, "invalid_grant");
    unwell(ground.ours().refresh(&held).await, ProviderFault::Status(302));
    ground.provider.set("/token", Reply::text(200, "text/html", "<html>".to_owned()));
    let shape = ground.ours().refresh(&held).await;
    assert!(matches!(shape, Refreshed::Unwell { fault: ProviderFault::Unreadable(_), newer: None }));
    ground.provider.set("/token", Reply::text(200, "application/json", "{\"access_token\":1}".to_owned()));
    let shape = ground.ours().refresh(&held).await;
    assert!(matches!(shape, Refreshed::Unwell { fault: ProviderFault::Unreadable(_), newer: None }));
    ground.provider.set("/token", Reply::text(200, "application/json", " ".repeat(300 * 1024)));
    unwell(ground.ours().refresh(&held).await, ProviderFault::TooLong);
    let mut slow = Reply::json(&json!({}));
    slow.delay = Duration::from_secs(20);
    ground.provider.set("/token", slow);
    unwell(ground.ours().refresh(&held).await, ProviderFault::Slow);
    ground.provider.go_away();
    unwell(ground.ours().refresh(&held).await, ProviderFault::Unreachable);

    let without = AtProvider { refresh_token: None, ..held };
    assert!(matches!(ground.ours().refresh(&without).await, Refreshed::NoToken));
}

#[tokio::test]
async fn newer_tokens_are_not_lost_when_the_provider_falls_ill_after_giving_them() {
    let ground = Ground::new(ProviderKind::Professional);
    let held = logged_in(&ground).await;
    gives(&ground, &json!({ "refresh_token": "refresh-2" }));
    ground.provider.set("/userinfo", Reply::text(503, "text/plain", String::new()));
    let Refreshed::Unwell { fault, newer: Some(newer) } = ground.ours().refresh(&held).await else {
        panic!("a provider that gave newer tokens")
    };
    assert_eq!(fault, ProviderFault::Status(503));
    assert_eq!(
        newer.refresh_token.as_ref().unwrap().expose_secret(),
        "refresh-2",
        "the old one may count no more"
    );
    ground.userinfo(&doctor());
    alive(ground.ours().refresh(&newer).await);
    assert!(ground.provider.last_body("/token").contains("refresh_token=refresh-2"));

    // Keys that change in mid-flight and cannot be fetched are an outage too.
    let second = SigningKey::fresh("key-2");
    let id_token = second.sign(&ground.claims_with(&json!({ "sid": "one-session" })));
    gives(&ground, &json!({ "refresh_token": "refresh-3", "id_token": id_token }));
    let unknown = ground.ours().refresh(&newer).await;
    assert!(
        matches!(
            &unknown,
            Refreshed::Unwell { fault: ProviderFault::Untrusted(Distrust::Key), newer: Some(_) }
        ),
        "{unknown:?}"
    );
    ground.provider.publish(&[&ground.key, &second]);
    ground.clock.advance(chrono::TimeDelta::seconds(6));
    alive(ground.ours().refresh(&newer).await);
}

#[tokio::test]
async fn an_answer_about_somebody_else_ends_what_it_was_asked_for() {
    let ground = Ground::new(ProviderKind::Professional);
    let held = logged_in(&ground).await;
    let now = ground.claims()["iat"].as_i64().unwrap();
    let wrong = [
        (json!({ "sub": "somebody else" }), Distrust::Subject),
        (json!({ "sid": "another-session" }), Distrust::Session),
        (json!({ "iss": "https://other.example" }), Distrust::Issuer),
        (json!({ "aud": "another-client" }), Distrust::Audience),
        (json!({ "azp": "another-client" }), Distrust::Audience),
        (json!({ "exp": now - 180 }), Distrust::Expired),
        (json!({ "iat": now - 781 }), Distrust::Stale),
        (json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), Distrust::AccessToken),
        (json!({ "acr": "eidas1" }), Distrust::Assurance),
    ];
    for (change, why) in wrong {
        gives(&ground, &json!({ "id_token": ground.key.sign(&ground.claims_with(&change)) }));
        let refreshed = ground.ours().refresh(&held).await;
        assert!(
            matches!(&refreshed, Refreshed::Untrusted(found) if *found == why),
            "{change}: {refreshed:?}"
        );
    }
    let forged = SigningKey::fresh("key-1").sign(&ground.claims());
    gives(&ground, &json!({ "id_token": forged }));
    assert!(matches!(ground.ours().refresh(&held).await, Refreshed::Untrusted(Distrust::Signature)));
    gives(&ground, &json!({}));
    let mut other = doctor();
    other["sub"] = json!("somebody else");
    ground.userinfo(&other);
    assert!(matches!(ground.ours().refresh(&held).await, Refreshed::Untrusted(Distrust::Subject)));
    ground.userinfo(&doctor());
    alive(ground.ours().refresh(&held).await);
}
