//! A token of an identity provider becomes one of ours.

use std::time::Duration;

use chrono::TimeDelta;
use kernel::Standing;
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey};

use super::ground::{ACCESS_TOKEN, Ground, PRACTICE, RPPS, doctor, doctor_as};
use crate::door::{Answer, Call, documents};

const HOSPITAL: &str = "990000036";

fn reason(answer: &Answer) -> String {
    answer.json()["reason"].as_str().unwrap_or_default().to_owned()
}

fn refused(answer: &Answer, error: &str, why: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let body = answer.json();
    assert_eq!((body["error"].as_str(), body["reason"].as_str()), (Some(error), Some(why)), "{body}");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn a_doctor_logged_in_at_the_provider_works_through_the_software_and_history_names_it() {
    let ground = Ground::new();
    let client = ground.client();
    let answer = ground.exchange(&client, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["issued_token_type"], ACCESS_TOKEN);
    assert_eq!(tokens["scope"], "documents.read documents.write patients.reach history.read");
    assert_eq!(tokens["expires_in"], 3_600);
    let token = tokens["access_token"].as_str().unwrap();

    let me = ground.door.send(Call::get("/api/v1/me").token(token)).await.json();
    assert_eq!((&me["practice"]["rpps"], &me["assurance"]), (&json!(RPPS), &json!("substantial")), "{me}");
    let claims = claims(token);
    assert_eq!(claims["client_id"], client.id.to_string());
    assert_eq!((&claims["role"], &claims["scope"]), (&json!("10"), &tokens["scope"]));
    assert!(claims["org"].is_string() && claims["sub"].is_string(), "{claims}");
    assert!(!claims.to_string().contains(RPPS), "no number of a person: {claims}");

    let camille = ground.door.house.citizen();
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let opened =
        ground.door.send(Call::post(path).token(token).json(&json!({"evidence": "team_in_charge"}))).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(ground.door.send(Call::get(documents(&camille)).token(token)).await.status, 200);
    let history = format!("/api/v1/spaces/{}/history", camille.space);
    let lines = ground.door.send(Call::get(history).token(camille.token())).await.json();
    let named: Vec<&Value> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["who"]["software"] == "Logiciel Fictif")
        .collect();
    assert_eq!(named.len(), 2, "{lines}");
    assert!(named.iter().all(|line| line["who"]["name"] == "Dominique Fictif"), "{lines}");
}

