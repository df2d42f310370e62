use serde_json::{Value, json};
use testkit::fixtures;

use crate::door::{Answer, Call, Door, NOTE, PDF, deposit, documents, letter_about};

const HOSTILE: &[u8] = include_bytes!("../../../../../tests/fixtures/hostile/billion-laughs.xml");
const TRUNCATED: &[u8] = include_bytes!("../../../../../tests/fixtures/hostile/truncated.xml");

fn fault(answer: &Answer) -> (u16, String) {
    (answer.status, answer.pointer())
}

#[actix_web::test]
async fn metadata_that_breaks_a_rule_says_where() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for (more, status, pointer) in [
        (json!({"type": {"code": "no-such-type"}}), 422, "/type/code"),
        (json!({"type": {"kode": "11490-0"}}), 400, "/type/kode"),
        (json!({"tytle": "Grippe"}), 400, "/tytle"),
        (json!({"title": 7}), 400, "/title"),
        (json!({"title": "x".repeat(251)}), 422, "/title"),
        (json!({"confidentiality": "S"}), 400, "/confidentiality"),
        (json!({"service_start": "hier"}), 400, "/service_start"),
        (json!({"service_start": "0001-01-01T00:00:00Z"}), 422, "/service_start"),
        (json!({"service_start": "1849-12-31T23:00:00Z"}), 422, "/service_start"),
        (json!({"service_start": "9999-12-31T00:00:00Z"}), 422, "/service_start"),
        (json!({"service_start": "2036-12-01T00:00:00Z"}), 422, "/service_start"),
        (json!({"service_end": "9999-12-31T00:00:00Z"}), 422, "/service_end"),
        (
            json!({"service_start": "2026-02-01T00:00:00Z", "service_end": "2026-01-01T00:00:00Z"}),
            422,
            "/service_end",
        ),
        (
            json!({"patient": {"ins": {"value": "1", "oid": "1.2.250.1.213.1.4.8"}}}),
            422,
            "/patient/ins/value",
        ),
        (json!({"patient": {"ins": {"value": "280077505600042", "oid": "1.2.3"}}}), 422, "/patient/ins/oid"),
        (json!({"patient": {"sex": "X"}}), 400, "/patient/sex"),
        (json!({"patient": {"birth_date": "demain"}}), 400, "/patient/birth_date"),
    ] {
        let metadata = letter_about(&camille, &more);
        let answer =
            door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", PDF)).await;
        assert_eq!(fault(&answer), (status, pointer.to_owned()), "{more}: {}", answer.text());
        assert!(!answer.text().contains("Grippe") && !answer.text().contains("demain"));
    }
    let untyped = json!({"patient": letter_about(&camille, &json!({}))["patient"]});
    let answer = door.send(deposit(&camille, doctor.token()).parts(&untyped, "application/pdf", PDF)).await;
    assert_eq!(fault(&answer), (422, "/type/code".to_owned()));
    let hidden = json!({"visible_to_patient": false});
    let answer = door.send(deposit(&camille, camille.token()).parts(&hidden, "text/plain", NOTE)).await;
    assert_eq!(fault(&answer), (422, "/visible_to_patient".to_owned()));
}

#[actix_web::test]
async fn a_lie_about_the_type_is_refused_with_what_was_found() {
    let door = Door::new();
    let camille = door.house.citizen();
    let send = |media: &'static str, bytes: &'static [u8]| {
        door.send(deposit(&camille, camille.token()).parts(&json!({}), media, bytes))
    };
    let lie = send("image/png", PDF).await;
    assert_eq!(fault(&lie), (415, "part:file".to_owned()));
    assert_eq!(lie.json()["faults"][0]["found"], "application/pdf");
    let program = send("application/pdf", b"MZ\x90\x00\x03\x00\x00\x00").await;
    assert_eq!(program.status, 415);
    assert_eq!(send("text/plain", b"").await.status, 400);
}

#[actix_web::test]
async fn an_act_may_be_long_past_or_planned() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for start in ["1850-06-01T00:00:00Z", "2036-10-01T00:00:00Z"] {
        door.fed(&camille, &doctor, json!({"service_start": start, "service_end": start})).await;
    }
}

#[actix_web::test]
async fn a_clinical_document_of_an_impossible_time_or_with_a_file_that_does_not_open_is_refused() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let text = String::from_utf8(fixtures::bytes("cda/level1-pdf.xml").to_vec()).unwrap();
    let file = text.split_once("representation=\"B64\"").unwrap().1.split_once('>').unwrap().1;
    let file = file.split_once('<').unwrap().0;
    let act = "documentationOf/serviceEvent/effectiveTime";
    for (from, to, pointer) in [
        (file, "JVBERi0*", "component/nonXMLBody/text"),
        (file, "JVBER", "component/nonXMLBody/text"),
        ("representation=\"B64\"", "representation=\"B64\" compression=\"DF\"", "component/nonXMLBody/text"),
        ("<low value=\"20240312093000+0100\"/>", "<low value=\"00010101\"/>", act),
        ("<high value=\"20240312100000+0100\"/>", "<high value=\"99991231\"/>", act),
    ] {
        assert!(text.contains(from), "the fixture has changed: {from}");
        let document = camille.named_in(text.replace(from, to).as_bytes());
        let answer =
            door.send(deposit(&camille, doctor.token()).parts(&json!({}), "text/xml", &document)).await;
        assert_eq!(fault(&answer), (422, format!("/file/ClinicalDocument/{pointer}")), "{}", answer.text());
    }
    let whole = camille.named_in(text.as_bytes());
    let answer = door.send(deposit(&camille, doctor.token()).parts(&json!({}), "text/xml", &whole)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[actix_web::test]
async fn hostile_xml_is_refused_without_being_opened() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for bytes in [HOSTILE, TRUNCATED] {
        let metadata = letter_about(&camille, &json!({}));
        let answer = door.send(deposit(&camille, doctor.token()).parts(&metadata, "text/xml", bytes)).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.json()["faults"].as_array().map(Vec::len), Some(1));
    }
}

