//! How software shows that it is itself, and what does not show it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::client::ClientAuth;
use serde_json::json;
use testkit::{SigningKey, unsigned};

use super::ground::{ASSERTION, Client, Ground, keys};
use crate::door::Call;

/// What anybody may ask who is taken for software: an answer of 400 says that the software was recognised.
const ASK: [(&str, &str); 1] = [("grant_type", "password")];

async fn is_taken(ground: &Ground, assertion: &str) -> bool {
    let answer = ground.ask_with(assertion, "/oauth/token", &ASK).await;
    match answer.status {
        400 => true,
        401 => {
            assert_eq!(answer.json()["error"], "invalid_client");
            assert_eq!(answer.json()["reason"], "client_not_recognised", "one answer for every cause");
            false
        }
        other => panic!("{other} {}", answer.text()),
    }
}

#[actix_web::test]
async fn an_assertion_is_taken_once() {
    let ground = Ground::new();
    let client = ground.client();
    let assertion = client.assertion(&ground, &json!({}));
    assert!(is_taken(&ground, &assertion).await);
    assert!(!is_taken(&ground, &assertion).await, "replayed");
    let again = client.assertion(&ground, &json!({ "jti": "chosen" }));
    assert!(is_taken(&ground, &again).await);
    let resigned = client.assertion(&ground, &json!({ "jti": "chosen", "exp": ground.now() + 120 }));
    assert!(!is_taken(&ground, &resigned).await, "another assertion with an id that was shown");
    let other = ground.client();
    assert!(
        is_taken(&ground, &other.assertion(&ground, &json!({ "jti": "chosen" }))).await,
        "ids are each client's own"
    );

    let twice = client.assertion(&ground, &json!({}));
    let (one, other) = tokio::join!(is_taken(&ground, &twice), is_taken(&ground, &twice));
    assert!(one != other, "of two at once, one");
}

#[actix_web::test]
async fn an_assertion_with_a_wrong_claim_is_not_taken() {
    let ground = Ground::new();
    let client = ground.client();
    let now = ground.now();
    let other = ground.client().id.to_string();
    for wrong in [
        json!({ "exp": now - 181 }),
        json!({ "exp": now + 481 }),
        json!({ "exp": null }),
        json!({ "exp": 8_210_266_876_799_i64 }),
        json!({ "iat": now + 181 }),
        json!({ "nbf": now + 181 }),
        json!({ "aud": "https://elsewhere.example/oauth/token" }),
        json!({ "aud": ["http://localhost:8080", "https://elsewhere.example"] }),
        json!({ "aud": null }),
        json!({ "iss": other }),
        json!({ "iss": null }),
        json!({ "sub": other }),
        json!({ "sub": "somebody" }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": "x".repeat(129) }),
    ] {
        assert!(!is_taken(&ground, &client.assertion(&ground, &wrong)).await, "{wrong}");
    }
    for right in [
        json!({ "aud": "http://localhost:8080" }),
        json!({ "aud": ["http://localhost:8080/oauth/token"] }),
        json!({ "exp": now + 300 }),
        json!({ "exp": now - 120 }),
        json!({ "iat": now + 120, "nbf": now + 120, "exp": now + 420 }),
        json!({ "iat": null }),
    ] {
        assert!(is_taken(&ground, &client.assertion(&ground, &right)).await, "{right}");
    }
}

#[actix_web::test]
async fn an_assertion_that_is_signed_otherwise_is_not_taken() {
    let ground = Ground::new();
    let client = ground.client();
    let claims = client.claims(&ground, &json!({}));
    // Another client's key under the name of this one's, and a key that nobody has registered.
    let stranger = Client { id: client.id, key: SigningKey::fresh("client-1") };
    assert!(!is_taken(&ground, &stranger.assertion(&ground, &json!({}))).await);
    let unknown = Client { id: client.id, key: SigningKey::fresh("client-9") };
    assert!(!is_taken(&ground, &unknown.assertion(&ground, &json!({}))).await);
    // No signature; one by HMAC with the public key, which everybody has.
    for header in [json!({ "alg": "none", "kid": "client-1" }), json!({ "alg": "none" })] {
        assert!(!is_taken(&ground, &unsigned(&header, &claims)).await, "{header}");
    }
    let public = client.key.public();
    for secret in [public.to_string(), public["x"].as_str().unwrap().to_owned()] {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "kid": "client-1" }).to_string());
        let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
        let tag = URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, message.as_bytes()));
        assert!(!is_taken(&ground, &format!("{message}.{tag}")).await);
    }
    // A header that would like another key, or asks for what is not understood.
    let header = json!({ "alg": "ES256", "kid": "client-1", "crit": ["b64"], "b64": false });
    assert!(!is_taken(&ground, &unsigned(&header, &claims)).await);
    assert!(
        !is_taken(&ground, &client.key.sign_as(Some("at+jwt"), &claims)).await,
        "a token of another kind"
    );
    assert!(!is_taken(&ground, "not.a.token").await);
    assert!(!is_taken(&ground, &"x".repeat(5_000)).await);
    assert!(is_taken(&ground, &client.assertion(&ground, &json!({}))).await, "and the right one is");
}

