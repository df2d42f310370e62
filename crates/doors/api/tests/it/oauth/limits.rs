//! What the tokens of software are good for, and how often.

use std::collections::BTreeSet;

use api::scopes::{Needs, TABLE};
use chrono::TimeDelta;
use identity::{Scope, client::Terms};
use serde_json::json;
use testkit::Contract;

use super::ground::Ground;
use crate::door::{Answer, Call, documents};

#[actix_web::test]
async fn every_operation_has_its_scope_and_no_row_is_stale() {
    let described = Contract::new(serde_json::to_value(api::description()).unwrap()).operations();
    let described: BTreeSet<_> = described
        .into_iter()
        .filter(|operation| operation.needs_token)
        .map(|operation| (operation.method, operation.path))
        .collect();
    let table: BTreeSet<_> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table, described);
    assert_eq!(table.len(), TABLE.len(), "no row twice");
    for scope in Scope::ALL {
        assert!(
            TABLE.iter().any(|(.., needs)| *needs == Needs::Scope(scope)),
            "{scope:?} is good for something"
        );
    }
}

/// Whether the answer says that a scope is missing, and which.
fn missing(answer: &Answer) -> Option<String> {
    let challenge = answer.header("www-authenticate");
    let (_, rest) = challenge.split_once("error=\"insufficient_scope\", scope=\"")?;
    assert_eq!(answer.status, 403);
    Some(rest.trim_end_matches('"').to_owned())
}

#[actix_web::test]
async fn a_token_is_good_for_the_operations_of_its_scopes_alone() {
    let ground = Ground::new();
    let client = ground.client();
    let id = ground.door.house.id::<()>().to_string();
    for (number, scope) in Scope::ALL.into_iter().enumerate() {
        let theirs = format!("token-{number}");
        let fields = [("scope", scope.as_str()), ("subject_token", theirs.as_str())];
        let tokens = ground.exchange(&client, &fields).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        for (method, path, needs) in TABLE {
            let path = ["{space}", "{document}", "{folder}", "{correction}", "{grant}"]
                .iter()
                .fold((*path).to_owned(), |path, name| path.replace(name, &id));
            let answer = ground.door.send(Call::new(method, &path).token(token)).await;
            let expected = match needs {
                Needs::AnyToken => None,
                Needs::Scope(needed) if *needed == scope => None,
                Needs::Scope(needed) => Some(needed.as_str().to_owned()),
                Needs::Unlimited => Some(String::new()),
            };
            assert_eq!(missing(&answer), expected, "{scope:?}: {method} {path}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn a_token_that_reaches_nobody_declares_nothing_with_a_consult() {
    let ground = Ground::new();
    let client = ground.client();
    let path = format!("/api/v1/spaces/{}/documents", ground.door.house.id::<()>());
    for (number, scopes, wanted) in
        [(1, "documents.read", Some("patients.reach".to_owned())), (2, "documents.read patients.reach", None)]
    {
        let theirs = format!("token-{number}");
        let fields = [("scope", scopes), ("subject_token", theirs.as_str())];
        let tokens = ground.exchange(&client, &fields).await.json();
        let call = Call::get(&path).token(tokens["access_token"].as_str().unwrap());
        let answer = ground.door.send(call.header("carnet-evidence", "card")).await;
        assert_eq!(missing(&answer), wanted, "{}", answer.text());
    }
}

#[actix_web::test]
async fn a_token_of_a_person_in_the_pages_is_not_limited() {
    let ground = Ground::new();
    let camille = ground.door.house.citizen();
    let answer = ground.door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn software_that_calls_more_often_than_agreed_waits_and_others_do_not() {
    let ground = Ground::new();
    let (client, other) = (ground.client_with(|new| new.per_minute = 6), ground.client());
    let tokens = ground.tokens(&client).await;
    let call = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    for _ in 0..5 {
        assert_eq!(ground.door.send(call()).await.status, 200);
    }
    let held = ground.door.send(call()).await;
    assert_eq!((held.status, held.header("retry-after")), (429, "10"), "{}", held.text());
    assert_eq!(held.header("ratelimit-policy"), "\"client\";q=6;w=60");
    assert_eq!(held.header("ratelimit"), "\"client\";r=0;t=10");
    let token = ground.exchange(&client, &[]).await;
    assert_eq!((token.status, &token.json()["error"]), (429, &json!("slow_down")), "{}", token.text());
    assert_eq!(token.header("ratelimit-policy"), "\"client\";q=6;w=60");
    assert_eq!(ground.exchange(&other, &[("subject_token", "theirs")]).await.status, 200);
    ground.door.house.clock().advance(TimeDelta::seconds(10));
    assert_eq!(ground.door.send(call()).await.status, 200);
    assert_eq!(ground.door.send(call()).await.status, 429);
}

#[actix_web::test]
async fn a_limited_token_that_names_no_software_is_nobodys() {
    let ground = Ground::new();
    let doctor = ground.door.house.doctor();
    let terms = Terms { scopes: Scope::ALL.into_iter().collect(), bound_to: None, per_minute: 6 };
    let login = ground.door.house.limited(&doctor, terms);
    assert_eq!(ground.door.send(Call::get("/api/v1/me").token(login.token())).await.status, 401);
}

#[actix_web::test]
async fn what_is_beyond_the_agreement_writes_nothing() {
    let ground = Ground::new();
    let client = ground.client_with(|new| new.per_minute = 6);
    for number in 0..12 {
        let answer = ground.exchange(&client, &[("subject_token", &format!("token-{number}"))]).await;
        assert_eq!(answer.status, if number < 6 { 200 } else { 429 });
    }
    let shown = ground.door.house.database().count("select count(*) from identity.shown_once");
    assert_eq!(shown, 12, "six statements of the software, and six tokens of the provider");
}

#[actix_web::test]
async fn a_token_of_a_session_that_has_ended_uses_up_nothing_of_others() {
    let ground = Ground::new();
    let client = ground.client_with(|new| new.per_minute = 6);
    let (stolen, theirs) =
        (ground.tokens(&client).await, ground.exchange(&client, &[("subject_token", "b")]).await);
    let token = |tokens: &serde_json::Value| tokens["access_token"].as_str().unwrap().to_owned();
    let (stolen, theirs) = (token(&stolen), token(&theirs.json()));
    let ended = [("token", stolen.as_str())];
    assert_eq!(ground.ask(&client, "/oauth/revoke", &ended).await.status, 200);
    for _ in 0..20 {
        assert_eq!(ground.door.send(Call::get("/api/v1/me").token(&stolen)).await.status, 401);
        let path = format!("/api/v1/spaces/{}/documents", ground.door.house.id::<()>());
        assert_eq!(ground.door.send(Call::get(path).token(&stolen)).await.status, 401);
    }
    assert_eq!(ground.door.send(Call::get("/api/v1/me").token(&theirs)).await.status, 200);
}
