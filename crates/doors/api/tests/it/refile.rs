//! A document filed in the wrong record is moved by its author, and a deposit that the patient refused leaves its line.

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Answer, Call, Door, PDF, documents, letter_about, long_pdf};

fn belongs_to(citizen: &Citizen) -> Value {
    json!({"space": citizen.space.to_string(), "patient": letter_about(citizen, &json!({}))["patient"]})
}

impl Door {
    async fn moves(&self, from: &Citizen, token: &str, id: &str, to: &Citizen) -> Answer {
        let path = format!("{}/{id}/move", documents(from));
        self.send(Call::post(path).token(token).json(&belongs_to(to))).await
    }

    async fn reads_of(&self, citizen: &Citizen, id: &str) -> Answer {
        self.send(Call::get(format!("{}/{id}", documents(citizen))).token(citizen.token())).await
    }

    async fn acts(&self, citizen: &Citizen) -> Vec<Value> {
        let path = format!("/api/v1/spaces/{}/history?limit=100", citizen.space);
        let page = self.send(Call::get(path).token(citizen.token())).await.json();
        page["items"].as_array().unwrap().clone()
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

#[actix_web::test]
async fn an_author_moves_a_letter_from_the_wrong_record_to_the_right_one() {
    let door = Door::new();
    for size in [PDF.len(), 200_000] {
        let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
        let content = long_pdf(&vec![b'%'; size - PDF.len()]);
        let metadata = letter_about(&wrong, &json!({"title": "Lettre du genou", "masked": true}));
        let call = Call::post(documents(&wrong)).token(doctor.token());
        let letter = id(&door.send(call.parts(&metadata, "application/pdf", &content)).await);
        let moved = door.moves(&wrong, doctor.token(), &letter, &right).await;
        assert_eq!(moved.status, 201, "{}", moved.text());
        let there = id(&moved);
        assert_ne!(there, letter);
        assert_eq!(moved.header("location"), format!("{}/{there}", documents(&right)));
        assert_eq!(door.reads_of(&wrong, &letter).await.status, 404);
        let read = door.reads_of(&right, &there).await.json();
        assert_eq!((&read["title"], &read["masked"]), (&json!("Lettre du genou"), &json!(true)));
        let path = format!("{}/{there}/content", documents(&right));
        assert_eq!(door.send(Call::get(path).token(right.token())).await.body, content);

        // Neither record tells of the other.
        let (here, beyond) = (door.acts(&wrong).await, door.acts(&right).await);
        assert_eq!(here.iter().filter(|line| line["act"]["code"] == "documents.move").count(), 1);
        assert!(beyond.iter().all(|line| line["act"]["code"] != "documents.move"));
        for (lines, other) in [(&here, &right), (&beyond, &wrong)] {
            assert!(!json!(lines).to_string().contains(&other.space.to_string()));
        }
        // It is the author's there too.
        let gone = Call::new("DELETE", format!("{}/{there}", documents(&right))).token(doctor.token());
        assert_eq!(door.send(gone).await.status, 204);
    }
}

#[actix_web::test]
async fn a_moved_letter_stays_that_of_the_structure_for_which_it_was_deposited() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let unique = json!({"unique_id": "1.2.250.1.999.7^12"});
    let letter = door.fed(&wrong, &doctor, unique.clone()).await;
    let elsewhere = door.house.elsewhere(&doctor);
    let there = door.moves(&wrong, elsewhere.token(), &letter, &right).await;
    assert_eq!(there.status, 201, "{}", there.text());
    // The structure that sends it again, now into the right record, is told that it is there.
    let again = Call::post(documents(&right)).token(doctor.token());
    let again = door.send(again.parts(&letter_about(&right, &unique), "application/pdf", PDF)).await;
    assert_eq!(again.status, 409, "{}", again.text());
    assert_eq!(again.json()["faults"][0]["found"], there.json()["id"]);
}

#[actix_web::test]
async fn only_the_author_moves_a_document_and_only_to_whom_it_is_about() {
    let door = Door::new();
    let (wrong, right, third) = (door.house.citizen(), door.house.citizen(), door.house.citizen());
    let (author, colleague) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&wrong, &author, json!({})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let stranger = door.moves(&wrong, colleague.token(), &letter, &right).await;
    let absent = door.moves(&wrong, colleague.token(), &nothing, &right).await;
    assert_eq!((stranger.status, stranger.problem()), (404, absent.problem()));
    door.cares(&wrong, &colleague).await;
    assert_eq!(door.moves(&wrong, colleague.token(), &letter, &right).await.status, 403);
    assert_eq!(door.moves(&wrong, wrong.token(), &letter, &right).await.status, 403);
    // Into the same record, and about nobody: refused, with where.
    let same = door.moves(&wrong, author.token(), &letter, &wrong).await;
    assert_eq!((same.status, same.pointer().as_str()), (422, "/space"), "{}", same.text());
    let path = format!("{}/{letter}/move", documents(&wrong));
    let about_nobody = json!({"space": right.space.to_string(), "patient": {}});
    let about_nobody = door.send(Call::post(path).token(author.token()).json(&about_nobody)).await;
    assert_eq!(
        (about_nobody.status, about_nobody.pointer().as_str()),
        (422, "/patient"),
        "{}",
        about_nobody.text()
    );
    // The patient named is not whose record it is: refused, and the letter stays.
    let mut other = belongs_to(&third);
    other["space"] = json!(right.space.to_string());
    let path = format!("{}/{letter}/move", documents(&wrong));
    let answer = door.send(Call::post(path.clone()).token(author.token()).json(&other)).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let large = long_pdf(&vec![b'%'; 200_000]);
    let call = Call::post(documents(&wrong)).token(author.token());
    let big = id(&door.send(call.parts(&letter_about(&wrong, &json!({})), "application/pdf", &large)).await);
    let blobs = door.blobs();
    let path = format!("{}/{big}/move", documents(&wrong));
    assert_eq!(door.send(Call::post(path).token(author.token()).json(&other)).await.status, 422);
    assert_eq!(door.blobs(), blobs, "a move that is refused leaves nothing behind");
    let home = door.moves(&wrong, author.token(), &letter, &wrong).await;
    assert_eq!((home.status, home.pointer().as_str()), (422, "/space"));
    assert_eq!(door.reads_of(&wrong, &letter).await.status, 200);
    let listed = door.send(Call::get(documents(&right)).token(right.token())).await;
    assert!(listed.ids().is_empty());
}

#[actix_web::test]
async fn the_same_move_with_the_same_key_is_one_move() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&wrong, &doctor, json!({})).await;
    let path = format!("{}/{letter}/move", documents(&wrong));
    let call = || {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "move-1");
        door.send(call.json(&belongs_to(&right)))
    };
    let (first, again) = (call().await, call().await);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(id(&first), id(&again));
    let without = door.moves(&wrong, doctor.token(), &letter, &right).await;
    assert_eq!(without.status, 404, "without the key it is a document that is not there");
}

