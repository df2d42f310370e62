//! What is new since the last visit.

use chrono::TimeDelta;
use consent::Ask;
use documents::{Deposit, Metadata};
use identity::SessionCapacity;
use kernel::{Assurance, DocumentId, Limit, RequestId};
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, NOTE, PDF, documents, letter_about};

impl Door {
    pub(crate) async fn visits(&self, citizen: &Citizen, token: &str, query: &str) -> Value {
        let path = format!("{}/changes{query}", documents(citizen));
        let answer = self.send(Call::get(path).token(token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}

fn since(last: &Value) -> String {
    format!("?since={}", last["visit"].as_str().unwrap())
}

fn ids(changes: &Value) -> Vec<&str> {
    changes["items"].as_array().unwrap().iter().map(|one| one["document"]["id"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn practice_software_shows_three_new() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let old = door.fed(&camille, &doctor, json!({})).await;
    let first = door.visits(&camille, doctor.token(), "").await;
    assert_eq!((&first["new"], &first["items"]), (&json!(0), &json!([])));
    door.house.clock().advance(TimeDelta::minutes(10));
    let mut new = Vec::new();
    for _ in 0..3 {
        new.push(door.fed(&camille, &doctor, json!({})).await);
        door.house.clock().advance(TimeDelta::seconds(1));
    }
    let second = door.visits(&camille, doctor.token(), &since(&first)).await;
    assert_eq!((&second["new"], &second["more"]), (&json!(3), &json!(false)), "{second}");
    assert_eq!(ids(&second), new);
    // At once again: nothing, though the visits overlap.
    let third = door.visits(&camille, doctor.token(), &since(&second)).await;
    assert_eq!((&third["new"], &third["items"]), (&json!(0), &json!([])), "{third}");
    // Something else is said of the old one.
    let title = Call::new("PUT", format!("{}/{old}/title", documents(&camille))).token(doctor.token());
    let title = title.header("if-match", "*");
    assert_eq!(door.send(title.json(&json!({"title": "Autre"}))).await.status, 200);
    let fourth = door.visits(&camille, doctor.token(), &since(&third)).await;
    assert_eq!((&fourth["new"], ids(&fourth)), (&json!(0), vec![old.as_str()]));
    assert_eq!(fourth["items"][0]["kind"], "changed");
    // A replacement: the new version is new, the old one has changed.
    let call = Call::post(format!("{}/{old}/replacement", documents(&camille))).token(doctor.token());
    let metadata = letter_about(&camille, &json!({}));
    let made = door.send(call.parts(&metadata, "application/pdf", PDF)).await.json();
    let fifth = door.visits(&camille, doctor.token(), &since(&fourth)).await;
    assert_eq!(fifth["new"], 1, "{fifth}");
    let mut told = ids(&fifth);
    told.sort_unstable();
    let mut both = [old.as_str(), made["id"].as_str().unwrap()];
    both.sort_unstable();
    assert_eq!(told, both);
}

#[actix_web::test]
async fn a_long_visit_goes_on_page_after_page_and_tells_each_change_once() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let mut visit = door.visits(&camille, doctor.token(), "").await;
    let mut new = Vec::new();
    for _ in 0..90 {
        new.push(door.fed(&camille, &doctor, json!({})).await);
    }
    let (mut told, mut pages) = (Vec::new(), 0);
    loop {
        visit = door.visits(&camille, doctor.token(), &format!("{}&limit=20", since(&visit))).await;
        told.extend(ids(&visit).into_iter().map(str::to_owned));
        pages += 1;
        if visit["more"] == false {
            break;
        }
        assert!(pages < 20);
        // Deposited in mid-visit: told by this visit or by the next one.
        if pages == 2 {
            new.push(door.fed(&camille, &doctor, json!({})).await);
        }
    }
    // What was deposited in mid-visit may be told by both, and nothing else is, however much it was.
    let next = door.visits(&camille, doctor.token(), &format!("{}&limit=100", since(&visit))).await;
    assert!(ids(&next).len() <= 1, "{next}");
    told.sort_unstable();
    let mut once = told.clone();
    once.dedup();
    assert_eq!(once.len(), told.len(), "each once within one visit");
    told.extend(ids(&next).into_iter().map(str::to_owned));
    assert!(new.iter().all(|id| told.contains(id)));
    let last = door.visits(&camille, doctor.token(), &since(&next)).await;
    assert_eq!((&last["new"], &last["items"]), (&json!(0), &json!([])), "{last}");
}

#[actix_web::test]
async fn what_comes_while_a_long_visit_goes_on_is_told_once_by_the_next_one() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let began = door.visits(&camille, camille.token(), "").await;
    door.house.clock().advance(TimeDelta::minutes(10));
    let (mut made, mut told) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        made.push(door.fed(&camille, &doctor, json!({})).await);
    }
    let mut page = door.visits(&camille, camille.token(), &format!("{}&limit=1", since(&began))).await;
    for _ in 0..12 {
        told.extend(ids(&page).into_iter().map(str::to_owned));
        if told.len() < 5 {
            door.house.clock().advance(TimeDelta::seconds(1));
            made.push(door.fed(&camille, &doctor, json!({})).await);
        }
        page = door.visits(&camille, camille.token(), &format!("{}&limit=1", since(&page))).await;
    }
    assert_eq!(page["new"], json!(0), "{page}");
    assert_eq!(told, made, "each once, in its order");
}

#[actix_web::test]
async fn what_may_not_be_seen_is_not_new_and_a_position_serves_its_own_caller_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (other, colleague) = (door.house.citizen(), door.house.doctor());
    for (citizen, by) in [(&camille, &doctor), (&camille, &colleague), (&other, &doctor)] {
        door.cares(citizen, by).await;
    }
    let visit = door.visits(&camille, camille.token(), "").await;
    door.house.clock().advance(TimeDelta::minutes(10));
    door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let gone = door.fed(&camille, &doctor, json!({})).await;
    let withdrawn = Call::new("DELETE", format!("{}/{gone}", documents(&camille))).token(doctor.token());
    assert_eq!(door.send(withdrawn).await.status, 204);
    let seen = door.visits(&camille, camille.token(), &since(&visit)).await;
    assert_eq!((&seen["new"], &seen["items"]), (&json!(0), &json!([])), "{seen}");
    let of_doctor = door.visits(&camille, doctor.token(), "").await;
    for (citizen, token) in [(&camille, colleague.token()), (&other, doctor.token())] {
        let path = format!("{}/changes{}", documents(citizen), since(&of_doctor));
        let answer = door.send(Call::get(path).token(token)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, "query:since"));
    }
    let stranger = door.house.doctor();
    let path = format!("{}/changes", documents(&camille));
    assert_eq!(door.send(Call::get(path).token(stranger.token())).await.status, 404);
}

