use serde_json::json;

use crate::door::{Call, Door, MULTIPART, NOTE, PDF, deposit, documents, letter_about, parts};

#[actix_web::test]
async fn the_same_request_with_the_same_key_makes_one_document_and_answers_alike() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let send = || {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        door.send(call.parts(&metadata, "application/pdf", PDF))
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(list.ids().len(), 1);
}

#[actix_web::test]
async fn the_same_key_for_another_request_is_refused() {
    let door = Door::new();
    let camille = door.house.citizen();
    let to = |said: &str, bytes: &'static [u8]| {
        let body = String::from_utf8(parts(&json!("SAID"), "text/plain", bytes)).unwrap();
        let call = deposit(&camille, camille.token()).header("idempotency-key", "note-1");
        door.send(call.bytes(MULTIPART, body.replace("\"SAID\"", said).as_bytes()))
    };
    assert_eq!(to(r#"{"title":"Note"}"#, NOTE).await.status, 201);
    assert_eq!(to(r#"{ "masked": false, "title": "Note" }"#, NOTE).await.status, 201, "form does not count");
    for answer in [to(r#"{"title":"Autre"}"#, NOTE).await, to(r#"{"title":"Note"}"#, b"Autre").await] {
        assert_eq!((answer.status, answer.pointer().as_str()), (409, "header:idempotency-key"));
    }
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(list.ids().len(), 1);
}

#[actix_web::test]
async fn a_replay_is_decided_again() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let send = || {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        door.send(call.parts(&metadata, "application/pdf", PDF))
    };
    assert_eq!(send().await.status, 201);
    let house = door.house.house();
    let struck = kernel::Standing::StruckOff;
    house.desk.write(|tx| house.identity.set_standing(tx, doctor.person, struck)).unwrap();
    assert_eq!(send().await.status, 403);
}

#[actix_web::test]
async fn the_same_key_of_another_caller_is_another_key() {
    let door = Door::new();
    let (camille, one, two) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let mut ids = Vec::new();
    for doctor in [one, two] {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        let answer = door.send(call.parts(&metadata, "application/pdf", PDF)).await;
        assert_eq!(answer.status, 201);
        ids.push(answer.json()["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() {
    let door = Door::new();
    let camille = door.house.citizen();
    let call = deposit(&camille, camille.token()).header("idempotency-key", &"k".repeat(129));
    let answer = door.send(call.parts(&json!({}), "text/plain", NOTE)).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "header:idempotency-key"));
}
