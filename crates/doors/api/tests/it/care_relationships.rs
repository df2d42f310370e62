use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, documents};

fn declare(citizen: &Citizen, token: &str, body: &Value) -> Call {
    Call::post(format!("/api/v1/spaces/{}/care-relationships", citizen.space)).token(token).json(body)
}

#[actix_web::test]
async fn a_professional_consults_after_declaring_a_relationship() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 404);
    let body = json!({"evidence": "consent_of_this_consultation", "days": 3});
    let answer = door.send(declare(&camille, doctor.token(), &body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let relationship = answer.json();
    assert_eq!(relationship["evidence"], "consent_of_this_consultation");
    let ends: DateTime<Utc> = relationship["ends_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(ends.to_rfc3339(), "2026-11-26T23:00:00+00:00", "midnight in Paris");
    assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 200);
}

#[actix_web::test]
async fn those_whom_no_rule_offers_it_declare_nothing() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (therapist, software) = (door.house.therapist(), door.house.software());
    for token in [camille.token(), other.token(), therapist.token(), software.token()] {
        let answer = door.send(declare(&camille, token, &json!({"evidence": "admission"}))).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
}

#[actix_web::test]
async fn a_declaration_that_cannot_be_says_what_is_wrong() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for (body, status, pointer) in [
        (json!({}), 400, "/evidence"),
        (json!({"evidence": "curiosity"}), 400, "/evidence"),
        (json!({"evidence": "admission", "days": -1}), 400, "/days"),
        (json!({"evidence": "admission", "until": "2030"}), 400, "/until"),
        (json!({"evidence": "admission", "days": 0}), 422, ""),
        (json!({"evidence": "admission", "days": 4000}), 422, ""),
    ] {
        let answer = door.send(declare(&camille, doctor.token(), &body)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{}", answer.text());
    }
    assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 404);
}

#[actix_web::test]
async fn the_same_key_opens_one_relationship() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let declare = |days: u32| {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "once");
        door.send(call.json(&json!({"evidence": "team_in_charge", "days": days})))
    };
    let (made, again, other) = (declare(3).await, declare(3).await, declare(4).await);
    assert_eq!((made.status, again.status, other.status), (201, 201, 409), "{}", again.text());
    assert_eq!(made.json(), again.json());
}
