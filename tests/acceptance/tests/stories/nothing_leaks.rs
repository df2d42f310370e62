//! No identity, name, title or content leaves its seal: not in logs, not in metrics, not in PostgreSQL's log, not in
//! the rows and files on disk. Every other story looks through its own logs too, when its site ends.

use std::{fs, path::Path, thread, time::Duration};

use acceptance::{
    CAMILLE, Caller, Form, Leak, Secret, Server, Site, VESTRELAINE, addressed_to, stored_values,
};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use serde_json::json;
use testkit::fixtures;

use crate::{SPACE, documents, ids, receipt};

/// What a directory says of professionals and structures is public by law and stands in clear; nothing else does.
const IN_CLEAR: [&str; 6] = [
    "identity.professional.name",
    "identity.professional.rpps",
    "identity.professional.search_family",
    "identity.professional.search_given",
    "identity.organisation.name",
    "identity.software.name",
];

const TITLE: &str = "Bilan de l'été à Plœuc : suspicion élevée";
const COMMENT: &str = "à relire avec la famille Ormesnil, côté maternel";
const FILE_NAME: &str = "vestrelaine-camille-bilan.txt";
const CONTENT: &str = "Marqueur de contenu : hémoglobine glyquée à 9,4 % chez la patiente Zéphyrine";

fn own_secrets() -> Vec<Secret> {
    [("title", TITLE), ("comment", COMMENT), ("file name", FILE_NAME), ("content", CONTENT)]
        .map(|(what, text)| Secret { what: what.to_owned(), text: text.to_owned() })
        .to_vec()
}

fn note() -> Form {
    let metadata = json!({ "title": TITLE, "comment": COMMENT });
    Form::new(metadata, "text/plain", format!("{CONTENT}\n").into_bytes()).named(FILE_NAME)
}

/// Everything that callers do, well and badly, with identities in every place where somebody may put one.
fn everything_happens(site: &Site, server: &Server) {
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let (camille, patient) = (CAMILLE.person(), VESTRELAINE.person());
    let registry = site.registry();
    let other = registry.citizen(&patient);
    let (space, holder) = (other.space.to_string(), server.bearer(&registry.log_in(other).0));

    // Well.
    for person in [&camille, &patient] {
        doctor.post("/api/v1/patients/find", &json!({ "ins": person.ins_json() }));
        let traits = json!({
            "birth_name": person.birth_name, "first_names": [person.first_names],
            "birth_date": person.birth_date, "sex": person.sex, "birthplace": person.birthplace,
        });
        assert_eq!(doctor.post("/api/v1/patients/find", &json!({ "traits": traits })).status, 200);
    }
    for fixture in fixtures::cda() {
        // Some are about others, some are no documents: refusals are told in logs too.
        doctor.deposit(&space, &Form::cda(fixture.bytes).named(FILE_NAME));
    }
    for fixture in fixtures::hostile() {
        doctor.deposit(&space, &Form::cda(fixture.bytes));
    }
    let note = receipt(&holder.deposit(&space, &note()));
    let large =
        Form::new(json!({ "title": TITLE }), "text/plain", format!("{CONTENT}\n").repeat(2_000).into_bytes());
    receipt(&holder.with("idempotency-key", "large").deposit(&space, &large));
    holder.with("idempotency-key", "large").deposit(&space, &self::note()).problem(409, "conflict");
    doctor.post(
        &format!("/api/v1/spaces/{space}/care-relationships"),
        &json!({ "evidence": "team_in_charge" }),
    );
    for caller in [&doctor, &holder] {
        assert!(!ids(&caller.get(&documents(&space))).is_empty());
        assert_eq!(caller.content(&space, &note).status, 200);
        caller.get(&format!("{}/{note}", documents(&space)));
        let search = json!({ "words": "bilan été", "author": "quervaly" });
        assert_eq!(caller.post(&format!("{}/search", documents(&space)), &search).status, 200);
        caller.get(&format!("/api/v1/spaces/{space}/history"));
        caller.get("/api/v1/me");
    }
    let letter = addressed_to(fixtures::bytes("cda/level3-letter.xml"), CAMILLE);
    receipt(&server.persona("software").deposit(SPACE, &Form::cda(letter.clone())));
    receipt(&citizen.deposit(SPACE, &self::note()));

    // Badly.
    let mixed = Form::new(json!({ "titre": TITLE, "comment": COMMENT }), "text/plain", CONTENT.as_bytes());
    citizen.deposit(SPACE, &mixed).problem(400, "invalid");
    citizen.deposit(SPACE, &Form::new(json!({ "title": TITLE.repeat(3) }), "text/plain", CONTENT.as_bytes()));
    citizen.deposit(SPACE, &Form::new(json!({ "title": TITLE }), "application/pdf", CONTENT.as_bytes()));
    server.persona("software").deposit(SPACE, &Form::cda(letter)).problem(409, "conflict");
    doctor.deposit(SPACE, &Form::cda(fixtures::bytes("cda/level3-letter.xml"))).problem(422, "unprocessable");
    in_wrong_places(server, &doctor, &citizen);
}

