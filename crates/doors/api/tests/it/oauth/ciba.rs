//! Somebody at a thick client is asked on their own card or telephone.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply};

use super::ground::{CIBA, Client, Ground, PRACTICE, RPPS};
use crate::door::{Answer, Call};

/// A ground whose provider asks, and has no answer yet.
fn ground() -> Ground {
    let ground = Ground::new();
    let asked = json!({ "auth_req_id": "at-the-provider", "expires_in": 120, "interval": 2 });
    ground.provider.set("/ask", Reply::json(&asked));
    answers(&ground, "authorization_pending");
    ground
}

fn answers(ground: &Ground, error: &str) {
    ground
        .provider
        .set("/token", Reply::text(400, "application/json", json!({ "error": error }).to_string()));
}

fn says_yes(ground: &Ground) {
    let now = ground.now();
    let claims = json!({
        "iss": ground.provider.issuer(), "aud": FakeProvider::CLIENT, "sub": "subject", "iat": now,
        "exp": now + 120, "acr": "eidas2", "at_hash": FakeProvider::at_hash(), "sid": "their-session",
    });
    ground.provider.gives_also(&ground.key.sign(&claims), &json!({ "refresh_token": "theirs" }));
}

async fn ask(ground: &Ground, client: &Client, fields: &[(&str, &str)]) -> Answer {
    let hint = format!("8{RPPS}");
    let mut all = vec![("login_hint", hint.as_str()), ("channel", "MOBILE")];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    ground.ask(client, "/oauth/bc-authorize", &all).await
}

async fn asked(ground: &Ground, client: &Client) -> Value {
    let answer = ask(ground, client, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn look(ground: &Ground, client: &Client, asked: &Value, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("grant_type", CIBA), ("auth_req_id", asked["auth_req_id"].as_str().unwrap())];
    fields.extend(more);
    ground.ask(client, "/oauth/token", &fields).await
}

fn wait(ground: &Ground, seconds: i64) {
    ground.door.house.clock().advance(TimeDelta::seconds(seconds));
}

fn refused(answer: &Answer, error: &str) {
    assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some(error)), "{}", answer.text());
}

