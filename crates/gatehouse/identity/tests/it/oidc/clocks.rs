//! A provider whose clock is not ours, and one that changes its keys while somebody logs in.

use chrono::TimeDelta;
use identity::oidc::{
    BackchannelAsk, BindingMessage, Distrust, Introspected, Polled, ProviderFault, ProviderKind, Refreshed,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey};

use super::ours::{Ground, citizen};

/// A provider whose clock is so many seconds ahead of ours, and that has given a token of two minutes.
async fn everything_by_a_clock_that_is(ahead: i64) -> Vec<(&'static str, Result<(), ProviderFault>)> {
    let ground = Ground::new(ProviderKind::Professional);
    ground.provider.offers(&json!({}));
    let there = ground.claims()["iat"].as_i64().unwrap() + ahead;
    let times = json!({ "iat": there, "exp": there + 120, "auth_time": there });
    let id_token = |more: Value| {
        let mut changes = times.clone();
        changes.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ground.key.sign(&ground.claims_with(&changes))
    };
    let mut said = Vec::new();
    ground.provider.gives_also(&id_token(json!({})), &json!({ "refresh_token": "refresh-1" }));
    let proven = ground.redeem().await;
    let held = proven.as_ref().ok().map(|proven| proven.at_provider.clone());
    said.push(("log-in", proven.map(drop)));
    if let Some(held) = held {
        ground.provider.gives_also(&id_token(json!({ "nonce": null })), &json!({}));
        let alive = ground.ours().refresh(&held).await;
        assert!(matches!(alive, Refreshed::Alive(_)), "{ahead}: {alive:?}");
    }
    let notice = json!({
        "iss": ground.provider.issuer(), "aud": FakeProvider::CLIENT, "iat": there, "exp": there + 120, "jti": "1",
        "sid": "session", "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    said.push(("notice", ground.ours().logout_token(&ground.key.sign(&notice)).await.map(drop)));
    ground.provider.set("/introspect", Reply::json(&json!({
        "active": true, "typ": "Bearer", "sub": "subject", "client_id": "x", "acr": "eidas2", "iat": there, "exp": there + 120,
    })));
    let token = ground.ours().introspect(&SecretString::from("token")).await;
    said.push(("token", token.map(|said| assert!(matches!(said, Introspected::Active(_))))));
    ground.provider.set("/ask", Reply::json(&json!({ "auth_req_id": "q", "expires_in": 120 })));
    let rpps = "99700218896".parse().unwrap();
    let binding_message = BindingMessage::new(0).unwrap();
    let ask = BackchannelAsk { rpps: &rpps, binding_message, channel: None };
    let waiting = ground.ours().begin_backchannel(&ask).await.unwrap();
    ground.provider.gives(&id_token(json!({ "nonce": null })));
    let Polled::Answered(answer) = ground.ours().poll_backchannel(&waiting).await.unwrap() else {
        panic!("the person said yes")
    };
    said.push(("question", ground.ours().prove_answer(&answer).await.map(drop)));
    said
}

#[tokio::test]
async fn a_provider_whose_clock_is_two_minutes_off_locks_nobody_out() {
    for ahead in [-150, -120, -60, 0, 60, 120, 150] {
        for (what, said) in everything_by_a_clock_that_is(ahead).await {
            assert_eq!(said, Ok(()), "{what} by a clock {ahead} s ahead");
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_further_off_is_refused_either_way() {
    for (ahead, why) in [(-301, Distrust::Expired), (181, Distrust::Early)] {
        for (what, said) in everything_by_a_clock_that_is(ahead).await {
            assert_eq!(said, Err(why.into()), "{what} by a clock {ahead} s ahead");
        }
    }
}

#[tokio::test]
async fn keys_that_change_between_two_answers_of_one_log_in_are_found() {
    let ground = Ground::new(ProviderKind::Citizen);
    ground.redeem().await.unwrap();
    let (second, third) = (SigningKey::fresh("key-2"), SigningKey::fresh("key-3"));
    // The ID token is signed by a key that is known, userinfo by one that is not yet.
    let mut signed = citizen();
    signed["iss"] = json!(ground.provider.issuer());
    signed["aud"] = json!(FakeProvider::CLIENT);
    ground.provider.publish(&[&ground.key, &second]);
    ground.userinfo_signed(&second.sign(&signed));
    ground.redeem().await.unwrap();
    // Old key gone, another one come.
    ground.clock.advance(TimeDelta::seconds(6));
    ground.provider.publish(&[&second, &third]);
    ground.provider.gives(&third.sign(&ground.claims()));
    ground.redeem().await.unwrap();
    ground.answers(&ground.claims());
    assert_eq!(ground.redeem().await.err(), Some(Distrust::Key.into()), "a key that was withdrawn");
    // Keys of the same name that are other keys are found when the document is read anew.
    let impostor = SigningKey::fresh("key-3");
    ground.provider.publish(&[&second, &impostor]);
    ground.provider.gives(&impostor.sign(&ground.claims()));
    assert_eq!(ground.redeem().await.err(), Some(Distrust::Signature.into()));
    ground.clock.advance(TimeDelta::hours(1));
    ground.userinfo_signed(&impostor.sign(&signed));
    ground.provider.gives(&impostor.sign(&ground.claims()));
    ground.redeem().await.unwrap();
}
