//! Log-ins of people who sit at other software: asked on their own means, answered by polling.

use chrono::TimeDelta;
use identity::oidc::{
    Answer, BackchannelAsk, BackchannelFault, BindingMessage, Channel, Distrust, Polled, Proven,
    ProvenPerson, ProviderFault, ProviderKind, Waiting,
};
use kernel::Rpps;
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use testkit::Reply;

use super::ours::{Ground, doctor};

const RPPS: &str = "99700218896";

fn ground() -> Ground {
    let ground = Ground::new(ProviderKind::Professional);
    ground.provider.offers(&json!({}));
    ground
        .provider
        .set("/ask", Reply::json(&json!({ "auth_req_id": "question-1", "expires_in": 120, "interval": 2 })));
    ground.answers(&ground.claims_with(&json!({ "nonce": null })));
    ground
}

async fn begin(ground: &Ground) -> Result<Waiting, BackchannelFault> {
    let (rpps, channel) = (RPPS.parse::<Rpps>().unwrap(), Some(Channel::Mobile));
    let binding_message = BindingMessage::new(7).unwrap();
    ground.ours().begin_backchannel(&BackchannelAsk { rpps: &rpps, binding_message, channel }).await
}

/// Who said yes, where the provider says that somebody did.
async fn proves(ground: &Ground, waiting: &Waiting) -> Result<Proven, ProviderFault> {
    let Polled::Answered(answer) = ground.ours().poll_backchannel(waiting).await? else {
        panic!("the person said yes")
    };
    let shown = format!("{answer:?}");
    assert!(!shown.contains(RPPS) && !shown.contains("\"access\""), "{shown}");
    // It is sealed until it is known who that is.
    let answer: Answer = serde_json::from_slice(&serde_json::to_vec(&answer).unwrap()).unwrap();
    ground.ours().prove_answer(&answer).await
}

fn refuses(ground: &Ground, path: &str, status: u16, error: &str) {
    let body = json!({ "error": error }).to_string();
    ground.provider.set(path, Reply::text(status, "application/json", body));
}

#[tokio::test]
async fn a_person_is_asked_and_says_yes() {
    let ground = ground();
    let waiting = begin(&ground).await.unwrap();
    assert_eq!(
        ground.provider.last_body("/ask"),
        "scope=openid&acr_values=eidas2&login_hint=899700218896&binding_message=07&channel=MOBILE"
    );
    assert!(ground.provider.last_head("/ask").to_lowercase().contains("authorization: basic "));
    assert_eq!((waiting.auth_req_id.expose_secret(), waiting.interval), ("question-1", 2));
    assert_eq!(waiting.expires_at.timestamp(), ground.claims()["iat"].as_i64().unwrap() + 120);
    let shown = format!("{waiting:?}");
    assert!(!shown.contains("question-1") && !shown.contains(RPPS), "{shown}");

    // It is sealed between two looks.
    let waiting: Waiting = serde_json::from_slice(&serde_json::to_vec(&waiting).unwrap()).unwrap();
    refuses(&ground, "/token", 400, "authorization_pending");
    assert!(matches!(ground.ours().poll_backchannel(&waiting).await.unwrap(), Polled::Pending));
    let sent = ground.provider.last_body("/token");
    assert_eq!(sent, "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=question-1");
    ground.answers(&ground.claims_with(&json!({ "nonce": null, "sid": "phone-session" })));
    let proven = proves(&ground, &waiting).await.unwrap();
    let ProvenPerson::Professional(professional) = &proven.person else { panic!("a professional") };
    assert_eq!(professional.rpps.as_str(), RPPS);
    assert_eq!(proven.at_provider.session.as_ref().unwrap().reveal(), "phone-session");
}

#[tokio::test]
async fn what_becomes_of_a_question_is_told_apart() {
    let ground = ground();
    let waiting = begin(&ground).await.unwrap();
    let poll = async |status: u16, error: &str| {
        refuses(&ground, "/token", status, error);
        ground.ours().poll_backchannel(&waiting).await
    };
    assert!(matches!(poll(400, "authorization_pending").await, Ok(Polled::Pending)));
    assert!(matches!(poll(400, "slow_down").await, Ok(Polled::SlowDown(7))), "five seconds more");
    assert!(matches!(poll(400, "access_denied").await, Ok(Polled::Refused)));
    assert!(matches!(poll(400, "expired_token").await, Ok(Polled::Expired)));
    assert!(matches!(poll(400, "invalid_grant").await, Ok(Polled::Expired)), "it was answered and fetched");
    assert_eq!(poll(401, "invalid_client").await.err(), Some(ProviderFault::ClientRefused));
    assert_eq!(poll(400, "something").await.err(), Some(ProviderFault::Status(400)));
    assert_eq!(poll(503, "authorization_pending").await.err(), Some(ProviderFault::Status(503)));
    // A provider that never gives up is given up.
    ground.clock.advance(TimeDelta::seconds(120));
    assert!(matches!(poll(400, "authorization_pending").await, Ok(Polled::Expired)));
}