#[actix_web::test]
async fn the_person_sees_the_digits_of_the_software_and_says_yes() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    let digits = asked["binding_message"].as_str().unwrap();
    assert!(digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{asked}");
    assert_eq!((&asked["expires_in"], &asked["interval"]), (&json!(120), &json!(2)));
    assert_ne!(asked["auth_req_id"], "at-the-provider", "a name of ours");
    let sent = ground.provider.last_body("/ask");
    assert!(sent.contains(&format!("binding_message={digits}")) && sent.contains("channel=MOBILE"), "{sent}");
    assert!(sent.contains(&format!("login_hint=8{RPPS}")), "{sent}");

    wait(&ground, 2);
    refused(&look(&ground, &client, &asked, &[]).await, "authorization_pending");
    says_yes(&ground);
    wait(&ground, 2);
    let tokens = look(&ground, &client, &asked, &[]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    let tokens = tokens.json();
    let me = ground
        .door
        .send(Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(me["practice"]["rpps"], RPPS);
    let next =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(ground.ask(&client, "/oauth/token", &next).await.status, 200);
    refused(&look(&ground, &client, &asked, &[]).await, "invalid_grant");
    let kept = ask(&ground, &client, &[("binding_message", "07")]).await.json();
    assert_eq!(kept["binding_message"], "07", "digits that the software shows already");
}

#[actix_web::test]
async fn the_provider_is_asked_no_more_often_than_it_says() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    let polls = || ground.provider.asked("/token");
    refused(&look(&ground, &client, &asked, &[]).await, "slow_down");
    assert_eq!(polls(), 0, "too soon: the pause is seven seconds now");
    wait(&ground, 6);
    refused(&look(&ground, &client, &asked, &[]).await, "slow_down");
    wait(&ground, 12);
    let (one, other) = tokio::join!(look(&ground, &client, &asked, &[]), look(&ground, &client, &asked, &[]));
    let mut errors = [
        one.json()["error"].as_str().unwrap().to_owned(),
        other.json()["error"].as_str().unwrap().to_owned(),
    ];
    errors.sort();
    assert_eq!(errors, ["authorization_pending", "slow_down"]);
    assert_eq!(polls(), 1, "of two at once, one");
    wait(&ground, 30);
    answers(&ground, "slow_down");
    refused(&look(&ground, &client, &asked, &[]).await, "slow_down");
    assert_eq!(polls(), 2);
    wait(&ground, 12);
    refused(&look(&ground, &client, &asked, &[]).await, "slow_down");
    assert_eq!(polls(), 2, "the provider wanted to be asked less often");
}

#[actix_web::test]
async fn a_no_a_silence_and_a_stranger_open_nothing() {
    let ground = ground();
    let client = ground.client();
    let refusing = asked(&ground, &client).await;
    answers(&ground, "access_denied");
    wait(&ground, 2);
    refused(&look(&ground, &client, &refusing, &[]).await, "access_denied");
    refused(&look(&ground, &client, &refusing, &[]).await, "invalid_grant");

    answers(&ground, "authorization_pending");
    let silent = asked(&ground, &client).await;
    wait(&ground, 120);
    refused(&look(&ground, &client, &silent, &[]).await, "expired_token");
    let over = asked(&ground, &client).await;
    answers(&ground, "expired_token");
    wait(&ground, 2);
    refused(&look(&ground, &client, &over, &[]).await, "expired_token");

    // Somebody else's question, and a name that nobody was given.
    let theirs = asked(&ground, &client).await;
    says_yes(&ground);
    wait(&ground, 2);
    let other = ground.client();
    refused(&look(&ground, &other, &theirs, &[]).await, "invalid_grant");
    refused(
        &look(&ground, &client, &json!({ "auth_req_id": "at-the-provider" }), &[]).await,
        "invalid_grant",
    );
    assert_eq!(ground.sessions(), 0);
    assert_eq!(look(&ground, &client, &theirs, &[]).await.status, 200, "and whoever asked gets it");
}

#[actix_web::test]
async fn a_place_of_practice_is_chosen_after_the_yes() {
    let ground = ground();
    let client = ground.client();
    ground.practises(&[(PRACTICE, "Cabinet Fictif"), ("990000036", "Hôpital Fictif")]);
    let asked = asked(&ground, &client).await;
    says_yes(&ground);
    wait(&ground, 2);
    let choice = look(&ground, &client, &asked, &[]).await;
    refused(&choice, "invalid_request");
    assert_eq!(choice.json()["situations"].as_array().unwrap().len(), 2);
    let polls = ground.provider.asked("/token");
    let chosen = look(&ground, &client, &asked, &[("situation", "990000036")]).await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    assert_eq!(ground.provider.asked("/token"), polls, "the provider has answered already");
    refused(&look(&ground, &client, &asked, &[("situation", PRACTICE)]).await, "invalid_grant");
    assert_eq!(ground.sessions(), 1);
}

#[actix_web::test]
async fn who_cannot_be_asked_is_told_apart() {
    let ground = ground();
    let client = ground.client();
    for (fields, error) in [
        (vec![("login_hint", "12345")], "unknown_user_id"),
        (vec![("binding_message", "seven")], "invalid_binding_message"),
        (vec![("binding_message", "+7")], "invalid_binding_message"),
        (vec![("channel", "PIGEON")], "invalid_request"),
        (vec![("scope", "everything")], "invalid_scope"),
    ] {
        refused(&ask(&ground, &client, &fields).await, error);
    }
    assert_eq!(ground.provider.asked("/ask"), 0);
    let without = ground.client_with(|new| new.grants.clear());
    refused(&ask(&ground, &without, &[]).await, "unauthorized_client");
    let unknown = Reply::text(400, "application/json", json!({ "error": "unknown_user_id" }).to_string());
    ground.provider.set("/ask", unknown);
    refused(&ask(&ground, &client, &[]).await, "unknown_user_id");
    ground.provider.set("/ask", Reply::text(500, "text/plain", String::new()));
    let down = ask(&ground, &client, &[]).await;
    assert_eq!((down.status, &down.json()["reason"]), (503, &json!("provider_down")));
}

#[actix_web::test]
async fn a_provider_that_is_down_while_it_is_asked_for_the_answer_loses_nothing() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    wait(&ground, 2);
    ground.provider.set("/token", Reply::text(502, "text/plain", String::new()));
    assert_eq!(look(&ground, &client, &asked, &[]).await.status, 503);
    wait(&ground, 2);
    says_yes(&ground);
    assert_eq!(look(&ground, &client, &asked, &[]).await.status, 200);
}