#[actix_web::test]
async fn a_move_that_is_sent_again_leaves_no_refusal_and_its_key_stands_for_nothing_else() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let (letter, other) =
        (door.fed(&wrong, &doctor, json!({})).await, door.fed(&wrong, &doctor, json!({})).await);
    let moves = |letter: &str, token: &str, key: &str| {
        let call = Call::post(format!("{}/{letter}/move", documents(&wrong))).token(token);
        door.send(call.header("idempotency-key", key).json(&belongs_to(&right)))
    };
    for _ in 0..2 {
        let moved = moves(&letter, doctor.token(), "move-1").await;
        assert_eq!(moved.status, 201, "{}", moved.text());
    }
    for record in [&wrong, &right] {
        let lines = door.acts(record).await;
        assert!(lines.iter().all(|line| line["outcome"] != "refused"), "{lines:?}");
    }
    // The same key for another move, of a document that is there and of one that is not.
    for another in [&other, &door.house.id::<kernel::kind::Document>().to_string()] {
        let reused = moves(another, doctor.token(), "move-1").await;
        assert_eq!((reused.status, reused.pointer().as_str()), (409, "header:idempotency-key"));
    }
    assert_eq!(door.reads_of(&wrong, &other).await.status, 200);
    // A move that is refused is refused alike with a key, and the key stands for nothing afterwards.
    let colleague = door.house.doctor();
    let refused = moves(&other, colleague.token(), "move-2").await;
    let without = door.moves(&wrong, colleague.token(), &other, &right).await;
    assert_eq!((refused.status, refused.problem()), (404, without.problem()));
    assert_eq!(moves(&other, doctor.token(), "move-2").await.status, 201);
}

