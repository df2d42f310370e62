//! What a clinical document says of itself and states in coded entries.

use serde_json::{Value, json};
use testkit::{Citizen, Worker, fixtures};

use crate::door::{Call, Door, PDF, deposit, documents, letter_about};

async fn clinical(door: &Door, citizen: &Citizen, by: &Worker, more: &Value) -> String {
    let document = citizen.named_in(fixtures::bytes("cda/coded-entries.xml"));
    let answer = door.send(deposit(citizen, by.token()).parts(more, "text/xml", &document)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_whole_header_of_a_clinical_document_is_shown_where_it_is_read_and_not_in_lists() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = clinical(&door, &camille, &doctor, &json!({})).await;
    let path = format!("{}/{id}", documents(&camille));
    let shown = door.send(Call::get(&path).token(camille.token())).await.json();
    assert_eq!(shown["authors"][0]["rpps"], "99700218896");
    assert_eq!(shown["authors"][0]["speciality"], "G15_10/SM26");
    assert_eq!(shown["authors"][0]["organisation"], "Clinique des Tilleuls");
    assert_eq!(shown["authors"][0]["organisation_id"], "1990000010");
    assert_eq!(shown["language"], "fr-FR");
    assert_eq!(shown["service_start"], "2024-03-12T08:30:00Z");
    assert_eq!(shown["service_end"], "2024-03-12T09:00:00Z");
    let header = &shown["header"];
    assert_eq!(header["unique_id"], "1.2.250.1.999.1^D90");
    assert_eq!((&header["set_id"], &header["version"]), (&json!("1.2.250.1.999.1^S90"), &json!(3)));
    assert_eq!(header["legal_authenticator"]["name"], "Solène QUERVALY");
    assert_eq!(header["legal_authenticator"]["rpps"], "99700218896");
    assert_eq!(header["facility"]["code"], "SA25");
    assert_eq!(header["facility"]["label_en"], "Medical laboratory");
    assert_eq!(header["practice_setting"]["code"], "ETABLISSEMENT");
    assert_eq!(header["practice_setting"]["label_en"], "Health establishment");
    assert_eq!(
        header["events"],
        json!([{"code": "18719-5", "system": "2.16.840.1.113883.6.1", "label": "Biochimie"}])
    );
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await.json();
    assert!(list["items"][0].get("header").is_none());
}

#[actix_web::test]
async fn a_depositor_says_where_and_which_acts_by_the_codes_of_the_value_sets() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let act = json!({"code": "JQGA003", "system": "1.2.250.1.215.300.1", "label": "Acte fictif"});
    let more =
        json!({"facility": {"code": "SA07"}, "practice_setting": {"code": "AMBULATOIRE"}, "events": [act]});
    let id = door.fed(&camille, &doctor, more).await;
    let read = Call::get(format!("{}/{id}", documents(&camille))).token(camille.token());
    let header = door.send(read).await.json()["header"].clone();
    assert_eq!(header["facility"]["label_fr"], "Cabinet individuel");
    assert_eq!(header["practice_setting"]["system"], "1.2.250.1.213.1.1.4.9");
    assert_eq!(header["events"][0]["label"], "Acte fictif");

    let wrong = [
        (json!({"facility": {"code": "SA11"}}), "/facility/code"),
        (json!({"facility": {"code": "SA07", "system": "1.2.3"}}), "/facility/code"),
        (json!({"practice_setting": {"code": "SA07"}}), "/practice_setting/code"),
        (json!({"events": [{"code": "", "system": "1.2.3"}]}), "/events"),
        (json!({"events": [{"code": "A", "system": "CCAM"}]}), "/events"),
        (json!({"events": [{"code": "A\u{202e}B", "system": "1.2.3"}]}), "/events"),
        (json!({"events": [{"code": "A", "system": "1.2.3", "label": "Acte\u{202e}fictif"}]}), "/events"),
        (json!({"events": [{"code": "A", "system": "1.2.3", "label": "x".repeat(251)}]}), "/events"),
        (json!({"events": vec![json!({"code": "A", "system": "1.2.3"}); 21]}), "/events"),
    ];
    for (more, pointer) in wrong {
        let metadata = letter_about(&camille, &more);
        let answer =
            door.send(deposit(&camille, doctor.token()).parts(&metadata, "application/pdf", PDF)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, pointer), "{more}");
    }
    // What the document says itself is preferred.
    let id = clinical(&door, &camille, &doctor, &json!({"facility": {"code": "SA07"}})).await;
    let read = Call::get(format!("{}/{id}", documents(&camille))).token(camille.token());
    assert_eq!(door.send(read).await.json()["header"]["facility"]["code"], "SA25");
}