/// Identities where no identity belongs.
fn in_wrong_places(server: &Server, doctor: &Caller, citizen: &Caller) {
    let (ins, name) = (VESTRELAINE.person().ins, "VESTRELAINE");
    for path in [
        format!("/api/v1/patients/{ins}"),
        format!("/api/v1/spaces/{ins}/documents"),
        format!("/api/v1/spaces/{name}/history"),
        format!("{}/{ins}", documents(SPACE)),
        format!("{}?words={name}", documents(SPACE)),
        format!("{}?after={ins}", documents(SPACE)),
        format!("{}?status={name}", documents(SPACE)),
        format!("/{name}/{ins}?patient={ins}&nom=Sol%C3%A8ne"),
        format!("/problems/{name}"),
    ] {
        for caller in [doctor, citizen, &server.nobody()] {
            caller.get(&path);
            caller.post(&path, &json!({ "ins": ins, "name": name }));
        }
    }
    for (header, value) in [
        ("user-agent", name),
        ("referer", "https://logiciel.example/patients/285037500000162"),
        ("idempotency-key", &ins),
        ("carnet-way", name),
        ("range", name),
        ("if-none-match", name),
        ("x-request-id", &ins),
        ("accept-language", name),
        ("cookie", "patient=VESTRELAINE"),
        ("origin", "https://vestrelaine.example"),
    ] {
        doctor.with(header, value).get(&documents(SPACE));
        citizen.with(header, value).deposit(SPACE, &Form::new(json!({}), "text/plain", CONTENT.as_bytes()));
    }
    for body in [
        json!({ "ins": { "value": ins, "oid": name } }),
        json!({ "ins": { "value": name, "oid": "1.2.250.1.213.1.4.8" } }),
        json!({ "ins": ins }),
        json!({ "traits": { "birth_name": name } }),
        json!({ name: ins }),
    ] {
        doctor.post("/api/v1/patients/find", &body);
        doctor.post(&format!("/api/v1/spaces/{SPACE}/care-relationships"), &body);
        doctor.post(&format!("{}/search", documents(SPACE)), &body);
    }
    let caller = server.bearer(&format!("{name}.{ins}.x"));
    caller.get("/api/v1/me");
    server.nobody().post("/sandbox/token", &json!({ "persona": name }));
}

#[test]
fn own_cluster_nothing_sealed_is_found_outside_its_seal() {
    let site = Site::with_own_cluster().setting("journal.checkpoint_seconds", "1");
    for secret in own_secrets() {
        site.keep_secret(secret);
    }
    let server = site.sandbox();
    everything_happens(&site, &server);
    let citizen = server.persona("citizen");
    // Failures are told too: PostgreSQL goes away under the server, and comes back.
    site.cluster().kill();
    for _ in 0..600 {
        if citizen.deposit(SPACE, &note()).status == 201 {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    receipt(&citizen.deposit(SPACE, &note()));
    // A checkpoint, and whatever jobs have to say.
    thread::sleep(Duration::from_secs(2));

    let secrets = site.secrets();
    let mut leaks: Vec<Leak> = Vec::new();
    let metrics = server.operators().get("/metrics");
    assert!(metrics.status == 200 && metrics.body.len() > 500, "there are metrics to look through");
    leaks.extend(secrets.search("the metrics", &metrics.body));
    let postgresql = postgresql_log(&site);
    assert!(!postgresql.is_empty(), "PostgreSQL has said something");
    leaks.extend(secrets.search("PostgreSQL's log", &postgresql));
    let logs = site.logs();
    let said: usize = logs.iter().map(|(_, log)| log.len()).sum();
    assert!(said > 20_000, "the server has said something at level debug: {said} bytes");
    for (name, log) in &logs {
        leaks.extend(secrets.search(name, log));
    }
    let values = stored_values(&mut site.superuser());
    assert!(
        values.iter().any(|(place, _)| place == "documents.document.sealed"),
        "there are rows to look through"
    );
    for (place, value) in values.iter().filter(|(place, _)| !IN_CLEAR.contains(&place.as_str())) {
        leaks.extend(secrets.search(place, value));
    }
    for name in ["blobs", "checkpoints", "keys"] {
        below(&site.folder().join(name), &mut |path, bytes| leaks.extend(secrets.search(path, bytes)));
    }
    leaks.sort();
    leaks.dedup();
    assert!(leaks.is_empty(), "{leaks:#?}");

    // This test can fail: what is in clear on purpose would be found.
    let clear = values.iter().filter(|(place, _)| IN_CLEAR.contains(&place.as_str()));
    assert!(clear.into_iter().any(|(place, value)| !secrets.search(place, value).is_empty()));
    drop(server);
    site.verify_journal();
}

#[derive(QueryableByName)]
struct Folder {
    #[diesel(sql_type = Text)]
    folder: String,
}

fn postgresql_log(site: &Site) -> Vec<u8> {
    let query = sql_query("select current_setting('data_directory') as folder");
    let data = query.get_result::<Folder>(&mut site.superuser()).unwrap().folder;
    fs::read(Path::new(&data).parent().unwrap().join("postgresql.log")).unwrap()
}

fn below(folder: &Path, look: &mut impl FnMut(&str, &[u8])) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, look);
        } else {
            look(&path.display().to_string(), &fs::read(&path).unwrap());
        }
    }
}

#[test]
#[should_panic(expected = "the logs of this story say what they must not")]
fn a_name_that_a_program_logs_fails_its_story() {
    let site = Site::new();
    let said = format!("{{\"level\":\"warn\",\"cause\":\"{}\"}}\n", hex::encode("vestrelaine"));
    fs::write(site.folder().join("planted.log"), said).unwrap();
}
