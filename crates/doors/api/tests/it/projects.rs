//! Projects of secondary use: registered by one person, confirmed by another, and what they are given.

use std::collections::{BTreeSet, HashMap};

use consent::{ProjectFault, service::CodedPerson};
use kernel::{AdminRole, ExtractId, SpaceId};
use serde_json::{Value, json};
use testkit::{Citizen, Login, Worker};

use crate::door::{Answer, Call, Door};

const PROJECTS: &str = "/api/v1/admin/projects";

/// A project of cancer research.
pub(crate) fn of_cancer() -> Value {
    json!({
        "title_fr": "Survie après un cancer du côlon", "title_en": "Survival after colon cancer",
        "summary_fr": "Nous comptons les examens d’avant le diagnostic.",
        "summary_en": "We count the examinations before the diagnosis.",
        "responsible": "CHU de Fictiville", "basis": "Autorisation 2026-0042",
        "purpose": "research", "theme": "cancer", "categories": ["CPT_REND"],
        "fields": ["category", "type", "month", "age_band", "sex", "department"],
        "ends_at": "2027-12-31T00:00:00Z",
    })
}

impl Door {
    /// A registrar of this name.
    pub(crate) fn registrar(&self, name: &str) -> Login {
        self.house.admin_named(name, &[AdminRole::ProjectRegistrar]).1
    }

    async fn registers(&self, by: &Login, project: &Value) -> Answer {
        self.send(Call::post(PROJECTS).token(by.token()).json(project)).await
    }

    pub(crate) async fn of_project(&self, by: &Login, project: &str, what: &str) -> Answer {
        self.send(Call::post(format!("{PROJECTS}/{project}/{what}")).token(by.token())).await
    }

    /// A project that two registrars agreed about.
    pub(crate) async fn confirmed(&self, one: &Login, other: &Login, project: &Value) -> String {
        let made = self.registers(one, project).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let confirmed = self.of_project(other, &id, "confirm").await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        id
    }

