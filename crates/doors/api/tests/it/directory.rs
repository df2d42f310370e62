use kernel::PersonId;
use serde_json::{Value, json};

use crate::door::{Answer, Call, Door};

/// A doctor of the directory, in a practice.
fn listed(door: &Door, rpps: &str, name: &str) -> PersonId {
    let house = door.house.house();
    let person = door.house.id();
    let made = house.desk.write(|tx| {
        let rpps = rpps.parse().unwrap();
        house.identity.register_professional(tx, person, &rpps, &name.into(), "10")
    });
    made.unwrap();
    let organisation = door.house.organisation(identity::OrganisationKind::Practice, false);
    let place = identity::Situation {
        id: door.house.id(),
        person,
        organisation: Some(organisation),
        sector: "SA07".to_owned(),
        active: true,
    };
    house.desk.write(|tx| house.identity.register_situation(tx, &place)).unwrap();
    person
}

async fn search(door: &Door, token: &str, body: &Value) -> Answer {
    door.send(Call::post("/api/v1/directory/professionals/search").token(token).json(body)).await
}

#[actix_web::test]
async fn citizens_and_professionals_find_a_professional_by_name_or_number() {
    let door = Door::new();
    let person = listed(&door, "99700218896", "Hélène Marchand");
    listed(&door, "99700427885", "Yann Martin");
    let (citizen, doctor) = (door.house.citizen(), door.house.doctor());
    for token in [citizen.token(), doctor.token()] {
        for body in [json!({"family_name": "marcha", "given_name": "hele"}), json!({"rpps": "99700218896"})] {
            let answer = search(&door, token, &body).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let found = answer.json();
            assert_eq!(
                found,
                json!({"professionals": [{
                    "person": person, "rpps": "99700218896", "name": "Hélène Marchand",
                    "profession": {"code": "10", "label_fr": "Médecin", "label_en": "Doctor"},
                    "places": [{"name": "Structure d'essai"}],
                }]})
            );
        }
        let both = search(&door, token, &json!({"family_name": "MÂR"})).await.json();
        assert_eq!(both["professionals"].as_array().unwrap().len(), 2);
        let nobody = search(&door, token, &json!({"family_name": "personne"})).await.json();
        assert_eq!(nobody, json!({"professionals": []}));
    }
}

#[actix_web::test]
async fn software_without_a_human_behind_it_looks_nobody_up() {
    let door = Door::new();
    let software = door.house.software();
    assert_eq!(search(&door, software.token(), &json!({"family_name": "marchand"})).await.status, 403);
}

#[actix_web::test]
async fn words_that_look_for_nobody_say_where_and_are_not_repeated() {
    let door = Door::new();
    let citizen = door.house.citizen();
    for (body, status, pointer) in [
        (json!({}), 400, ""),
        (json!({"rpps": "99700218896", "family_name": "marchand"}), 400, ""),
        (json!({"rpps": "99700218896", "town": "brest"}), 400, ""),
        (json!({"family_name": "marchand", "street": "de la Paix"}), 400, "/street"),
        (json!({"rpps": "99700218897"}), 422, "/rpps"),
        (json!({"family_name": "Zü"}), 422, "/family_name"),
        (json!({"family_name": "marchand", "postcode": "Zü"}), 422, "/postcode"),
        (json!({"family_name": "marchand", "town": "'"}), 422, "/town"),
        (json!({"family_name": "marchand", "profession": "Zü"}), 422, "/profession"),
    ] {
        let answer = search(&door, citizen.token(), &body).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (status, pointer), "{}", answer.text());
        for word in ["Zü", "marchand", "99700218897", "Paix"] {
            assert!(!answer.text().contains(word), "{}", answer.text());
        }
    }
}

#[actix_web::test]
async fn a_person_who_looks_up_without_end_is_held_off_and_others_are_not() {
    let door = Door::new();
    let (citizen, other) = (door.house.citizen(), door.house.citizen());
    let body = json!({"family_name": "marchand"});
    for _ in 0..60 {
        assert_eq!(search(&door, citizen.token(), &body).await.status, 200);
    }
    let held = search(&door, citizen.token(), &body).await;
    assert_eq!((held.status, held.header("retry-after")), (429, "2"));
    assert_eq!(search(&door, other.token(), &body).await.status, 200);
    door.house.clock().advance(chrono::TimeDelta::seconds(2));
    assert_eq!(search(&door, citizen.token(), &body).await.status, 200);
}
