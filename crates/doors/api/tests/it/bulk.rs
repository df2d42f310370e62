//! Many documents in one call: each is decided, kept and answered alone, and a call that was cut is sent again.

use std::collections::HashSet;

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, MULTIPART, NOTE, PDF, documents, letter_about, long_pdf};

/// One document of many: its key, what is said of it, its media type and its bytes.
type One<'a> = (&'a str, Value, &'a str, &'a [u8]);

fn body(all: &[One<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (key, document, media, file) in all {
        let said = json!({"key": key, "document": document});
        body.extend(
            format!(
                "--carnet-part\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{said}\r\n--carnet-part\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: {media}\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend(*file);
        body.extend(b"\r\n");
    }
    body.extend(b"--carnet-part--\r\n");
    body
}

impl Door {
    async fn sends(&self, token: &str, body: &[u8]) -> Value {
        let answer = self.send(Call::post("/api/v1/deposits").token(token).bytes(MULTIPART, body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn has(&self, citizen: &Citizen) -> usize {
        self.send(Call::get(format!("{}?limit=100", documents(citizen))).token(citizen.token()))
            .await
            .ids()
            .len()
    }
}

fn statuses(outcome: &Value) -> Vec<i64> {
    outcome["items"].as_array().unwrap().iter().map(|item| item["status"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn a_name_that_cannot_be_one_is_told_where_it_stands() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    let mut nameless = letter_about(&camille, &json!({}));
    nameless["patient"]["birth_name"] = json!("--");
    nameless["patient"].as_object_mut().unwrap().remove("ins");
    let answer = door.sends(software.token(), &body(&[("a", nameless, "application/pdf", PDF)])).await;
    let fault = &answer["items"][0]["problem"]["faults"][0];
    assert_eq!(fault["pointer"], "/document/patient/birth_name", "{answer}");
}

#[actix_web::test]
async fn an_establishment_deposits_many_documents_of_many_patients_in_one_call() {
    let door = Door::new();
    let (camille, other, software) = (door.house.citizen(), door.house.citizen(), door.house.software());
    let large = long_pdf(&vec![b'%'; 200_000]);
    let all = [
        ("a", letter_about(&camille, &json!({})), "application/pdf", PDF),
        ("b", letter_about(&other, &json!({})), "application/pdf", &large),
        ("c", letter_about(&camille, &json!({"type": {"code": "0"}})), "application/pdf", PDF),
        ("d", letter_about(&camille, &json!({})), "image/png", PDF),
        ("e", letter_about(&other, &json!({})), "text/plain", NOTE),
        ("\n", letter_about(&other, &json!({})), "text/plain", NOTE),
        ("g", json!({"title": 7}), "text/plain", NOTE),
    ];
    let outcome = door.sends(software.token(), &body(&all)).await;
    assert_eq!(statuses(&outcome), [201, 201, 422, 415, 201, 400, 400], "{outcome}");
    assert_eq!(outcome["complete"], true);
    let items = outcome["items"].as_array().unwrap();
    let keys: Vec<_> = items.iter().map(|item| item["key"].as_str()).collect();
    assert_eq!(keys, [Some("a"), Some("b"), Some("c"), Some("d"), Some("e"), None, Some("g")]);
    let answers: HashSet<_> = items.iter().filter_map(|item| item["problem"]["instance"].as_str()).collect();
    assert_eq!(answers.len(), 1, "every problem names the one request: {outcome}");
    assert!(items.iter().all(|item| item["problem"].is_null() || item["problem"]["instance"].is_string()));
    assert_eq!(items[0]["space"], json!(camille.space.to_string()));
    assert_eq!(items[2]["problem"]["faults"][0]["pointer"], "/document/type/code");
    assert_eq!((door.has(&camille).await, door.has(&other).await), (1, 2));
    let id = items[1]["document"]["id"].as_str().unwrap();
    let path = format!("{}/{id}/content", documents(&other));
    assert_eq!(door.send(Call::get(path).token(other.token())).await.body, large);
}

#[actix_web::test]
async fn a_call_that_was_cut_is_sent_again_and_each_document_is_there_once() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    let keys: Vec<String> = (0..20).map(|number| format!("night/{number}")).collect();
    let all: Vec<One<'_>> = keys
        .iter()
        .map(|key| (key.as_str(), letter_about(&camille, &json!({})), "application/pdf", PDF))
        .collect();
    let whole = body(&all);
    for tenth in 1..10 {
        let cut = door.sends(software.token(), &whole[..whole.len() * tenth / 10]).await;
        assert_eq!(cut["complete"], false, "{cut}");
        assert!(cut["stopped_by"]["faults"][0]["expected"].as_str().unwrap().contains("cut off"), "{cut}");
        assert!(statuses(&cut).iter().all(|status| *status == 201), "{cut}");
    }
    let there = door.has(&camille).await;
    assert!((16..20).contains(&there), "{there}");
    let outcome = door.sends(software.token(), &whole).await;
    assert_eq!(statuses(&outcome), [201; 20]);
    let replayed =
        outcome["items"].as_array().unwrap().iter().filter(|item| item["replayed"] == true).count();
    assert_eq!(replayed, there, "what was acknowledged before a cut answers as before");
    assert_eq!(door.has(&camille).await, 20);
    // The same key for another document is told apart.
    let mut changed = all;
    changed[0].1["title"] = json!("Autre");
    let outcome = door.sends(software.token(), &body(&changed[..1])).await;
    assert_eq!(statuses(&outcome), [409]);
}

#[actix_web::test]
async fn nobody_of_this_identity_somebody_whose_traits_differ_and_a_record_that_is_shut_are_one_answer() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    let right = letter_about(&camille, &json!({}));
    let mut nobody = right.clone();
    nobody["patient"]["ins"]["value"] = json!("299999999999934");
    // The records of people who closed theirs or are opposed to having one.
    let shut = ["opposed", "opposition_running", "suspended", "closed", "deceased"].map(|state| {
        let somebody = door.house.citizen();
        let space = somebody.space;
        let shutting = format!("update consent.space set state = '{state}' where space_id = '{space}'");
        door.house.arrange(&shutting);
        letter_about(&somebody, &json!({}))
    });
    let mut differs = right.clone();
    differs["patient"]["birth_name"] = json!("AUTREMENT");
    let mut all = vec![
        ("a", nobody, "application/pdf", PDF),
        ("b", differs, "application/pdf", PDF),
        ("c", right, "application/pdf", PDF),
    ];
    all.extend(shut.map(|letter| ("shut", letter, "application/pdf", PDF)));
    for (number, one) in all.iter_mut().enumerate() {
        one.0 = &"abcdefgh"[number..=number];
    }
    let outcome = door.sends(software.token(), &body(&all)).await;
    assert_eq!(statuses(&outcome), [404, 404, 201, 404, 404, 404, 404, 404], "{outcome}");
    let problems = outcome["items"].as_array().unwrap().iter().map(|item| item["problem"].to_string());
    let distinct: HashSet<String> = problems.filter(|problem| problem != "null").collect();
    assert_eq!(distinct.len(), 1, "{outcome}");
}

#[actix_web::test]
async fn a_citizen_sends_one_at_a_time_and_a_broken_body_keeps_what_came_before() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let all = [("a", letter_about(&camille, &json!({})), "application/pdf", PDF)];
    let call = Call::post("/api/v1/deposits").token(camille.token()).bytes(MULTIPART, &body(&all));
    assert_eq!(door.send(call).await.status, 403);
    // What is wrong from the first byte is the answer itself.
    let whole = body(&all);
    let call = Call::post("/api/v1/deposits").token(doctor.token()).bytes(MULTIPART, &whole[..10]);
    assert_eq!(door.send(call).await.status, 400);
    let mut strange = body(&all);
    strange.truncate(strange.len() - 4);
    strange.extend(b"\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--carnet-part--\r\n");
    let outcome = door.sends(doctor.token(), &strange).await;
    assert_eq!((statuses(&outcome), &outcome["complete"]), (vec![201], &json!(false)), "{outcome}");
    assert_eq!(door.has(&camille).await, 1);
}
