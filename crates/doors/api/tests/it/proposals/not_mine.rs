//! Documents that a holder says are somebody else's go to whom they are about.

use serde_json::{Value, json};
use testkit::Citizen;

use super::{PROPOSALS, id};
use crate::door::{Call, Door, PDF, documents};

async fn asked(door: &Door, citizen: &Citizen, document: &str, kind: &str) -> String {
    let asked = json!({"kind": kind, "message": "Je ne suis pas cette personne."});
    let path = format!("{}/{document}/correction-request", documents(citizen));
    id(&door.send(Call::post(path).token(citizen.token()).json(&asked)).await)
}

fn wanted(from: &Citizen, to: &Citizen, corrections: &[String]) -> Value {
    json!({"kind": "not_mine", "record": from.space, "other_record": to.space,
        "reason": "wrong_record", "corrections": corrections})
}

#[actix_web::test]
async fn a_document_goes_to_whom_it_is_about_and_neither_history_tells_of_the_other_record() {
    let door = Door::new();
    let (wrong, right, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let letter = door.fed(&wrong, &doctor, json!({"title": "Lettre", "masked": true})).await;
    let stays = door.fed(&wrong, &doctor, json!({"title": "Reste"})).await;
    let (mine, other) =
        (asked(&door, &wrong, &letter, "not_mine").await, asked(&door, &wrong, &stays, "wrong").await);
    let find = Call::post("/api/v1/admin/spaces/find").token(two.one.token());
    let found = door.send(find.json(&json!({"space": wrong.space}))).await.json();
    let asked_for = found["not_mine_requests"].as_array().unwrap();
    assert_eq!((asked_for.len(), &asked_for[0]["id"]), (1, &json!(mine)), "{found}");
    assert!(!found.to_string().contains(&letter), "nothing of the document: {found}");
    // Only what the holder asked for, with that reason.
    for corrections in [vec![other.clone()], vec![mine.clone(), other], vec![right.space.to_string()]] {
        let refused = door.proposes(&two.one, &wanted(&wrong, &right, &corrections)).await;
        assert_eq!((refused.status, refused.pointer().as_str()), (409, "/corrections"), "{}", refused.text());
    }
    door.decided(&two, &wanted(&wrong, &right, std::slice::from_ref(&mine))).await;
    door.works();
    let here: Vec<Value> = door.seen(&wrong, wrong.token()).await;
    assert_eq!((here.len(), &here[0]["id"]), (1, &json!(stays)));
    let there = door.seen(&right, right.token()).await;
    assert_eq!((there.len(), &there[0]["title"], &there[0]["masked"]), (1, &json!("Lettre"), &json!(true)));
    assert_eq!(door.bytes(&right, &letter, right.token()).await.body, PDF);
    assert_eq!(door.bytes(&wrong, &letter, wrong.token()).await.status, 404);
    // The holder who asked hears what became of it; the other one hears nothing of what was written.
    let list = |citizen: &Citizen| {
        let path = format!("/api/v1/spaces/{}/correction-requests", citizen.space);
        door.send(Call::get(path).token(citizen.token()))
    };
    let told = list(&wrong).await.json();
    let answered = told["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(mine)).unwrap();
    assert_eq!(answered["state"], "withdrawn");
    assert_eq!(list(&right).await.json()["items"], json!([]));
    for (record, hidden) in [(&wrong, &right), (&right, &wrong)] {
        let lines = json!(door.lines(record, record.token()).await).to_string();
        assert!(lines.contains("spaces.not-mine"), "{lines}");
        let house = door.house.house();
        let chain = record.space.uuid();
        let lines =
            house.desk.write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 100)).unwrap();
        let told = lines.iter().any(|line| {
            line.entry.things.contains(&hidden.space.uuid())
                || line.entry.detail.to_string().contains(&hidden.space.to_string())
        });
        assert!(!told, "neither tells of the other record");
    }
    let elsewhere = "select count(*) from documents.moved";
    assert_eq!(door.house.database().count(elsewhere), 0, "nor does a row");
}

#[actix_web::test]
async fn it_goes_nowhere_that_takes_nothing_in() {
    let door = Door::new();
    let (wrong, right, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let letter = door.fed(&wrong, &doctor, json!({})).await;
    let mine = asked(&door, &wrong, &letter, "not_mine").await;
    let proposal = id(&door.proposes(&two.one, &wanted(&wrong, &right, std::slice::from_ref(&mine))).await);
    let closed = format!("update consent.space set state = 'closed' where space_id = '{}'", right.space);
    door.house.arrange(&closed);
    let refused = door.does(&two.other, &proposal, "confirm").await;
    assert_eq!((refused.status, refused.pointer().as_str()), (409, "/other_record"), "{}", refused.text());
    // The author withdraws it meanwhile: there is nothing left to decide.
    door.house.arrange(&closed.replace("'closed'", "'active'"));
    let gone = Call::new("DELETE", format!("{}/{letter}", documents(&wrong))).token(doctor.token());
    assert_eq!(door.send(gone).await.status, 204);
    let refused = door.does(&two.other, &proposal, "confirm").await;
    assert_eq!((refused.status, refused.pointer().as_str()), (409, "/corrections"), "{}", refused.text());
}

#[actix_web::test]
async fn a_record_that_closes_before_they_arrive_holds_up_nothing_else() {
    let door = Door::new();
    let (wrong, right, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let letter = door.fed(&wrong, &doctor, json!({})).await;
    let mine = asked(&door, &wrong, &letter, "not_mine").await;
    let proposal = door.decided(&two, &wanted(&wrong, &right, std::slice::from_ref(&mine))).await;
    let closed = format!("update consent.space set state = 'closed' where space_id = '{}'", right.space);
    door.house.arrange(&closed);
    door.works();
    let read = door.send(Call::get(format!("{PROPOSALS}/{proposal}")).token(two.one.token())).await.json();
    assert!(read["proposal"]["settled_at"].is_string(), "{read}");
    assert_eq!(door.seen(&wrong, wrong.token()).await.len(), 1, "it stays where it is");
    door.house.arrange(&closed.replace("'closed'", "'active'"));
    let again = door.proposes(&two.one, &wanted(&wrong, &right, std::slice::from_ref(&mine))).await;
    assert_eq!(again.status, 201, "{}", again.text());
}
