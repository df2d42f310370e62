use identity::SessionCapacity;
use kernel::{AdminRole, Assurance};
use serde_json::json;

use crate::door::{Call, Door};

#[actix_web::test]
async fn a_citizen_is_the_holder_of_one_record() {
    let door = Door::new();
    let camille = door.house.citizen();
    let me = door.send(Call::get("/api/v1/me").token(camille.token())).await.json();
    assert_eq!(me["person"], camille.person.to_string());
    assert_eq!((&me["capacity"], &me["assurance"]), (&json!("citizen"), &json!("substantial")));
    assert_eq!(me["spaces"], json!([{"space": camille.space, "as": "holder", "way": "W1"}]));
    assert!(me.get("practice").is_none());
}

#[actix_web::test]
async fn a_professional_acts_in_one_situation_of_practice_and_finds_records_by_looking_up() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let me = door.send(Call::get("/api/v1/me").token(doctor.token())).await.json();
    assert_eq!(me["capacity"], "professional");
    assert_eq!(me["practice"]["profession"]["code"], "10");
    assert_eq!(me["practice"]["profession"]["label_en"].as_str().unwrap().to_lowercase(), "doctor");
    assert_eq!(me["practice"]["organisation"], doctor.organisation.to_string());
    assert_eq!(me["spaces"], json!([]));
}

#[actix_web::test]
async fn an_admin_has_roles_and_no_record_and_is_a_stranger_to_each() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (person, admin) = door.house.admin(&[AdminRole::Support, AdminRole::Mediator]);
    let me = door.send(Call::get("/api/v1/me").token(admin.token())).await.json();
    assert_eq!((&me["person"], &me["capacity"]), (&json!(person), &json!("admin")));
    assert_eq!((&me["roles"], &me["spaces"]), (&json!(["mediator", "support"]), &json!([])));
    for below in ["documents", "history", "notifications", "folders", "preferences/preset"] {
        let path = format!("/api/v1/spaces/{}/{below}", camille.space);
        let refused = door.send(Call::get(&path).token(admin.token())).await;
        let stranger = door.send(Call::get(&path).token(other.token())).await;
        assert_eq!((refused.status, stranger.status), (404, 404), "{below}: {}", refused.text());
        assert_eq!(refused.json()["detail"], stranger.json()["detail"], "{below}");
    }
}

#[actix_web::test]
async fn software_of_an_establishment_says_whose_it_is() {
    let door = Door::new();
    let software = door.house.software();
    let me = door.send(Call::get("/api/v1/me").token(software.token())).await.json();
    assert_eq!(me["capacity"], "establishment");
    assert_eq!(me["establishment"], json!({"organisation": software.organisation, "listed": true}));
}

#[actix_web::test]
async fn somebody_sees_where_they_are_logged_in_and_logs_out_elsewhere() {
    let door = Door::new();
    let camille = door.house.citizen();
    let again = login_again(&door, &camille);
    let list = || Call::get("/api/v1/me/sessions").token(camille.token());
    let sessions = door.send(list()).await.json()["items"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let other = sessions.iter().find(|one| one["this"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    let end =
        |id: &str, token| door.send(Call::new("DELETE", format!("/api/v1/me/sessions/{id}")).token(token));
    let doctor = door.house.doctor();
    assert_eq!(end(&other, doctor.token()).await.status, 404, "somebody else's is none");
    assert_eq!(end(&other, camille.token()).await.status, 204);
    assert_eq!(door.send(Call::get("/api/v1/me").token(&again)).await.status, 401);
    assert_eq!(end(&other, camille.token()).await.status, 404);
    let third = login_again(&door, &camille);
    assert_eq!(
        door.send(Call::new("DELETE", "/api/v1/me/sessions").token(camille.token())).await.status,
        204
    );
    assert_eq!(door.send(Call::get("/api/v1/me").token(&third)).await.status, 401);
    assert_eq!(door.send(list()).await.json()["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn whoever_logs_in_through_a_provider_alone_has_no_factor_here() {
    let door = Door::new();
    let camille = door.house.citizen();
    let factors = door.send(Call::get("/api/v1/me/factors").token(camille.token())).await;
    assert_eq!((factors.status, factors.json()), (200, json!({"items": []})));
    let me = door.send(Call::get("/api/v1/me").token(camille.token())).await.json();
    assert!(me.get("second_factor_at").is_none());
}

/// The token of another log-in of the same citizen.
fn login_again(door: &Door, citizen: &testkit::Citizen) -> String {
    let capacity = SessionCapacity::Citizen { person: citizen.person };
    door.house.login(capacity, None, Assurance::Substantial).token().to_owned()
}
