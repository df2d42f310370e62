//! A care relationship that begins in the call of the first consult.

use serde_json::json;
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door, documents};

const HEADER: &str = "carnet-evidence";
const CONSULTATION: &str = "consent_of_this_consultation";

async fn lists_with(door: &Door, citizen: &Citizen, by: &Worker, evidence: &str) -> Answer {
    door.send(Call::get(documents(citizen)).token(by.token()).header(HEADER, evidence)).await
}

/// The acts in the history of a record, newest first, with their outcome.
async fn acts(door: &Door, citizen: &Citizen) -> Vec<(String, String)> {
    let page = door.holder(citizen, "GET", "/history", &json!(null)).await.json();
    let lines = page["items"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    lines.map(|line| (text(&line["act"]["code"]), text(&line["outcome"]))).collect()
}

#[actix_web::test]
async fn the_first_consult_opens_the_relationship_and_the_next_ones_do_not() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let first = lists_with(&door, &camille, &doctor, CONSULTATION).await;
    assert_eq!((first.status, first.ids()), (200, vec![letter]), "{}", first.text());
    let done = |act: &str| (act.to_owned(), "done".to_owned());
    let lines = acts(&door, &camille).await;
    for act in ["care-relationships.open", "documents.list", "notices.tell"] {
        assert_eq!(lines.iter().filter(|line| **line == done(act)).count(), 1, "{act}: {lines:?}");
    }
    assert_eq!(door.told(&camille).await, ["care_relationship_declared"]);
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"][0]["evidence"], CONSULTATION);
    assert_eq!(lists_with(&door, &camille, &doctor, "card").await.status, 200);
    assert_eq!(door.holder(&camille, "GET", "/care-team", &json!(null)).await.json(), team, "the same one");
    let mine = Call::get(documents(&camille)).token(camille.token()).header(HEADER, "card");
    assert_eq!(door.send(mine).await.status, 200, "the holder has a way");
    assert_eq!(door.team(&camille).await.len(), 1);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn each_way_to_consult_takes_it() {
    let door = Door::new();
    let author = door.house.doctor();
    for number in 0..7 {
        let (camille, doctor) = (door.house.citizen(), door.house.doctor());
        let letter = door.fed(&camille, &author, json!({})).await;
        let one = format!("{}/{letter}", documents(&camille));
        let call = match number {
            0 => Call::get(documents(&camille)),
            1 => Call::post(format!("{}/search", documents(&camille))).json(&json!({})),
            2 => Call::get(&one),
            3 => Call::get(format!("{one}/content")),
            4 => Call::get(format!("{one}/readable")),
            5 => Call::get(format!("{one}/entries")),
            _ => Call::get(format!("{one}/versions")),
        };
        let path = call.path().to_owned();
        let answer = door.send(call.token(doctor.token()).header(HEADER, CONSULTATION)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(door.team(&camille).await.len(), 1, "{path}");
    }
}

#[actix_web::test]
async fn evidence_that_cannot_be_says_what_would_be_right() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for wrong in ["", "curiosity", "code", "approval", "invitation", "CARD", "card, admission", "\u{e9}"] {
        let answer = lists_with(&door, &camille, &doctor, wrong).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, "header:carnet-evidence"), "{wrong}");
        assert!(answer.text().contains("`team_in_charge`"), "{}", answer.text());
    }
    let twice = Call::get(documents(&camille)).token(doctor.token()).header(HEADER, "card");
    assert_eq!(door.send(twice.header(HEADER, "card")).await.status, 400);
    assert!(door.team(&camille).await.is_empty());
}

#[actix_web::test]
async fn it_asks_the_holder_for_nothing_and_tells_no_more_than_a_declaration() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.says(&camille, json!({"preset": "ask_me"})).await;
    let refused = lists_with(&door, &camille, &doctor, CONSULTATION).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("no care relationship begin on declaration"), "{}", refused.text());
    assert!(door.team(&camille).await.is_empty() && door.told(&camille).await.is_empty());
    door.says(&camille, json!({"preset": "closed"})).await;
    let refused = lists_with(&door, &camille, &doctor, CONSULTATION).await;
    let declared = door.declares(&camille, &doctor, json!({"evidence": CONSULTATION})).await;
    assert_eq!((refused.status, refused.problem()), (403, declared.problem()));
    let line = ("care-relationships.open".to_owned(), "refused".to_owned());
    assert!(acts(&door, &camille).await.contains(&line));
    door.is_sound(&camille);
}

#[actix_web::test]
async fn whom_it_does_not_let_in_cannot_tell_a_record_from_none() {
    let door = Door::new();
    let (camille, closed) = (door.house.citizen(), door.house.citizen());
    door.in_state(&closed, consent::SpaceState::Closed);
    let nowhere = format!("/api/v1/spaces/{}/documents", door.house.id::<kernel::kind::Space>());
    let stranger = door.house.citizen();
    let (therapist, software) = (door.house.therapist(), door.house.software());
    for token in [therapist.token(), software.token(), stranger.token()] {
        let mut told = Vec::new();
        for path in [documents(&camille), documents(&closed), nowhere.clone()] {
            let answer = door.send(Call::get(path).token(token).header(HEADER, CONSULTATION)).await;
            told.push((answer.status, answer.problem()));
        }
        assert_eq!(told[0].0, 404);
        assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    }
    let doctor = door.house.doctor();
    let gone = door.send(Call::get(nowhere).token(doctor.token()).header(HEADER, CONSULTATION)).await;
    assert_eq!(gone.status, 404);
}

#[actix_web::test]
async fn where_the_document_is_absent_no_relationship_begins() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let mut told = Vec::new();
    for id in [masked, nothing] {
        let call = Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token());
        let answer = door.send(call.header(HEADER, CONSULTATION)).await;
        told.push((answer.status, answer.problem()));
    }
    assert_eq!(told[0].0, 404);
    assert_eq!(told[0], told[1]);
    assert!(door.team(&camille).await.is_empty() && door.told(&camille).await.is_empty());
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    door.is_sound(&camille);
}
