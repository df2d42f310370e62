//! A doctor deposits a real document, the patient reads it and sees who did what.

use acceptance::{Answer, CAMILLE, Caller, Form, Server, Site, addressed_to};
use serde_json::{Value, json};
use testkit::fixtures;

use crate::{SPACE, documents, ids, receipt};

fn letter() -> Vec<u8> {
    addressed_to(fixtures::bytes("cda/level1-pdf.xml"), CAMILLE)
}

fn find_by_ins(caller: &Caller) -> Answer {
    caller.post("/api/v1/patients/find", &json!({ "ins": CAMILLE.person().ins_json() }))
}

fn declare(caller: &Caller) -> Answer {
    let evidence = json!({ "evidence": "consent_of_this_consultation" });
    caller.post(&format!("/api/v1/spaces/{SPACE}/care-relationships"), &evidence)
}

/// The whole history, newest first.
fn history(caller: &Caller) -> Vec<Value> {
    let (mut lines, mut after) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("/api/v1/spaces/{SPACE}/history?limit=50{after}"));
        assert_eq!(page.status, 200, "{page:?}");
        let page = page.json();
        lines.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return lines,
        }
    }
}

/// Whether the history has a line of this person, act and outcome that fits.
fn tells(history: &[Value], name: &str, act: &str, outcome: &str, fits: impl Fn(&Value) -> bool) -> bool {
    history.iter().any(|line| {
        line["who"]["name"] == name && line["act"]["code"] == act && line["outcome"] == outcome && fits(line)
    })
}

fn sandbox() -> (Site, Server) {
    let site = Site::new();
    let server = site.sandbox();
    (site, server)
}

