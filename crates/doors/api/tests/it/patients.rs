use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door};

fn by_ins(citizen: &Citizen) -> Value {
    json!({"ins": {"value": citizen.ins.number.reveal(), "oid": citizen.ins.oid.as_str()}})
}

fn by_traits(citizen: &Citizen) -> Value {
    let name = citizen.traits.birth_name.reveal();
    json!({"traits": {"birth_name": name, "first_names": ["Camille"], "birth_date": "1980-07-01", "sex": "F",
        "birthplace": "75056"}})
}

fn find(token: &str, body: &Value) -> Call {
    Call::post("/api/v1/patients/find").token(token).json(body)
}

#[actix_web::test]
async fn professionals_and_software_find_a_record_by_the_whole_identity() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    for worker in [door.house.doctor(), door.house.therapist(), door.house.software()] {
        for body in [by_ins(&camille), by_traits(&camille)] {
            let answer = door.send(find(worker.token(), &body)).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.json(), json!({"space": camille.space}), "the id and nothing else");
        }
        assert_eq!(
            door.send(find(worker.token(), &by_ins(&other))).await.json()["space"],
            other.space.to_string()
        );
    }
}

#[actix_web::test]
async fn nobody_is_found_by_a_part_of_an_identity() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut other_day = by_traits(&camille);
    other_day["traits"]["birth_date"] = json!("1980-07-02");
    let unknown = json!({"ins": {"value": "180077505600155", "oid": "1.2.250.1.213.1.4.10"}});
    let answers =
        [door.send(find(doctor.token(), &other_day)).await, door.send(find(doctor.token(), &unknown)).await];
    for answer in &answers {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.json()["detail"], "No record is open to you under this identity.");
    }
    assert_eq!(answers[0].problem(), answers[1].problem());
}

#[actix_web::test]
async fn a_citizen_looks_nobody_up() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    assert_eq!(door.send(find(camille.token(), &by_ins(&other))).await.status, 403);
}

#[actix_web::test]
async fn an_identity_that_cannot_be_one_says_where() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let both = json!({"ins": by_ins(&camille)["ins"], "traits": by_traits(&camille)["traits"]});
    let mut incomplete = by_traits(&camille);
    incomplete["traits"].as_object_mut().unwrap().remove("sex");
    let mut nameless = by_traits(&camille);
    nameless["traits"]["birth_name"] = json!("--");
    for (body, status, pointer) in [
        (json!({}), 400, ""),
        (both, 400, ""),
        (incomplete, 400, "/traits/sex"),
        (nameless, 422, "/traits/birth_name"),
        (json!({"ins": {"value": "280077505600199", "oid": "1.2.250.1.213.1.4.8"}}), 422, "/ins/value"),
        (json!({"ins": {"value": "280077505600154", "oid": "1.2.250.1.213.1.4.12"}}), 422, "/ins/oid"),
        (json!({"name": "ESSAI"}), 400, "/name"),
    ] {
        let answer = door.send(find(doctor.token(), &body)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{}", answer.text());
        assert!(!answer.text().contains("2800775") && !answer.text().contains("ESSAI"));
    }
}
