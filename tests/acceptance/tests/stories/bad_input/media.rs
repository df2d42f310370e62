use acceptance::{CAMILLE, Form, Site, addressed_to};
use serde_json::{Value, json};
use testkit::fixtures;

use super::{Refusing, pointers};
use crate::{SPACE, receipt};

fn of_professional(type_code: &str) -> Value {
    json!({ "type": { "code": type_code }, "patient": CAMILLE.person().patient_json() })
}

#[test]
fn a_lie_about_the_type_is_refused_with_what_was_found() {
    let here = Refusing::new();
    let (doctor, citizen) = (here.server.persona("doctor"), here.server.persona("citizen"));
    for (declared, file, found) in [
        ("application/pdf", "files/square.png", "image/png"),
        ("image/jpeg", "files/square.png", "image/png"),
        ("image/png", "files/letter.pdf", "application/pdf"),
        ("application/pdf", "files/note.txt", "text/plain"),
        ("text/xml", "files/letter.pdf", "application/pdf"),
    ] {
        let form = Form::new(of_professional("11490-0"), declared, fixtures::bytes(file));
        for caller in [&doctor, &citizen] {
            let refused = here.refuses(file, 415, "unsupported-media", || caller.deposit(SPACE, &form));
            assert_eq!(pointers(&refused), ["part:file"], "{refused}");
            assert!(refused.to_string().contains(found), "{declared} for {file}: {refused}");
        }
    }
    for (what, declared, bytes) in [
        ("a program", "application/pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".as_slice()),
        ("an archive", "application/zip", b"PK\x03\x04\x14\0\0\0\x08\0".as_slice()),
        ("a page", "text/html", b"<!doctype html><html><script>alert(1)</script></html>".as_slice()),
        ("a drawing that runs", "image/svg+xml", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice()),
        ("text in another encoding", "text/plain", fixtures::bytes("files/note-latin1.txt")),
    ] {
        let form = Form::new(json!({}), declared, bytes);
        let answer = citizen.deposit(SPACE, &form);
        assert!([415, 422].contains(&answer.status), "{what}: {answer:?}");
        let slug = if answer.status == 415 { "unsupported-media" } else { "unprocessable" };
        here.refuses(what, answer.status, slug, || citizen.deposit(SPACE, &form));
    }
    here.refuses("no byte", 400, "invalid", || {
        citizen.deposit(SPACE, &Form::new(json!({}), "text/plain", b""))
    });
    here.refuses("no multipart", 415, "unsupported-media", || {
        citizen.post(&format!("/api/v1/spaces/{SPACE}/documents"), &json!({}))
    });
}

#[test]
fn what_is_too_large_is_refused_with_its_limit() {
    let site = Site::new()
        .setting("server.body_limit_citizen", "100000")
        .setting("server.body_limit_professional", "300000");
    let here = Refusing::on(site);
    let (doctor, citizen) = (here.server.persona("doctor"), here.server.persona("citizen"));
    let text = |bytes: usize| "a".repeat(bytes).into_bytes();
    let by_doctor = |bytes| Form::new(of_professional("11490-0"), "text/plain", text(bytes));
    let by_citizen = |bytes| Form::new(json!({}), "text/plain", text(bytes));

    for (what, refused) in [
        (
            "a citizen's, by one byte",
            here.refuses("citizen", 413, "too-large", || citizen.deposit(SPACE, &by_citizen(100_001))),
        ),
        (
            "a professional's, by one byte",
            here.refuses("doctor", 413, "too-large", || doctor.deposit(SPACE, &by_doctor(300_001))),
        ),
    ] {
        assert_eq!(pointers(&refused), ["part:file"], "{what}: {refused}");
        let limit = if what.starts_with("a citizen") { "100000" } else { "300000" };
        assert!(refused["faults"][0]["expected"].as_str().unwrap().contains(limit), "{what}: {refused}");
    }
    here.refuses("beyond every limit", 413, "too-large", || doctor.deposit(SPACE, &by_doctor(8_000_000)));
    let metadata = json!({ "comment": "a".repeat(100_000) });
    here.refuses("metadata", 413, "too-large", || {
        citizen.deposit(SPACE, &Form::new(metadata, "text/plain", b"peu".as_slice()))
    });

    receipt(&citizen.deposit(SPACE, &by_citizen(100_000)));
    receipt(&doctor.deposit(SPACE, &by_doctor(300_000)));
}

#[test]
fn metadata_that_break_a_rule_are_refused_with_a_pointer() {
    let here = Refusing::new();
    let (doctor, citizen) = (here.server.persona("doctor"), here.server.persona("citizen"));
    let pdf = fixtures::bytes("files/letter.pdf");
    let patient = CAMILLE.person().patient_json();
    for (what, metadata, pointer) in [
        ("an unknown type", of_professional("00000-0"), "/type/code"),
        ("no type", json!({ "patient": patient }), "/type/code"),
        (
            "a type in another system",
            json!({ "type": { "code": "11490-0", "system": "1.2.3.4" }, "patient": patient }),
            "/type/code",
        ),
        (
            "a title that is too long",
            json!({ "type": { "code": "11490-0" }, "patient": patient, "title": "t".repeat(251) }),
            "/title",
        ),
        (
            "an act that ends before it begins",
            json!({ "type": { "code": "11490-0" }, "patient": patient,
                    "service_start": "2026-03-02T08:00:00Z", "service_end": "2026-03-01T08:00:00Z" }),
            "/service_end",
        ),
        (
            "hidden from everybody",
            json!({ "type": { "code": "11490-0" }, "patient": patient,
                    "masked": true, "visible_to_patient": false }),
            "/masked",
        ),
    ] {
        let form = Form::new(metadata, "application/pdf", pdf);
        let refused = here.refuses(what, 422, "unprocessable", || doctor.deposit(SPACE, &form));
        assert_eq!(pointers(&refused), [pointer], "{what}: {refused}");
    }
    let hidden_from_oneself = Form::new(json!({ "visible_to_patient": false }), "application/pdf", pdf);
    let refused =
        here.refuses("from oneself", 422, "unprocessable", || citizen.deposit(SPACE, &hidden_from_oneself));
    assert_eq!(pointers(&refused), ["/visible_to_patient"]);

    // The header of a CDA says its type; one that nobody knows is no type, and what is said beside must fit.
    let document = addressed_to(fixtures::bytes("cda/unknown-type.xml"), CAMILLE);
    here.refuses("a header's unknown type", 422, "unprocessable", || {
        doctor.deposit(SPACE, &Form::cda(document))
    });
    let letter = addressed_to(fixtures::bytes("cda/level3-letter.xml"), CAMILLE);
    let form = Form::new(json!({ "type": { "code": "11502-2" } }), "text/xml", letter);
    let refused = here.refuses("two types", 422, "unprocessable", || doctor.deposit(SPACE, &form));
    assert_eq!(pointers(&refused), ["/type/code"]);

    for (what, metadata) in [
        ("an unknown member", json!({ "heading": "Note" })),
        ("another kind of value", json!({ "masked": "yes" })),
        ("an instant without an offset", json!({ "service_start": "2026-03-01T08:00:00" })),
    ] {
        let form = Form::new(metadata, "application/pdf", pdf);
        here.refuses(what, 400, "invalid", || citizen.deposit(SPACE, &form));
    }
}
