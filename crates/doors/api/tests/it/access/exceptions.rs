use serde_json::{Value, json};

use crate::door::{Call, Door};

#[actix_web::test]
async fn situation_04_shown_to_dentists_lifts_a_mask_and_lets_in_nobody() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (dentist, doctor, stranger) = (door.house.dentist(), door.house.doctor(), door.house.dentist());
    // A letter that the matrix opens to dentists.
    let letter = door.fed(&camille, &author, json!({"type": {"code": "11490-0"}, "masked": true})).await;
    door.cares(&camille, &dentist).await;
    door.cares(&camille, &doctor).await;
    assert!(!door.sees(&camille, &letter, dentist.token()).await);
    door.excepts(&camille, "shown", json!({"profession": "40"}), json!({"document": letter})).await;
    assert!(door.sees(&camille, &letter, dentist.token()).await);
    assert!(!door.sees(&camille, &letter, doctor.token()).await, "for dentists alone");
    let list = crate::door::Call::get(crate::door::documents(&camille)).token(stranger.token());
    assert_eq!(door.send(list).await.status, 404, "it is no way in");
}

#[actix_web::test]
async fn situation_32_a_category_hidden_from_a_person_beats_a_document_shown_to_the_profession() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (doctor, other) = (door.house.doctor(), door.house.doctor());
    let report = door.fed(&camille, &author, json!({"type": {"code": "11502-2"}})).await;
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &other).await;
    door.excepts(&camille, "hidden", door.whom(&doctor), json!({"category": "BIOLOGIE"})).await;
    door.excepts(&camille, "shown", json!({"profession": "10"}), json!({"document": report})).await;
    assert!(!door.sees(&camille, &report, doctor.token()).await, "person beats profession");
    assert!(door.sees(&camille, &report, other.token()).await);
}

#[actix_web::test]
async fn what_is_said_last_of_the_same_thing_to_the_same_one_counts_alone() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    let about = json!({"document": letter});
    let first = door.excepts(&camille, "hidden", door.whom(&doctor), about.clone()).await;
    assert!(!door.sees(&camille, &letter, doctor.token()).await);
    door.excepts(&camille, "shown", door.whom(&doctor), about.clone()).await;
    assert!(door.sees(&camille, &letter, doctor.token()).await);
    let gone = door.holder(&camille, "DELETE", &format!("/exceptions/{first}"), &json!(null)).await;
    assert_eq!(gone.status, 404, "it gave way");
    let third = door.excepts(&camille, "hidden", door.whom(&doctor), about).await;
    let listed = door.holder(&camille, "GET", "/exceptions", &json!(null)).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["professional"]["rpps"], door.house.rpps(&doctor));
    let ended = door.holder(&camille, "DELETE", &format!("/exceptions/{third}"), &json!(null)).await;
    assert_eq!(ended.status, 204);
    assert!(door.sees(&camille, &letter, doctor.token()).await);
}

#[actix_web::test]
async fn an_exception_ends_at_its_time_and_hides_from_a_structure_in_whatever_session() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let elsewhere = door.house.elsewhere(&doctor);
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &elsewhere).await;
    let until = door.house.house().clock.now() + chrono::TimeDelta::minutes(20);
    let body = json!({
        "effect": "hidden", "whom": {"organisation": doctor.organisation}, "what": {"document": letter},
        "until": until.to_rfc3339(),
    });
    assert_eq!(door.holder(&camille, "POST", "/exceptions", &body).await.status, 201);
    assert!(!door.sees(&camille, &letter, doctor.token()).await);
    assert!(door.sees(&camille, &letter, elsewhere.token()).await, "another structure");
    door.house.clock().advance(chrono::TimeDelta::minutes(20));
    assert!(door.sees(&camille, &letter, doctor.token()).await);
}

#[actix_web::test]
async fn what_would_be_hidden_less_long_than_it_is_asks_for_a_second_factor() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let path = format!("/api/v1/spaces/{}/exceptions", camille.space);
    let until = |hours: i64| json!(door.house.house().clock.now() + chrono::TimeDelta::hours(hours));
    let says = async |token: &str, effect: &str, until: Value| {
        let mut body = json!({"effect": effect, "whom": door.whom(&doctor), "what": {"document": letter}});
        if !until.is_null() {
            body["until"] = until;
        }
        door.send(Call::post(&path).token(token).json(&body)).await.status
    };
    let sure = door.sure(&camille);
    assert_eq!(says(&sure, "shown", json!(null)).await, 201);
    assert_eq!(says(camille.token(), "hidden", until(1)).await, 201, "to hide asks for nothing");
    assert_eq!(says(camille.token(), "hidden", json!(null)).await, 201);
    assert_eq!(says(camille.token(), "hidden", until(1)).await, 401);
    assert_eq!(says(&sure, "hidden", until(1)).await, 201);
}
