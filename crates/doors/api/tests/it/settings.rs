use serde_json::json;
use testkit::TestHouse;

use crate::door::{Door, deposit, letter_about};

fn small() -> TestHouse {
    TestHouse::with(|settings| {
        settings.server.body_limit_citizen = 2_000;
        settings.server.body_limit_professional = 8_000;
    })
}

fn text(size: usize) -> Vec<u8> {
    vec![b'a'; size]
}

#[actix_web::test]
async fn each_capacity_has_its_own_largest_file() {
    let door = Door::over(small());
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let of_citizen = |size| deposit(&camille, camille.token()).parts(&json!({}), "text/plain", &text(size));
    let metadata = letter_about(&camille, &json!({}));
    let of_doctor = |size| deposit(&camille, doctor.token()).parts(&metadata, "text/plain", &text(size));
    assert_eq!(door.send(of_citizen(2_000)).await.status, 201);
    assert_eq!(door.send(of_doctor(8_000)).await.status, 201);
    for (call, limit) in [(of_citizen(2_001), 2_000), (of_citizen(8_000), 2_000), (of_doctor(8_001), 8_000)] {
        let answer = door.send(call).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (413, "part:file"));
        assert_eq!(answer.json()["faults"][0]["expected"], format!("at most {limit} bytes"));
    }
}

#[actix_web::test]
async fn metadata_has_a_limit_of_its_own() {
    let door = Door::over(small());
    let camille = door.house.citizen();
    let metadata = json!({"comment": "x".repeat(70_000)});
    let answer =
        door.send(deposit(&camille, camille.token()).parts(&metadata, "text/plain", &text(10))).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (413, "part:metadata"));
}
