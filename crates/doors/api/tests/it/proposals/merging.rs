//! A double goes into the record that stays, with all that is in it.

use chrono::TimeDelta;
use consent::SpaceState;
use identity::SessionCapacity;
use kernel::Assurance;
use serde_json::{Value, json};
use testkit::Citizen;

use super::{by_ins, by_traits, id, merge};
use crate::door::{Call, Door, PDF, deposit, documents, letter_about, long_pdf};

/// All that is said of a document, but what says when this was said last.
fn said(document: &Value) -> Value {
    let mut said = document.clone();
    for changed in ["entry_id", "changed_at", "space", "etag"] {
        said.as_object_mut().unwrap().remove(changed);
    }
    said
}

async fn all_that_is_said(door: &Door, record: &Citizen, token: &str) -> Vec<Value> {
    door.seen(record, token).await.iter().map(said).collect()
}

#[actix_web::test]
async fn all_documents_arrive_as_they_were_and_until_then_lie_in_the_double() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let (doctor, dentist) = (door.house.doctor(), door.house.dentist());
    let own = door.note(&stays, "Du dossier qui reste").await;
    let first = door.fed(&double, &doctor, json!({"title": "Lettre"})).await;
    let path = format!("{}/{first}/replacement", documents(&double));
    let second = letter_about(&double, &json!({"title": "Lettre, corrigée", "masked": true}));
    let second =
        door.send(Call::post(path).token(doctor.token()).parts(&second, "application/pdf", PDF)).await;
    assert_eq!(second.status, 201, "{}", second.text());
    let second = id(&second);
    let large = long_pdf(&vec![b'%'; 200_000]);
    let call = deposit(&double, doctor.token());
    let big = id(&door.send(call.parts(&letter_about(&double, &json!({})), "application/pdf", &large)).await);
    door.fed(&double, &doctor, json!({"title": "Pour elle seule", "visible_to_representatives": false}))
        .await;
    let aside = door.note(&double, "Mis de côté").await;
    let put = Call::new("PUT", format!("{}/{aside}/archived", documents(&double))).token(double.token());
    assert_eq!(door.send(put.json(&json!({"archived": true}))).await.status, 200);
    door.cares(&double, &doctor).await;
    let before = all_that_is_said(&door, &double, double.token()).await;
    let proposal = door.decided(&two, &merge(&double, &stays)).await;

    // Not one has arrived: the holder of the record that stays reads them where they are.
    let waiting = all_that_is_said(&door, &double, stays.token()).await;
    assert_eq!(waiting, before);
    assert_eq!(door.bytes(&double, &big, stays.token()).await.body, large);
    assert_eq!(door.seen(&stays, stays.token()).await.len(), 1);
    assert_eq!(
        door.send(Call::get(documents(&double)).token(doctor.token())).await.status,
        404,
        "grants end"
    );
    let read = |by: &str| {
        let call = Call::get(format!("{}/{proposal}", super::PROPOSALS)).token(by);
        door.send(call)
    };
    assert!(read(two.one.token()).await.json()["proposal"]["settled_at"].is_null());

    door.works();
    let settled = read(two.one.token()).await.json();
    assert!(settled["proposal"]["settled_at"].is_string());
    assert_eq!(settled["records"][0]["merged_into"], json!(stays.space));
    assert_eq!(
        (&settled["records"][0]["documents"], &settled["records"][1]["documents"]),
        (&json!(0), &json!(5))
    );
    let after = all_that_is_said(&door, &stays, stays.token()).await;
    let arrived: Vec<Value> = after.iter().filter(|document| document["id"] != json!(own)).cloned().collect();
    assert_eq!(arrived, before, "the same documents, as they were");
    assert_eq!(door.seen(&double, stays.token()).await, Vec::<Value>::new());
    assert_eq!(door.bytes(&stays, &big, stays.token()).await.body, large);
    assert_eq!(door.bytes(&stays, &second, stays.token()).await.body, PDF);
    let versions = Call::get(format!("{}/{second}/versions", documents(&stays))).token(stays.token());
    assert_eq!(door.send(versions).await.ids(), [second.clone(), first]);
    // They are their author's still, and nobody's else.
    let path = format!("{}/{second}/replacement", documents(&stays));
    let third = letter_about(&stays, &json!({"title": "Lettre, à nouveau"}));
    let third = |token: &str| door.send(Call::post(&path).token(token).parts(&third, "application/pdf", PDF));
    assert_eq!(third(dentist.token()).await.status, 404);
    let third = third(doctor.token()).await;
    assert_eq!(third.status, 201, "{}", third.text());
    let path = format!("{}/{}/versions", documents(&stays), id(&third));
    assert_eq!(door.send(Call::get(path).token(stays.token())).await.ids().len(), 3);
    // The database has each content under one key alone.
    let report = journal::verify(&door.house.house().desk, &door.house.house().vault, None).unwrap();
    assert_eq!(report.findings, []);
}

