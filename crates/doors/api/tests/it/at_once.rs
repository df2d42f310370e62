//! What two do with one document at the same time: one after the other, whichever comes first, and nothing by half.

use std::time::Duration;

use serde_json::json;
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door, PDF, documents, letter_about};

/// So often that both orders come about.
const ROUNDS: usize = 12;

fn one(citizen: &Citizen, id: &str) -> String {
    format!("{}/{id}", documents(citizen))
}

async fn withdraws(door: &Door, citizen: &Citizen, by: &Worker, id: &str) -> u16 {
    door.send(Call::new("DELETE", one(citizen, id)).token(by.token())).await.status
}

async fn replaces(door: &Door, citizen: &Citizen, by: &Worker, id: &str) -> Answer {
    let call = Call::post(format!("{}/replacement", one(citizen, id))).token(by.token());
    door.send(call.parts(&letter_about(citizen, &json!({})), "application/pdf", PDF)).await
}

#[actix_web::test]
async fn what_is_withdrawn_while_it_is_replaced_is_gone_with_its_new_version() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for round in 0..ROUNDS {
        let letter = door.fed(&camille, &doctor, json!({})).await;
        let (gone, new) = futures_util::join!(
            withdraws(&door, &camille, &doctor, &letter),
            replaces(&door, &camille, &doctor, &letter)
        );
        assert_eq!(gone, 204, "round {round}");
        assert!([201, 404].contains(&new.status), "round {round}: {}", new.text());
        let there = door.send(Call::get(documents(&camille)).token(camille.token())).await;
        assert!(there.ids().is_empty(), "round {round}: {}", there.text());
    }
}

#[actix_web::test]
async fn a_request_for_correction_does_not_outlive_its_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    // It takes its time between the look at the document and the request.
    door.house.database().tamper(
        "create function documents.slow() returns trigger language plpgsql as \
         $$ begin perform pg_sleep(0.5); return new; end $$; \
         create trigger slow before insert on documents.correction for each row execute function documents.slow()",
    );
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let asks = {
        let call = Call::post(format!("{}/correction-request", one(&camille, &letter)));
        let body = json!({"kind": "wrong", "message": "Ce n'est pas le bon genou."});
        door.send(call.token(camille.token()).json(&body))
    };
    let goes = async {
        actix_web::rt::time::sleep(Duration::from_millis(200)).await;
        withdraws(&door, &camille, &doctor, &letter).await
    };
    let (asked, gone) = futures_util::join!(asks, goes);
    assert_eq!((asked.status, gone), (201, 204), "{}", asked.text());
    let waiting = door.send(Call::get("/api/v1/correction-requests").token(doctor.token())).await;
    assert!(waiting.ids().is_empty(), "{}", waiting.text());
}

/// Makes each step in the life of a record take its time.
fn slow_to_step(door: &Door) {
    door.house.database().tamper(
        "create function consent.slow() returns trigger language plpgsql as \
         $$ begin perform pg_sleep(0.4); return new; end $$; \
         create trigger slow before update on consent.space for each row execute function consent.slow()",
    );
}

/// Four clicks at once, and what each is answered, in order of the statuses.
async fn four(door: &Door, citizen: &Citizen, method: &str, what: &str) -> Vec<Answer> {
    let path = format!("/api/v1/spaces/{}{what}", citizen.space);
    let sure = door.sure(citizen);
    let clicks = (0..4).map(|_| door.send(Call::new(method, &path).token(&sure)));
    let mut answers = futures_util::future::join_all(clicks).await;
    answers.sort_by_key(|answer| answer.status);
    answers
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

#[actix_web::test]
async fn an_erasure_that_is_asked_for_four_times_at_once_waits_once_and_each_is_told() {
    let door = Door::new();
    let camille = door.house.citizen();
    slow_to_step(&door);
    let asked = four(&door, &camille, "POST", "/erasure").await;
    assert_eq!(statuses(&asked), [200, 200, 200, 201]);
    assert!(asked.iter().all(|answer| answer.json() == asked[0].json()), "all are told of one");
}

#[actix_web::test]
async fn of_steps_that_are_taken_at_once_each_later_one_is_decided_by_the_state_that_stands_then() {
    let door = Door::new();
    let camille = door.house.citizen();
    slow_to_step(&door);
    for (method, what, stands) in [("DELETE", "", "closed"), ("POST", "/reopen", "active")] {
        let answers = four(&door, &camille, method, what).await;
        assert_eq!(statuses(&answers), [200, 409, 409, 409], "{method} {what}");
        let said = format!("the record is {stands}; this change does not begin from there");
        for late in &answers[1..] {
            assert_eq!(late.json()["detail"], json!(said), "{method} {what}");
        }
    }
}

/// Makes each document take its time to come in.
fn slow_to_come(door: &Door) {
    door.house.database().tamper(
        "create function documents.slow() returns trigger language plpgsql as \
         $$ begin perform pg_sleep(0.5); return new; end $$; \
         create trigger slow before insert on documents.document for each row execute function documents.slow()",
    );
}

async fn a_little_later() {
    actix_web::rt::time::sleep(Duration::from_millis(200)).await;
}

#[actix_web::test]
async fn a_version_that_comes_in_while_its_document_is_masked_is_masked() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let letter = door.fed(&camille, &author, json!({})).await;
    slow_to_come(&door);
    let masks = async {
        a_little_later().await;
        door.sees_as(&camille, &letter, "masked").await;
    };
    let (new, ()) = futures_util::join!(replaces(&door, &camille, &author, &letter), masks);
    assert_eq!(new.status, 201, "{}", new.text());
    assert!(door.lists(&camille, doctor.token()).await.is_empty(), "every version is masked");
}

#[actix_web::test]
async fn a_document_that_comes_in_while_its_topic_is_named_belongs_to_it() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    slow_to_come(&door);
    let own = json!({"name": "Mon genou", "codes": [{"system": "atc", "code": "M01"}]});
    let names = async {
        a_little_later().await;
        door.says(&camille, json!({"topics": [{"topic": "genou", "hidden": true, "own": own}]})).await
    };
    let prescribes = door.prescribes(&camille, &author, "M01AE01", json!({}));
    let (comes, _) = futures_util::join!(prescribes, names);
    assert!(!door.sees(&camille, &comes, doctor.token()).await);
    assert!(door.sees(&camille, &comes, camille.token()).await);
}