#[actix_web::test]
async fn another_patient_is_refused_and_traits_are_named_only_to_who_may_see_the_record() {
    let door = Door::new();
    let (camille, doctor, colleague) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &colleague).await;
    let mut metadata = letter_about(&camille, &json!({}));
    metadata["patient"]["birth_date"] = json!("1980-07-02");
    let to = |token: &str| deposit(&camille, token).parts(&metadata, "application/pdf", PDF);
    let stranger = door.send(to(doctor.token())).await;
    assert_eq!(stranger.status, 422);
    assert!(stranger.json().get("faults").is_none(), "{}", stranger.text());
    let nowhere = format!("/api/v1/spaces/{}/documents", door.house.id::<kernel::kind::Space>());
    let absent = Call::post(nowhere).token(doctor.token()).parts(&metadata, "application/pdf", PDF);
    assert_eq!(door.send(absent).await.problem(), stranger.problem());
    let known = door.send(to(colleague.token())).await;
    assert_eq!(fault(&known), (422, "/patient/birth_date".to_owned()));
    assert!(!known.text().contains("1980"), "no value is named");
}

#[actix_web::test]
async fn a_deposit_that_names_nobody_is_asked_for_whom_it_is() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let unnamed = json!({"type": {"code": "11490-0"}});
    let half_named = json!({"type": {"code": "11490-0"}, "patient": {"sex": "F"}});
    for metadata in [unnamed, half_named] {
        let sent = deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", PDF);
        let answer = door.send(sent).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let pointer = answer.json()["faults"][0]["pointer"].as_str().unwrap_or_default().to_owned();
        assert!(pointer.contains("/patient"), "{}", answer.text());
    }
}

#[actix_web::test]
async fn the_same_document_of_one_producer_is_taken_once_and_named_to_that_producer() {
    let door = Door::new();
    let (camille, doctor, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let more = json!({"unique_id": "1.2.250.1.999.7^1"});
    let id = door.fed(&camille, &doctor, more.clone()).await;
    let send = |token: &str| {
        let metadata = letter_about(&camille, &more);
        door.send(deposit(&camille, token).parts(&metadata, "application/pdf", PDF))
    };
    let again = send(doctor.token()).await;
    assert_eq!((again.status, &again.json()["faults"][0]["found"]), (409, &Value::String(id)));
    // What was told of the record left its line.
    let history = format!("/api/v1/spaces/{}/history", camille.space);
    let newest = &door.send(Call::get(history).token(camille.token())).await.json()["items"][0];
    assert_eq!(
        (&newest["act"]["code"], &newest["outcome"]),
        (&json!("documents.deposit"), &json!("refused"))
    );
    assert!(newest["refused_by"]["label_en"].as_str().unwrap().contains("contradicts"), "{newest}");
    // The identifiers of one producer are nothing to another: they neither stand in the way nor tell what is there.
    assert_eq!(send(other.token()).await.status, 201);
    let own = deposit(&camille, camille.token()).parts(&more, "text/plain", NOTE);
    assert_eq!(door.send(own).await.status, 201);
}

#[actix_web::test]
async fn an_empty_identifier_is_none_and_words_are_bounded_and_read_as_they_are_written() {
    let door = Door::new();
    let camille = door.house.citizen();
    let send =
        |metadata: Value| door.send(deposit(&camille, camille.token()).parts(&metadata, "text/plain", NOTE));
    for _ in 0..2 {
        assert_eq!(send(json!({"unique_id": ""})).await.status, 201);
    }
    for (metadata, pointer) in [
        (json!({"comment": "x".repeat(2_001)}), "/comment"),
        (json!({"unique_id": "x".repeat(257)}), "/unique_id"),
        (json!({"title": "a\u{0}b"}), "/title"),
        (json!({"title": "fdp.\u{202e}exe"}), "/title"),
    ] {
        let answer = send(metadata).await;
        assert_eq!((answer.status, &answer.json()["faults"][0]["pointer"]), (422, &json!(pointer)));
    }
    assert_eq!(send(json!({"comment": "une ligne\nune autre"})).await.status, 201);
}

#[actix_web::test]
async fn a_deposit_about_somebody_else_says_so_in_the_history() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut metadata = letter_about(&camille, &json!({}));
    metadata["patient"]["birth_date"] = json!("1979-07-01");
    metadata["patient"].as_object_mut().unwrap().remove("ins");
    let answer = door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", PDF)).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let history = format!("/api/v1/spaces/{}/history", camille.space);
    let newest = &door.send(Call::get(history).token(camille.token())).await.json()["items"][0];
    assert!(newest["refused_by"]["label_en"].as_str().unwrap().contains("identity"), "{newest}");
}

#[actix_web::test]
async fn a_refused_deposit_leaves_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut metadata = letter_about(&camille, &json!({}));
    metadata["patient"]["sex"] = json!("M");
    let large: Vec<u8> = PDF.iter().copied().chain(std::iter::repeat_n(b' ', 100_000)).collect();
    let answer =
        door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", &large)).await;
    assert_eq!(answer.status, 422);
    assert!(door.send(Call::get(documents(&camille)).token(camille.token())).await.ids().is_empty());
    assert_eq!(door.blobs(), 0);
}