    /// Asks for an extract and gives its id.
    pub(crate) async fn asks_extract(&self, by: &Login, project: &str) -> String {
        let asked = self.of_project(by, project, "extracts").await;
        assert_eq!(asked.status, 202, "{}", asked.text());
        asked.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn extract(&self, by: &Login, project: &str) -> Value {
        let listed = self.send(Call::get(format!("{PROJECTS}/{project}/extracts")).token(by.token())).await;
        assert_eq!(listed.status, 200, "{}", listed.text());
        listed.json()["items"][0].clone()
    }

    pub(crate) async fn fetches(&self, by: &Login, project: &str, extract: &str) -> Answer {
        let path = format!("{PROJECTS}/{project}/extracts/{extract}/content");
        self.send(Call::get(path).token(by.token())).await
    }

    /// The lines of an extract.
    pub(crate) async fn lines_of(&self, by: &Login, project: &str, extract: &str) -> Vec<Value> {
        let fetched = self.fetches(by, project, extract).await;
        assert_eq!(fetched.status, 200, "{}", fetched.text());
        fetched.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) async fn ledger(&self, citizen: &Citizen) -> Vec<Value> {
        let read = self.holder(citizen, "GET", "/secondary-use/ledger", &json!(null)).await;
        assert_eq!(read.status, 200, "{}", read.text());
        read.json()["items"].as_array().unwrap().clone()
    }

    /// Citizens who say yes to research on cancer, each with one letter.
    pub(crate) async fn who_permit(&self, number: usize, doctor: &Worker, more: &Value) -> Vec<Citizen> {
        let mut citizens = Vec::new();
        for _ in 0..number {
            let citizen = self.house.citizen();
            self.fed(&citizen, doctor, more.clone()).await;
            self.says_of_use(&citizen, json!({"answer": "yes", "theme": "cancer"})).await;
            citizens.push(citizen);
        }
        citizens
    }

    pub(crate) fn two_registrars(&self) -> (Login, Login) {
        (self.registrar("Ariel Essai"), self.registrar("Dany Patron"))
    }

    /// One step of an extract, as a worker takes it, without making it ready.
    pub(crate) fn collects(&self, extract: &str) {
        self.collects_where(extract, |_| {});
    }

    /// As before, of people who live somewhere.
    pub(crate) fn collects_where(&self, extract: &str, live: impl Fn(&mut HashMap<SpaceId, CodedPerson>)) {
        let (house, id) = (self.house.house(), extract.parse::<uuid::Uuid>().unwrap());
        let id = ExtractId::from(id);
        house
            .desk
            .write(|tx| {
                let batch = house.consent.next_batch(tx, id, 1_000)?.unwrap();
                let documents = house.documents.coded_documents(tx, batch.usable(), batch.categories())?;
                let mut people = house.identity.coded_people(tx, batch.usable())?;
                live(&mut people);
                house.consent.keep_batch(tx, &batch, &documents, &people)?;
                Ok::<_, documents::Error>(())
            })
            .unwrap();
    }
}

#[actix_web::test]
async fn one_registrar_registers_and_another_person_confirms() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let made = door.registers(&one, &of_cancer()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let own = door.of_project(&one, &id, "confirm").await;
    assert_eq!(own.status, 403, "{}", own.text());
    assert!(own.text().contains("another registrar"), "{}", own.text());
    let second_account = door.registrar("ARIEL  essai");
    let twice = door.of_project(&second_account, &id, "confirm").await;
    assert_eq!(twice.status, 403, "{}", twice.text());
    assert!(twice.text().contains("your name"), "{}", twice.text());
    let unseen = door.send(Call::get("/api/v1/projects")).await;
    assert_eq!((unseen.status, unseen.json()["items"].as_array().unwrap().len()), (200, 0));
    let early = door.of_project(&one, &id, "extracts").await;
    assert_eq!(early.status, 409, "nothing is used before it is confirmed: {}", early.text());
    assert_eq!(door.of_project(&other, &id, "confirm").await.status, 200);
    assert_eq!(door.of_project(&other, &id, "confirm").await.status, 409, "once");
    let public = door.send(Call::get("/api/v1/projects")).await.json();
    let shown = &public["items"][0];
    assert_eq!((&shown["state"], &shown["purpose"]["code"]), (&json!("confirmed"), &json!("research")));
    assert!(!public.to_string().contains("Ariel"), "{public}");
}

#[actix_web::test]
async fn a_project_that_cannot_be_is_told_what_would_be_right() {
    let door = Door::new();
    let (one, _) = door.two_registrars();
    let with = |name: &str, value: Value| {
        let mut project = of_cancer();
        project[name] = value;
        project
    };
    let mut without_end = of_cancer();
    without_end.as_object_mut().unwrap().remove("ends_at");
    let wrong = [
        (without_end, "/ends_at"),
        (with("ends_at", json!("2026-01-01T00:00:00Z")), "ends after it begins"),
        (with("ends_at", json!("2066-01-01T00:00:00Z")), "article 68"),
        (with("purpose", json!("advertising")), "`public_health`"),
        (with("theme", json!("cancers")), "`cancer`"),
        (with("categories", json!(["VDP"])), "never used"),
        (with("fields", json!([])), "one of each at least"),
        (with("summary_fr", json!("…")), "French summary"),
    ];
    for (project, says) in wrong {
        let told = door.registers(&one, &project).await;
        assert_eq!(told.status, 422, "{}", told.text());
        assert!(told.text().contains(says), "{}", told.text());
    }
    assert_eq!(door.house.database().count("select count(*) from consent.use_project"), 0);
}

#[actix_web::test]
async fn an_extract_holds_what_was_permitted_and_nothing_else_and_each_holder_reads_of_it() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(11, &doctor, &json!({})).await;
    // What hides from anybody is not used.
    for more in [
        json!({"masked": true}),
        json!({"visible_to_patient": false}),
        json!({"visible_to_representatives": false}),
        json!({"confidentiality": "R"}),
    ] {
        door.fed(&citizens[0], &doctor, more).await;
    }
    let (silent, opposed) = (door.house.citizen(), door.house.citizen());
    for citizen in [&silent, &opposed] {
        door.fed(citizen, &doctor, json!({})).await;
    }
    door.says_of_use(&opposed, json!({"answer": "yes", "theme": "cancer"})).await;
    door.says_of_use(&opposed, json!({"answer": "no"})).await;
    let extract = door.asks_extract(&one, &project).await;
    assert_eq!(door.fetches(&one, &project, &extract).await.status, 404, "not before it is ready");
    door.works();
    let told = door.extract(&one, &project).await;
    assert_eq!(told["state"], "ready", "{told}");
    assert_eq!(told["counted"], json!({"lines": 11, "people": 11, "suppressed": 0, "withdrawn": 0}));
    let lines = door.lines_of(&one, &project, &extract).await;
    let pseudonyms: BTreeSet<&str> = lines.iter().map(|line| line["pseudonym"].as_str().unwrap()).collect();
    assert_eq!((lines.len(), pseudonyms.len()), (11, 11));
    assert!(
        lines.iter().all(|line| line["category"] == "CPT_REND" && line["age_band"] == "40-49"),
        "{lines:?}"
    );
    let text = door.fetches(&one, &project, &extract).await.text();
    for citizen in &citizens {
        assert!(
            !text.contains(&citizen.space.to_string())
                && !text.contains(citizen.ins.number.reveal().as_str())
        );
        assert!(!text.contains(citizen.traits.birth_name.reveal().as_str()));
        let used = door.ledger(citizen).await;
        assert_eq!((used.len(), &used[0]["documents"]), (1, &json!(1)), "{used:?}");
        assert_eq!(used[0]["project"]["id"], project.as_str());
    }
    for citizen in [&silent, &opposed] {
        assert_eq!(door.ledger(citizen).await, Vec::<Value>::new());
    }
    let database = door.house.database();
    assert_eq!(database.count("select count(*) from consent.use_line where space_id is not null"), 0);
    let second = door.asks_extract(&other, &project).await;
    door.works();
    let again = door.lines_of(&one, &project, &second).await;
    let same: BTreeSet<&str> = again.iter().map(|line| line["pseudonym"].as_str().unwrap()).collect();
    assert_eq!(same, pseudonyms, "one pseudonym in one project");
    let elsewhere = door.confirmed(&one, &other, &of_cancer()).await;
    let third = door.asks_extract(&one, &elsewhere).await;
    door.works();
    let there = door.lines_of(&one, &elsewhere, &third).await;
    let there: BTreeSet<&str> = there.iter().map(|line| line["pseudonym"].as_str().unwrap()).collect();
    assert!(there.len() == 11 && there.is_disjoint(&pseudonyms), "and another one in another");
    assert_eq!(door.ledger(&citizens[0]).await.len(), 3);
}

