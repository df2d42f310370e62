//! Answers that do not hold: each is refused for its own reason, and the right one before and after is taken.

use identity::oidc::{Ask, Distrust, ProviderFault, ProviderKind};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::json;
use testkit::{SigningKey, unsigned};

use super::ours::{Ground, citizen, doctor};

fn distrust(refused: Result<identity::oidc::Proven, ProviderFault>) -> Distrust {
    match refused {
        Err(ProviderFault::Untrusted(why)) => why,
        other => panic!("expected distrust, got {other:?}"),
    }
}

#[tokio::test]
async fn a_right_answer_is_taken() {
    let ground = Ground::new(ProviderKind::Professional);
    ground.redeem().await.unwrap();
    let sent = ground.provider.last_body("/token");
    for part in ["grant_type=authorization_code", "code=code", "code_verifier=verifier", "redirect_uri=https"]
    {
        assert!(sent.contains(part), "{sent}");
    }
    assert!(
        !sent.contains("client_secret"),
        "the secret goes into a header where the provider takes it there"
    );
}

#[tokio::test]
async fn a_token_with_a_wrong_claim_is_refused_for_it() {
    let ground = Ground::new(ProviderKind::Professional);
    let now = ground.claims()["iat"].as_i64().unwrap();
    let wrong = [
        (json!({ "iss": "https://other.example" }), Distrust::Issuer),
        (json!({ "iss": null }), Distrust::Malformed),
        (json!({ "aud": "another-client" }), Distrust::Audience),
        (json!({ "aud": ["another-client"] }), Distrust::Audience),
        (json!({ "aud": null }), Distrust::Malformed),
        (json!({ "aud": ["carnet-test", "another-client"] }), Distrust::Audience),
        (json!({ "azp": "another-client" }), Distrust::Audience),
        (json!({ "nonce": "another-nonce" }), Distrust::Nonce),
        (json!({ "nonce": null }), Distrust::Nonce),
        (json!({ "exp": now - 180 }), Distrust::Expired),
        (json!({ "exp": null }), Distrust::Expired),
        (json!({ "iat": now + 181, "exp": now + 300 }), Distrust::Early),
        (json!({ "nbf": now + 181 }), Distrust::Early),
        (json!({ "iat": now - 781 }), Distrust::Stale),
        (json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), Distrust::AccessToken),
        (json!({ "acr": "eidas1" }), Distrust::Assurance),
        (json!({ "acr": "something" }), Distrust::Assurance),
        (json!({ "acr": null }), Distrust::Assurance),
        (json!({ "sub": "somebody else" }), Distrust::Subject),
    ];
    for (change, why) in wrong {
        ground.answers(&ground.claims_with(&change));
        assert_eq!(distrust(ground.redeem().await), why, "{change}");
    }
    let right = [
        json!({}),
        json!({ "at_hash": null }),
        json!({ "aud": ["carnet-test"] }),
        json!({ "aud": ["another-client", "carnet-test"], "azp": "carnet-test" }),
        json!({ "acr": "eidas3" }),
        // Two minutes either way are no reason to lock anybody out.
        json!({ "iat": now + 120, "exp": now + 240 }),
        json!({ "iat": now - 240, "exp": now - 120 }),
    ];
    for change in right {
        ground.answers(&ground.claims_with(&change));
        ground.redeem().await.unwrap_or_else(|fault| panic!("{change}: {fault}"));
    }
}