#[actix_web::test]
async fn the_identity_of_the_double_leads_to_the_record_that_stays() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    door.decided(&two, &merge(&double, &stays)).await;
    for how in [by_ins(&double), by_traits(&double), by_ins(&stays), by_traits(&stays)] {
        let found = door.send(Call::post("/api/v1/patients/find").token(doctor.token()).json(&how)).await;
        assert_eq!((found.status, found.json()), (200, json!({"space": stays.space})), "{}", found.text());
        assert_eq!(door.finds(&two.one, &how).await.json()["space"], json!(stays.space));
    }
    let named = door.finds(&two.one, &json!({"space": double.space})).await.json();
    assert_eq!((&named["state"], &named["merged_into"]), (&json!("closed"), &json!(stays.space)));
    // A laboratory that knows the person by the other identity still feeds the one record, and nobody else's.
    let feed = |about: &Citizen| {
        let call = deposit(&stays, doctor.token());
        door.send(call.parts(&letter_about(about, &json!({})), "application/pdf", PDF))
    };
    let third = door.house.citizen();
    assert_eq!(feed(&double).await.status, 201);
    assert_eq!(feed(&third).await.status, 422);
    // Whoever logs in as the person of the double is the one person.
    assert_eq!(
        door.send(Call::get("/api/v1/me").token(double.token())).await.status,
        401,
        "that session ended"
    );
    let capacity = SessionCapacity::Citizen { person: double.person };
    let again = door.house.login(capacity, None, Assurance::Substantial);
    assert_eq!(again.session.person, stays.person);
    let list = door.send(Call::get(documents(&stays)).token(again.token())).await;
    assert_eq!((list.status, list.ids().len()), (200, 1));
    let me = door.send(Call::get("/api/v1/me").token(again.token())).await.json();
    let entered = json!([{"space": stays.space, "as": "holder", "way": "W1", "doubles": [double.space]}]);
    assert_eq!(me["spaces"], entered, "and is told where the other history is");
}

#[actix_web::test]
async fn both_histories_name_both_admins_and_the_holder_is_told() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    door.note(&double, "Avant").await;
    door.merged(&two, &double, &stays).await;
    let house = door.house.house();
    for (record, other) in [(&double, &stays), (&stays, &double)] {
        let acts = door.lines(record, stays.token()).await;
        let merged: Vec<_> = acts.iter().filter(|line| line["act"]["code"] == "spaces.merge").collect();
        assert_eq!((merged.len(), &merged[0]["who"]["kind"]), (1, &json!("admin")));
        let chain = record.space.uuid();
        let lines =
            house.desk.write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 100)).unwrap();
        let line = lines.iter().find(|line| line.entry.act == "spaces.merge").unwrap();
        assert!(line.entry.things.contains(&other.space.uuid()));
        let by = |who: &str| line.entry.detail[who]["person"].as_str().unwrap().to_owned();
        assert_eq!(by("proposed_by"), two.one.session.person.to_string());
        assert_eq!(by("confirmed_by"), two.other.session.person.to_string());
        assert_eq!(line.entry.detail["proposed_by"]["name"], "Alex Fictif");
        assert!(acts.iter().any(|line| line["act"]["code"] == "documents.bring-over"));
    }
    assert!(
        door.lines(&double, stays.token())
            .await
            .iter()
            .any(|line| line["act"]["code"] == "documents.deposit"),
        "what was before stands where it was"
    );
    let path = format!("/api/v1/spaces/{}/notifications", stays.space);
    let notices = door.send(Call::get(path).token(stays.token())).await.json();
    assert_eq!(notices["items"][0]["kind"]["code"], "records_merged", "{notices}");
    // The chain of each admin has what they did.
    for (admin, act) in [(&two.one, "identity.propose"), (&two.other, "identity.confirm")] {
        let chain = journal::system_chain(admin.session.person.uuid());
        let lines =
            house.desk.write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 100)).unwrap();
        assert!(lines.iter().any(|line| line.entry.act == act), "{act}");
    }
}

