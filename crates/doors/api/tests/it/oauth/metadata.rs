//! What software reads of this service before it asks.

use serde_json::{Value, json};
use testkit::TestHouse;
use vault::Purpose;

use super::ground::Ground;
use crate::door::{Call, Door};

const ADDRESS: &str = "/.well-known/oauth-authorization-server";

#[actix_web::test]
async fn what_the_service_says_of_itself_is_whole_and_true() {
    let ground = Ground::new();
    let metadata = ground.door.send(Call::get(ADDRESS)).await.json();
    assert_eq!(metadata["issuer"], "http://localhost:8080");
    for (endpoint, status) in [
        ("token_endpoint", 401),
        ("revocation_endpoint", 401),
        ("backchannel_authentication_endpoint", 401),
        ("jwks_uri", 200),
    ] {
        let address = metadata[endpoint].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap();
        let call = if status == 200 {
            Call::get(address)
        } else {
            Call::post(address).form(&[("grant_type", "password")])
        };
        assert_eq!(ground.door.send(call).await.status, status, "{endpoint}");
    }
    // Each grant that is named is known: it is refused for what it lacks, not for being unknown.
    let client = ground.client();
    for grant in metadata["grant_types_supported"].as_array().unwrap() {
        let answer = ground.ask(&client, "/oauth/token", &[("grant_type", grant.as_str().unwrap())]).await;
        assert_ne!(answer.json()["error"], "unsupported_grant_type", "{grant}");
    }
    assert_eq!(metadata["token_endpoint_auth_methods_supported"], json!(["private_key_jwt"]));
    assert_eq!(metadata["tls_client_certificate_bound_access_tokens"], false);
    let certified = Door::over(TestHouse::with(|settings| settings.server.client_certificate_header = true));
    let metadata = certified.send(Call::get(ADDRESS)).await.json();
    assert_eq!(
        metadata["token_endpoint_auth_methods_supported"],
        json!(["private_key_jwt", "tls_client_auth"])
    );
    assert_eq!(metadata["tls_client_certificate_bound_access_tokens"], true);
}

#[actix_web::test]
async fn our_keys_change_in_mid_flight_and_every_token_has_its_key_published() {
    let ground = Ground::new();
    let client = ground.client();
    let before = ground.tokens(&client).await;
    let house = ground.door.house.house();
    house.vault.rotate(Purpose::Tokens).unwrap();
    let soon =
        chrono::TimeDelta::from_std(house.settings.keys.reload).unwrap() * 2 + chrono::TimeDelta::seconds(1);
    ground.door.house.clock().advance(soon);
    ground.says(&json!({}));
    let after = ground.exchange(&client, &[("subject_token", "another")]).await.json();
    let published = ground.door.send(Call::get("/.well-known/jwks.json")).await.json();
    let published: Vec<&str> =
        published["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap()).collect();
    let (old, new) = (kid(&before), kid(&after));
    assert_ne!(old, new);
    for (tokens, kid) in [(&before, &old), (&after, &new)] {
        assert!(published.contains(&kid.as_str()), "{kid} in {published:?}");
        let call = Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
        assert_eq!(ground.door.send(call).await.status, 200);
    }
}

fn kid(tokens: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let header = tokens["access_token"].as_str().unwrap().split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}