#[tokio::test]
async fn a_token_without_a_signature_or_signed_in_another_way_is_refused() {
    let ground = Ground::new(ProviderKind::Professional);
    let claims = ground.claims();
    let hmac = |secret: &[u8], kid: &str| {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let public = ground.key.public().to_string();
    let right = ground.key.sign(&claims);
    let (signed, _) = right.rsplit_once('.').unwrap();
    let tokens = [
        (unsigned(&json!({ "alg": "none" }), &claims), Distrust::Algorithm),
        (unsigned(&json!({ "alg": "none", "kid": "key-1" }), &claims), Distrust::Algorithm),
        (unsigned(&json!({ "alg": "None" }), &claims), Distrust::Algorithm),
        (unsigned(&json!({ "alg": "ES256", "kid": "key-1" }), &claims), Distrust::Signature),
        (unsigned(&json!({ "alg": "ES256", "kid": "key-1", "crit": ["b64"] }), &claims), Distrust::Malformed),
        // The public key, or the secret that both sides know, as the key of an HMAC.
        (hmac(public.as_bytes(), "key-1"), Distrust::Algorithm),
        (hmac(b"a secret: 100%", "key-1"), Distrust::Algorithm),
        (SigningKey::fresh("key-1").sign(&claims), Distrust::Signature),
        (SigningKey::fresh("key-9").sign(&claims), Distrust::Key),
        (format!("{signed}.AAAA"), Distrust::Signature),
        ("not a token".to_owned(), Distrust::Malformed),
        (String::new(), Distrust::Malformed),
        ("a".repeat(200_000), Distrust::Malformed),
    ];
    for (token, why) in tokens {
        ground.provider.gives(&token);
        let shown: String = token.chars().take(60).collect();
        assert_eq!(distrust(ground.redeem().await), why, "{shown}");
    }
    ground.provider.gives(&right);
    ground.redeem().await.unwrap();
}

#[tokio::test]
async fn an_answer_that_names_another_issuer_is_refused_before_the_code_is_shown_to_anybody() {
    let ground = Ground::new(ProviderKind::Professional);
    let issuer = ground.provider.issuer().to_owned();
    assert_eq!(distrust(ground.redeem_from(Some("https://other.example")).await), Distrust::Issuer);
    assert_eq!(ground.provider.asked("/token"), 0, "the code stays here");
    ground.redeem_from(Some(&issuer)).await.unwrap();
    ground.redeem_from(None).await.unwrap();

    // Where each answer names its issuer, one without it is somebody else's.
    let strict = Ground::new(ProviderKind::Professional);
    let mut document = strict.provider.document();
    document["authorization_response_iss_parameter_supported"] = json!(true);
    strict.provider.set("/.well-known/openid-configuration", testkit::Reply::json(&document));
    assert_eq!(distrust(strict.redeem_from(None).await), Distrust::Issuer);
    strict.redeem_from(Some(strict.provider.issuer())).await.unwrap();
}

#[tokio::test]
async fn userinfo_of_somebody_else_is_refused() {
    let ground = Ground::new(ProviderKind::Professional);
    let mut other = doctor();
    other["sub"] = json!("somebody else");
    ground.userinfo(&other);
    assert_eq!(distrust(ground.redeem().await), Distrust::Subject);
}

#[tokio::test]
async fn signed_userinfo_is_verified_like_any_token() {
    let ground = Ground::new(ProviderKind::Citizen);
    ground.redeem().await.unwrap();
    let with = |name: &str, value: serde_json::Value| {
        let mut claims = citizen();
        claims[name] = value;
        claims
    };
    let now = ground.claims()["iat"].as_i64().unwrap();
    let wrong = [
        (with("iss", json!("https://other.example")), Distrust::Issuer),
        (with("aud", json!("another-client")), Distrust::Audience),
        (with("exp", json!(now - 180)), Distrust::Expired),
        (with("sub", json!("somebody else")), Distrust::Subject),
    ];
    for (claims, why) in wrong {
        ground.userinfo(&claims);
        assert_eq!(distrust(ground.redeem().await), why);
    }
    let mut whole = citizen();
    whole["iss"] = json!(ground.provider.issuer());
    whole["aud"] = json!("carnet-test");
    ground.userinfo_signed(&SigningKey::fresh("key-1").sign(&whole));
    assert_eq!(distrust(ground.redeem().await), Distrust::Signature);
    ground.userinfo_signed(&unsigned(&json!({ "alg": "none" }), &whole));
    assert_eq!(distrust(ground.redeem().await), Distrust::Algorithm);
    // Not signed at all: another form than the one configured.
    ground.provider.set("/userinfo", testkit::Reply::json(&whole));
    assert!(matches!(ground.redeem().await, Err(ProviderFault::Unreadable(_))));
    ground.userinfo_signed(&ground.key.sign(&whole));
    ground.redeem().await.unwrap();
}

#[tokio::test]
async fn a_document_that_would_weaken_the_log_in_is_not_used() {
    let changes = [
        // Somebody else's document, no PKCE by S256.
        ("issuer", json!("https://other.example")),
        ("code_challenge_methods_supported", json!(["plain"])),
        ("code_challenge_methods_supported", json!([])),
        ("token_endpoint", json!(null)),
    ];
    for (name, value) in changes {
        let ground = Ground::new(ProviderKind::Professional);
        let mut document = ground.provider.document();
        document[name] = value;
        ground.provider.set("/.well-known/openid-configuration", testkit::Reply::json(&document));
        let refused = ground.ours().ready().await;
        assert!(matches!(refused, Err(ProviderFault::Document(_))), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn a_document_that_says_nothing_of_pkce_is_used_and_the_challenge_is_sent_all_the_same() {
    let ground = Ground::new(ProviderKind::Professional);
    let mut document = ground.provider.document();
    document.as_object_mut().unwrap().remove("code_challenge_methods_supported").unwrap();
    ground.provider.set("/.well-known/openid-configuration", testkit::Reply::json(&document));
    let (state, nonce) = ("state".into(), "nonce".into());
    let ask = Ask {
        redirect_uri: "https://carnet.example/auth/test/callback",
        state: &state,
        nonce: &nonce,
        challenge: "the-challenge",
        language: "fr",
        max_age: None,
    };
    let address = ground.ours().authorization(&ask).await.unwrap();
    let address = address.expose_secret();
    assert!(
        address.contains("code_challenge=the-challenge&") && address.contains("code_challenge_method=S256")
    );
}

#[tokio::test]
async fn a_code_that_the_provider_does_not_take_is_a_refusal() {
    let ground = Ground::new(ProviderKind::Professional);
    let refuses = |error: &str| {
        let body = json!({ "error": error, "error_description": "no" }).to_string();
        ground.provider.set("/token", testkit::Reply::text(400, "application/json", body));
    };
    refuses("invalid_grant");
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::CodeRefused);
    refuses("invalid_client");
    assert_eq!(ground.redeem().await.unwrap_err(), ProviderFault::ClientRefused);
}
