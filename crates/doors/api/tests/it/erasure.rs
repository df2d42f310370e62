//! The erasure of a record: asked for, regretted, carried out to the last row.

use std::io::Cursor;

use blobs::BlockingBlobs;
use chrono::TimeDelta;
use flows::{
    House,
    erasure::{self, Erased},
};
use identity::{
    FeedOptions, FeedOutcome,
    feed::{FIELDS, Format},
};
use serde_json::{Value, json};
use testkit::Citizen;

use crate::{
    door::{Answer, Call, Door, documents, letter_about, long_pdf},
    projects::of_cancer,
};

impl Door {
    async fn erasure_of(&self, citizen: &Citizen, method: &str) -> Answer {
        let path = format!("/api/v1/spaces/{}/erasure", citizen.space);
        self.send(Call::new(method, path).token(self.house.sure(citizen).token())).await
    }

    /// Reminds of erasures when it is time for it, and goes on to when they are due.
    pub(crate) fn goes_to_the_end(&self) {
        self.house.clock().advance(TimeDelta::days(27) + TimeDelta::minutes(1));
        erasure::remind(self.house.house()).unwrap();
        self.house.clock().advance(TimeDelta::days(3) + TimeDelta::minutes(1));
    }

    pub(crate) async fn wants_erasure(&self, citizen: &Citizen) {
        let asked = self.erasure_of(citizen, "POST").await;
        assert_eq!(asked.status, 201, "{}", asked.text());
    }

    /// Erases what is due, as a worker would.
    fn erases(&self) -> Result<Erased, documents::Error> {
        self.erases_with(self.house.house())
    }

    pub(crate) fn erases_with(&self, house: &House) -> Result<Erased, documents::Error> {
        self.at_work(|blobs: &BlockingBlobs| erasure::carry_out(house, blobs))
    }

    /// The tables in whose rows a text stands, whatever the column.
    pub(crate) fn tables_with(&self, text: &str) -> Vec<String> {
        // A table that is missing there fails a test of its own.
        let listed = include_str!("../../../../../docs/tables.toml");
        let tables = listed.lines().filter_map(|line| line.strip_prefix('"')?.split_once('"'));
        let tables: Vec<&str> = tables.map(|(table, _)| table).collect();
        assert!(tables.len() > 50, "every table is looked at");
        let hex = text.replace('-', "");
        let has = |table: &str| {
            self.house.database().count(&format!(
                "select count(*) from {table} t where t::text like '%{text}%' or t::text like '%{hex}%'"
            )) > 0
        };
        tables.into_iter().filter(|table| has(table)).map(str::to_owned).collect()
    }

    /// How many rows of the tables by space are of somebody.
    fn rows_of(&self, citizen: &Citizen) -> Vec<i64> {
        let tables = [
            "documents.document",
            "consent.provision",
            "notifications.notice",
            "identity.lookup",
            "journal.line",
        ];
        let space = citizen.space;
        let of = |table: &&str| {
            let sql = format!("select count(*) from {table} where space_id = '{space}'");
            self.house.database().count(&sql)
        };
        tables.iter().map(of).collect()
    }
}

