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
async fn software_of_an_establishment_says_whose_it_is() {
    let door = Door::new();
    let software = door.house.software();
    let me = door.send(Call::get("/api/v1/me").token(software.token())).await.json();
    assert_eq!(me["capacity"], "establishment");
    assert_eq!(me["establishment"], json!({"organisation": software.organisation, "listed": true}));
}