#[actix_web::test]
async fn what_too_few_people_have_in_common_is_told_less_finely_or_not_at_all() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let nine = door.who_permit(9, &doctor, &json!({"service_start": "2026-01-05T09:00:00Z"})).await;
    let extract = door.asks_extract(&one, &project).await;
    door.works();
    let told = door.extract(&one, &project).await;
    assert_eq!(told["counted"], json!({"lines": 0, "people": 0, "suppressed": 9, "withdrawn": 0}), "{told}");
    assert_eq!(door.lines_of(&one, &project, &extract).await, Vec::<Value>::new());
    assert_eq!(door.ledger(&nine[0]).await, Vec::<Value>::new(), "what was left out was not used");
    // One more in another month: the year is what ten have in common.
    door.who_permit(1, &doctor, &json!({"service_start": "2026-02-05T09:00:00Z"})).await;
    let extract = door.asks_extract(&one, &project).await;
    door.works();
    let lines = door.lines_of(&one, &project, &extract).await;
    assert_eq!(lines.len(), 10);
    assert!(lines.iter().all(|line| line["month"] == "2026"), "{lines:?}");
}

#[actix_web::test]
async fn who_opposes_while_an_extract_runs_is_not_in_it_and_nothing_is_lost() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(12, &doctor, &json!({})).await;
    let extract = door.asks_extract(&one, &project).await;
    let twice = door.of_project(&other, &project, "extracts").await;
    assert_eq!(twice.status, 409, "{}", twice.text());
    // The worker dies after the batch in which everybody still said yes.
    door.collects(&extract);
    assert_eq!(door.fetches(&one, &project, &extract).await.status, 404, "nothing half done is shown");
    door.says_of_use(&citizens[3], json!({"answer": "no"})).await;
    door.works();
    let told = door.extract(&one, &project).await;
    assert_eq!(
        told["counted"],
        json!({"lines": 11, "people": 11, "suppressed": 0, "withdrawn": 1}),
        "{told}"
    );
    assert_eq!(door.ledger(&citizens[3]).await, Vec::<Value>::new());
    assert_eq!(door.ledger(&citizens[4]).await.len(), 1, "and nobody is in it twice");
    let house = door.house.house();
    assert_eq!(journal::verify(&house.desk, &house.vault, None).unwrap().findings, []);
}

