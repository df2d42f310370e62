//! Notices at the API: for whom they are, page after page, and what marks one as read.

use flows::notify::{NewNotice, Told, notify};
use kernel::PersonId;
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door};

fn notices(citizen: &Citizen, query: &str) -> Call {
    Call::get(format!("/api/v1/spaces/{}/notifications{query}", citizen.space))
}

fn read(citizen: &Citizen, id: &str) -> Call {
    Call::post(format!("/api/v1/spaces/{}/notifications/{id}/read", citizen.space))
}

impl Door {
    pub(crate) fn tells(&self, citizen: &Citizen, person: Option<PersonId>, told: Told) {
        let house = self.house.house();
        let notice = NewNotice { event: self.house.id(), person, told, secret: false };
        assert!(house.desk.write(|tx| notify(house, tx, citizen.space, &notice)).unwrap().told);
    }

    async fn own(&self, citizen: &Citizen, query: &str) -> Value {
        let answer = self.send(notices(citizen, query).token(citizen.token())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}

#[actix_web::test]
async fn the_holder_reads_what_happened_in_both_languages_and_marks_it_as_read() {
    let door = Door::new();
    let camille = door.house.citizen();
    assert_eq!(door.own(&camille, "").await, json!({"items": [], "unread": 0}));
    door.tells(&camille, None, Told::RecordActivated);
    door.tells(&camille, None, Told::DeviceNew { device: mail::Line::new("Firefox sous Linux") });
    let page = door.own(&camille, "").await;
    let newest = &page["items"][0];
    assert_eq!((&page["unread"], &newest["kind"]["code"]), (&json!(2), &json!("device_new")));
    assert_eq!(newest["kind"]["label_fr"], "Connexion depuis un nouvel appareil");
    assert_eq!(newest["kind"]["label_en"], "A log-in on a new device");
    assert!(newest["text_fr"].as_str().unwrap().contains("Firefox sous Linux"));
    assert!(newest["text_en"].as_str().unwrap().contains("If it was not you"));
    assert!(newest.get("read_at").is_none());
    let id = newest["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        assert_eq!(door.send(read(&camille, &id).token(camille.token())).await.status, 204);
    }
    let page = door.own(&camille, "").await;
    assert_eq!((&page["unread"], page["items"][0]["read_at"].is_string()), (&json!(1), true));
}

#[actix_web::test]
async fn pages_follow_each_other_and_a_position_is_its_readers_own() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    for _ in 0..3 {
        door.tells(&camille, None, Told::PasswordChanged);
    }
    let first = door.own(&camille, "?limit=2").await;
    let next = first["next"].as_str().unwrap().to_owned();
    let second = door.own(&camille, &format!("?limit=2&after={next}")).await;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert!(second.get("next").is_none());
    let stolen = notices(&other, &format!("?after={next}")).token(other.token());
    assert_eq!(door.send(stolen).await.status, 400);
}

#[actix_web::test]
async fn nobody_else_learns_that_there_is_a_notice() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.tells(&camille, None, Told::PasswordChanged);
    door.tells(&camille, Some(other.person), Told::RecordActivated);
    let page = door.own(&camille, "").await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "one is for somebody else");
    let id = page["items"][0]["id"].as_str().unwrap().to_owned();
    for token in [other.token(), doctor.token()] {
        assert_eq!(door.send(notices(&camille, "").token(token)).await.status, 404);
        assert_eq!(door.send(read(&camille, &id).token(token)).await.status, 404);
    }
    door.cares(&camille, &doctor).await;
    let told = door.send(notices(&camille, "").token(doctor.token())).await;
    assert_eq!(told.status, 403, "whoever consults is told whose it is to read: {}", told.text());
    let absent = door.house.id::<kernel::kind::Notice>().to_string();
    let (absent, foreign) = (
        door.send(read(&camille, &absent).token(camille.token())).await,
        door.send(read(&other, &id).token(other.token())).await,
    );
    assert_eq!((absent.status, foreign.status), (404, 404));
    assert_eq!(absent.json()["detail"], foreign.json()["detail"]);
    let unread = door.own(&camille, "").await["unread"].clone();
    assert_eq!(unread, 2, "it, and that the doctor declared to care");
}
