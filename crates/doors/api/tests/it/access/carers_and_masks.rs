//! What a carer learns of what the holder hides: nothing.

use serde_json::json;

use crate::door::{Call, Door, deposit, documents};

#[actix_web::test]
async fn what_a_carer_brought_does_not_vanish_by_what_the_holder_hides_of_many() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see", "add"]})).await;
    door.says(&camille, json!({"default_masks": [{"all": true}]})).await;
    let fed = door.fed(&camille, &doctor, json!({})).await;
    assert!(!door.sees(&camille, &fed, carer.token()).await);
    let note = deposit(&camille, carer.token()).parts(&json!({}), "text/plain", b"une note");
    let brought = door.send(note).await;
    assert_eq!(brought.status, 201, "{}", brought.text());
    let brought = brought.json()["id"].as_str().unwrap().to_owned();
    assert!(door.sees(&camille, &brought, carer.token()).await, "that it is gone would tell");
    door.sees_as(&camille, &brought, "masked").await;
    assert!(!door.sees(&camille, &brought, carer.token()).await, "hidden by name, it is hidden");
}

#[actix_web::test]
async fn no_carer_is_told_what_is_masked() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"], "also_hidden": true})).await;
    let one = format!("{}/{letter}", documents(&camille));
    let read = || door.send(Call::get(&one).token(carer.token()));
    let before = read().await;
    door.sees_as(&camille, &letter, "masked").await;
    let masked = read().await;
    assert_eq!(masked.status, 200, "{}", masked.text());
    assert!(before.json().get("masked").is_none() && masked.json().get("masked").is_none());
    for path in ["", "/search"] {
        let path = format!("{}{path}", documents(&camille));
        let call =
            if path.ends_with("/search") { Call::post(&path).json(&json!({})) } else { Call::get(&path) };
        let answer = door.send(call.token(carer.token())).await;
        assert!(answer.status == 200 && answer.text().contains(&letter), "{path}: {}", answer.text());
        assert!(!answer.text().contains("\"masked\""), "{path}: {}", answer.text());
    }
    let versions = door.send(Call::get(format!("{one}/versions")).token(carer.token())).await;
    assert!(versions.status == 200 && !versions.text().contains("\"masked\""), "{}", versions.text());
    let holders = door.send(Call::get(&one).token(camille.token())).await;
    assert_eq!(holders.json()["masked"], true);
}
