use serde_json::json;

use crate::door::{Call, Door, NOTE, PDF, documents};

#[actix_web::test]
async fn the_holder_reads_what_is_known_of_a_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let more = json!({"masked": true, "confidentiality": "R", "service_start": "2026-11-20T10:00:00+01:00"});
    let id = door.fed(&camille, &doctor, more).await;
    let path = format!("{}/{id}", documents(&camille));
    let document = door.send(Call::get(&path).token(camille.token())).await.json();
    assert_eq!(document["title"], "Lettre de liaison");
    assert_eq!(document["type"]["code"], "11490-0");
    assert_eq!(document["type"]["label_en"], "Discharge letter from a care facility");
    assert_eq!(document["category"]["code"], "CPT_REND");
    assert_eq!(document["class"]["code"], "10");
    assert_eq!(document["media_type"], "application/pdf");
    assert_eq!(document["size"], PDF.len());
    assert_eq!(document["service_start"], "2026-11-20T09:00:00Z");
    assert_eq!(document["confidentiality"], "R");
    assert_eq!(document["masked"], true);
    assert_eq!(document["deposited_by"]["kind"], "professional");
    assert_eq!(document["deposited_by"]["organisation"], doctor.organisation.to_string());
    assert_eq!(document["brought_by_citizen"], false);
}

#[actix_web::test]
async fn a_professional_is_not_told_whether_a_document_is_masked() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let document = door.send(Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token())).await;
    assert_eq!(document.status, 200);
    assert!(document.json().get("masked").is_none());
}

#[actix_web::test]
async fn what_a_citizen_and_what_software_deposit_say_so() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    let brought = door.brought(&camille, json!({})).await;
    let fed = door.fed(&camille, &software, json!({})).await;
    let read = |id: &str| Call::get(format!("{}/{id}", documents(&camille))).token(camille.token());
    let document = door.send(read(&brought)).await.json();
    assert_eq!(
        (&document["deposited_by"]["kind"], &document["brought_by_citizen"]),
        (&json!("citizen"), &json!(true))
    );
    assert_eq!(document["size"], NOTE.len());
    let document = door.send(read(&fed)).await.json();
    assert_eq!(document["deposited_by"]["kind"], "establishment");
}

#[actix_web::test]
async fn hidden_and_absent_documents_read_alike() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let hidden = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let elsewhere = door.brought(&other, json!({})).await;
    let absent = door.house.id::<kernel::kind::Document>().to_string();
    for tail in ["", "/content"] {
        let mut answers = Vec::new();
        for id in [&hidden, &elsewhere, &absent] {
            let path = format!("{}/{id}{tail}", documents(&camille));
            let answer = door.send(Call::get(path).token(camille.token())).await;
            assert_eq!(answer.status, 404);
            answers.push(answer.problem());
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
}

#[actix_web::test]
async fn a_depositor_without_a_relationship_does_not_read_back_what_was_deposited() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    for tail in ["", "/content"] {
        let path = format!("{}/{id}{tail}", documents(&camille));
        assert_eq!(door.send(Call::get(path).token(doctor.token())).await.status, 404);
    }
}
