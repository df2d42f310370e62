//! A provider that knows us by a certificate: what is asked where, and what is refused before anything is asked.

use std::sync::Arc;

use identity::oidc::{
    ClientCredential, Introspected, ProviderAccess, ProviderFault, ProviderKind, Providers, Refreshed,
};
use kernel::Clock;
use secrecy::SecretString;
use serde_json::json;
use testkit::Reply;

use super::{
    authority::Authority,
    ours::{Ground, settings},
};

/// A provider that is asked by a certificate, over a connection that shows none: what is looked at is the question.
fn ground() -> Ground {
    let access = ProviderAccess {
        credential: ClientCredential::Certificate { chain: String::new(), key: SecretString::default() },
        authorities: None,
    };
    Ground::reached_by(ProviderKind::Professional, access)
}

#[tokio::test]
async fn whoever_shows_a_certificate_asks_at_the_places_for_it_and_sends_no_secret() {
    let ground = ground();
    let at = |path: &str| format!("{}{path}", ground.provider.issuer());
    let aliases = json!({
        "token_endpoint": at("/mtls/token"), "userinfo_endpoint": at("/mtls/userinfo"),
        "introspection_endpoint": at("/mtls/introspect"), "something_else": 7,
    });
    ground.provider.offers(&json!({
        "mtls_endpoint_aliases": aliases,
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "tls_client_auth"],
    }));
    let id_token = ground.key.sign(&ground.claims());
    let tokens = json!({
        "access_token": "access", "token_type": "Bearer", "id_token": id_token, "refresh_token": "refresh-1",
    });
    ground.provider.set("/mtls/token", Reply::json(&tokens));
    ground.provider.set("/mtls/userinfo", Reply::json(&super::ours::doctor()));
    ground.provider.set("/mtls/introspect", Reply::json(&json!({ "active": false })));
    let held = ground.redeem().await.unwrap().at_provider;
    assert!(matches!(ground.ours().refresh(&held).await, Refreshed::Alive(_)));
    let said = ground.ours().introspect(&SecretString::from("a token")).await.unwrap();
    assert!(matches!(said, Introspected::NotActive));
    for path in ["/token", "/userinfo", "/introspect"] {
        assert_eq!(ground.provider.asked(path), 0, "{path}");
        let path = format!("/mtls{path}");
        let head = ground.provider.last_head(&path).to_lowercase();
        assert!(!head.contains("authorization: basic"), "{head}");
        if path != "/mtls/userinfo" {
            let body = ground.provider.last_body(&path);
            assert!(body.contains("client_id=carnet-test") && !body.contains("secret"), "{body}");
        }
    }
}

#[tokio::test]
async fn a_provider_without_such_places_is_asked_at_its_usual_ones() {
    let ground = ground();
    ground.redeem().await.unwrap();
    assert!(ground.provider.last_body("/token").contains("client_id=carnet-test"));
}

#[tokio::test]
async fn a_provider_that_names_its_ways_and_no_certificate_is_not_used() {
    for (ways, taken) in [
        (json!(["client_secret_basic", "private_key_jwt"]), false),
        (json!([]), false),
        (json!(["self_signed_tls_client_auth"]), true),
        (json!(null), true),
    ] {
        let ground = ground();
        ground.provider.offers(&json!({ "token_endpoint_auth_methods_supported": ways }));
        let ready = ground.ours().ready().await;
        assert_eq!(ready.is_ok(), taken, "{ways}: {ready:?}");
        assert!(taken || matches!(ready, Err(ProviderFault::Document(_))));
    }
    // Whoever shows a secret is not led to places that ask for a certificate.
    let by_secret = Ground::new(ProviderKind::Professional);
    let elsewhere = format!("{}/elsewhere", by_secret.provider.issuer());
    by_secret.provider.offers(&json!({ "mtls_endpoint_aliases": { "token_endpoint": elsewhere } }));
    by_secret.redeem().await.unwrap();
    assert_eq!(by_secret.provider.asked("/elsewhere"), 0);
}

#[test]
fn what_shows_us_must_be_whole() {
    super::ours::install_crypto();
    let clock: Arc<dyn Clock> = Arc::new(kernel::SystemClock);
    let (authority, other) = (Authority::named("An authority"), Authority::named("Another one"));
    let (ours, theirs) = (authority.client("carnet"), other.client("carnet"));
    let open = |chain: &str, key: &str, authorities: Option<&str>| {
        let credential = ClientCredential::Certificate { chain: chain.to_owned(), key: key.into() };
        let access = ProviderAccess { credential, authorities: authorities.map(str::to_owned) };
        let settings = settings(ProviderKind::Professional, "https://provider.example");
        Providers::default().and(vec![(settings, access)], &clock).map(drop)
    };
    let root = authority.pem();
    assert_eq!(open(&ours.chain, &ours.key, Some(&root)), Ok(()));
    assert_eq!(open(&ours.chain, &ours.key, None), Ok(()));
    let wrong = [
        ("another's key", open(&ours.chain, &theirs.key, Some(&root))),
        ("no key", open(&ours.chain, "", Some(&root))),
        ("no certificate", open("", &ours.key, Some(&root))),
        ("no authority", open(&ours.chain, &ours.key, Some("nothing"))),
        ("half a certificate", open("-----BEGIN CERTIFICATE-----\nAAAA\n", &ours.key, Some(&root))),
    ];
    for (what, opened) in wrong {
        assert!(matches!(opened, Err(ProviderFault::Access(_))), "{what}: {opened:?}");
    }
}
