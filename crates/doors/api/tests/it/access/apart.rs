//! Parents who live apart: what each has for themselves, and a record that is in danger.

use serde_json::{Value, json};

use crate::door::{Call, Door, deposit, documents};

#[actix_web::test]
async fn each_of_two_parents_has_their_own_notices_and_exports_and_sees_what_they_brought() {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let until = door.house.house().clock.now() + chrono::TimeDelta::days(2_000);
    door.represents(&[&mother, &father], &child, until);
    let token = door.house.sure(&mother);
    let note = deposit(&child, token.token()).parts(
        &json!({"type": {"code": "11490-0"}, "title": "Ce que je note"}),
        "text/plain",
        b"Note",
    );
    let brought = door.send(note).await.json()["id"].as_str().unwrap().to_owned();
    let hides = json!({"visible_to_representatives": false});
    let hidden = format!("/documents/{brought}/representatives");
    assert!(door.acts_for(&child, &child, "PUT", &hidden, &hides).await.status < 300);
    assert!(door.sees(&child, &brought, door.house.sure(&mother).token()).await, "she brought it");
    assert!(!door.sees(&child, &brought, door.house.sure(&father).token()).await);
    // What one reads, the other has not read; what one takes out, the other neither lists nor fetches.
    door.cares(&child, &doctor).await;
    let unread = |notices: &[Value]| notices.iter().filter(|one| one["read_at"].is_null()).count();
    let hers = door.items_for(&mother, &child, "/notifications").await;
    let read = format!("/notifications/{}/read", hers[0]["id"].as_str().unwrap());
    assert!(door.acts_for(&mother, &child, "POST", &read, &json!(null)).await.status < 300, "{read}");
    let hers = door.items_for(&mother, &child, "/notifications").await;
    let his = door.items_for(&father, &child, "/notifications").await;
    assert_eq!((hers.len() - unread(&hers), his.len() - unread(&his)), (1, 0), "{hers:?} {his:?}");
    let asked = door.acts_for(&mother, &child, "POST", "/exports", &json!(null)).await;
    let export = format!("/exports/{}", asked.json()["id"].as_str().unwrap());
    assert_eq!(door.items_for(&mother, &child, "/exports").await.len(), 1);
    assert_eq!(door.items_for(&father, &child, "/exports").await, Vec::<Value>::new());
    assert_eq!(door.acts_for(&father, &child, "GET", &export, &json!(null)).await.status, 404);
}

#[actix_web::test]
async fn a_child_s_record_that_is_in_danger_opens_to_nobody_and_is_as_before_once_that_is_over() {
    let door = Door::new();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let until = door.house.house().clock.now() + chrono::TimeDelta::days(2_000);
    door.represents(&[&mother], &child, until);
    let letter = door.fed(&child, &doctor, json!({})).await;
    door.cares(&child, &doctor).await;
    let support = door.support_named("Ange Minutieux");
    let moves = async |to: &str| {
        let path = format!("/api/v1/admin/spaces/{}/{to}", child.space);
        let call = Call::post(path).token(support.token());
        let call = if to == "suspend" { call.json(&json!({"reason": "danger"})) } else { call };
        assert_eq!(door.send(call).await.status, 200, "{to}");
    };
    moves("suspend").await;
    for token in [door.house.sure(&mother).token(), door.house.sure(&child).token(), doctor.token()] {
        assert_eq!(door.send(Call::get(documents(&child)).token(token)).await.status, 404);
    }
    let me = door.send(Call::get("/api/v1/me").token(door.house.sure(&mother).token())).await;
    assert!(!me.text().contains(&child.space.to_string()), "{}", me.text());
    moves("resume").await;
    for token in [door.house.sure(&mother).token(), door.house.sure(&child).token(), doctor.token()] {
        assert!(door.sees(&child, &letter, token).await);
    }
}
