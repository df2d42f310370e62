use serde_json::json;

use crate::door::{Call, Door, MULTIPART, NOTE, PDF, deposit, documents, letter_about, parts};

#[actix_web::test]
async fn a_depositor_gets_a_receipt_and_nothing_more() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let answer = door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", PDF)).await;
    let receipt = answer.json();
    assert_eq!(answer.status, 201);
    let mut keys: Vec<_> = receipt.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["deposited_at", "id", "size", "status", "warnings"]);
    assert_eq!((&receipt["status"], &receipt["size"]), (&json!("approved"), &json!(PDF.len())));
    assert_eq!(
        answer.header("location"),
        format!("{}/{}", documents(&camille), receipt["id"].as_str().unwrap())
    );
}

#[actix_web::test]
async fn professionals_of_any_kind_and_software_feed_where_the_identity_agrees() {
    let door = Door::new();
    let camille = door.house.citizen();
    for worker in [door.house.doctor(), door.house.dentist(), door.house.therapist(), door.house.software()] {
        door.fed(&camille, &worker, json!({})).await;
    }
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(list.ids().len(), 4);
}

#[actix_web::test]
async fn a_citizen_deposits_without_saying_what_it_is() {
    let door = Door::new();
    let camille = door.house.citizen();
    let id = door.brought(&camille, json!({})).await;
    let document = door.send(Call::get(format!("{}/{id}", documents(&camille))).token(camille.token())).await;
    assert_eq!(document.json()["type"]["code"], "EXPPAT_2");
}

#[actix_web::test]
async fn a_body_that_is_cut_off_or_in_another_order_is_refused_and_nothing_is_stored() {
    let door = Door::new();
    let camille = door.house.citizen();
    let whole = parts(&json!({}), "text/plain", NOTE);
    let to = || deposit(&camille, camille.token());
    for cut in [whole.len() - 20, whole.len() / 2, 10] {
        let answer = door.send(to().bytes(MULTIPART, &whole[..cut])).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
    let swapped =
        "--carnet-part\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--carnet-part--\r\n";
    let answer = door.send(to().bytes(MULTIPART, swapped.as_bytes())).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "part:"));
    assert_eq!(door.send(to().bytes("application/json", b"{}")).await.status, 415);
    assert_eq!(door.send(to().bytes(MULTIPART, b"")).await.status, 400);
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert!(list.ids().is_empty());
}

#[actix_web::test]
async fn another_citizen_deposits_nothing() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let answer = door.send(deposit(&camille, other.token()).parts(&json!({}), "text/plain", NOTE)).await;
    assert_eq!(answer.status, 404);
}