#[tokio::test]
async fn an_answer_of_somebody_else_or_of_another_question_is_refused() {
    let ground = ground();
    let waiting = begin(&ground).await.unwrap();
    let mut other = doctor();
    other["SubjectNameID"] = json!("899700427885");
    other["otherIds"] = json!([]);
    ground.userinfo(&other);
    let refused = proves(&ground, &waiting).await;
    assert_eq!(refused.err(), Some(Distrust::Subject.into()), "whoever was not asked");
    ground.userinfo(&doctor());
    let now = ground.claims()["iat"].as_i64().unwrap();
    for (change, why) in [
        (json!({ "iat": now - 781 }), Distrust::Stale),
        (json!({ "aud": "another-client" }), Distrust::Audience),
        (json!({ "sub": "somebody else" }), Distrust::Subject),
        (json!({ "acr": "eidas1" }), Distrust::Assurance),
        (json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), Distrust::AccessToken),
    ] {
        ground.answers(&ground.claims_with(&change));
        assert_eq!(proves(&ground, &waiting).await.err(), Some(why.into()), "{change}");
    }
    ground.provider.set("/token", Reply::json(&json!({ "access_token": "access", "token_type": "Bearer" })));
    let without = proves(&ground, &waiting).await;
    assert!(matches!(without, Err(ProviderFault::Unreadable(_))), "no ID token: {without:?}");
}

#[tokio::test]
async fn a_question_that_cannot_be_asked_is_told_apart() {
    let ground = ground();
    refuses(&ground, "/ask", 400, "unknown_user_id");
    assert_eq!(begin(&ground).await.err(), Some(BackchannelFault::UnknownPerson));
    refuses(&ground, "/ask", 403, "access_denied");
    assert_eq!(begin(&ground).await.err(), Some(BackchannelFault::Refused));
    refuses(&ground, "/ask", 401, "invalid_client");
    assert_eq!(begin(&ground).await.err(), Some(ProviderFault::ClientRefused.into()));
    refuses(&ground, "/ask", 400, "unauthorized_client");
    assert_eq!(begin(&ground).await.err(), Some(ProviderFault::ClientRefused.into()));
    refuses(&ground, "/ask", 500, "unknown_user_id");
    assert_eq!(begin(&ground).await.err(), Some(ProviderFault::Status(500).into()));
    let lies = [
        json!({ "auth_req_id": "", "expires_in": 120 }),
        json!({ "auth_req_id": "x", "expires_in": 0 }),
        json!({ "auth_req_id": "x", "expires_in": -5 }),
        json!({ "auth_req_id": "x", "expires_in": "soon" }),
        json!({ "auth_req_id": 7, "expires_in": 120 }),
        json!({ "expires_in": 120 }),
        json!({ "auth_req_id": "x", "expires_in": 120, "interval": "often" }),
    ];
    for lie in lies {
        ground.provider.set("/ask", Reply::json(&lie));
        let refused = begin(&ground).await;
        assert!(
            matches!(refused, Err(BackchannelFault::Provider(ProviderFault::Unreadable(_)))),
            "{lie}: {refused:?}"
        );
    }
    // What is without measure is cut.
    let vast = json!({ "auth_req_id": "x", "expires_in": 4_000_000, "interval": 90_000 });
    ground.provider.set("/ask", Reply::json(&vast));
    let waiting = begin(&ground).await.unwrap();
    assert_eq!(waiting.interval, 60);
    assert_eq!(waiting.expires_at.timestamp(), ground.claims()["iat"].as_i64().unwrap() + 3_600);
    ground.provider.set("/ask", Reply::json(&json!({ "auth_req_id": "x", "expires_in": 5, "interval": 0 })));
    assert_eq!(begin(&ground).await.unwrap().interval, 1);
    ground.provider.set("/ask", Reply::json(&json!({ "auth_req_id": "x", "expires_in": 5 })));
    assert_eq!(begin(&ground).await.unwrap().interval, 5, "where none is said");
}

#[tokio::test]
async fn a_provider_without_such_questions_is_not_asked() {
    let not_offered = |refused: Result<Waiting, BackchannelFault>| {
        matches!(refused, Err(BackchannelFault::Provider(ProviderFault::NotOffered(_))))
    };
    assert!(not_offered(begin(&Ground::new(ProviderKind::Professional)).await), "it has no such place");
    let pushing = Ground::new(ProviderKind::Professional);
    pushing.provider.offers(&json!({ "backchannel_token_delivery_modes_supported": ["push", "ping"] }));
    assert!(not_offered(begin(&pushing).await), "it gives no answer to who polls");
    let citizens = Ground::new(ProviderKind::Citizen);
    citizens.provider.offers(&json!({}));
    assert!(not_offered(begin(&citizens).await));
    assert_eq!(pushing.provider.asked("/ask") + citizens.provider.asked("/ask"), 0);
    let unsaid = ground();
    unsaid.provider.offers(&json!({ "backchannel_token_delivery_modes_supported": Value::Null }));
    begin(&unsaid).await.unwrap();
}

proptest! {
    #[test]
    fn a_message_has_two_digits(number in any::<u8>()) {
        let message = BindingMessage::new(number).map(|message| message.to_string());
        let expected = (number < 100).then(|| if number < 10 { format!("0{number}") } else { number.to_string() });
        prop_assert_eq!(message, expected);
    }
}