#[actix_web::test]
async fn a_move_can_be_undone_with_the_identifier_of_the_producer_and_without_one() {
    let door = Door::new();
    let (one, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let unique = json!({"unique_id": "1.2.250.1.999.7^11"});
    for more in [unique.clone(), json!({})] {
        let mut letter = door.fed(&one, &doctor, more.clone()).await;
        for (from, to) in [(&one, &other), (&other, &one), (&one, &other), (&other, &one)] {
            let moved = door.moves(from, doctor.token(), &letter, to).await;
            assert_eq!(moved.status, 201, "{}", moved.text());
            let before = std::mem::replace(&mut letter, id(&moved));
            let told = door.reads_of(to, &letter).await.json();
            let expected = more.get("unique_id").cloned().unwrap_or(json!(format!("urn:uuid:{letter}")));
            assert_eq!(told["header"]["unique_id"], expected, "nothing of the other record");
            assert!(!told.to_string().contains(&before));
            assert_eq!(door.reads_of(from, &before).await.status, 404);
        }
    }
    // The identifier is taken where the document is, and stays refused where it was withdrawn.
    for citizen in [&one, &other] {
        let call = Call::post(documents(citizen)).token(doctor.token());
        let again = door.send(call.parts(&letter_about(citizen, &unique), "application/pdf", PDF)).await;
        assert_eq!(again.status, 409, "{}", again.text());
    }
}

#[actix_web::test]
async fn a_document_arrives_as_it_stood() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&wrong, &doctor, json!({"visible_to_patient": false})).await;
    door.cares(&wrong, &doctor).await;
    let read = Call::get(format!("{}/{letter}", documents(&wrong))).token(doctor.token());
    let until = door.send(read).await.json()["withheld_until"].clone();
    assert!(until.is_string());
    let aside = Call::new("PUT", format!("{}/{letter}/archived", documents(&wrong))).token(doctor.token());
    assert_eq!(door.send(aside.json(&json!({"archived": true}))).await.status, 200);
    door.house.clock().advance(chrono::TimeDelta::days(2));
    let doctor = door.house.anew(&doctor);
    let moved = door.moves(&wrong, doctor.token(), &letter, &right).await;
    assert_eq!((moved.status, &moved.json()["status"]), (201, &json!("archived")), "{}", moved.text());
    door.cares(&right, &doctor).await;
    let read = Call::get(format!("{}/{}", documents(&right), id(&moved))).token(doctor.token());
    let told = door.send(read).await.json();
    assert_eq!((&told["status"], &told["withheld_until"]), (&json!("archived"), &until), "no delay anew");
}

#[actix_web::test]
async fn the_content_of_a_move_has_its_place_in_the_memory_for_uploads() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let large = long_pdf(&vec![b'%'; 200_000]);
    let call = Call::post(documents(&wrong)).token(doctor.token());
    let big = id(&door.send(call.parts(&letter_about(&wrong, &json!({})), "application/pdf", &large)).await);
    let small = door.fed(&wrong, &doctor, json!({})).await;
    let door = door.with_uploads(150 * 1024);
    let moved = door.moves(&wrong, doctor.token(), &big, &right).await;
    assert_eq!(moved.status, 503, "{}", moved.text());
    assert_eq!(door.reads_of(&wrong, &big).await.status, 200, "nothing was done");
    let there = id(&door.moves(&wrong, doctor.token(), &small, &right).await);
    let back = door.moves(&right, doctor.token(), &there, &wrong).await;
    assert_eq!(back.status, 201, "the place is free again: {}", back.text());
}

#[actix_web::test]
async fn a_version_that_was_replaced_is_not_moved_and_the_current_one_takes_all_along() {
    let door = Door::new();
    let (wrong, right, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let first = door.fed(&wrong, &doctor, json!({})).await;
    let replacement = Call::post(format!("{}/{first}/replacement", documents(&wrong)));
    let replacement = replacement.token(doctor.token());
    let metadata = letter_about(&wrong, &json!({}));
    let second = id(&door.send(replacement.parts(&metadata, "application/pdf", PDF)).await);
    assert_eq!(door.moves(&wrong, doctor.token(), &first, &right).await.status, 409);
    let there = id(&door.moves(&wrong, doctor.token(), &second, &right).await);
    for old in [&first, &second] {
        assert_eq!(door.reads_of(&wrong, old).await.status, 404);
    }
    assert_eq!(door.reads_of(&right, &there).await.json()["version"], 1);
}

#[actix_web::test]
async fn a_deposit_that_the_patient_refused_leaves_its_line_and_nothing_else() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let path = format!("/api/v1/spaces/{}/refused-deposits", camille.space);
    let refused = |about: &Citizen| {
        let patient = letter_about(about, &json!({}))["patient"].clone();
        json!({"type": {"code": "11490-0"}, "patient": patient})
    };
    for _ in 0..2 {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "no-1");
        assert_eq!(door.send(call.json(&refused(&camille))).await.status, 204);
    }
    let lines = door.acts(&camille).await;
    let noted: Vec<_> = lines.iter().filter(|line| line["act"]["code"] == "documents.refuse").collect();
    assert_eq!(noted.len(), 2, "the second says that it was sent again");
    assert_eq!(noted[1]["document_type"]["code"], "11490-0");
    assert!(noted[0]["act"]["label_en"].as_str().unwrap().contains("again"));
    let listed = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert!(listed.ids().is_empty());
    // About somebody else, about nobody, or by the patient: refused.
    for (token, body, status) in [
        (doctor.token(), refused(&other), 422),
        (doctor.token(), json!({"type": {"code": "11490-0"}, "patient": {}}), 422),
        (doctor.token(), json!({"type": {"code": "0"}, "patient": refused(&camille)["patient"]}), 422),
        (camille.token(), refused(&camille), 403),
        (other.token(), refused(&camille), 404),
    ] {
        let answer = door.send(Call::post(path.clone()).token(token).json(&body)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}