/// A record with something of everything.
async fn full(door: &Door, citizen: &Citizen) {
    let (doctor, dentist, carer) = (door.house.doctor(), door.house.dentist(), door.house.citizen());
    let id = door.fed(citizen, &doctor, json!({})).await;
    door.cares(citizen, &doctor).await;
    let large = long_pdf(&vec![b'%'; 200_000]);
    let call = Call::post(documents(citizen)).token(doctor.token());
    let made = door.send(call.parts(&letter_about(citizen, &json!({})), "application/pdf", &large)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let folder = door.holder(citizen, "POST", "/folders", &json!({"name": "Genou"})).await;
    let folder = folder.json()["id"].clone();
    let filed =
        door.holder(citizen, "PUT", &format!("/documents/{id}/folder"), &json!({"folder": folder})).await;
    assert_eq!(filed.status, 200, "{}", filed.text());
    let correction = json!({"kind": "wrong", "message": "L'autre genou."});
    let asked =
        door.holder(citizen, "POST", &format!("/documents/{id}/correction-request"), &correction).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    door.says(citizen, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    door.excepts(citizen, "hidden", door.whom(&dentist), json!({"category": "BIOLOGIE"})).await;
    door.becomes_carer(citizen, &carer, &json!({"acts": ["see"]})).await;
    door.code_for(citizen, json!("whole")).await;
    door.breaks_the_glass(citizen, &door.house.doctor()).await;
    let page = door.holder(citizen, "GET", "/history", &json!(null)).await.json();
    let line = page["items"][0]["line"].as_str().unwrap().to_owned();
    let said = json!({"words": "Ce n'était pas moi."});
    let disputed = door.holder(citizen, "POST", &format!("/history/{line}/dispute"), &said).await;
    assert_eq!(disputed.status, 201, "{}", disputed.text());
    let export = door.holder(citizen, "POST", "/exports", &json!(null)).await;
    assert_eq!(export.status, 201, "{}", export.text());
    door.runs_jobs();
    is_used(door, citizen).await;
    is_represented(door, citizen).await;
}

/// An extract runs over the record, and the holder answers about its project.
async fn is_used(door: &Door, citizen: &Citizen) {
    let (one, other) = door.two_registrars();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    door.who_permit(9, &door.house.doctor(), &json!({})).await;
    door.says_of_use(citizen, json!({"answer": "yes", "theme": "cancer"})).await;
    door.asks_extract(&one, &project).await;
    door.works();
    assert_eq!(door.ledger(citizen).await.len(), 1);
    door.says_of_use(citizen, json!({"answer": "no", "project": project})).await;
}

/// Others act for the holder, who keeps something from them and says what heirs are shown.
async fn is_represented(door: &Door, citizen: &Citizen) {
    let [parent, curator] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&parent], citizen, door.far());
    door.cares_in_secret(citizen, &door.house.doctor()).await;
    let protection = door.is_protected(citizen, &curator, "assistance").await;
    let may = json!({"acts": ["see"]});
    for (path, body, status) in [
        (format!("/protection/{protection}/assistance"), may, 204),
        ("/discretion".to_owned(), json!(null), 200),
        ("/after-death".to_owned(), json!({"heirs": "refused"}), 204),
    ] {
        let said = door.holder(citizen, "PUT", &path, &body).await;
        assert_eq!(said.status, status, "{path}: {}", said.text());
    }
}

#[actix_web::test]
async fn a_record_is_erased_to_the_last_row_and_its_chain_still_verifies() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    full(&door, &other).await;
    let blobs = door.blobs();
    full(&door, &camille).await;
    assert!(door.blobs() > blobs);
    let others = door.rows_of(&other);
    assert!(others.iter().all(|rows| *rows > 0), "{others:?}");
    let (space, person) = (camille.space.to_string(), camille.person.to_string());
    let before = door.tables_with(&space);
    for table in [
        "documents.document",
        "exports.part",
        "consent.dispute",
        "consent.secondary_use",
        "consent.secondary_use_project",
        "consent.use_ledger",
        "vault.space_key",
        "identity.citizen",
    ] {
        assert!(before.iter().any(|known| known == table), "{table}: {before:?}");
    }
    door.wants_erasure(&camille).await;
    door.goes_to_the_end();
    assert_eq!(door.erases().unwrap(), Erased { records: 1, waiting: 0 });

    let chains = ["journal.checkpoint_leaf", "journal.head", "journal.line"];
    let left = door.tables_with(&space);
    assert!(left.iter().all(|table| chains.contains(&table.as_str())), "{left:?}");
    assert!(left.contains(&"journal.line".to_owned()), "the chain stays");
    assert_eq!(door.tables_with(&person), Vec::<String>::new());
    assert_eq!(door.blobs(), blobs);
    // Nothing opens what was sealed, and nothing finds anybody.
    let house = door.house.house();
    assert!(matches!(house.vault.space(camille.space), Err(vault::Error::NoSpaceKey(_))));
    let ins = json!({"ins": {"value": camille.ins.number.reveal(), "oid": camille.ins.oid.as_str()}});
    let found = door.send(Call::post("/api/v1/patients/find").token(doctor.token()).json(&ins)).await;
    assert!(found.status == 404 || found.status == 401, "{}", found.text());
    assert_eq!(door.send(Call::get("/api/v1/me").token(camille.token())).await.status, 401);
    // Of the other record nothing is gone.
    assert_eq!(door.rows_of(&other)[..4], others[..4]);
    let report = journal::verify(&house.desk, &house.vault, None).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(door.erases().unwrap(), Erased::default(), "there is nothing left to do");
    the_feed_makes_none_anew(&door, &camille);
}

