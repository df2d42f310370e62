//! Several documents in one archive, each decided alone.

use std::io::{Cursor, Read};

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Answer, Call, Door, NOTE, PDF, documents, letter_about, long_pdf};

impl Door {
    async fn packs(&self, citizen: &Citizen, token: &str, ids: &[&str]) -> Answer {
        let path = format!("{}/zip", documents(citizen));
        self.send(Call::post(path).token(token).json(&json!({"documents": ids}))).await
    }
}

/// The names and bytes of an archive, and what it says of its contents.
fn unpacked(answer: &Answer) -> (Vec<(String, Vec<u8>)>, Value) {
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body.as_slice())).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(file.enclosed_name().is_some(), "{name}");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((name, bytes));
    }
    let (last, contents) = files.pop().unwrap();
    assert_eq!(last, "contents.json");
    (files, serde_json::from_slice(&contents).unwrap())
}

#[actix_web::test]
async fn a_selection_comes_as_one_archive_with_names_that_say_what_is_what() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let odd = json!({"title": "../../Lettre: \u{e9}t\u{e9}/2026"});
    let mut late = odd.clone();
    // Half past midnight in Paris, on the 12th.
    late["service_start"] = json!("2024-03-11T23:30:00Z");
    let (first, second) = (door.fed(&camille, &doctor, odd).await, door.fed(&camille, &doctor, late).await);
    let note = door.brought(&camille, json!({"title": "Note"})).await;
    let large = long_pdf(&vec![b'%'; 3_000_000]);
    let call = Call::post(documents(&camille)).token(doctor.token());
    let big = door.send(call.parts(&letter_about(&camille, &json!({})), "application/pdf", &large)).await;
    let big = big.json()["id"].as_str().unwrap().to_owned();
    let answer = door.packs(&camille, camille.token(), &[&first, &second, &note, &big]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"));
    let (files, contents) = unpacked(&answer);
    let bytes: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    assert_eq!(bytes, [PDF, PDF, NOTE, &large]);
    let names: std::collections::HashSet<_> = files.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.iter().all(|name| !name.contains('/') && name.starts_with("202")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("2024-03-12 ")), "{names:?}");
    for (entry, (name, _)) in contents.as_array().unwrap().iter().zip(&files) {
        assert_eq!(entry["file"], json!(name));
    }
    let history = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let lines = door.send(Call::get(history).token(camille.token())).await.json();
    let packed =
        lines["items"].as_array().unwrap().iter().filter(|line| line["act"]["code"] == "documents.zip");
    assert_eq!(packed.count(), 4, "a line for each");
}

#[actix_web::test]
async fn what_is_hidden_and_what_never_was_are_left_out_alike() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let elsewhere = door.brought(&other, json!({})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let answer = door.packs(&camille, camille.token(), &[&withheld, &nothing, &elsewhere, &letter]).await;
    let (files, contents) = unpacked(&answer);
    assert_eq!(files.len(), 1);
    let shown: Vec<_> = contents.as_array().unwrap().iter().map(|entry| entry["file"].is_string()).collect();
    assert_eq!(shown, [false, false, false, true], "{contents}");
    let hidden = door.packs(&camille, camille.token(), &[&withheld]).await;
    let absent = door.packs(&camille, camille.token(), &[&nothing]).await;
    assert_eq!((hidden.status, hidden.problem()), (404, absent.problem()));
    assert_eq!(
        door.packs(&camille, doctor.token(), &[&letter]).await.status,
        404,
        "nobody opened it to them"
    );
}

#[actix_web::test]
async fn a_selection_names_each_document_once_and_not_too_many() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = door.brought(&camille, json!({})).await;
    let many: Vec<String> = (0..101).map(|_| door.house.id::<kernel::kind::Document>().to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for ids in [&[][..], &[note.as_str(), note.as_str()], many.as_slice()] {
        let answer = door.packs(&camille, camille.token(), ids).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, "/documents"));
    }
}
