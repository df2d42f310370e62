//! Carers as time goes by: who begins later, whose end is near, and who is told of it.

use chrono::TimeDelta;
use identity::SessionCapacity;
use kernel::{Assurance, Clock};
use serde_json::{Value, json};

use super::carers::prescriptions;
use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn a_carer_reads_notices_that_are_meant_for_carers_and_no_other() {
    let door = Door::new();
    let (camille, one, other) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &one, &json!({"acts": ["see", "notices"]})).await;
    door.becomes_carer(&camille, &other, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::days(340));
    assert_eq!(flows::access::remind_of_carers(door.house.house(), None, 500).unwrap().told, 2);
    let path = format!("/api/v1/spaces/{}/notifications", camille.space);
    let read = door.send(Call::get(&path).token(door.house.sure(&one).token())).await;
    let kinds: Vec<String> = read.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"]["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["care_ending"], "{}", read.text());
    let refused = door.send(Call::get(&path).token(door.house.sure(&other).token())).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
}

#[actix_web::test]
async fn who_begins_later_counts_among_the_carers() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let later = (door.house.clock().now() + TimeDelta::days(10)).to_rfc3339();
    let traits = &carer.traits;
    for _ in 0..5 {
        let person = door.house.citizen();
        let body = json!({
            "family_name": person.traits.birth_name.reveal(), "first_name": "CAMILLE", "birth_date": "1980-07-01",
            "from": later, "may": {"acts": ["see"]},
        });
        let invited = door.holder(&camille, "POST", "/carers", &body).await;
        let code = invited.json()["code"].as_str().unwrap().to_owned();
        assert_eq!(door.accepts(person.token(), &code).await.status, 201);
        assert_eq!(
            door.send(Call::get(documents(&camille)).token(person.token())).await.status,
            404,
            "not yet"
        );
    }
    let sixth = json!({
        "family_name": traits.birth_name.reveal(), "first_name": "CAMILLE", "birth_date": "1980-07-01",
        "may": {"acts": ["see"]},
    });
    assert_eq!(door.holder(&camille, "POST", "/carers", &sixth).await.status, 422);
    door.house.clock().advance(TimeDelta::days(11));
    let carers = door.carers(&camille).await;
    assert!(carers.len() == 5 && carers.iter().all(|one| one["state"] == "running"), "{carers:?}");
}

#[actix_web::test]
async fn holders_are_told_once_before_each_end_of_a_carer() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let id = door.becomes_carer(&camille, &carer, &prescriptions()).await;
    let remind = || flows::access::remind_of_carers(door.house.house(), None, 500).unwrap().told;
    let told = |notices: &[Value]| notices.iter().filter(|one| one["kind"]["code"] == "carer_ending").count();
    assert_eq!(remind(), 0, "a year is far");
    door.house.clock().advance(TimeDelta::days(340));
    assert_eq!(remind(), 1);
    let lines = || door.house.database().count("select count(*) from journal.line");
    let before = lines();
    assert_eq!((remind(), lines()), (0, before), "once, and looking again leaves no line");
    assert_eq!(told(&door.notices(&camille).await), 1);
    let later = (door.house.clock().now() + TimeDelta::days(10)).to_rfc3339();
    let body = json!({"acts": ["see"], "categories": ["ORD_SOIN"], "until": later});
    let renewed = door.holder(&camille, "PUT", &format!("/carers/{id}"), &body).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!((remind(), remind()), (1, 0), "another end is told of again");
    door.house.clock().advance(TimeDelta::days(12));
    assert_eq!(remind(), 0, "what is over is over");
    assert_eq!(door.carers(&camille).await, Vec::<Value>::new());
}

/// A carer whose end came nearer by another invitation, which begins there, and perhaps is taken back.
async fn ends_where_another_begins(taken_back: bool) {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &prescriptions()).await;
    let later = (door.house.clock().now() + TimeDelta::days(10)).to_rfc3339();
    let body = json!({
        "family_name": carer.traits.birth_name.reveal(), "first_name": carer.traits.first_names[0].reveal(),
        "birth_date": carer.traits.birth_date.reveal(), "from": later, "may": prescriptions(),
    });
    let invited = door.holder(&camille, "POST", "/carers", &body).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    let code = invited.json()["code"].as_str().unwrap().to_owned();
    assert_eq!(door.accepts(carer.token(), &code).await.status, 201);
    let remind = || flows::access::remind_of_carers(door.house.house(), None, 500).unwrap().told;
    assert_eq!(remind(), 0);
    let carers = door.carers(&camille).await;
    let next = carers.iter().find(|one| one["state"] == "to_come").unwrap();
    let path = format!("/carers/{}", next["id"].as_str().unwrap());
    if taken_back {
        assert_eq!(door.holder(&camille, "DELETE", &path, &json!(null)).await.status, 204);
        assert_eq!(remind(), 1, "nobody goes on any more");
    }
    door.house.clock().advance(TimeDelta::days(11));
    assert_eq!(door.carers(&camille).await.len(), usize::from(!taken_back));
}