/// The insurer's feed, which still lists the person.
fn the_feed_makes_none_anew(door: &Door, camille: &Citizen) {
    let house = door.house.house();
    let row = |ins: &str, name: &str| {
        let field = |column: &&str| match *column {
            "ins" => ins.to_owned(),
            "ins_system" => "NIR_TEST".to_owned(),
            "birth_name" => name.to_owned(),
            "first_names" => "CAMILLE".to_owned(),
            "birth_date" => "1980-07-01".to_owned(),
            "sex" => "F".to_owned(),
            "birthplace" | "commune" => "75056".to_owned(),
            "identity_status" => "qualified".to_owned(),
            _ => String::new(),
        };
        FIELDS.iter().map(field).collect::<Vec<_>>().join(",")
    };
    let known = row(camille.ins.number.reveal(), "QUELCONQUE");
    let file = format!("carnet-citizens,1\n{}\n{known}\n", FIELDS.join(","));
    let options = FeedOptions { format: Format::Csv, dry_run: false, batch: 4 };
    let spaces = || door.house.database().count("select count(*) from consent.space");
    let before = spaces();
    let done = house.identity.import_citizens(
        &house.desk,
        Cursor::new(file.into_bytes()),
        &options,
        &mut |_| Ok(()),
    );
    let FeedOutcome::Done(counts) = done.unwrap() else { panic!("a new file") };
    assert_eq!((counts.rows, counts.new, counts.same, counts.rejected), (1, 0, 1, 0));
    assert_eq!(spaces(), before);
}

#[actix_web::test]
async fn an_erasure_waits_for_thirty_days_and_is_taken_back() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.wants_erasure(&camille).await;
    assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 404);
    let read = door.holder(&camille, "GET", &format!("/documents/{id}/content"), &json!(null)).await;
    assert_eq!(read.status, 200, "its holder takes out what is in it");
    let again = door.erasure_of(&camille, "POST").await;
    assert_eq!(again.status, 200, "{}", again.text());
    let waits = door.erasure_of(&camille, "GET").await.json();
    assert_eq!(waits["waiting"], again.json());
    let opened = door.holder(&camille, "POST", "/reopen", &json!(null)).await;
    assert_eq!(opened.status, 409, "{}", opened.text());
    assert!(opened.text().contains("take it back first"), "{}", opened.text());
    // Told at once, and once more three days before.
    let told = async |kind: &str| door.notices_of(&camille, kind).await.len();
    let house = door.house.house();
    assert_eq!((told("erasure_asked").await, erasure::remind(house).unwrap()), (1, 0));
    door.house.clock().advance(TimeDelta::days(27) + TimeDelta::minutes(1));
    assert_eq!((erasure::remind(house).unwrap(), erasure::remind(house).unwrap()), (1, 0));
    assert_eq!(told("erasure_near").await, 1);
    assert_eq!(door.erases().unwrap(), Erased::default(), "it is not due");
    assert_eq!(door.erasure_of(&camille, "DELETE").await.status, 204);
    let none = door.erasure_of(&camille, "DELETE").await;
    assert_eq!(none.status, 409, "{}", none.text());
    assert!(none.text().contains("no erasure of this record waits"), "{}", none.text());
    assert_eq!(door.erasure_of(&camille, "GET").await.json(), json!({}));
    assert_eq!(told("erasure_taken_back").await, 1);
    door.house.clock().advance(TimeDelta::days(40));
    assert_eq!(door.erases().unwrap(), Erased::default());
    let opened = door.holder(&camille, "POST", "/reopen", &json!(null)).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    let read = door.holder(&camille, "GET", &format!("/documents/{id}/content"), &json!(null)).await;
    assert_eq!(read.status, 200);
}

#[actix_web::test]
async fn nobody_but_the_holder_with_a_second_factor_asks_for_an_erasure_or_takes_it_back() {
    let door = Door::new();
    let (camille, doctor, other) = (door.house.citizen(), door.house.doctor(), door.house.citizen());
    door.cares(&camille, &doctor).await;
    let carer = door.house.citizen();
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"]})).await;
    let path = format!("/api/v1/spaces/{}/erasure", camille.space);
    for method in ["POST", "DELETE"] {
        let unsure = door.send(Call::new(method, &path).token(camille.token())).await;
        assert_eq!(unsure.status, 401, "{}", unsure.text());
    }
    door.wants_erasure(&camille).await;
    for token in [
        doctor.token().to_owned(),
        door.house.sure(&other).token().to_owned(),
        door.house.sure(&carer).token().to_owned(),
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = door.send(Call::new(method, &path).token(&token)).await;
            assert!(answer.status == 404 || answer.status == 403, "{method}: {}", answer.text());
        }
    }
    assert!(door.erasure_of(&camille, "GET").await.json()["waiting"].is_object());
}