#[actix_web::test]
async fn what_a_citizen_brings_has_the_code_of_citizens_and_no_other() {
    let door = Door::new();
    let camille = door.house.citizen();
    let id = door.brought(&camille, json!({})).await;
    let read = Call::get(format!("{}/{id}", documents(&camille))).token(camille.token());
    let header = door.send(read).await.json()["header"].clone();
    assert_eq!(header["facility"]["code"], "EXP_PATIENT");
    assert_eq!(header["practice_setting"]["label_en"], "Brought by the patient");
    for (more, pointer) in [
        (json!({"facility": {"code": "SA07"}}), "/facility"),
        (json!({"practice_setting": {"code": "AMBULATOIRE"}}), "/practice_setting"),
        (json!({"events": [{"code": "A", "system": "1.2.3"}]}), "/events"),
    ] {
        let answer = door.send(deposit(&camille, camille.token()).parts(&more, "application/pdf", PDF)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, pointer));
    }
}

const PLACE: &str = r#"<location><healthCareFacility><code code="SA25" codeSystem="1.2.250.1.71.4.2.4" displayName="Laboratoire"/></healthCareFacility></location>"#;
const EVENT: &str = r#"<code code="18719-5" codeSystem="2.16.840.1.113883.6.1" displayName="Biochimie"/>"#;

/// The clinical document of a citizen without where and which acts.
fn silent(citizen: &Citizen) -> Vec<u8> {
    let text = String::from_utf8(fixtures::bytes("cda/coded-entries.xml").to_vec()).unwrap();
    let event = format!("<serviceEvent>{EVENT}");
    assert!(text.contains(PLACE) && text.contains(&event), "the fixture has changed");
    citizen.named_in(text.replace(PLACE, "").replace(&event, "<serviceEvent>").as_bytes())
}

#[actix_web::test]
async fn what_a_clinical_document_does_not_say_is_as_its_depositor_says_field_by_field() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let act = json!({"code": "JQGA003", "system": "1.2.250.1.215.300.1"});
    let more =
        json!({"facility": {"code": "SA07"}, "practice_setting": {"code": "AMBULATOIRE"}, "events": [act]});
    let call = deposit(&camille, doctor.token());
    let made = door.send(call.parts(&more, "text/xml", &silent(&camille))).await.json();
    let read = Call::get(format!("{}/{}", documents(&camille), made["id"].as_str().unwrap()));
    let header = door.send(read.token(camille.token())).await.json()["header"].clone();
    assert_eq!(header["facility"]["code"], "SA07");
    assert_eq!(header["events"][0]["code"], "JQGA003");
    assert_eq!(header["practice_setting"]["code"], "ETABLISSEMENT", "the document says this itself");
}

#[actix_web::test]
async fn a_clinical_document_that_a_citizen_brings_comes_from_the_citizen() {
    let door = Door::new();
    let camille = door.house.citizen();
    let document = camille.named_in(fixtures::bytes("cda/coded-entries.xml"));
    let call = deposit(&camille, camille.token());
    let made = door.send(call.parts(&json!({}), "text/xml", &document)).await.json();
    let read = Call::get(format!("{}/{}", documents(&camille), made["id"].as_str().unwrap()));
    let header = door.send(read.token(camille.token())).await.json()["header"].clone();
    assert_eq!(header["facility"]["code"], "EXP_PATIENT", "wherever the act was done");
    assert_eq!(header["practice_setting"]["code"], "EXP_PATIENT");
    assert_eq!(header["events"][0]["code"], "18719-5");
}

#[actix_web::test]
async fn a_new_version_that_is_silent_about_where_and_which_acts_is_about_the_same() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let act = |code: &str| json!([{"code": code, "system": "1.2.250.1.215.300.1"}]);
    let first = json!({"facility": {"code": "SA07"}, "practice_setting": {"code": "AMBULATOIRE"},
        "events": act("JQGA003"), "comment": "Premier envoi."});
    let mut id = door.fed(&camille, &doctor, first).await;
    for (more, facility, event) in [
        (json!({}), "SA07", "JQGA003"),
        (json!({"facility": {"code": "SA25"}}), "SA25", "JQGA003"),
        (json!({"events": act("AAAA001")}), "SA25", "AAAA001"),
    ] {
        let call = Call::post(format!("{}/{id}/replacement", documents(&camille))).token(doctor.token());
        let made = door.send(call.parts(&letter_about(&camille, &more), "application/pdf", PDF)).await;
        id = made.json()["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
        let read = Call::get(format!("{}/{id}", documents(&camille))).token(camille.token());
        let told = door.send(read).await.json();
        assert!(told.get("comment").is_none(), "a comment is of its version: {told}");
        let header = &told["header"];
        assert_eq!(
            (&header["facility"]["code"], &header["events"][0]["code"]),
            (&json!(facility), &json!(event))
        );
        assert_eq!(header["practice_setting"]["code"], "AMBULATOIRE");
    }
}