#[test]
fn a_doctor_deposits_and_reads_and_the_patient_sees_who_did_what() {
    let (site, server) = sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));

    // The doctor knows the patient's INS and nothing else.
    let found = find_by_ins(&doctor);
    assert_eq!(found.status, 200, "{found:?}");
    assert_eq!(found.json(), json!({ "space": SPACE }), "the answer is the record's id and nothing else");

    // Nothing leads in yet.
    doctor.get(&documents(SPACE)).problem(404, "not-found");

    let declared = declare(&doctor);
    assert_eq!(declared.status, 201, "{declared:?}");
    let before = ids(&doctor.get(&documents(SPACE)));

    let letter = letter();
    let document = receipt(&doctor.deposit(SPACE, &Form::cda(letter.clone()).named("lettre.xml")));
    assert!(!before.contains(&document));
    assert_eq!(ids(&doctor.get(&documents(SPACE)))[0], document, "newest first");
    let read = doctor.content(SPACE, &document);
    assert_eq!((read.status, read.body == letter), (200, true), "byte for byte");

    // The patient.
    let shown = citizen.get(&format!("{}/{document}", documents(SPACE))).json();
    assert_eq!(shown["title"], "Lettre de sortie fictive");
    assert_eq!(shown["type"]["code"], "11490-0");
    assert_eq!(shown["type"]["system"], "2.16.840.1.113883.6.1");
    assert_eq!(shown["service_start"].as_str().map(|at| &at[..10]), Some("2024-03-12"));
    assert_eq!(shown["media_type"], "text/xml");
    assert_eq!(shown["size"], letter.len());
    assert_eq!(shown["brought_by_citizen"], false);
    assert_eq!(shown["deposited_by"]["kind"], "professional");
    assert_eq!(
        shown["deposited_by"]["name"], "Dominique Fictif",
        "who is logged in, not who the header names"
    );
    assert!(shown["authors"][0]["name"].as_str().unwrap().contains("QUERVALY"), "{shown}");
    assert_eq!(shown["authors"][0]["organisation"], "Clinique des Tilleuls");
    assert_eq!(ids(&citizen.get(&documents(SPACE)))[0], document);
    let search = json!({ "words": "sortie FICTIVE", "types": ["11490-0"], "author": "quervaly" });
    assert_eq!(
        ids(&citizen.post(&format!("{}/search", documents(SPACE)), &search)),
        std::slice::from_ref(&document)
    );
    let read = citizen.content(SPACE, &document);
    assert_eq!((read.status, read.body == letter), (200, true), "byte for byte");
    for (header, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store")] {
        assert!(
            read.header(header).is_some_and(|found| found.contains(value)),
            "`{header}`: {:?}",
            read.headers
        );
    }
    assert!(read.header("content-disposition").unwrap().starts_with("attachment"), "{:?}", read.headers);

    // A range is its bytes and nothing else.
    let range = citizen.with("range", "bytes=100-299").content(SPACE, &document);
    assert_eq!((range.status, range.body.as_slice()), (206, &letter[100..300]));
    assert_eq!(range.header("content-range"), Some(format!("bytes 100-299/{}", letter.len()).as_str()));

    let history = history(&citizen);
    let doctor = "Dominique Fictif";
    let of_this = |line: &Value| line["documents"] == json!([document]);
    assert!(tells(&history, doctor, "patients.find", "done", |_| true), "{history:#?}");
    assert!(
        tells(&history, doctor, "documents.list", "refused", |line| {
            line["refused_by"]["label_fr"].as_str().is_some_and(|reason| reason.contains("relation de soins"))
                && line.get("way").is_none()
        }),
        "{history:#?}"
    );
    assert!(tells(&history, doctor, "care-relationships.open", "done", |line| line["way"]["code"] == "W5"));
    assert!(tells(&history, doctor, "documents.deposit", "done", |line| line["way"]["code"] == "W0"
        && of_this(line)));
    assert!(tells(&history, doctor, "documents.content", "done", |line| line["way"]["code"] == "W5"
        && of_this(line)));
    assert!(tells(&history, "CAMILLE SPECIMEN", "documents.content", "done", |line| {
        line["way"]["code"] == "W1" && of_this(line)
    }));
    let profession = |line: &Value| line["who"]["profession"]["code"] == "10";
    assert!(tells(&history, doctor, "documents.list", "done", profession), "the history says the profession");

    drop(citizen);
    assert!(server.stop().success(), "it ends in order");
    site.verify_journal();
}

#[test]
fn whoever_has_no_way_is_refused_and_the_patient_sees_the_attempt() {
    let (_site, server) = sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let document = receipt(&doctor.deposit(SPACE, &Form::cda(letter())));
    let addresses = [
        documents(SPACE),
        format!("{}/{document}", documents(SPACE)),
        format!("{}/{document}/content", documents(SPACE)),
        format!("/api/v1/spaces/{SPACE}/history"),
    ];

    // In no row of the matrix: cannot even declare.
    let therapist = server.persona("therapist");
    assert_eq!(find_by_ins(&therapist).status, 200, "may feed the record, so may find it");
    declare(&therapist).problem(404, "not-found");
    // Could declare, and has not. Software never consults. The doctor who deposited has no way to look either.
    for who in ["therapist", "dentist", "software", "doctor", "pharmacist", "emergency-doctor"] {
        let caller = server.persona(who);
        for address in &addresses {
            caller.get(address).problem(404, "not-found");
        }
        caller.post(&format!("{}/search", documents(SPACE)), &json!({})).problem(404, "not-found");
    }
    for address in &addresses {
        server.nobody().get(address).problem(401, "unauthenticated");
    }

    let history = history(&citizen);
    for (name, act) in [
        ("Sacha Gabarit", "care-relationships.open"),
        ("Sacha Gabarit", "documents.list"),
        ("Claude Exemple", "documents.content"),
        ("Claude Exemple", "documents.search"),
        ("Andrea Modele", "documents.read"),
        ("Maxime Demo", "history.read"),
    ] {
        assert!(tells(&history, name, act, "refused", |_| true), "{name}: {act}: {history:#?}");
    }
    assert!(
        history.iter().any(|line| line["who"]["kind"] == "establishment" && line["outcome"] == "refused"),
        "{history:#?}"
    );
}

