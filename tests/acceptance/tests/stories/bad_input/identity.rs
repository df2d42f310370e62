use acceptance::{CAMILLE, Form, Person, VESTRELAINE, addressed_to};
use serde_json::{Value, json};
use testkit::fixtures;

use super::{Refusing, pointers};
use crate::{SPACE, receipt};

/// A record that nobody has.
const ABSENT: &str = "01900000-0000-7000-8000-00000000abcd";

fn without_instance(mut problem: Value) -> Value {
    problem["instance"].take();
    problem
}

#[test]
fn a_document_about_somebody_else_is_refused_and_traits_are_named_only_to_who_may_look() {
    let here = Refusing::new();
    let (doctor, citizen, software) =
        (here.server.persona("doctor"), here.server.persona("citizen"), here.server.persona("software"));
    let form = Form::cda(fixtures::bytes("cda/level3-letter.xml"));
    for caller in [&doctor, &software] {
        let refused = here.refuses("no way in", 422, "unprocessable", || caller.deposit(SPACE, &form));
        assert!(pointers(&refused).is_empty(), "who has no way in is not told what differs: {refused}");
        let absent = here.refuses("absent record", 422, "unprocessable", || caller.deposit(ABSENT, &form));
        assert_eq!(without_instance(refused), without_instance(absent), "no look-up by depositing");
    }

    let evidence = json!({ "evidence": "team_in_charge" });
    let declared = doctor.post(&format!("/api/v1/spaces/{SPACE}/care-relationships"), &evidence);
    assert_eq!(declared.status, 201, "{declared:?}");
    for (who, caller) in [("declared doctor", &doctor), ("holder", &citizen)] {
        let refused = here.refuses(who, 422, "unprocessable", || caller.deposit(SPACE, &form));
        let named = pointers(&refused);
        for name in ["birth_name", "birth_date"] {
            assert!(named.contains(&format!("/patient/{name}").as_str()), "{who}: {refused}");
        }
        let told = refused.to_string();
        for value in ["VESTRELAINE", "SPECIMEN", "1985", "285059999900131"] {
            assert!(!told.contains(value), "{who}: names are named, values are not: {told}");
        }
    }
}

#[test]
fn one_strange_trait_or_a_second_number_is_enough() {
    let here = Refusing::new();
    let (software, citizen) = (here.server.persona("software"), here.server.persona("citizen"));
    let letter = addressed_to(fixtures::bytes("cda/level3-letter.xml"), CAMILLE);
    let text = String::from_utf8(letter).unwrap();
    for (what, pointer, from, to) in [
        ("birth date", "/patient/birth_date", "19850517", "19850518"),
        ("birth name", "/patient/birth_name", "SPECIMEN", "SPECIMENE"),
        ("number", "/patient/ins", "285059999900131", "285037500000162"),
        ("sex", "/patient/sex", "administrativeGenderCode code=\"F\"", "administrativeGenderCode code=\"M\""),
        (
            "a second number",
            "/patient/ins",
            "<id root=\"1.2.250.1.999.7.1\" extension=\"P-0042\"/>",
            "<id root=\"1.2.250.1.213.1.4.10\" extension=\"192067500001495\"/>",
        ),
    ] {
        assert!(text.contains(from), "{what}");
        let form = Form::cda(text.replace(from, to));
        here.refuses(what, 422, "unprocessable", || software.deposit(SPACE, &form));
        let told = here.refuses(what, 422, "unprocessable", || citizen.deposit(SPACE, &form));
        assert_eq!(pointers(&told), [pointer], "{what}: {told}");
    }
    let metadata = json!({ "type": { "code": "11490-0" }, "patient": VESTRELAINE.person().patient_json() });
    let form = Form::new(metadata, "application/pdf", fixtures::bytes("files/letter.pdf"));
    here.refuses("a patient beside a file", 422, "unprocessable", || software.deposit(SPACE, &form));
    let metadata = json!({ "type": { "code": "11490-0" } });
    let form = Form::new(metadata, "application/pdf", fixtures::bytes("files/letter.pdf"));
    here.refuses("nobody named", 422, "unprocessable", || software.deposit(SPACE, &form));
}

#[test]
fn a_wrong_key_is_refused_in_production_numbers_and_warned_of_in_test_numbers() {
    let here = Refusing::new();
    let doctor = here.server.persona("doctor");
    let document = String::from_utf8(fixtures::bytes("cda/production-wrong-key.xml").to_vec()).unwrap();
    let (number, written) = ("285037500000163", "1.2.250.1.213.1.4.8");
    assert!(document.contains(&format!("root=\"{written}\" extension=\"{number}\"")));
    for oid in ["1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"] {
        let form = Form::cda(document.replace(written, oid));
        let refused = here.refuses(oid, 422, "unprocessable", || doctor.deposit(SPACE, &form));
        assert!(pointers(&refused)[0].contains("recordTarget/patientRole/id"), "{refused}");
        assert!(refused["faults"][0]["expected"].as_str().unwrap().contains("key"), "{refused}");
        let ins = json!({ "value": number, "oid": oid });
        let metadata = json!({ "type": { "code": "11490-0" }, "patient": { "ins": ins } });
        let form = Form::new(metadata, "application/pdf", fixtures::bytes("files/letter.pdf"));
        let refused = here.refuses(oid, 422, "unprocessable", || doctor.deposit(SPACE, &form));
        assert_eq!(pointers(&refused), ["/patient/ins/value"], "{refused}");
        let find = json!({ "ins": ins });
        let refused = here.refuses(oid, 422, "unprocessable", || doctor.post("/api/v1/patients/find", &find));
        assert_eq!(pointers(&refused), ["/ins/value"], "{refused}");
    }

    for (oid, birth_date) in [("1.2.250.1.213.1.4.10", "1985-03-12"), ("1.2.250.1.213.1.4.11", "1985-03-13")]
    {
        let person = Person {
            ins: number.to_owned(),
            oid: oid.to_owned(),
            birth_date: birth_date.to_owned(),
            ..VESTRELAINE.person()
        };
        let space = here.site.registry().citizen(&person).space.to_string();
        let plain = birth_date.replace('-', "");
        let form = Form::cda(document.replace(written, oid).replace("19850312", &plain));
        let taken = doctor.deposit(&space, &form);
        receipt(&taken);
        assert_eq!(taken.json()["warnings"], json!(["ins-key"]), "{taken:?}");
        let found = doctor.post("/api/v1/patients/find", &json!({ "ins": person.ins_json() }));
        assert_eq!(found.json(), json!({ "space": space }));
    }
}