#[actix_web::test]
async fn software_that_is_unknown_revoked_or_shows_nothing_is_one_answer() {
    let ground = Ground::new();
    let client = ground.client();
    let nobody = Client { id: ground.door.house.id(), key: SigningKey::fresh("client-1") };
    assert!(!is_taken(&ground, &nobody.assertion(&ground, &json!({}))).await);
    let id = client.id.to_string();
    for form in [
        vec![("grant_type", "password")],
        vec![("grant_type", "password"), ("client_id", id.as_str())],
        vec![("grant_type", "password"), ("client_id", "carnet"), ("client_secret", "guessed")],
        vec![("grant_type", "password"), ("client_assertion", "x.y.z")],
    ] {
        let answer = ground.door.send(Call::post("/oauth/token").form(&form)).await;
        assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")), "{form:?}");
    }
    // The id beside the assertion has to be that of the assertion.
    let other = ground.client();
    let assertion = client.assertion(&ground, &json!({}));
    let form = [
        ("grant_type", "password"),
        ("client_id", &other.id.to_string()),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", &assertion),
    ];
    assert_eq!(ground.door.send(Call::post("/oauth/token").form(&form)).await.status, 401);

    let house = ground.door.house.house();
    let tokens = ground.tokens(&client).await;
    let call = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    assert_eq!(ground.door.send(call()).await.status, 200);
    assert_eq!(house.desk.write(|tx| house.identity.revoke_software(tx, client.id)).unwrap(), 1);
    assert_eq!(ground.door.send(call()).await.status, 401, "its tokens count no more at once");
    assert!(!is_taken(&ground, &client.assertion(&ground, &json!({}))).await);
}

#[actix_web::test]
async fn keys_are_changed_over_in_mid_flight() {
    let ground = Ground::new();
    let client = ground.client();
    let house = ground.door.house.house();
    let tokens = ground.tokens(&client).await;
    let newer = Client { id: client.id, key: SigningKey::fresh("client-2") };
    assert!(!is_taken(&ground, &newer.assertion(&ground, &json!({}))).await);
    let change = |all: &[&SigningKey]| {
        let auth = ClientAuth::Keys(keys(all));
        house.desk.write(|tx| house.identity.change_client_auth(tx, client.id, &auth)).unwrap();
    };
    change(&[&client.key, &newer.key]);
    for either in [&client, &newer] {
        assert!(is_taken(&ground, &either.assertion(&ground, &json!({}))).await);
    }
    change(&[&newer.key]);
    assert!(!is_taken(&ground, &client.assertion(&ground, &json!({}))).await);
    assert!(is_taken(&ground, &newer.assertion(&ground, &json!({}))).await);
    let call = Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    assert_eq!(ground.door.send(call).await.status, 200, "its sessions go on");
}