#[actix_web::test]
async fn whoever_helps_somebody_else_gives_that_up_before() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&other, &camille, &json!({"acts": ["see"]})).await;
    let asked = door.erasure_of(&camille, "POST").await;
    assert_eq!(asked.status, 409, "{}", asked.text());
    assert!(asked.text().contains("that ends first"), "{}", asked.text());
    assert_eq!(
        door.send(Call::get(documents(&camille)).token(camille.token())).await.status,
        200,
        "nothing was closed"
    );
    let resign = Call::new("DELETE", format!("/api/v1/me/cared-for/{}", other.space)).token(camille.token());
    assert_eq!(door.send(resign).await.status, 204);
    door.wants_erasure(&camille).await;
}

#[actix_web::test]
async fn an_erasure_whose_holder_helps_somebody_by_then_says_so_and_goes_on_after_that() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    door.wants_erasure(&camille).await;
    assert_eq!(door.erasure_of(&camille, "GET").await.json()["held_up"], false);
    door.becomes_carer(&other, &camille, &json!({"acts": ["see"], "without_end": true})).await;
    door.goes_to_the_end();
    assert_eq!(door.erases().unwrap(), Erased { records: 0, waiting: 0 });
    let stands = door.erasure_of(&camille, "GET").await.json();
    assert_eq!((&stands["held_up"], stands["waiting"].is_object()), (&json!(true), true), "{stands}");
    let resign = Call::new("DELETE", format!("/api/v1/me/cared-for/{}", other.space));
    assert_eq!(door.send(resign.token(door.house.sure(&camille).token())).await.status, 204);
    assert_eq!(door.erases().unwrap(), Erased { records: 1, waiting: 0 });
}

#[actix_web::test]
async fn an_erasure_that_is_killed_goes_on_and_none_begins_that_no_holder_asked_for() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let house = door.house.house();
    let eraser = &house.erasing.as_ref().unwrap().eraser;
    door.wants_erasure(&camille).await;
    // Before its time not even the role that may erase can.
    assert!(eraser.erase(camille.space.uuid()).is_err());
    assert!(eraser.erase(other.space.uuid()).is_err());
    door.goes_to_the_end();
    // Where nobody was given that role the record waits, whole.
    let without = House { erasing: None, ..house.clone() };
    assert_eq!(door.erases_with(&without).unwrap(), Erased { records: 0, waiting: 1 });
    assert!(eraser.erase(camille.space.uuid()).is_err());
    // Killed when the last line is written and nothing is erased.
    let begun = house.desk.write(|tx| house.consent.begin_erasure(tx, camille.space, false)).unwrap();
    assert_eq!(begun, consent::service::ErasureStep::Begins(camille.person));
    assert_eq!(door.erasure_of(&camille, "DELETE").await.status, 409, "it is too late");
    assert_eq!(door.erases().unwrap().records, 1);
    // Killed when the rows are gone: the same again does nothing.
    assert_eq!(eraser.erase(camille.space.uuid()).unwrap(), Vec::<uuid::Uuid>::new());
    // A row that somebody put in by SQL.
    let forged = format!(
        "insert into consent.erasure values ('{}', '{}', now() - interval '40 days', now() - interval '10 days', null, \
         null, '\\x00')",
        other.space, other.person
    );
    door.house.database().tamper(&forged);
    door.house.database().tamper("update consent.erasure set due_at = '2020-02-01', asked_at = '2020-01-01'");
    door.holder(&other, "DELETE", "", &Value::Null).await;
    assert!(door.erases().is_err());
    // Nor where the row says that it began.
    door.house.database().tamper("update consent.erasure set begun_at = '2020-03-01'");
    assert!(door.erases().is_err());
    assert!(house.vault.space(other.space).is_ok());
    assert_eq!(
        door.send(Call::get(documents(&other)).token(door.house.sure(&other).token())).await.status,
        200
    );
    // The role of a server may not erase.
    let url = door.house.database().url(database::SERVER).reveal();
    let pool = database::Pool::connect(database::PoolOptions::new(url, 1, "server")).unwrap();
    assert!(database::Eraser::new(pool).erase(other.space.uuid()).is_err());
}