#[actix_web::test]
async fn folders_pins_and_requests_for_correction_come_along() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let folder = async |citizen: &Citizen, name: &str| {
        let path = format!("/api/v1/spaces/{}/folders", citizen.space);
        id(&door.send(Call::post(path).token(citizen.token()).json(&json!({"name": name}))).await)
    };
    let (same, knee) = (folder(&stays, "Été").await, folder(&double, "Genou").await);
    let there = folder(&double, "ete").await;
    let letter = door.fed(&double, &doctor, json!({"title": "Lettre"})).await;
    let note = door.note(&double, "Note").await;
    let of_double = |call: Call| door.send(call.token(double.token()));
    for (document, into) in [(&letter, &knee), (&note, &there)] {
        let path = format!("{}/{document}/folder", documents(&double));
        assert_eq!(of_double(Call::new("PUT", path).json(&json!({"folder": into}))).await.status, 200);
    }
    let path = format!("{}/{letter}/pinned", documents(&double));
    assert_eq!(of_double(Call::new("PUT", path).json(&json!({"pinned": true}))).await.status, 200);
    let asked = json!({"kind": "wrong", "message": "Ce n'est pas le bon genou."});
    let path = format!("{}/{letter}/correction-request", documents(&double));
    let correction = id(&of_double(Call::post(path).json(&asked)).await);

    door.merged(&two, &double, &stays).await;
    let seen = door.seen(&stays, stays.token()).await;
    let of = |document: &str| seen.iter().find(|one| one["id"] == json!(document)).unwrap().clone();
    assert_eq!(of(&note)["folder"], json!(same), "the folder of that name");
    assert_eq!(of(&letter)["folder"], json!(knee), "{}", of(&letter));
    assert!(of(&letter)["pinned_at"].is_string());
    let folders = format!("/api/v1/spaces/{}/folders", stays.space);
    assert_eq!(
        door.send(Call::get(folders).token(stays.token())).await.json()["items"].as_array().unwrap().len(),
        2
    );
    let waiting = door.send(Call::get("/api/v1/correction-requests").token(doctor.token())).await.json();
    assert_eq!(
        (&waiting["items"][0]["id"], &waiting["items"][0]["space"]),
        (&json!(correction), &json!(stays.space))
    );
    let path = format!("/api/v1/spaces/{}/correction-requests/{correction}/answer", stays.space);
    let declined = json!({"outcome": "declined", "message": "C'est bien le gauche."});
    let answered = door.send(Call::post(path).token(doctor.token()).json(&declined)).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    let path = format!("/api/v1/spaces/{}/correction-requests", stays.space);
    let listed = door.send(Call::get(path).token(stays.token())).await.json();
    assert_eq!(
        (&listed["items"][0]["state"], listed["items"].as_array().unwrap().len()),
        (&json!("declined"), 1)
    );
    assert!(listed["items"][0]["message"].as_str().unwrap().contains("genou"));
}

#[actix_web::test]
async fn the_same_document_in_both_records_stays_twice() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let unique = json!({"unique_id": "1.2.250.1.999.7^12"});
    let (one, other) =
        (door.fed(&double, &doctor, unique.clone()).await, door.fed(&stays, &doctor, unique.clone()).await);
    door.merged(&two, &double, &stays).await;
    let mut ids: Vec<String> = door
        .seen(&stays, stays.token())
        .await
        .iter()
        .map(|document| document["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    let mut both = vec![one, other.clone()];
    both.sort();
    assert_eq!(ids, both);
    let again = deposit(&stays, doctor.token());
    let again = door.send(again.parts(&letter_about(&stays, &unique), "application/pdf", PDF)).await;
    assert_eq!((again.status, again.json()["faults"][0]["found"].clone()), (409, json!(other)));
}

#[actix_web::test]
async fn what_a_default_mask_of_the_double_hid_stays_hidden_in_the_record_that_stays() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let (author, doctor) = (door.house.doctor(), door.house.doctor());
    for record in [&double, &stays] {
        door.says(record, json!({"default_masks": [{"all": true}]})).await;
        door.house.clock().advance(TimeDelta::minutes(2));
    }
    let hidden = door.fed(&double, &author, json!({})).await;
    door.decided(&two, &merge(&double, &stays)).await;
    door.works();
    door.cares(&stays, &door.house.anew(&doctor)).await;
    assert!(!door.sees(&stays, &hidden, doctor.token()).await);
    assert!(door.sees(&stays, &hidden, door.house.sure(&stays).token()).await);
}

#[actix_web::test]
async fn a_double_takes_no_step_of_its_own_and_no_second_merge() {
    let door = Door::new();
    let (double, stays, third, two) =
        (door.house.citizen(), door.house.citizen(), door.house.citizen(), door.two());
    door.merged(&two, &double, &stays).await;
    let now = Some(door.house.house().clock.now());
    let capacity = SessionCapacity::Citizen { person: stays.person };
    let new = identity::service::NewSession {
        second_factor_at: now,
        ..identity::service::NewSession::new(capacity, Assurance::Substantial)
    };
    let house = door.house.house();
    let session = house.desk.write(|tx| house.identity.open_session(tx, &new)).unwrap();
    let issued = house.identity.issue(&session).unwrap();
    let sure = secrecy::ExposeSecret::expose_secret(&issued.access_token).to_owned();
    let reopen = Call::post(format!("/api/v1/spaces/{}/reopen", double.space)).token(&sure);
    assert_eq!(door.send(reopen).await.status, 409, "it went into the other one");
    for (what, pointer) in [
        (merge(&double, &third), "/record"),
        (merge(&third, &double), "/other_record"),
        (merge(&stays, &third), "/record"),
    ] {
        let refused = door.proposes(&two.one, &what).await;
        assert_eq!((refused.status, refused.pointer().as_str()), (409, pointer), "{}", refused.text());
    }
    // A second double of the same record is another matter.
    door.merged(&two, &third, &stays).await;
    let found = door.finds(&two.one, &by_ins(&third)).await.json();
    assert_eq!(found["space"], json!(stays.space));
    let found = door.finds(&two.one, &by_ins(&double)).await.json();
    assert_eq!(
        (&found["space"], &found["state"]),
        (&json!(stays.space), &json!(SpaceState::Active.as_str()))
    );
}