/// What a token says, unverified.
pub(super) fn claims(token: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[actix_web::test]
async fn a_doctor_of_several_places_is_asked_which_and_the_same_token_serves_then() {
    let ground = Ground::new();
    let client = ground.client();
    ground.practises(&[(PRACTICE, "Cabinet Fictif"), (HOSPITAL, "Hôpital Fictif")]);
    let asked = ground.exchange(&client, &[]).await;
    refused(&asked, "invalid_request", "choose_situation");
    let situations = asked.json()["situations"].clone();
    let places: Vec<_> =
        situations.as_array().unwrap().iter().map(|place| place["place"].as_str().unwrap()).collect();
    assert_eq!(places, ["Cabinet Fictif", "Hôpital Fictif"]);
    assert_eq!(ground.sessions(), 0);

    // Neither a place of somebody else nor a word opens anything.
    let stranger = ground.door.house.id::<()>().to_string();
    for (wrong, why) in [(stranger.as_str(), "choose_situation"), ("the hospital", "situation_unreadable")] {
        refused(&ground.exchange(&client, &[("situation", wrong)]).await, "invalid_request", why);
    }
    let id = situations[1]["id"].as_str().unwrap();
    let chosen = ground.exchange(&client, &[("situation", id)]).await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    let by_number = ground.exchange(&client, &[("situation", PRACTICE), ("subject_token", "another")]).await;
    assert_eq!(by_number.status, 200, "{}", by_number.text());
    let organisation =
        |answer: &Answer| claims(answer.json()["access_token"].as_str().unwrap())["org"].clone();
    assert_ne!(organisation(&chosen), organisation(&by_number));
}

#[actix_web::test]
async fn a_token_opens_one_session_also_when_it_comes_twice_at_once() {
    let ground = Ground::new();
    let client = ground.client();
    let (one, other) = tokio::join!(ground.exchange(&client, &[]), ground.exchange(&client, &[]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "{} {}", one.text(), other.text());
    assert_eq!(ground.sessions(), 1);
    refused(&ground.exchange(&client, &[]).await, "invalid_request", "token_used");
    assert_eq!(ground.exchange(&client, &[("subject_token", "another")]).await.status, 200);
    assert_eq!(ground.sessions(), 2);
}

#[actix_web::test]
async fn a_token_that_the_provider_does_not_vouch_for_opens_nothing() {
    let ground = Ground::new();
    let client = ground.client();
    let now = ground.now();
    for (said, why) in [
        (json!({ "active": false }), "token_not_active"),
        (json!({ "exp": now - 600 }), "token_not_active"),
        (json!({ "client_id": "somebody-else" }), "token_of_other_client"),
        (json!({ "iss": "https://elsewhere.example" }), "token_not_trusted"),
        (json!({ "typ": "Refresh" }), "token_not_trusted"),
        (json!({ "cnf": { "jkt": "a key, and no certificate" } }), "token_not_trusted"),
        (json!({ "exp": 8_210_266_876_799_i64, "sub": "another person" }), "token_not_trusted"),
        (json!({ "acr": null }), "not_sure_enough"),
        (json!({ "auth_time": now - 4 * 3_600 }), "login_too_old"),
        (json!({ "sub": "another person" }), "token_not_trusted"),
        (json!({ "cnf": { "x5t#S256": "of another installation" } }), "other_certificate"),
    ] {
        ground.says(&said);
        refused(&ground.exchange(&client, &[]).await, "invalid_request", why);
    }
    assert_eq!(ground.sessions(), 0);
    // Those of a client that the operator named are taken, unless the software may only bring those of others.
    ground.says(&json!({ "client_id": "their-software" }));
    let narrow = ground.client_with(|new| new.provider_clients = vec!["only-this".to_owned()]);
    refused(&ground.exchange(&narrow, &[]).await, "invalid_request", "token_of_other_client");
    assert_eq!(ground.exchange(&client, &[]).await.status, 200);
}

#[actix_web::test]
async fn whoever_may_not_practise_is_told_so_in_their_language() {
    let ground = Ground::new();
    let client = ground.client();
    ground.tokens(&client).await;
    let house = ground.door.house.house();
    let person = claims(
        ground.exchange(&client, &[("subject_token", "second")]).await.json()["access_token"]
            .as_str()
            .unwrap(),
    );
    let person = person["sub"].as_str().unwrap().parse::<uuid::Uuid>().unwrap().into();
    for standing in [Standing::StruckOff, Standing::Suspended] {
        house.desk.write(|tx| house.identity.set_standing(tx, person, standing)).unwrap();
        refused(
            &ground.exchange(&client, &[("subject_token", "third")]).await,
            "invalid_request",
            "not_in_good_standing",
        );
    }
    house.desk.write(|tx| house.identity.set_standing(tx, person, Standing::Good)).unwrap();

    ground.is(&doctor_as(&[(PRACTICE, "Cabinet Fictif")], "E"));
    let student = ground.exchange(&client, &[("subject_token", "third")]).await;
    refused(&student, "invalid_request", "student");
    assert_eq!(student.json()["error_description"], "Practice as a student gives no access to records yet.");
    let assertion = client.assertion(&ground, &json!({}));
    let form = [
        ("grant_type", super::ground::EXCHANGE),
        ("subject_token_type", ACCESS_TOKEN),
        ("subject_token", "third"),
        ("client_assertion_type", super::ground::ASSERTION),
        ("client_assertion", &assertion),
    ];
    let french =
        ground.door.send(Call::post("/oauth/token").header("accept-language", "fr").form(&form)).await;
    let said = "L'exercice en tant qu'étudiant ne donne pas encore accès aux dossiers.";
    assert_eq!(french.json()["error_description"], said);

    let mut unknown = doctor(&[(PRACTICE, "Cabinet Fictif")]);
    unknown["SubjectRefPro"]["exercices"][0]["codeProfession"] = json!("999");
    ground.is(&unknown);
    refused(
        &ground.exchange(&client, &[("subject_token", "third")]).await,
        "invalid_request",
        "unknown_profession",
    );
    let mut nowhere = doctor(&[]);
    nowhere["SubjectRefPro"]["exercices"] = json!([]);
    ground.is(&nowhere);
    refused(
        &ground.exchange(&client, &[("subject_token", "third")]).await,
        "invalid_request",
        "no_situation",
    );
}

#[actix_web::test]
async fn a_provider_that_is_slow_or_down_leaves_nothing_half_done() {
    let ground = Ground::new();
    let client = ground.client();
    for reply in [
        Reply::text(500, "text/plain", "broken".to_owned()),
        Reply { delay: Duration::from_secs(9), ..Reply::json(&json!({ "active": true })) },
    ] {
        ground.provider.set("/introspect", reply);
        let answer = ground.exchange(&client, &[]).await;
        assert_eq!((answer.status, reason(&answer).as_str()), (503, "provider_down"), "{}", answer.text());
        assert_eq!(answer.header("retry-after"), "5");
    }
    // The provider speaks again, and goes away between its two answers.
    ground.says(&json!({}));
    ground.provider.set("/userinfo", Reply::text(502, "text/plain", String::new()));
    assert_eq!(ground.exchange(&client, &[]).await.status, 503);
    assert_eq!(ground.sessions(), 0);
    ground.practises(&[(PRACTICE, "Cabinet Fictif")]);
    assert_eq!(ground.exchange(&client, &[]).await.status, 200, "the same token serves");
}

#[actix_web::test]
async fn of_several_providers_the_software_names_one_and_the_token_counts_at_that_one_alone() {
    let key = SigningKey::fresh("other-1");
    let other = FakeProvider::start(&key);
    other.offers(&json!({}));
    other.set("/introspect", Reply::json(&json!({ "active": false })));
    let ground = Ground::with(&[&other]);
    let client = ground.client();
    refused(&ground.exchange(&client, &[]).await, "invalid_request", "name_the_issuer");
    let elsewhere = [("subject_issuer", "https://elsewhere.example")];
    refused(&ground.exchange(&client, &elsewhere).await, "invalid_request", "name_the_issuer");
    let at_other = [("subject_issuer", other.issuer())];
    refused(&ground.exchange(&client, &at_other).await, "invalid_request", "token_not_active");
    assert_eq!(other.asked("/introspect"), 1);
    let right = [("subject_issuer", ground.provider.issuer())];
    assert_eq!(ground.exchange(&client, &right).await.status, 200);
}

#[actix_web::test]
async fn what_is_asked_otherwise_than_it_can_be_given_is_refused_by_the_word_of_the_standard() {
    let ground = Ground::new();
    let client = ground.client();
    let narrow = ground.client_with(|new| {
        new.grants.clear();
        new.scopes = super::ground::scopes("documents.read");
    });
    for (field, value, error, why) in [
        ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request", "token_type"),
        (
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:id_token",
            "invalid_request",
            "token_type",
        ),
        ("actor_token", "somebody", "invalid_request", "actor_not_taken"),
        ("audience", "another-service", "invalid_target", "other_service"),
        ("resource", "https://elsewhere.example", "invalid_target", "other_service"),
        ("scope", "everything", "invalid_scope", "scope_not_registered"),
    ] {
        let base = [
            ("grant_type", super::ground::EXCHANGE),
            ("subject_token", "their-token"),
            ("subject_token_type", ACCESS_TOKEN),
        ];
        let mut form: Vec<_> = base.into_iter().filter(|(name, _)| *name != field).collect();
        form.push((field, value));
        refused(&ground.ask(&client, "/oauth/token", &form).await, error, why);
    }
    refused(
        &ground.ask(&client, "/oauth/token", &[("grant_type", "password")]).await,
        "unsupported_grant_type",
        "unknown_grant",
    );
    refused(&ground.ask(&client, "/oauth/token", &[]).await, "invalid_request", "unreadable");
    refused(&ground.exchange(&narrow, &[]).await, "unauthorized_client", "grant_not_registered");
    let fits =
        [("audience", "carnet-api"), ("resource", "http://localhost:8080/"), ("scope", "documents.read")];
    let granted = ground.exchange(&client, &fits).await;
    assert_eq!(
        (granted.status, &granted.json()["scope"]),
        (200, &json!("documents.read")),
        "{}",
        granted.text()
    );
}

#[actix_web::test]
async fn the_end_of_the_session_at_the_provider_is_the_end_of_ours() {
    let ground = Ground::new();
    let client = ground.client();
    let tokens = ground.tokens(&client).await;
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(ground.door.send(Call::get("/api/v1/me").token(token)).await.status, 200);
    let house = ground.door.house.house();
    let until = kernel::Clock::now(house.clock.as_ref()) + chrono::TimeDelta::minutes(5);
    let notice = identity::oidc::LogoutNotice {
        subject: None,
        session: Some("their-session".into()),
        jti: "notice".into(),
        until,
    };
    let ended = house.desk.write(|tx| house.identity.end_by_notice(tx, "test", &notice));
    assert_eq!(ended.unwrap(), Some(1));
    assert_eq!(ground.door.send(Call::get("/api/v1/me").token(token)).await.status, 401);
}

#[actix_web::test]
async fn a_notice_reaches_a_session_of_a_provider_that_names_its_own_by_the_older_name() {
    let ground = Ground::new();
    let client = ground.client();
    ground.says(&json!({ "sid": null, "session_state": "their-session" }));
    let tokens = ground.tokens(&client).await;
    let me = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    assert_eq!(ground.door.send(me()).await.status, 200);
    let house = ground.door.house.house();
    let until = kernel::Clock::now(house.clock.as_ref()) + chrono::TimeDelta::minutes(5);
    let session = Some("their-session".into());
    let notice = identity::oidc::LogoutNotice { subject: None, session, jti: "notice".into(), until };
    house.desk.write(|tx| house.identity.end_by_notice(tx, "test", &notice)).unwrap();
    assert_eq!(ground.door.send(me()).await.status, 401);
}

#[actix_web::test]
async fn a_session_lasts_no_longer_than_the_log_in_at_the_provider() {
    let ground = Ground::new();
    let client = ground.client();
    ground.says(&json!({ "auth_time": ground.now() - 230 * 60 }));
    let tokens = ground.tokens(&client).await;
    let me = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    ground.door.house.clock().advance(TimeDelta::minutes(9));
    assert_eq!(ground.door.send(me()).await.status, 200);
    ground.door.house.clock().advance(TimeDelta::minutes(1));
    assert_eq!(ground.door.send(me()).await.status, 401, "four hours are over");
}

#[actix_web::test]
async fn software_that_logged_the_person_in_itself_shows_a_fresh_token_of_the_provider_from_time_to_time() {
    let ground = Ground::new();
    let client = ground.client();
    ground.says(&json!({ "client_id": "their-software" }));
    let tokens = ground.tokens(&client).await;
    assert_eq!((&tokens["refresh_token"], &tokens["expires_in"]), (&Value::Null, &json!(900)), "{tokens}");
    let me = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    ground.door.house.clock().advance(TimeDelta::minutes(14));
    assert_eq!(ground.door.send(me()).await.status, 200);
    ground.door.house.clock().advance(TimeDelta::minutes(1));
    assert_eq!(ground.door.send(me()).await.status, 401);
    ground.says(&json!({ "client_id": "their-software" }));
    assert_eq!(ground.exchange(&client, &[("subject_token", "a fresh one")]).await.status, 200);
    // The provider vouches for it no more: the person has logged out there.
    ground.says(&json!({ "active": false }));
    let over = ground.exchange(&client, &[("subject_token", "a later one")]).await;
    refused(&over, "invalid_request", "token_not_active");
}

#[actix_web::test]
async fn who_is_not_known_surely_enough_is_told_what_to_do() {
    let ground = Ground::new();
    let client = ground.client();
    ground.says(&json!({ "acr": null }));
    let assertion = client.assertion(&ground, &json!({}));
    let form = [
        ("client_assertion_type", super::ground::ASSERTION),
        ("client_assertion", assertion.as_str()),
        ("grant_type", super::ground::EXCHANGE),
        ("subject_token_type", ACCESS_TOKEN),
        ("subject_token", "their-token"),
    ];
    let call = Call::post("/oauth/token").form(&form).header("accept-language", "fr");
    let answer = ground.door.send(call).await;
    assert!(answer.text().contains("Recommencez avec votre carte"), "{}", answer.text());
}