#[actix_web::test]
async fn an_end_after_which_the_same_carer_goes_on_is_told_to_nobody() {
    ends_where_another_begins(false).await;
}

#[actix_web::test]
async fn an_end_after_which_the_same_carer_was_to_go_on_is_told() {
    ends_where_another_begins(true).await;
}

#[actix_web::test]
async fn less_without_an_end_keeps_the_end_and_needs_no_second_factor() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let id = door.becomes_carer(&camille, &carer, &json!({"acts": ["see", "add"]})).await;
    let before = door.carers(&camille).await[0]["until"].clone();
    door.house.clock().advance(TimeDelta::days(2));
    let capacity = SessionCapacity::Citizen { person: camille.person };
    let plain = door.house.login(capacity, None, Assurance::Substantial);
    let path = format!("/api/v1/spaces/{}/carers/{id}", camille.space);
    let narrowed = door.send(Call::new("PUT", path).token(plain.token()).json(&prescriptions())).await;
    assert_eq!((narrowed.status, &narrowed.json()["until"]), (200, &before), "{}", narrowed.text());
}

#[actix_web::test]
async fn a_carer_who_is_given_less_sees_by_no_date_that_it_was_ever_more() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let more = json!({"acts": ["see", "add"], "categories": ["ORD_SOIN", "CPT_REND"]});
    let id = door.becomes_carer(&camille, &carer, &more).await;
    let own = async || {
        let answer = door.send(Call::get("/api/v1/me/cared-for").token(carer.token())).await;
        answer.json()["items"][0].clone()
    };
    let before = own().await;
    for _ in 0..2 {
        door.house.clock().advance(TimeDelta::minutes(5));
        let narrowed = door.holder(&camille, "PUT", &format!("/carers/{id}"), &prescriptions()).await;
        assert_eq!(narrowed.status, 200, "{}", narrowed.text());
        assert_eq!(narrowed.json()["since"], before["since"], "the holder sees one carer, not two");
    }
    let after = own().await;
    assert_eq!((&after["since"], &after["until"]), (&before["since"], &before["until"]), "{after}");
    assert_ne!(after["categories"], before["categories"]);
}

#[actix_web::test]
async fn nobody_is_invited_who_is_not_born_yet() {
    let door = Door::new();
    let camille = door.house.citizen();
    let tomorrow = (door.house.clock().now() + TimeDelta::days(1)).date_naive().to_string();
    let body = json!({
        "family_name": "Modeste", "first_name": "Noé", "birth_date": tomorrow, "may": prescriptions(),
    });
    let answer = door.holder(&camille, "POST", "/carers", &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.json()["detail"].as_str().unwrap().contains("a day that was"), "{}", answer.text());
    assert_eq!(door.carers(&camille).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn an_older_invitation_undoes_nothing_that_the_holder_said_since() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let carer = door.house.citizen_called(Some("DURAND"));
    let letter = door.fed(&camille, &doctor, json!({})).await;
    // By the name in use, so that another one can wait beside it.
    let older = json!({
        "family_name": "Durand", "first_name": carer.traits.first_names[0].reveal(),
        "birth_date": carer.traits.birth_date.reveal(), "may": {"acts": ["see"], "also_hidden": true},
    });
    let older = door.holder(&camille, "POST", "/carers", &older).await.json();
    door.house.clock().advance(TimeDelta::seconds(1));
    let id = door.becomes_carer(&camille, &carer, &prescriptions()).await;
    let older = older["code"].as_str().unwrap();
    assert_eq!(door.accepts(carer.token(), older).await.status, 404, "it was narrowed since");
    assert!(!door.sees(&camille, &letter, carer.token()).await);
    door.house.clock().advance(TimeDelta::seconds(1));
    assert_eq!(door.holder(&camille, "DELETE", &format!("/carers/{id}"), &json!(null)).await.status, 204);
    assert_eq!(door.accepts(carer.token(), older).await.status, 404, "it was ended since");
    assert_eq!(door.send(Call::get(documents(&camille)).token(carer.token())).await.status, 404);
    door.house.clock().advance(TimeDelta::seconds(1));
    door.becomes_carer(&camille, &carer, &prescriptions()).await;
}