#[actix_web::test]
async fn a_yes_is_not_lost_when_the_provider_cannot_say_at_once_whose_it_is() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    wait(&ground, 2);
    says_yes(&ground);
    let userinfo = super::ground::doctor(&[(PRACTICE, "Cabinet Fictif")]);
    ground.provider.set("/userinfo", Reply::text(502, "text/plain", String::new()));
    let down = look(&ground, &client, &asked, &[]).await;
    assert_eq!((down.status, &down.json()["reason"]), (503, &json!("provider_down")), "{}", down.text());
    // It gives its tokens once.
    answers(&ground, "invalid_grant");
    let polls = ground.provider.asked("/token");
    wait(&ground, 2);
    assert_eq!(look(&ground, &client, &asked, &[]).await.status, 503);
    ground.is(&userinfo);
    wait(&ground, 2);
    let tokens = look(&ground, &client, &asked, &[]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    assert_eq!(ground.provider.asked("/token"), polls, "what it gave was kept");
    refused(&look(&ground, &client, &asked, &[]).await, "invalid_grant");
}

#[actix_web::test]
async fn a_look_that_takes_long_is_not_overtaken_by_the_next() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    wait(&ground, 2);
    says_yes(&ground);
    let userinfo = super::ground::doctor(&[(PRACTICE, "Cabinet Fictif")]);
    let slow = Reply { delay: Duration::from_millis(1_500), ..Reply::json(&userinfo) };
    ground.provider.set("/userinfo", slow);
    let second = async {
        while ground.provider.asked("/userinfo") == 0 {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
        answers(&ground, "invalid_grant");
        wait(&ground, 6);
        look(&ground, &client, &asked, &[]).await
    };
    let (first, second) = tokio::join!(look(&ground, &client, &asked, &[]), second);
    refused(&second, "authorization_pending");
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(ground.sessions(), 1);
}

#[actix_web::test]
async fn a_log_out_reaches_somebody_who_has_yet_to_choose_a_place_of_practice() {
    let ground = ground();
    ground.practises(&[(PRACTICE, "Cabinet Fictif"), ("990000036", "Hôpital Fictif")]);
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    says_yes(&ground);
    wait(&ground, 2);
    refused(&look(&ground, &client, &asked, &[]).await, "invalid_request");
    let house = ground.door.house.house();
    let until = kernel::Clock::now(house.clock.as_ref()) + TimeDelta::minutes(5);
    let session = Some("their-session".into());
    let notice = identity::oidc::LogoutNotice { subject: None, session, jti: "notice".into(), until };
    house.desk.write(|tx| house.identity.end_by_notice(tx, "test", &notice)).unwrap();
    let late = look(&ground, &client, &asked, &[("situation", PRACTICE)]).await;
    assert_eq!(late.json()["reason"], "log_in_over", "{}", late.text());
    assert_eq!(ground.sessions(), 0);
}

#[actix_web::test]
async fn a_look_that_is_not_for_the_software_any_more_keeps_no_other_one_waiting() {
    let ground = ground();
    let client = ground.client();
    let asked = asked(&ground, &client).await;
    let allow = |scopes: &str| {
        let change =
            format!("update identity.software set scopes = '{{{scopes}}}' where id = '{}'", client.id);
        ground.door.house.database().tamper(&change);
    };
    allow("history.read");
    wait(&ground, 2);
    refused(&look(&ground, &client, &asked, &[]).await, "invalid_scope");
    allow("documents.read,documents.write,patients.reach,history.read");
    says_yes(&ground);
    wait(&ground, 2);
    let tokens = look(&ground, &client, &asked, &[]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
}
