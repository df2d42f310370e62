//! Software of an establishment, without a person.

use chrono::TimeDelta;
use identity::{
    OrganisationKind,
    client::{ClientAuth, GrantType},
};
use kernel::OrganisationId;
use serde_json::json;
use testkit::SigningKey;

use super::ground::{Client, Ground, keys};
use crate::door::{Call, PDF, deposit, documents, letter_about};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];

fn software(ground: &Ground, organisation: Option<OrganisationId>) -> Client {
    let key = SigningKey::fresh("client-1");
    let auth = ClientAuth::Keys(keys(&[&key]));
    Client { id: ground.register(auth, organisation, |_| {}), key }
}

#[actix_web::test]
async fn software_of_a_listed_establishment_deposits_without_a_person_and_history_names_both() {
    let ground = Ground::new();
    let listed = ground.door.house.organisation(OrganisationKind::Establishment, true);
    let client = software(&ground, Some(listed));
    let answer = ground.ask(&client, "/oauth/token", &GRANT).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let tokens = answer.json();
    assert!(tokens.get("refresh_token").is_none(), "a new token is one call away");
    let token = tokens["access_token"].as_str().unwrap();
    let claims = super::exchange::claims(token);
    assert_eq!(claims["role"], "establishment");
    assert_eq!(claims["org"], listed.to_string());
    assert_eq!(claims["client_id"], client.id.to_string());

    let camille = ground.door.house.citizen();
    let metadata = letter_about(&camille, &json!({}));
    let brought = ground.door.send(deposit(&camille, token).parts(&metadata, "application/pdf", PDF)).await;
    assert_eq!(brought.status, 201, "{}", brought.text());
    assert_ne!(
        ground.door.send(Call::get(documents(&camille)).token(token)).await.status,
        200,
        "feeding alone"
    );
    let history = format!("/api/v1/spaces/{}/history", camille.space);
    let lines = ground.door.send(Call::get(history).token(camille.token())).await.json();
    let who = &lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["who"]["kind"] == "establishment")
        .unwrap()["who"];
    assert_eq!(
        (&who["software"], &who["name"]),
        (&json!("Logiciel Fictif"), &json!("Structure d'essai")),
        "{lines}"
    );

    ground.door.house.clock().advance(TimeDelta::minutes(61));
    let later = ground.door.send(Call::get("/api/v1/me").token(token)).await;
    assert_eq!(later.status, 401);
}

#[actix_web::test]
async fn software_without_a_listed_establishment_gets_no_token() {
    let ground = Ground::new();
    let unlisted = ground.door.house.organisation(OrganisationKind::Establishment, false);
    for organisation in [None, Some(unlisted)] {
        let client = software(&ground, organisation);
        let answer = ground.ask(&client, "/oauth/token", &GRANT).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"], "unauthorized_client");
        assert_eq!(answer.json()["reason"], "organisation_not_listed");
    }
    let listed = ground.door.house.organisation(OrganisationKind::Establishment, true);
    let key = SigningKey::fresh("client-1");
    let only = |new: &mut identity::client::Registration| new.grants = vec![GrantType::TokenExchange];
    let id = ground.register(ClientAuth::Keys(keys(&[&key])), Some(listed), only);
    let answer = ground.ask(&Client { id, key }, "/oauth/token", &GRANT).await;
    assert_eq!(answer.json()["reason"], "grant_not_registered");
    assert_eq!(ground.sessions(), 0);
}
