use serde_json::json;

use crate::door::{Call, Door, MULTIPART, NOTE, PDF, deposit, documents, letter_about, parts};

#[actix_web::test]
async fn the_same_request_with_the_same_key_makes_one_document_and_answers_alike() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let send = || {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        door.send(call.parts(&metadata, "application/pdf", PDF))
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(list.ids().len(), 1);
}

#[actix_web::test]
async fn the_same_key_for_another_request_is_refused() {
    let door = Door::new();
    let camille = door.house.citizen();
    let to = |said: &str, bytes: &'static [u8]| {
        let body = String::from_utf8(parts(&json!("SAID"), "text/plain", bytes)).unwrap();
        let call = deposit(&camille, camille.token()).header("idempotency-key", "note-1");
        door.send(call.bytes(MULTIPART, body.replace("\"SAID\"", said).as_bytes()))
    };
    assert_eq!(to(r#"{"title":"Note"}"#, NOTE).await.status, 201);
    assert_eq!(to(r#"{ "masked": false, "title": "Note" }"#, NOTE).await.status, 201, "form does not count");
    for answer in [to(r#"{"title":"Autre"}"#, NOTE).await, to(r#"{"title":"Note"}"#, b"Autre").await] {
        assert_eq!((answer.status, answer.pointer().as_str()), (409, "header:idempotency-key"));
    }
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert_eq!(list.ids().len(), 1);
}

#[actix_web::test]
async fn a_replay_is_decided_again() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let send = || {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        door.send(call.parts(&metadata, "application/pdf", PDF))
    };
    assert_eq!(send().await.status, 201);
    let house = door.house.house();
    let struck = kernel::Standing::StruckOff;
    house.desk.write(|tx| house.identity.set_standing(tx, doctor.person, struck)).unwrap();
    assert_eq!(send().await.status, 403);
}

#[actix_web::test]
async fn the_same_key_of_another_caller_is_another_key() {
    let door = Door::new();
    let (camille, one, two) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let metadata = letter_about(&camille, &json!({}));
    let mut ids = Vec::new();
    for doctor in [one, two] {
        let call = deposit(&camille, doctor.token()).header("idempotency-key", "letter-1");
        let answer = door.send(call.parts(&metadata, "application/pdf", PDF)).await;
        assert_eq!(answer.status, 201);
        ids.push(answer.json()["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() {
    let door = Door::new();
    let camille = door.house.citizen();
    let call = deposit(&camille, camille.token()).header("idempotency-key", &"k".repeat(129));
    let answer = door.send(call.parts(&json!({}), "text/plain", NOTE)).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "header:idempotency-key"));
}

#[actix_web::test]
async fn whatever_gives_somebody_something_is_done_once_for_one_key() {
    let door = Door::new();
    let (camille, friend, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let traits = &friend.traits;
    let carer = json!({
        "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
        "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"]},
    });
    let until = (door.house.house().clock.now() + chrono::TimeDelta::days(2)).to_rfc3339();
    let made = [
        ("/carers", carer),
        ("/temporary-accesses", json!({"to": "code", "opens": "whole", "minutes": 600})),
        ("/care-team/codes", json!({})),
        ("/blocked", json!({"whom": door.whom(&door.house.doctor()), "until": until})),
        (
            "/exceptions",
            json!({"effect": "hidden", "whom": door.whom(&doctor), "what": {"category": "BIOLOGIE"}}),
        ),
        ("/secondary-use", json!({"answer": "no", "theme": "cancer"})),
    ];
    for (path, body) in made {
        let send = async |body: &serde_json::Value| {
            let call = Call::post(format!("/api/v1/spaces/{}{path}", camille.space));
            let call = call.token(door.house.sure(&camille).token()).header("idempotency-key", path);
            door.send(call.json(body)).await
        };
        let first = send(&body).await;
        assert_eq!(first.status, 201, "{path}: {}", first.text());
        let count = || door.house.database().count("select count(*) from consent.provision");
        let before = count();
        let again = send(&body).await;
        assert_eq!(
            (again.status, again.pointer().as_str()),
            (409, "header:idempotency-key"),
            "{path}: {}",
            again.text()
        );
        let first = first.json();
        let view = ["id", "access", "carer"].into_iter().find_map(|name| first.get(name)).unwrap();
        let id = view.get("id").unwrap_or(view).as_str().unwrap();
        assert!(again.text().contains(id), "{path}: {} in {}", id, again.text());
        assert_eq!(count(), before, "{path}");
        let mut other = body.clone();
        other["until"] = json!(null);
        let other = send(&other).await;
        assert!(other.status >= 400, "{path}: {}", other.text());
    }
}

#[actix_web::test]
async fn a_key_changes_nothing_of_what_is_said_of_a_record_that_does_not_exist() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let support = door.support_named("Ange Minutieux");
    let nowhere = door.house.id::<kernel::kind::Space>();
    let block = json!({"whom": door.whom(&doctor)});
    let request = json!({
        "claimant": "heir", "reason": "memory", "of": camille.space, "doctor": door.house.rpps(&doctor),
        "evidence": "Acte de notoriété",
    });
    for (path, token, body) in [
        (format!("/api/v1/spaces/{nowhere}/blocked"), camille.token(), block),
        (format!("/api/v1/admin/spaces/{nowhere}/heir-requests"), support.token(), request),
    ] {
        let call = |key: Option<&str>| {
            let call = Call::post(path.clone()).token(token).json(&body);
            if let Some(key) = key { call.header("idempotency-key", key) } else { call }
        };
        let (without, with) = (door.send(call(None)).await, door.send(call(Some("one"))).await);
        assert_eq!(without.status, 404, "{path}: {}", without.text());
        assert_eq!((with.status, &with.json()["detail"]), (404, &without.json()["detail"]), "{path}");
    }
}

#[actix_web::test]
async fn what_is_sent_again_after_it_was_granted_leaves_no_refusal() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    let lines = door.items_for(&camille, &camille, "/history").await;
    let deposited = lines.iter().find(|line| line["act"]["code"] == "documents.deposit").unwrap();
    let line = deposited["line"].as_str().unwrap();
    let path = format!("/api/v1/spaces/{}/history/{line}/dispute", camille.space);
    let sends = async |key: &str| {
        let call = Call::post(path.as_str()).token(camille.token()).header("idempotency-key", key);
        door.send(call.json(&json!({"words": "Pas moi"}))).await
    };
    let refused = async || {
        let lines = door.items_for(&camille, &camille, "/history").await;
        lines.iter().filter(|line| line["outcome"] == "refused").count()
    };
    assert_eq!(sends("one").await.status, 201);
    let again = sends("one").await;
    assert_eq!((again.status, again.pointer().as_str()), (409, "header:idempotency-key"), "{}", again.text());
    assert_eq!(refused().await, 0);
    assert_eq!(sends("two").await.pointer(), "path:line");
    assert_eq!(refused().await, 1, "another request for the same is one");
}
