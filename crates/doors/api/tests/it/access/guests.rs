//! People without a log-in who use a code and say who they are.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::forged::findings;
use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn situation_34_a_foreign_doctor_without_a_log_in_reads_chosen_documents_for_a_day_and_does_nothing_else()
 {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let chosen = door.fed(&camille, &doctor, json!({"masked": true})).await;
    let other = door.fed(&camille, &doctor, json!({})).await;
    let long = door.gives(&camille, json!("code"), json!({"documents": [chosen]}), 3 * 24 * 60).await;
    let opened = door.redeems_as_guest(long["code"].as_str().unwrap()).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    let opened = opened.json();
    assert_eq!(opened["token"]["expires_in"], 24 * 3600);
    let token = opened["token"]["access_token"].as_str().unwrap();
    assert_eq!(door.lists(&camille, token).await, std::slice::from_ref(&chosen));
    assert!(door.sees(&camille, &chosen, token).await);
    assert!(!door.sees(&camille, &other, token).await);
    let content = Call::get(format!("{}/{chosen}/content", documents(&camille))).token(token);
    assert_eq!(door.send(content).await.status, 200);
    let space = format!("/api/v1/spaces/{}", camille.space);
    for (method, path, body) in [
        ("GET", "/api/v1/me".to_owned(), json!(null)),
        ("GET", "/api/v1/me/sessions".to_owned(), json!(null)),
        ("GET", "/api/v1/me/factors".to_owned(), json!(null)),
        ("GET", "/api/v1/correction-requests".to_owned(), json!(null)),
        ("POST", "/api/v1/directory/professionals/search".to_owned(), json!({"family_name": "Fictif"})),
        ("GET", format!("{space}/history"), json!(null)),
        ("GET", format!("{space}/folders"), json!(null)),
        ("GET", format!("{space}/notifications"), json!(null)),
        ("GET", format!("{space}/preferences"), json!(null)),
        ("GET", format!("{space}/care-team"), json!(null)),
        ("GET", format!("{space}/temporary-accesses"), json!(null)),
        ("POST", format!("{space}/care-relationships"), json!({"evidence": "admission"})),
        ("DELETE", format!("{space}/documents/{chosen}"), json!(null)),
        ("POST", format!("{space}/reopen"), json!(null)),
    ] {
        let call = Call::new(method, &path).token(token);
        let answer = door.send(if body.is_null() { call } else { call.json(&body) }).await;
        assert!(matches!(answer.status, 403 | 404), "{method} {path}: {} {}", answer.status, answer.text());
    }
    let listed = door.accesses(&camille).await;
    assert_eq!(
        listed[0]["guest"],
        json!({"name": "Ana Ficticia", "profession": "Cardiologist", "place": "Porto"})
    );
    let notices = door.notices(&camille).await;
    let notice = notices.iter().find(|one| one["kind"]["code"] == "code_used");
    assert!(notice.is_some_and(|one| one.to_string().contains("Ana Ficticia")), "{notices:?}");
    let history = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let read = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["act"]["code"] == "documents.content")
        .unwrap()
        .clone();
    assert_eq!((&read["who"]["kind"], &read["who"]["name"]), (&json!("guest"), &json!("Ana Ficticia")));
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
    door.house.clock().advance(TimeDelta::hours(24));
    assert_eq!(door.send(Call::get(documents(&camille)).token(token)).await.status, 401);
}

#[actix_web::test]
async fn a_guest_whose_access_the_holder_ends_reads_nothing_more() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let chosen = door.fed(&camille, &doctor, json!({})).await;
    let code = door.code_for(&camille, json!({"documents": [chosen]})).await;
    let opened = door.redeems_as_guest(&code).await.json();
    let token = opened["token"]["access_token"].as_str().unwrap();
    assert!(door.sees(&camille, &chosen, token).await);
    let access = opened["access"].as_str().unwrap();
    let ended = door.holder(&camille, "DELETE", &format!("/temporary-accesses/{access}"), &json!(null)).await;
    assert_eq!(ended.status, 204);
    assert_eq!(door.send(Call::get(documents(&camille)).token(token)).await.status, 404);
}

#[actix_web::test]
async fn a_code_for_more_than_chosen_documents_serves_no_guest_and_is_not_used_up() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let wrong = door.redeems_as_guest("AAAA-AAAA").await;
    assert_eq!(wrong.status, 404, "{}", wrong.text());
    for opens in [json!("whole"), json!({"categories": ["BIOLOGIE"]})] {
        let code = door.code_for(&camille, opens).await;
        let refused = door.redeems_as_guest(&code).await;
        assert_eq!((refused.status, refused.problem()), (404, wrong.problem()));
        assert_eq!(door.redeems(doctor.token(), &code).await.status, 201);
    }
}

#[actix_web::test]
async fn wrong_codes_without_a_log_in_count_against_the_network() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let chosen = door.fed(&camille, &doctor, json!({})).await;
    let code = door.code_for(&camille, json!({"documents": [chosen]})).await;
    let lines = || door.house.database().count("select count(*) from journal.line");
    for _ in 0..5 {
        let before = lines();
        assert_eq!(door.redeems_as_guest("AAAA-AAAA").await.status, 404);
        assert_eq!(lines() - before, 1);
    }
    assert_eq!(door.redeems_as_guest(&code).await.status, 429);
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 201);
}

#[actix_web::test]
async fn a_guest_says_who_they_are_and_a_log_in_says_it_alone() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let sends = |token: Option<&str>, body: Value| {
        let call = Call::post("/api/v1/temporary-accesses/redeem").json(&body);
        door.send(match token {
            Some(token) => call.token(token),
            None => call,
        })
    };
    let guest = |name: &str| json!({"name": name, "profession": "Doctor", "place": "Porto"});
    for (token, body, status, pointer) in [
        (None, json!({"code": "AAAA-AAAA"}), 400, "/guest"),
        (Some(doctor.token()), json!({"code": "AAAA-AAAA", "guest": guest("Ana")}), 400, "/guest"),
        (None, json!({"code": "AAAA-AAAA", "guest": guest("\u{200b} ")}), 422, "/guest/name"),
        (None, json!({"code": "AAAA-AAAA", "guest": guest(&"A".repeat(101))}), 422, "/guest/name"),
        (None, json!({"guest": guest("Ana")}), 400, "/code"),
    ] {
        let answer = sends(token, body).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{}", answer.text());
    }
}
