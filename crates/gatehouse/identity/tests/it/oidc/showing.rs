//! Access tokens that somebody else's software shows: what the provider says of them, and whose are taken.

use std::time::Duration;

use identity::oidc::{
    Distrust, ExchangeClients, Presented, ProvenPerson, ProviderFault, ProviderKind, TokenFault,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply};

use super::ours::{Ground, doctor};

fn ground(clients: ExchangeClients) -> Ground {
    let ground = Ground::with(ProviderKind::Professional, |settings| settings.exchange_clients = clients);
    ground.provider.offers(&json!({}));
    says(&ground, &json!({}));
    ground
}

fn listed(clients: &[&str]) -> ExchangeClients {
    ExchangeClients::Listed(clients.iter().map(|client| (*client).to_owned()).collect())
}

/// The provider says this of every token; `null` takes a member away.
fn says(ground: &Ground, changes: &Value) {
    let now = ground.claims()["iat"].as_i64().unwrap();
    let mut said = json!({
        "active": true, "iss": ground.provider.issuer(), "sub": "subject", "client_id": FakeProvider::CLIENT,
        "azp": FakeProvider::CLIENT, "aud": "account", "exp": now + 120, "iat": now, "auth_time": now - 60,
        "acr": "eidas2", "sid": "their-session", "typ": "Bearer", "scope": "openid scope_all",
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(said.as_object_mut().unwrap().remove(name)),
            _ => said[name] = value.clone(),
        }
    }
    ground.provider.set("/introspect", Reply::json(&said));
}

async fn show(ground: &Ground) -> Result<Presented, TokenFault> {
    ground.ours().professional_of_token(&SecretString::from("their-access-token")).await
}

fn distrust(why: Distrust) -> Option<TokenFault> {
    Some(TokenFault::Provider(ProviderFault::Untrusted(why)))
}

#[tokio::test]
async fn a_token_that_counts_shows_the_professional() {
    let ground = ground(listed(&[]));
    says(&ground, &json!({ "cnf": { "x5t#S256": "thumbprint" } }));
    let presented = show(&ground).await.unwrap();
    let ProvenPerson::Professional(professional) = &presented.proven.person else { panic!("a professional") };
    assert_eq!(professional.rpps.as_str(), "99700218896");
    assert_eq!(presented.proven.assurance, kernel::Assurance::Substantial);
    let (token, kept) = (&presented.token, &presented.proven.at_provider);
    assert_eq!((token.client.as_str(), token.bound_to.as_deref()), ("carnet-test", Some("thumbprint")));
    assert_eq!(token.expires_at.timestamp(), ground.claims()["exp"].as_i64().unwrap());
    assert_eq!(kept.session.as_ref().unwrap().reveal(), "their-session");
    assert!(kept.id_token.is_none() && kept.refresh_token.is_none() && kept.authenticated_at.is_some());

    // The provider is asked as the client that we are, and the token stands in no address.
    let (head, body) = (ground.provider.last_head("/introspect"), ground.provider.last_body("/introspect"));
    assert!(
        head.starts_with("POST /introspect HTTP") && head.to_lowercase().contains("authorization: basic ")
    );
    assert_eq!(body, "token=their-access-token&token_type_hint=access_token");
    let head = ground.provider.last_head("/userinfo").to_lowercase();
    assert!(head.contains("authorization: bearer their-access-token"), "{head}");
    assert!(!format!("{presented:?}").contains("their-session"));
}

#[tokio::test]
async fn a_token_of_another_client_is_taken_only_where_the_operator_said_so() {
    let theirs = json!({ "client_id": "their-software", "azp": "their-software" });
    let cases = [
        (listed(&[]), Err(TokenFault::OtherClient)),
        (listed(&["other-software"]), Err(TokenFault::OtherClient)),
        (listed(&["other-software", "their-software"]), Ok("their-software".to_owned())),
        (ExchangeClients::Any, Ok("their-software".to_owned())),
    ];
    for (clients, expected) in cases {
        let shown = format!("{clients:?}");
        let ground = ground(clients);
        says(&ground, &theirs);
        let client = show(&ground).await.map(|presented| presented.token.client);
        assert_eq!(client, expected, "{shown}");
        if expected.is_err() {
            assert_eq!(ground.provider.asked("/userinfo"), 0, "nothing is read by it");
        }
        // Our own is always taken, and an audience that names us makes no token ours.
        says(&ground, &json!({}));
        show(&ground).await.unwrap();
        says(&ground, &json!({ "client_id": "x", "azp": "x", "aud": FakeProvider::CLIENT }));
        assert_eq!(show(&ground).await.is_ok(), shown == "Any");
    }
}

