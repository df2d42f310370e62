//! Codes by which a care relationship begins.

use chrono::TimeDelta;
use serde_json::json;
use testkit::Citizen;

use super::forged::findings;
use crate::door::{Answer, Call, Door};

async fn declares(door: &Door, citizen: &Citizen, token: &str, code: &str) -> Answer {
    let call = Call::post(format!("/api/v1/spaces/{}/care-relationships", citizen.space)).token(token);
    door.send(call.json(&json!({"evidence": "code", "code": code}))).await
}

#[actix_web::test]
async fn a_relationship_begins_by_a_code_where_nothing_else_begins_one() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.says(&camille, json!({"preset": "closed"})).await;
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let declared = Call::post(&path).token(doctor.token()).json(&json!({"evidence": "team_in_charge"}));
    assert_eq!(door.send(declared).await.status, 403);
    let code = door.relationship_code(&camille).await;
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"][0]["kind"], "access_code", "{team}");
    let said = format!(" {} ", code.to_lowercase().replace('-', " "));
    let opened = declares(&door, &camille, doctor.token(), &said).await;
    assert_eq!((opened.status, &opened.json()["evidence"]), (201, &json!("code")), "{}", opened.text());
    assert!(door.sees(&camille, &letter, doctor.token()).await);
    let notices = door.notices(&camille).await;
    assert!(notices.iter().any(|one| one["kind"]["code"] == "care_relationship_declared"), "{notices:?}");
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"].as_array().unwrap().len(), 1, "the code is used up: {team}");
    assert_eq!(declares(&door, &camille, doctor.token(), &code).await.status, 404);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_code_that_does_not_count_is_one_answer_whatever_is_wrong_with_it() {
    for preset in ["closed", "open"] {
        let door = Door::new();
        let (camille, other) = (door.house.citizen(), door.house.citizen());
        door.says(&camille, json!({"preset": preset})).await;
        let (used, taken_back) =
            (door.relationship_code(&camille).await, door.relationship_code(&camille).await);
        let (elsewhere, for_access) =
            (door.relationship_code(&other).await, door.code_for(&camille, json!("whole")).await);
        let doctor = door.house.doctor();
        assert_eq!(declares(&door, &camille, doctor.token(), &used).await.status, 201);
        let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
        let codes: Vec<String> = team["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["kind"] == "access_code")
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        let ending = json!({"kind": "access_code"});
        let for_care = &codes[0];
        assert_eq!(
            door.holder(&camille, "DELETE", &format!("/care-team/{for_care}"), &ending).await.status,
            204
        );
        let expired = door.relationship_code(&camille).await;
        door.house.clock().advance(TimeDelta::minutes(60));
        let mut answers = Vec::new();
        for code in [used.as_str(), &taken_back, &elsewhere, &for_access, &expired, "AAAA-AAAA", "?"] {
            let one = door.house.doctor();
            let answer = declares(&door, &camille, one.token(), code).await;
            answers.push((answer.status, answer.problem()));
        }
        assert_eq!(answers[0].0, 404, "{:?}", answers[0]);
        assert!(answers.iter().all(|one| *one == answers[0]), "{preset}: {answers:?}");
        assert_eq!(findings(&door, camille.space), Vec::<String>::new());
    }
}

#[actix_web::test]
async fn the_same_key_uses_one_code_once_and_answers_alike() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "closed"})).await;
    let code = door.relationship_code(&camille).await;
    let declare = || {
        let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
        let call = Call::post(path).token(doctor.token()).header("idempotency-key", "once");
        door.send(call.json(&json!({"evidence": "code", "code": code})))
    };
    let (made, again) = (declare().await, declare().await);
    assert_eq!((made.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(made.json(), again.json());
}

#[actix_web::test]
async fn one_act_that_ends_everything_takes_codes_back_too() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (care, access) =
        (door.relationship_code(&camille).await, door.code_for(&camille, json!("whole")).await);
    assert_eq!(door.holder(&camille, "DELETE", "/care-team", &json!(null)).await.status, 204);
    assert_eq!(declares(&door, &camille, doctor.token(), &care).await.status, 404);
    assert_eq!(door.redeems(doctor.token(), &access).await.status, 404);
}

#[actix_web::test]
async fn a_code_goes_with_its_evidence_and_the_holder_says_for_how_long() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let declare = |body: serde_json::Value| door.send(Call::post(&path).token(doctor.token()).json(&body));
    let code = door.relationship_code(&camille).await;
    let other = declare(json!({"evidence": "admission", "code": code})).await;
    assert_eq!((other.status, other.pointer().as_str()), (400, "/evidence"));
    assert_eq!(declare(json!({"evidence": "code"})).await.status, 422);
    for days in [json!(0), json!(366)] {
        let made = door.holder(&camille, "POST", "/care-team/codes", &json!({"days": days})).await;
        assert_eq!(made.status, 422, "{}", made.text());
    }
    let short = door.holder(&camille, "POST", "/care-team/codes", &json!({"days": 3})).await.json();
    let short = short["code"].as_str().unwrap();
    assert_eq!(declare(json!({"evidence": "code", "code": short, "days": 4})).await.status, 422);
    let opened = declare(json!({"evidence": "code", "code": short})).await;
    assert_eq!(opened.status, 201, "the code was not used up: {}", opened.text());
}