#[actix_web::test]
async fn what_is_released_to_the_patient_is_new_to_the_patient_and_to_nobody_else() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    door.fed(&camille, &doctor, json!({})).await;
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    door.house.clock().advance(TimeDelta::minutes(10));
    let before = door.visits(&camille, camille.token(), "").await;
    let between = door.visits(&camille, camille.token(), &since(&before)).await;
    assert_eq!((&between["new"], &between["items"]), (&json!(0), &json!([])));
    door.house.clock().advance(TimeDelta::days(6));
    let capacity = SessionCapacity::Citizen { person: camille.person };
    let again = door.house.login(capacity, None, Assurance::Substantial);
    let released = door.visits(&camille, again.token(), &since(&between)).await;
    assert_eq!((&released["new"], ids(&released)), (&json!(1), vec![withheld.as_str()]), "{released}");
    assert_eq!(released["items"][0]["kind"], "deposited");
    let once = door.visits(&camille, again.token(), &since(&released)).await;
    assert_eq!(once["items"], json!([]), "told once: {once}");
}

fn kinds(changes: &Value) -> Vec<&str> {
    changes["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_mask_is_a_change_to_its_holder_and_its_end_a_deposit_to_whoever_it_hid_the_document_from() {
    let door = Door::new();
    let (camille, author, reader) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    for doctor in [&author, &reader] {
        door.cares(&camille, doctor).await;
    }
    let id = door.fed(&camille, &author, json!({})).await;
    let path = format!("{}/{id}", documents(&camille));
    let was = door.send(Call::get(path.as_str()).token(author.token())).await;
    let of_holder = door.send(Call::get(path.as_str()).token(camille.token())).await;
    let clock = || door.house.clock().advance(TimeDelta::seconds(10));
    clock();
    let visits = [camille.token(), author.token(), reader.token()];
    let mut last = Vec::new();
    for token in visits {
        last.push(door.visits(&camille, token, "").await);
    }
    let next = async |last: &mut Vec<Value>| {
        clock();
        for (at, token) in visits.into_iter().enumerate() {
            last[at] = door.visits(&camille, token, &since(&last[at])).await;
        }
        clock();
        last.iter().map(|told| kinds(told).join(" ")).collect::<Vec<_>>()
    };
    door.sees_as(&camille, &id, "masked").await;
    assert_eq!(next(&mut last).await, ["changed", "", ""]);
    let masked = door.send(Call::get(path.as_str()).token(camille.token())).await;
    assert_ne!(masked.header("etag"), of_holder.header("etag"), "the holder's view says that it is masked");
    door.sees_as(&camille, &id, "as_usual").await;
    assert_eq!(next(&mut last).await, ["changed", "", "deposited"]);
    assert_eq!(last[2]["new"], 1, "{}", last[2]);
    assert_eq!(next(&mut last).await, ["", "", ""], "told once");
    // Set and taken off between two visits: nobody but its holder saw anything of it.
    door.sees_as(&camille, &id, "masked").await;
    clock();
    door.sees_as(&camille, &id, "as_usual").await;
    assert_eq!(next(&mut last).await, ["changed", "", ""]);
    // The author sees what the author always saw.
    let now = door.send(Call::get(path.as_str()).token(author.token())).await;
    assert_eq!((now.json(), now.header("etag")), (was.json(), was.header("etag")));
}

#[actix_web::test]
async fn what_came_in_masked_and_was_opened_after_its_title_changed_is_told_once_as_deposited() {
    let door = Door::new();
    let (camille, author, reader) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &reader).await;
    let first = door.visits(&camille, reader.token(), "").await;
    let id = door.fed(&camille, &author, json!({"masked": true})).await;
    door.house.clock().advance(TimeDelta::seconds(10));
    let hidden = door.visits(&camille, reader.token(), &since(&first)).await;
    assert_eq!(hidden["items"], json!([]));
    door.house.clock().advance(TimeDelta::seconds(10));
    let title = Call::new("PUT", format!("{}/{id}/title", documents(&camille))).token(author.token());
    let title = title.header("if-match", "*").json(&json!({"title": "Autre"}));
    assert_eq!(door.send(title).await.status, 200);
    door.sees_as(&camille, &id, "as_usual").await;
    door.house.clock().advance(TimeDelta::seconds(10));
    let opened = door.visits(&camille, reader.token(), &since(&hidden)).await;
    assert_eq!((ids(&opened), kinds(&opened)), (vec![id.as_str()], vec!["deposited"]), "{opened}");
    let once = door.visits(&camille, reader.token(), &since(&opened)).await;
    assert_eq!(once["items"], json!([]), "{once}");
}