#[tokio::test]
async fn a_token_that_does_not_count_shows_nobody() {
    let ground = ground(ExchangeClients::Any);
    let now = ground.claims()["iat"].as_i64().unwrap();
    ground.provider.set("/introspect", Reply::json(&json!({ "active": false })));
    assert_eq!(show(&ground).await.err(), Some(TokenFault::NotActive));
    let wrong = [
        (json!({ "active": false }), Some(TokenFault::NotActive)),
        (json!({ "exp": now - 180 }), distrust(Distrust::Expired)),
        (json!({ "exp": null }), distrust(Distrust::Expired)),
        (json!({ "nbf": now + 181 }), distrust(Distrust::Early)),
        (json!({ "iat": now + 181 }), distrust(Distrust::Early)),
        (json!({ "iss": "https://other.example" }), distrust(Distrust::Issuer)),
        (json!({ "sub": null }), distrust(Distrust::Subject)),
        (json!({ "sub": "" }), distrust(Distrust::Subject)),
        (json!({ "sub": "somebody else" }), distrust(Distrust::Subject)),
        (json!({ "client_id": null, "azp": null }), distrust(Distrust::Audience)),
        (json!({ "client_id": "one", "azp": "another" }), distrust(Distrust::Audience)),
        (json!({ "acr": "eidas1" }), distrust(Distrust::Assurance)),
        (json!({ "acr": null }), distrust(Distrust::Assurance)),
        // A refresh token counts at the provider too, and a token that is bound to something else is no bearer token.
        (json!({ "typ": "Refresh" }), distrust(Distrust::Kind)),
        (json!({ "typ": null }), distrust(Distrust::Kind)),
        (json!({ "token_type": "DPoP" }), distrust(Distrust::Kind)),
    ];
    for (change, expected) in wrong {
        says(&ground, &change);
        assert_eq!(show(&ground).await.err(), expected, "{change}");
    }
    for right in [
        json!({}),
        json!({ "typ": null, "token_type": "Bearer" }),
        json!({ "azp": null }),
        json!({ "client_id": null }),
        json!({ "iss": null }),
        json!({ "exp": now - 120 }),
        json!({ "iat": now + 120 }),
    ] {
        says(&ground, &right);
        show(&ground).await.unwrap_or_else(|fault| panic!("{right}: {fault}"));
    }
}

#[tokio::test]
async fn a_token_that_userinfo_does_not_take_shows_nobody() {
    let ground = ground(ExchangeClients::Any);
    for status in [401, 403] {
        ground.provider.set("/userinfo", Reply::text(status, "text/plain", String::new()));
        assert_eq!(show(&ground).await.err(), Some(TokenFault::NotActive));
    }
    let mut other = doctor();
    other["sub"] = json!("somebody else");
    ground.userinfo(&other);
    assert_eq!(show(&ground).await.err(), distrust(Distrust::Subject), "userinfo of somebody else");
}

#[tokio::test]
async fn what_cannot_be_a_token_is_not_sent_anywhere() {
    let ground = ground(ExchangeClients::Any);
    for text in [String::new(), "x".repeat(20_000)] {
        let shown = ground.ours().professional_of_token(&SecretString::from(text)).await;
        assert_eq!(shown.err(), Some(TokenFault::NotActive));
    }
    assert_eq!(ground.provider.asked("/introspect"), 0);
    let citizens = Ground::new(ProviderKind::Citizen);
    assert_eq!(show(&citizens).await.err(), Some(TokenFault::NoProfessional));
}

#[tokio::test]
async fn a_provider_that_is_unwell_lies_or_has_no_such_place_lets_nobody_in() {
    let none = Ground::new(ProviderKind::Professional);
    let refused = show(&none).await.err();
    assert!(matches!(refused, Some(TokenFault::Provider(ProviderFault::NotOffered(_)))), "{refused:?}");

    let ground = ground(ExchangeClients::Any);
    let answers = |reply: Reply| ground.provider.set("/introspect", reply);
    let text = |status: u16, kind: &'static str, body: &str| Reply::text(status, kind, body.to_owned());
    let unreadable = [
        text(200, "text/html", "{\"active\":true}"),
        text(200, "application/json", "<html>"),
        text(200, "application/json", "{\"active\":\"true\"}"),
        text(200, "application/json", "{}"),
        text(200, "application/json", "[true]"),
        text(200, "application/json", "{\"active\":true,\"exp\":\"later\"}"),
        text(200, "application/json", "{\"active\":true,\"sub\":[\"subject\"]}"),
    ];
    for reply in unreadable {
        let shown = reply.body.clone();
        answers(reply);
        let refused = show(&ground).await.unwrap_err();
        assert!(
            matches!(refused, TokenFault::Provider(ProviderFault::Unreadable(_))),
            "{shown}: {refused:?}"
        );
        assert!(refused.may_pass());
    }
    let mut elsewhere = text(307, "text/plain", "");
    elsewhere.location = Some(format!("{}/elsewhere", ground.provider.issuer()));
    let mut slow = text(200, "application/json", "{}");
    slow.delay = Duration::from_secs(20);
    let faults = [
        (elsewhere, ProviderFault::Status(307)),
        (text(500, "text/plain", ""), ProviderFault::Status(500)),
        (text(401, "application/json", "{\"error\":\"invalid_client\"}"), ProviderFault::ClientRefused),
        (text(200, "application/json", &" ".repeat(300 * 1024)), ProviderFault::TooLong),
        (slow, ProviderFault::Slow),
    ];
    for (reply, fault) in faults {
        answers(reply);
        assert_eq!(show(&ground).await.err(), Some(TokenFault::Provider(fault)));
    }
    assert_eq!(ground.provider.asked("/elsewhere"), 0);
    ground.provider.go_away();
    assert_eq!(show(&ground).await.err(), Some(TokenFault::Provider(ProviderFault::Unreachable)));
}
