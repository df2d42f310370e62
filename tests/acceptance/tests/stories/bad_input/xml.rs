use acceptance::{CAMILLE, Form, addressed_to};
use serde_json::json;
use testkit::fixtures;

use super::Refusing;
use crate::{SPACE, receipt};

#[test]
fn hostile_documents_are_refused_and_the_server_goes_on() {
    let here = Refusing::new();
    let (doctor, citizen) = (here.server.persona("doctor"), here.server.persona("citizen"));
    for fixture in fixtures::hostile() {
        let form = Form::cda(fixture.bytes);
        for caller in [&doctor, &citizen] {
            let answer = caller.deposit(SPACE, &form);
            assert!([415, 422].contains(&answer.status), "{}: {answer:?}", fixture.name);
            let slug = if answer.status == 415 { "unsupported-media" } else { "unprocessable" };
            let refused = here.refuses(fixture.name, answer.status, slug, || caller.deposit(SPACE, &form));
            assert!(!refused.to_string().contains("root:"), "{}: no file of the machine", fixture.name);
        }
    }
    for (what, document) in made() {
        let form = Form::cda(document.into_bytes());
        let refused = here.refuses(what, 422, "unprocessable", || doctor.deposit(SPACE, &form));
        assert!(refused["detail"].is_string(), "{what}: {refused}");
    }
    let letter = addressed_to(fixtures::bytes("cda/level3-letter.xml"), CAMILLE);
    receipt(&doctor.deposit(SPACE, &Form::cda(letter)));
}

/// Documents that would be too long to keep.
fn made() -> Vec<(&'static str, String)> {
    let around =
        |inside: String| format!("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">{inside}</ClinicalDocument>");
    let million = 1_000_000;
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"\"")).collect();
    let bomb: String = (1..12)
        .map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10)))
        .collect();
    let with_entity = |declared: &str, used: &str| {
        format!(
            "<!DOCTYPE ClinicalDocument [{declared}]><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>{used}</title></ClinicalDocument>"
        )
    };
    vec![
        ("a million nested elements", around(format!("{}{}", "<a>".repeat(million), "</a>".repeat(million)))),
        ("a million elements", around("<a/>".repeat(million))),
        ("a hundred thousand attributes", around(format!("<a{attributes}/>"))),
        ("an XML bomb", with_entity(&format!("<!ENTITY e0 \"ha\">{bomb}"), "&e11;")),
        ("an external entity", with_entity("<!ENTITY f SYSTEM \"file:///etc/passwd\">", "&f;")),
        ("an external parameter", with_entity("<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;", "x")),
        ("an outside type", "<!DOCTYPE ClinicalDocument SYSTEM \"http://127.0.0.1:1/x.dtd\"><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>".to_owned()),
    ]
}

#[test]
fn json_of_any_depth_or_kind_is_refused() {
    let here = Refusing::new();
    let (doctor, citizen) = (here.server.persona("doctor"), here.server.persona("citizen"));
    let nested = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for path in ["/api/v1/patients/find".to_owned(), format!("/api/v1/spaces/{SPACE}/documents/search")] {
        for (what, body) in
            [("nested", nested.as_str()), ("cut", "{\"ins\":"), ("not UTF-8", "\u{0}"), ("null", "null")]
        {
            here.refuses(what, 400, "invalid", || {
                doctor.post_bytes(&path, "application/json", body.as_bytes())
            });
        }
        here.refuses("another kind", 415, "unsupported-media", || {
            doctor.post_bytes(&path, "text/plain", b"{}")
        });
    }
    for body in [json!({}), json!({ "ins": null, "traits": null }), json!({ "ins": { "value": "1" } })] {
        here.refuses("half a patient", 400, "invalid", || doctor.post("/api/v1/patients/find", &body));
    }
    let search = json!({ "after": "AAAA" });
    here.refuses("a made-up position", 400, "invalid", || {
        citizen.post(&format!("/api/v1/spaces/{SPACE}/documents/search"), &search)
    });
}