#[actix_web::test]
async fn coded_entries_are_given_with_what_was_refused_told_as_refused() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = clinical(&door, &camille, &doctor, &json!({})).await;
    let path = format!("{}/{id}/entries", documents(&camille));
    let answer = door.send(Call::get(&path).token(camille.token())).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let entries = answer.json();
    let result = &entries["results"][0];
    assert_eq!((&result["kind"], &result["standing"]), (&json!("laboratory"), &json!("recorded")));
    assert_eq!(result["name"], "Thyréostimuline (TSH)");
    assert_eq!(result["value"], json!({"type": "quantity", "value": "1.950", "unit": "m[IU]/L"}));
    assert_eq!(result["reference"]["high"], json!({"value": "4.200", "unit": "m[IU]/L"}));
    assert_eq!(result["at"], "2024-03-11T07:30:00Z");
    assert_eq!((entries["results"].as_array().unwrap().len(), &entries["skipped"]), (1, &json!(1)));
    let medicine = &entries["medicines"][0];
    assert_eq!(medicine["used"], "prescribed");
    assert_eq!(medicine["product"]["codes"][1]["code"], "N02BE01");
    assert_eq!(medicine["dosages"][0]["every"], json!({"value": "8", "unit": "h"}));
    assert_eq!(medicine["dosages"][0]["stop"], "2024-03-19");
    let [given, refused] = entries["vaccines"].as_array().unwrap().as_slice() else { panic!("{entries}") };
    assert_eq!((&given["standing"], &given["at"]), (&json!("recorded"), &json!("2024-03-05")));
    assert_eq!((&given["dose_number"], &given["product"]["lot"]), (&json!(2), &json!("L 42")));
    assert_eq!(given["performer"], "Solène QUERVALY");
    assert_eq!((&refused["standing"], refused.get("at")), (&json!("denied"), None));
    assert_eq!(entries["cut"], false);

    let note = door.brought(&camille, json!({})).await;
    let none =
        door.send(Call::get(format!("{}/{note}/entries", documents(&camille))).token(camille.token())).await;
    assert_eq!(
        none.json(),
        json!({"results": [], "medicines": [], "vaccines": [], "skipped": 0, "cut": false})
    );
}

#[actix_web::test]
async fn entries_are_seen_by_whoever_may_read_the_document_and_by_nobody_else() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let hidden = clinical(&door, &camille, &doctor, &json!({"visible_to_patient": false})).await;
    let absent = door.house.id::<kernel::kind::Document>().to_string();
    let entries = |id: &str| Call::get(format!("{}/{id}/entries", documents(&camille)));
    let mut answers = Vec::new();
    for id in [&hidden, &absent] {
        let answer = door.send(entries(id).token(camille.token())).await;
        assert_eq!(answer.status, 404);
        answers.push(answer.problem());
    }
    assert_eq!(answers[0], answers[1], "hidden and absent are alike");
    assert_eq!(door.send(entries(&hidden).token(doctor.token())).await.status, 404, "no care relationship");
    door.cares(&camille, &doctor).await;
    assert_eq!(door.send(entries(&hidden).token(doctor.token())).await.status, 200);
}

#[actix_web::test]
async fn the_time_of_care_is_the_headers_then_the_depositors_then_that_of_the_document() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let span = "<effectiveTime><low value=\"20240312093000+0100\"/><high value=\"20240312100000+0100\"/></effectiveTime>";
    let stated = json!({"service_start": "2024-03-01T08:00:00Z"});
    let mut starts = Vec::new();
    for (by_citizen, said, silent) in
        [(false, &stated, false), (false, &stated, true), (false, &json!({}), true), (true, &stated, false)]
    {
        let camille = door.house.citizen();
        let whole = String::from_utf8(camille.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
        assert!(whole.contains(span));
        let content = if silent { whole.replace(span, "") } else { whole };
        let token = if by_citizen { camille.token() } else { doctor.token() };
        let made = door.send(deposit(&camille, token).parts(said, "text/xml", content.as_bytes())).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let path = format!("{}/{}", documents(&camille), made.json()["id"].as_str().unwrap());
        let read = door.send(Call::get(path).token(camille.token())).await.json();
        starts.push(read["service_start"].as_str().unwrap().to_owned());
    }
    let expected =
        ["2024-03-12T08:30:00Z", "2024-03-01T08:00:00Z", "2024-03-12T09:15:00Z", "2024-03-01T08:00:00Z"];
    assert_eq!(starts, expected);
}