#[test]
fn the_matrix_denies_a_declared_dentist_what_is_not_for_dentists() {
    let (_site, server) = sandbox();
    let (doctor, dentist) = (server.persona("doctor"), server.persona("dentist"));
    let letter = receipt(&doctor.deposit(SPACE, &Form::cda(letter())));
    let metadata = json!({
        "type": { "code": "75496-0" },
        "title": "Téléexpertise fictive",
        "patient": CAMILLE.person().patient_json(),
    });
    let hidden = Form::new(metadata, "application/pdf", fixtures::bytes("files/letter.pdf"));
    let hidden = receipt(&doctor.deposit(SPACE, &hidden));

    assert_eq!(declare(&dentist).status, 201);
    let listed = ids(&dentist.get(&documents(SPACE)));
    assert!(listed.contains(&letter), "a letter is for dentists");
    assert!(!listed.contains(&hidden), "teleexpertise is not");
    let search = json!({ "types": ["75496-0"] });
    assert!(ids(&dentist.post(&format!("{}/search", documents(SPACE)), &search)).is_empty());

    // Hidden and absent are one answer.
    let absent = "01900000-0000-7000-8000-000000000000";
    for ending in ["", "/content"] {
        let of = |id: &str| {
            let mut problem =
                dentist.get(&format!("{}/{id}{ending}", documents(SPACE))).problem(404, "not-found");
            problem["instance"].take();
            problem
        };
        assert_eq!(of(&hidden), of(absent));
    }
    assert_eq!(dentist.content(SPACE, &letter).status, 200);
    // The doctor, once declared, sees both.
    assert_eq!(declare(&doctor).status, 201);
    let listed = ids(&doctor.get(&documents(SPACE)));
    assert!(listed.contains(&letter) && listed.contains(&hidden));

    let history = history(&server.persona("citizen"));
    assert!(
        tells(&history, "Claude Exemple", "documents.content", "refused", |line| {
            line["documents"] == json!([hidden])
        }),
        "{history:#?}"
    );
}

#[test]
fn software_feeds_and_never_looks() {
    let (_site, server) = sandbox();
    let (software, citizen) = (server.persona("software"), server.persona("citizen"));
    let form = Form::cda(letter());
    let document = receipt(&software.deposit(SPACE, &form));
    software.content(SPACE, &document).problem(404, "not-found");
    let shown = citizen.get(&format!("{}/{document}", documents(SPACE))).json();
    assert_eq!(shown["deposited_by"]["kind"], "establishment", "{shown}");
    assert_eq!(citizen.content(SPACE, &document).body, form.bytes());
    declare(&software).problem(404, "not-found");
}

#[test]
fn a_clinical_document_is_read_by_people_and_what_is_inside_it_alone() {
    let (_site, server) = sandbox();
    let (software, citizen) = (server.persona("software"), server.persona("citizen"));
    let read = |fixture: &str| {
        let document = addressed_to(fixtures::bytes(fixture), CAMILLE);
        let id = receipt(&software.deposit(SPACE, &Form::cda(document)));
        citizen.get(&format!("{}/{id}/readable", documents(SPACE)))
    };
    let inside = read("cda/level1-pdf.xml");
    assert_eq!((inside.status, inside.header("content-type")), (200, Some("application/pdf")));
    assert_eq!(inside.body, fixtures::bytes("files/letter.pdf"));
    let page = read("cda/level3-biology.xml");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
    let page = String::from_utf8(page.body).unwrap();
    for part in ["<h2>Biochimie</h2>", "<td>Potassium</td>", "Solène QUERVALY DR, Clinique des Tilleuls"] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
    assert!(!page.contains("<script"), "{page}");
}
