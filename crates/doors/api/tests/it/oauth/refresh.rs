//! Sessions go on by a token that counts once, and end when somebody says so.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::ground::{Client, Ground};
use crate::door::{Answer, Call};

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap_or_else(|| panic!("{name} in {tokens}"))
}

async fn refresh(ground: &Ground, client: &Client, token: &str) -> Answer {
    ground.ask(client, "/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn counts(ground: &Ground, tokens: &Value) -> bool {
    let answer = ground.door.send(Call::get("/api/v1/me").token(text(tokens, "access_token"))).await;
    assert!(matches!(answer.status, 200 | 401), "{}", answer.text());
    answer.status == 200
}

fn refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!((&answer.json()["error"], &answer.json()["reason"]), (&json!("invalid_grant"), &json!(why)));
}

#[actix_web::test]
async fn a_refresh_token_gives_the_next_one_and_any_older_one_ends_the_session() {
    let ground = Ground::new();
    let client = ground.client();
    let first = ground.tokens(&client).await;
    let second = refresh(&ground, &client, text(&first, "refresh_token")).await.json();
    let third = refresh(&ground, &client, text(&second, "refresh_token")).await.json();
    assert!(counts(&ground, &third).await && counts(&ground, &first).await, "one session");
    assert_ne!(text(&first, "refresh_token"), text(&second, "refresh_token"));
    let stored = format!(
        "select count(*) from identity.session where position('{}'::bytea in refresh_digest) > 0",
        text(&third, "refresh_token")
    );
    assert_eq!(ground.door.house.database().count(&stored), 0, "a digest alone");
    refused(&refresh(&ground, &client, text(&first, "refresh_token")).await, "refresh_token_used");
    assert!(!counts(&ground, &third).await, "whoever has a token twice may be somebody else");
    refused(&refresh(&ground, &client, text(&third, "refresh_token")).await, "refresh_token");
}

#[actix_web::test]
async fn of_two_refreshes_at_once_one_is_given_and_the_session_ends() {
    let ground = Ground::new();
    let client = ground.client();
    let first = ground.tokens(&client).await;
    let token = text(&first, "refresh_token");
    let (one, other) = tokio::join!(refresh(&ground, &client, token), refresh(&ground, &client, token));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    assert!(!counts(&ground, &first).await);
}

#[actix_web::test]
async fn a_refresh_token_is_the_softwares_that_it_was_given_to() {
    let ground = Ground::new();
    let (client, other) = (ground.client(), ground.client());
    let first = ground.tokens(&client).await;
    refused(&refresh(&ground, &other, text(&first, "refresh_token")).await, "refresh_token");
    for made_up in ["", "made up", &"A".repeat(64), text(&first, "access_token")] {
        refused(&refresh(&ground, &client, made_up).await, "refresh_token");
    }
    assert!(counts(&ground, &first).await, "nothing of this ended it");
    assert_eq!(refresh(&ground, &client, text(&first, "refresh_token")).await.status, 200);
}

#[actix_web::test]
async fn a_session_ends_when_nothing_is_done_in_it_and_after_four_hours_whatever_is_done() {
    let ground = Ground::new();
    let client = ground.client();
    let idle = ground.tokens(&client).await;
    ground.door.house.clock().advance(TimeDelta::minutes(20));
    let next = refresh(&ground, &client, text(&idle, "refresh_token")).await.json();
    ground.door.house.clock().advance(TimeDelta::minutes(11));
    refused(&refresh(&ground, &client, text(&next, "refresh_token")).await, "session_over");

    ground.says(&json!({}));
    let busy = ground.exchange(&client, &[("subject_token", "another")]).await.json();
    let mut tokens = busy;
    for _ in 0..9 {
        ground.door.house.clock().advance(TimeDelta::minutes(25));
        assert!(counts(&ground, &tokens).await);
        tokens = refresh(&ground, &client, text(&tokens, "refresh_token")).await.json();
    }
    ground.door.house.clock().advance(TimeDelta::minutes(14));
    let last = refresh(&ground, &client, text(&tokens, "refresh_token")).await;
    assert_eq!(last.json()["expires_in"], 60, "no token outlives its session: {}", last.text());
    ground.door.house.clock().advance(TimeDelta::minutes(1));
    refused(&refresh(&ground, &client, text(&last.json(), "refresh_token")).await, "session_over");
}

#[actix_web::test]
async fn a_refresh_gives_no_more_than_was_granted_and_nothing_to_whoever_was_struck_off() {
    let ground = Ground::new();
    let client = ground.client();
    let granted = ground.exchange(&client, &[("scope", "documents.read history.read")]).await.json();
    let narrowed = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&granted, "refresh_token")),
        ("scope", "documents.write"),
    ];
    let more = ground.ask(&client, "/oauth/token", &narrowed).await;
    assert_eq!((more.status, &more.json()["error"]), (400, &json!("invalid_scope")));
    let less = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&granted, "refresh_token")),
        ("scope", "documents.read"),
    ];
    let less = ground.ask(&client, "/oauth/token", &less).await.json();
    assert_eq!(less["scope"], "documents.read");
    let again = refresh(&ground, &client, text(&less, "refresh_token")).await.json();
    assert_eq!(again["scope"], "documents.read history.read");

    let person = super::exchange::claims(text(&again, "access_token"))["sub"].as_str().unwrap().to_owned();
    let person = person.parse::<uuid::Uuid>().unwrap().into();
    let house = ground.door.house.house();
    let struck_off = kernel::Standing::StruckOff;
    house.desk.write(|tx| house.identity.set_standing(tx, person, struck_off)).unwrap();
    refused(&refresh(&ground, &client, text(&again, "refresh_token")).await, "not_in_good_standing");
}

#[actix_web::test]
async fn software_takes_its_own_tokens_back_and_nobody_elses() {
    let ground = Ground::new();
    let (client, other) = (ground.client(), ground.client());
    for name in ["access_token", "refresh_token"] {
        let tokens = ground.exchange(&client, &[("subject_token", name)]).await.json();
        let revoke = async |by: &Client| {
            let fields = [("token", text(&tokens, name)), ("token_type_hint", name)];
            ground.ask(by, "/oauth/revoke", &fields).await.status
        };
        assert_eq!(revoke(&other).await, 200, "an answer that says nothing");
        assert!(counts(&ground, &tokens).await);
        assert_eq!(revoke(&client).await, 200);
        assert!(!counts(&ground, &tokens).await);
        refused(&refresh(&ground, &client, text(&tokens, "refresh_token")).await, "refresh_token");
        assert_eq!(revoke(&client).await, 200, "again");
    }
    assert_eq!(ground.ask(&client, "/oauth/revoke", &[("token", "made up")]).await.status, 200);
    assert_eq!(ground.ask(&client, "/oauth/revoke", &[]).await.status, 400);
}
