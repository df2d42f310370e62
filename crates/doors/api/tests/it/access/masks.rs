use serde_json::json;

use crate::door::{Call, Door, PDF, documents, letter_about};

#[actix_web::test]
async fn situation_01_a_masked_document_is_as_if_absent_for_a_doctor_in_care() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    let open = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    assert_eq!(door.lists(&camille, doctor.token()).await, std::slice::from_ref(&open));
    assert!(!door.sees(&camille, &masked, doctor.token()).await);
    // Absent and hidden are one answer, byte for byte but for the id of the request.
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let ask =
        |id: String| door.send(Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token()));
    let (hidden, absent) = (ask(masked.clone()).await, ask(nothing.clone()).await);
    let told = |answer: &crate::door::Answer| {
        let mut told = answer.json();
        told.as_object_mut().unwrap().remove("instance");
        told.as_object_mut().unwrap().remove("request_id");
        told.to_string().replace(&masked, "ID").replace(&nothing, "ID")
    };
    assert_eq!((hidden.status, told(&hidden)), (absent.status, told(&absent)));
    door.cares(&camille, &author).await;
    assert!(door.sees(&camille, &masked, author.token()).await, "its author sees it");
    assert!(door.sees(&camille, &masked, camille.token()).await, "and the holder");
}

#[actix_web::test]
async fn the_holder_masks_and_unmasks_a_document_with_all_its_versions() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let first = door.fed(&camille, &author, json!({})).await;
    let metadata = letter_about(&camille, &json!({}));
    let replacement =
        Call::post(format!("{}/{first}/replacement", documents(&camille))).token(author.token());
    let second = door.send(replacement.parts(&metadata, "application/pdf", PDF)).await.json();
    let second = second["id"].as_str().unwrap().to_owned();
    door.cares(&camille, &doctor).await;
    let read = |id: String| {
        let call = Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token());
        let answer = door.send(call);
        async { answer.await.status }
    };
    assert_eq!((read(first.clone()).await, read(second.clone()).await), (200, 200));
    door.sees_as(&camille, &second, "masked").await;
    assert_eq!((read(first.clone()).await, read(second.clone()).await), (404, 404));
    let seen = door.send(Call::get(format!("{}/{second}", documents(&camille))).token(camille.token())).await;
    assert_eq!(seen.json()["masked"], true);
    door.cares(&camille, &author).await;
    let seen = door.send(Call::get(format!("{}/{second}", documents(&camille))).token(author.token())).await;
    assert!(seen.json().get("masked").is_none(), "the mask itself is masked: {}", seen.text());
    // What the author deposits anew in its place stays masked.
    let replacement =
        Call::post(format!("{}/{second}/replacement", documents(&camille))).token(author.token());
    let third = door.send(replacement.parts(&metadata, "application/pdf", PDF)).await.json();
    let third = third["id"].as_str().unwrap().to_owned();
    assert_eq!(read(third.clone()).await, 404);
    door.sees_as(&camille, &third, "as_usual").await;
    assert_eq!((read(first).await, read(third).await), (200, 200));
}

#[actix_web::test]
async fn many_documents_are_masked_at_once_or_none_and_unmasking_asks_for_a_second_factor() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let ids = [door.fed(&camille, &doctor, json!({})).await, door.fed(&camille, &doctor, json!({})).await];
    let other = door.house.doctor();
    door.cares(&camille, &other).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let path = format!("{}/visibility", documents(&camille));
    let say = |ids: Vec<String>, how: &str, token: String| {
        let body = json!({"documents": ids, "visibility": how});
        door.send(Call::post(&path).token(&token).json(&body))
    };
    let plain = camille.token().to_owned();
    let with_one_absent = vec![ids[0].clone(), nothing];
    assert_eq!(say(with_one_absent, "masked", plain.clone()).await.status, 404);
    assert_eq!(door.lists(&camille, other.token()).await.len(), 2, "none of them");
    let done = say(ids.to_vec(), "masked", plain.clone()).await;
    assert_eq!((done.status, done.json()["items"].as_array().unwrap().len()), (200, 2));
    assert!(door.lists(&camille, other.token()).await.is_empty());
    assert_eq!(say(ids.to_vec(), "as_usual", plain.clone()).await.status, 401, "to open asks for more");
    assert!(door.lists(&camille, other.token()).await.is_empty());
    assert_eq!(say(ids.to_vec(), "as_usual", door.sure(&camille)).await.status, 200);
    assert_eq!(door.lists(&camille, other.token()).await.len(), 2);
    assert_eq!(say(Vec::new(), "masked", plain.clone()).await.status, 422);
    assert_eq!(say(vec![ids[0].clone()], "masked", doctor.token().to_owned()).await.status, 404);
}

#[actix_web::test]
async fn situation_05_a_default_mask_hides_what_comes_in_and_the_depositor_cannot_tell() {
    let door = Door::new();
    let (camille, author, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let before = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &other).await;
    door.blocks(&camille, door.whom(&author)).await;
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    door.says(&camille, json!({"default_masks": [{"organisation": author.organisation}]})).await;
    let answer = |by: &testkit::Worker| {
        let metadata = letter_about(&camille, &json!({}));
        let call = Call::post(documents(&camille)).token(by.token());
        door.send(call.parts(&metadata, "application/pdf", PDF))
    };
    let (blocked, usual) = (answer(&author).await, answer(&other).await);
    assert_eq!((blocked.status, usual.status), (201, 201));
    let shape = |answer: &crate::door::Answer| -> Vec<String> {
        answer.json().as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(shape(&blocked), shape(&usual), "the same answer as always");
    let hidden = blocked.json()["id"].as_str().unwrap().to_owned();
    let listed = door.lists(&camille, other.token()).await;
    assert!(!listed.contains(&hidden) && listed.contains(&before), "{listed:?}");
    assert!(door.sees(&camille, &hidden, camille.token()).await);
    // The holder shows one of them in spite of the rule.
    door.sees_as(&camille, &hidden, "shown").await;
    assert!(door.sees(&camille, &hidden, other.token()).await);
    door.sees_as(&camille, &hidden, "as_usual").await;
    assert!(!door.sees(&camille, &hidden, other.token()).await);
    // Nothing said is as before.
    door.says(&camille, json!({})).await;
    assert!(door.sees(&camille, &hidden, other.token()).await);
}

#[actix_web::test]
async fn default_masks_are_of_all_or_of_a_shelf() {
    let door = Door::new();
    let (camille, author, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &other).await;
    door.says(&camille, json!({"default_masks": [{"category": "BIOLOGIE"}]})).await;
    let letter = door.fed(&camille, &author, json!({})).await;
    let report = door.fed(&camille, &author, json!({"type": {"code": "11502-2"}})).await;
    assert!(door.sees(&camille, &letter, other.token()).await);
    assert!(!door.sees(&camille, &report, other.token()).await);
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    door.says(&camille, json!({"default_masks": [{"all": true}, {"category": "BIOLOGIE"}]})).await;
    let later = door.fed(&camille, &author, json!({})).await;
    assert!(!door.sees(&camille, &later, other.token()).await);
    assert!(door.sees(&camille, &letter, other.token()).await, "what was there before stays");
}
