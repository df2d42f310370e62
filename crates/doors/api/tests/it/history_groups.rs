//! The history put together: by visit, by person, robots apart.

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, documents};

impl Door {
    async fn grouped(&self, citizen: &Citizen, query: &str) -> Value {
        let path = format!("/api/v1/spaces/{}/history?{query}", citizen.space);
        let page = self.send(Call::get(path).token(citizen.token())).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.json()
    }
}

fn kinds(page: &Value) -> Vec<(String, usize)> {
    let groups = page["groups"].as_array().unwrap().iter();
    let kind = |group: &Value| {
        (group["who"]["kind"].as_str().unwrap().to_owned(), group["lines"].as_array().unwrap().len())
    };
    groups.map(kind).collect()
}

#[actix_web::test]
async fn a_visit_is_one_group_in_plain_words() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    for _ in 0..3 {
        door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    }
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    let page = door.grouped(&camille, "group=visit&limit=100").await;
    assert_eq!(
        kinds(&page)[..4],
        [
            ("citizen".to_owned(), 1),
            ("professional".to_owned(), 3),
            ("system".to_owned(), 1),
            ("professional".to_owned(), 1)
        ],
        "{page}"
    );
    let visit = &page["groups"][1];
    assert_eq!(visit["lines"], json!([1, 2, 3]));
    assert_eq!((&visit["acts"][0]["times"], &visit["robot"]), (&json!(3), &json!(false)));
    assert_eq!(
        visit["text_fr"], "Dominique Fictif\u{a0}: a consulté la liste des documents (3 fois).",
        "{visit}"
    );
    assert_eq!(visit["text_en"], "Dominique Fictif: looked at the list of documents (3 times).");
    let people = door.grouped(&camille, "group=person&limit=100").await;
    assert_eq!(kinds(&people).iter().filter(|(kind, _)| kind == "professional").count(), 1, "{people}");
    let robots = door.grouped(&camille, "group=robots&limit=100").await;
    let (last, first) = (robots["groups"].as_array().unwrap().last().unwrap().clone(), kinds(&robots));
    assert!(last["robot"].as_bool().unwrap() && first[1] == ("professional".to_owned(), 4), "{robots}");
    assert!(door.grouped(&camille, "limit=100").await.get("groups").is_none());
}

#[actix_web::test]
async fn pages_of_visits_cut_none_and_lose_none() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    for worker in [doctor.token(), camille.token(), doctor.token()] {
        for _ in 0..2 {
            door.send(Call::get(documents(&camille)).token(worker)).await;
        }
    }
    let whole = door.grouped(&camille, "limit=100").await;
    let whole = whole["items"].as_array().unwrap().len();
    let (mut seen, mut query, mut own) = (0, "group=visit&limit=3".to_owned(), 0);
    loop {
        let page = door.grouped(&camille, &query).await;
        seen += page["items"].as_array().unwrap().len();
        for group in page["groups"].as_array().unwrap() {
            let lines = group["lines"].as_array().unwrap().len();
            assert!(lines > 0 && !group["continues"].as_bool().unwrap(), "{group}");
            own += usize::from(group["acts"][0]["act"]["code"] == "documents.list");
        }
        let Some(next) = page["next"].as_str() else { break };
        query = format!("group=visit&limit=3&after={next}");
        assert!(seen < 100);
    }
    // Reading the history leaves lines of its own, all newer than where the first page began.
    assert_eq!((seen, own), (whole + 1, 3));
}

/// Without what differs each time: names of lines and times.
fn bare(mut page: Value) -> Value {
    for line in page["items"].as_array_mut().unwrap() {
        let line = line.as_object_mut().unwrap();
        line.retain(|key, _| !matches!(key.as_str(), "line" | "at"));
        if let Some(who) = line.get_mut("who").and_then(Value::as_object_mut) {
            who.retain(|key, _| key != "organisation");
        }
    }
    for group in page["groups"].as_array_mut().unwrap() {
        let group = group.as_object_mut().unwrap();
        group.retain(|key, _| !matches!(key.as_str(), "from" | "to"));
        group["who"].as_object_mut().unwrap().retain(|key, _| key != "organisation");
    }
    page
}

#[actix_web::test]
async fn groups_tell_nothing_of_a_withheld_document() {
    let mut pages = Vec::new();
    for withheld in [true, false] {
        let door = Door::new();
        let (camille, doctor) = (door.house.citizen(), door.house.doctor());
        door.cares(&camille, &doctor).await;
        door.send(Call::get(documents(&camille)).token(camille.token())).await;
        if withheld {
            // Between two lines of the holder's own visit.
            door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
        }
        door.send(Call::get(documents(&camille)).token(camille.token())).await;
        for group in ["visit", "person", "robots"] {
            pages.push(bare(door.grouped(&camille, &format!("group={group}&limit=100")).await));
        }
    }
    let (with, without) = pages.split_at(3);
    assert_eq!(with, without);
    assert_eq!(kinds(&with[0])[0], ("citizen".to_owned(), 2), "{}", with[0]);
}

#[actix_web::test]
async fn a_grouping_that_there_is_not_is_a_clear_problem() {
    let door = Door::new();
    let camille = door.house.citizen();
    let path = format!("/api/v1/spaces/{}/history?group=colour", camille.space);
    let answer = door.send(Call::get(path).token(camille.token())).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "query:group"), "{}", answer.text());
}