#[actix_web::test]
async fn what_was_written_before_a_visit_and_committed_after_it_is_told_by_the_next_one() {
    let door = Door::new();
    let camille = door.house.citizen();
    let house = door.house.house();
    let claims = house.identity.verify(camille.token()).unwrap();
    let request = RequestId::new(house.clock.as_ref(), house.rng.as_ref());
    let actor = house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, request)).unwrap().actor;
    let visits = |last| {
        let ask = Ask::default;
        let visited = house.desk.write(|tx| {
            house.documents.changes(tx, &actor, camille.space, ask(), Clone::clone(&last), Limit::default())
        });
        visited.unwrap()
    };
    let prepared = || house.documents.prepare(true, Metadata::default(), NOTE.into()).unwrap();
    let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
    let deposit = Deposit { id, way: None, prepared: prepared(), idempotency: None, blob: None };
    let first = visits(None);
    let (mut before, mut seen) = (None, None);
    house
        .desk
        .write(|tx| {
            house.documents.deposit(tx, &actor, camille.space, &deposit)?;
            // The row is written, at an instant before this visit, and nobody sees it yet.
            door.house.clock().advance(TimeDelta::seconds(2));
            before = Some(visits(Some(first.visit.clone())));
            door.house.clock().advance(TimeDelta::seconds(2));
            seen = Some(visits(before.as_ref().map(|before| before.visit.clone())));
            Ok::<_, documents::Error>(())
        })
        .unwrap();
    assert!(before.unwrap().items.is_empty());
    let seen = seen.unwrap();
    assert!(seen.items.is_empty());
    let after = visits(Some(seen.visit));
    let told: Vec<_> = after.items.iter().map(|one| (one.document.id, one.deposited)).collect();
    assert_eq!(told, [(id, true)], "three seconds old, and new");
    assert!(visits(Some(after.visit)).items.is_empty(), "told once");
}