#[actix_web::test]
async fn a_forged_row_brings_nobody_into_an_extract() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    door.who_permit(10, &doctor, &json!({})).await;
    let silent = door.house.citizen();
    door.fed(&silent, &doctor, json!({})).await;
    let forged = "update consent.secondary_use set yes = (select max(yes) from consent.secondary_use)";
    door.house.database().tamper(&format!("{forged} where space_id = '{}'", silent.space));
    door.asks_extract(&one, &project).await;
    door.works();
    assert_eq!(door.extract(&one, &project).await["counted"]["people"], 10);
    assert_eq!(door.ledger(&silent).await, Vec::<Value>::new());
    assert_eq!(door.house.database().count("select forged from consent.use_extract"), 1);
}

#[actix_web::test]
async fn a_project_ends_and_its_key_and_its_lines_with_it_but_not_what_holders_read() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let ends = json!("2026-12-31T00:00:00Z");
    let mut short = of_cancer();
    short["ends_at"] = ends;
    let (by_hand, by_time) =
        (door.confirmed(&one, &other, &of_cancer()).await, door.confirmed(&one, &other, &short).await);
    let citizens = door.who_permit(10, &doctor, &json!({})).await;
    let extract = door.asks_extract(&one, &by_hand).await;
    door.works();
    assert_eq!(door.lines_of(&one, &by_hand, &extract).await.len(), 10);
    assert_eq!(door.of_project(&one, &by_hand, "end").await.status, 200);
    let gone = door.fetches(&one, &by_hand, &extract).await;
    assert_eq!(gone.status, 409, "{}", gone.text());
    assert_eq!(door.of_project(&one, &by_hand, "extracts").await.status, 409);
    let database = door.house.database();
    assert_eq!(database.count("select count(*) from consent.use_line"), 0);
    let shares = format!("select count(share) from consent.use_project where id = '{by_hand}'");
    assert_eq!(database.count(&shares), 0, "no pseudonym can be made again");
    assert_eq!(door.ledger(&citizens[0]).await.len(), 1);
    let house = door.house.house();
    let never = house.desk.write(|tx| house.consent.end_overdue_projects(tx)).unwrap();
    assert_eq!(never, 0);
    door.house.clock().advance(chrono::TimeDelta::days(400));
    assert_eq!(house.desk.write(|tx| house.consent.end_overdue_projects(tx)).unwrap(), 1);
    let public = door.send(Call::get("/api/v1/projects")).await.json();
    let states: Vec<&str> =
        public["items"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ended", "ended"], "{by_time}");
}

#[actix_web::test]
async fn a_holder_answers_for_one_project_apart() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let citizens = door.who_permit(11, &doctor, &json!({})).await;
    door.says_of_use(&citizens[0], json!({"answer": "no", "project": project})).await;
    door.asks_extract(&one, &project).await;
    door.works();
    assert_eq!(door.extract(&one, &project).await["counted"]["people"], 10);
    let unknown = json!({"answer": "no", "project": door.house.id::<kernel::kind::Project>()});
    let told = door.holder(&citizens[0], "POST", "/secondary-use", &unknown).await;
    assert_eq!(told.status, 404, "{}", told.text());
    assert!(told.text().contains(&ProjectFault::Absent.to_string()), "{}", told.text());
}
