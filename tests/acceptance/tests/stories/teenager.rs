//! A teenager of fifteen, the doctor who cares for her without her parents' knowledge, and what each side reads before and
//! after: through a server that is killed between the deposit and the first look.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Cursor, Read as _},
    thread,
    time::{Duration, Instant},
};

use acceptance::{Answer, Caller, Form, Person, Registered, Secret, Server, Site, Visitor};
use chrono::{Datelike, Months, Utc};
use serde_json::{Value, json};

use crate::{documents, ids, receipt};

const PDF: &[u8] = include_bytes!("../../../fixtures/files/letter.pdf");
const TITLE: &str = "Consultation confidentielle";
/// A document that nobody has.
const ABSENT: &str = "01900000-0000-7000-8000-00000000abcd";
/// Members that are made anew for each answer.
const FRESH: [&str; 5] = ["instance", "next", "visit", "moment", "line"];

/// What somebody reads of a record: each way with what it answered.
type Read = BTreeMap<String, String>;

/// The people of the story on one site.
struct Family {
    site: Site,
    teenager: (Person, Registered),
    parents: [(Person, Registered); 2],
}

fn born(years_ago: u32, birth_name: &str, first_names: &str, sex: &str, order: u32) -> Person {
    let day = Utc::now().date_naive().checked_sub_months(Months::new(12 * years_ago + 5)).unwrap();
    let digit = if sex == "F" { 2 } else { 1 };
    let body = format!("{digit}{:02}{:02}99999{order:03}", day.year() % 100, day.month());
    let key = 97 - body.parse::<u64>().unwrap() % 97;
    Person {
        ins: format!("{body}{key:02}"),
        oid: "1.2.250.1.213.1.4.10".to_owned(),
        birth_name: birth_name.to_owned(),
        first_names: first_names.to_owned(),
        birth_date: day.to_string(),
        sex: sex.to_owned(),
        birthplace: Some("75056".to_owned()),
    }
}

impl Family {
    /// Registers the three; the insurer's feed then says who represents the teenager.
    fn on(site: Site) -> Self {
        let registry = site.registry();
        let teenager = born(15, "MAQUETTE", "LOUISON", "F", 701);
        let parents = [born(44, "ESSAIRE", "MARIANNE", "F", 702), born(46, "GABARIEL", "BASTIEN", "M", 703)];
        let of =
            |parent: &Person| json!({"authority": "parent", "ins": parent.ins, "ins_system": "NIR_TEST"});
        let row = json!({
            "ins": teenager.ins, "ins_system": "NIR_TEST", "birth_name": teenager.birth_name,
            "first_names": [teenager.first_names], "birth_date": teenager.birth_date, "sex": "F",
            "birthplace": teenager.birthplace, "commune": "75056", "identity_status": "qualified",
            "representatives": parents.iter().map(of).collect::<Vec<_>>(),
        });
        let registered = |person: Person| {
            for (what, text) in [("an INS", &person.ins), ("a birth name", &person.birth_name)] {
                site.keep_secret(Secret { what: what.to_owned(), text: text.clone() });
            }
            let citizen = registry.citizen(&person);
            (person, citizen)
        };
        site.keep_secret(Secret {
            what: "the title of the secret document".to_owned(),
            text: TITLE.to_owned(),
        });
        let (teenager, parents) = (registered(teenager), parents.map(registered));
        let feed = site.folder().join("citizens.jsonl");
        fs::write(&feed, format!("{{\"feed\":\"carnet-citizens\",\"version\":1}}\n{row}\n")).unwrap();
        let said = site.run(&["citizens", "import", feed.to_str().unwrap()]).unwrap();
        assert!(said.contains("1 rows: 0 new, 1 changed, 0 as before, 0 rejected"), "{said}");
        Self { site, teenager, parents }
    }

    fn space(&self) -> String {
        self.teenager.1.space.to_string()
    }

    fn path(&self, end: &str) -> String {
        format!("/api/v1/spaces/{}{end}", self.space())
    }

    fn logs_in(&self, server: &Server, citizen: Registered) -> Caller {
        server.bearer(&self.site.registry().log_in_surely(citizen))
    }

    fn letter(&self, title: &str) -> Form {
        let patient = self.teenager.0.patient_json();
        let metadata = json!({"type": {"code": "11490-0"}, "title": title, "patient": patient});
        Form::new(metadata, "application/pdf", PDF)
    }

    /// All that a parent reads, twice by each of the two, the last time kept: their own reading stands in what the other reads.
    fn read_by_parents(&self, server: &Server, seen: &str, named: &str) -> [Read; 2] {
        let parents = self.parents.each_ref().map(|(_, parent)| self.logs_in(server, *parent));
        let read = || parents.each_ref().map(|parent| self.read_by(server, parent, seen, named));
        read();
        read()
    }

    fn read_by(&self, server: &Server, parent: &Caller, seen: &str, named: &str) -> Read {
        let mut all = Read::new();
        let mut keep = |way: &str, answer: &Answer| {
            assert!(matches!(answer.status, 200 | 404), "{way}: {answer:?}");
            let tag = answer.header("etag").unwrap_or_default();
            let told = format!("{} {tag} {}", answer.status, plain(answer)).replace(named, "ID");
            all.insert(way.to_owned(), told);
        };
        for end in [
            "/documents?limit=100",
            "/documents?limit=1",
            "/documents?status=deprecated",
            "/documents/changes",
            "/care-team",
            "/notifications",
            "/representatives",
            "/carers",
            "/temporary-accesses",
            "/emergency-accesses",
            "/delegations",
            "/disputes",
            "/preferences",
            "/preferences/preset",
            "/blocked",
            "/exceptions",
            "/folders",
            "/exports",
            "/correction-requests",
            "/secondary-use",
            "/secondary-use/ledger",
            "/discretion",
            "/protection",
        ] {
            keep(end, &parent.get(&self.path(end)));
        }
        for id in [seen, named] {
            for end in ["", "/content", "/versions", "/audience", "/readable"] {
                keep(
                    &format!("{} {end}", id == seen),
                    &parent.get(&self.path(&format!("/documents/{id}{end}"))),
                );
            }
        }
        for search in [json!({}), json!({"types": ["11490-0"]}), json!({"words": "confidentielle"})] {
            keep(&search.to_string(), &parent.post(&self.path("/documents/search"), &search));
        }
        for eyes in [json!({"profession": "10"}), json!({"rpps": KNOWN}), json!({"rpps": CONFIDANT})] {
            keep(&eyes.to_string(), &parent.post(&self.path("/preview"), &json!({ "as": eyes })));
        }
        let visitor = Visitor::of(server);
        visitor.set_cookie("__Host-carnet", &parent.token());
        for page in ["/safety", "/carers", "/codes", "/notifications", ""] {
            let shown = visitor.open(&format!("/spaces/{}{page}", self.space()));
            assert_eq!(shown.status, 200, "{page}: {shown:?}");
            let mut text = shown.text();
            for (name, value) in shown.hidden() {
                text = text.replace(&value, &name);
            }
            all.insert(format!("the page {page}"), text);
        }
        all.extend(self.history_of(parent, named));
        all
    }

    /// The history apart from what the parents' own reading leaves, and that without when and how often.
    fn history_of(&self, parent: &Caller, named: &str) -> Read {
        let is_parents = |line: &Value| {
            let who = line["who"]["name"].as_str().unwrap_or_default();
            self.parents.iter().any(|(parent, _)| who.contains(&parent.birth_name))
        };
        let (own, others): (Vec<Value>, Vec<Value>) = history(self, parent).into_iter().partition(is_parents);
        let own: BTreeSet<String> = own.into_iter().map(|line| without(line, &["at", "times"])).collect();
        let own: Vec<String> = own.into_iter().map(|line| line.replace(named, "ID")).collect();
        let others: Vec<String> = others.iter().map(Value::to_string).collect();
        Read::from([("history".to_owned(), others.join("\n")), ("own lines".to_owned(), own.join("\n"))])
    }
}

/// The general practitioner of the sandbox, whom the parents know of.
const KNOWN: &str = "99700000013";
/// The doctor of the hospital, of whom they know nothing.
const CONFIDANT: &str = "99700000054";

fn without(mut line: Value, members: &[&str]) -> String {
    for member in members {
        line.as_object_mut().unwrap().remove(*member);
    }
    line.to_string()
}

fn without_fresh(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !FRESH.contains(&name.as_str()));
            members.values_mut().for_each(without_fresh);
        }
        Value::Array(items) => items.iter_mut().for_each(without_fresh),
        _ => {}
    }
}

fn plain(answer: &Answer) -> String {
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(mut json) => {
            without_fresh(&mut json);
            json.to_string()
        }
        Err(_) => answer.text(),
    }
}

/// Every line that somebody reads, the newest first.
fn history(family: &Family, reader: &Caller) -> Vec<Value> {
    let (mut lines, mut end) = (Vec::new(), "/history?limit=100".to_owned());
    loop {
        let page = reader.get(&family.path(&end));
        assert_eq!(page.status, 200, "{page:?}");
        let mut page = page.json();
        let next = page["next"].as_str().map(str::to_owned);
        page["items"].as_array_mut().unwrap().iter_mut().for_each(without_fresh);
        lines.extend(page["items"].as_array().unwrap().clone());
        match next {
            Some(next) => end = format!("/history?limit=100&after={next}"),
            None => return lines,
        }
    }
}

/// What somebody took out of the record.
struct Taken {
    /// The export.
    export: String,
    /// How many documents are in it.
    documents: usize,
    /// Every file as text.
    text: String,
}

fn taken_out(family: &Family, by: &Caller) -> Taken {
    let asked = by.post(&family.path("/exports"), &json!(null));
    assert_eq!(asked.status, 201, "{asked:?}");
    let export = asked.json()["id"].as_str().unwrap().to_owned();
    let path = family.path(&format!("/exports/{export}"));
    let began = Instant::now();
    while by.get(&path).json()["state"] != "ready" {
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", by.get(&path));
        thread::sleep(Duration::from_millis(100));
    }
    let content = by.get(&format!("{path}/content"));
    assert_eq!(content.status, 200, "{content:?}");
    let mut archive = zip::ZipArchive::new(Cursor::new(content.body)).unwrap();
    let (mut documents, mut text) = (0, String::new());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        documents += usize::from(file.name().unwrap().starts_with("documents/"));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    Taken { export, documents, text }
}

fn in_secret(caller: &Caller) -> Caller {
    caller.with("carnet-connection", "secret")
}

fn equal(before: &Read, after: &Read) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (way, told) in before {
        assert_eq!(told, &after[way], "{way}");
    }
}

#[test]
fn what_a_teenager_and_a_doctor_keep_to_themselves_is_there_for_them_and_nowhere_for_her_parents() {
    let family = Family::on(Site::new());
    let mut server = family.site.sandbox();
    let space = family.space();
    let declare = json!({"evidence": "team_in_charge"});

    // A doctor whom everybody knows of cares for her and puts a letter in.
    let known = server.persona("doctor");
    let declared = known.post(&family.path("/care-relationships"), &declare);
    assert_eq!(declared.status, 201, "{declared:?}");
    let open = receipt(&known.deposit(&space, &family.letter("Vaccins à jour")));
    let openly = family.logs_in(&server, family.teenager.1);
    let first = taken_out(&family, &openly);
    assert_eq!(first.documents, 1);
    let of_first = hers_for_parents(&family, &server, &[&first]);
    assert!(
        of_first.iter().all(|lines| lines.iter().any(|line| line.contains("exports.ask"))),
        "{of_first:?}"
    );
    let before = family.read_by_parents(&server, &open, ABSENT);
    assert!(before[0]["/documents?limit=100"].contains(&open), "the mother sees what is open");

    // Another one cares for her in secret, reads the letter, and puts in what nobody who represents her may see.
    let confidant = server.persona("emergency-doctor");
    let declared = in_secret(&confidant).post(&family.path("/care-relationships"), &declare);
    assert_eq!(declared.status, 201, "{declared:?}");
    assert!(ids(&in_secret(&confidant).get(&documents(&space))).contains(&open));
    let secret = receipt(&in_secret(&confidant).deposit(&space, &family.letter(TITLE)));
    server.kill();
    server.start_again();
    let named = family.path(&format!("/documents/{secret}"));

    // Of her parents each reads what was there before, and of what came nothing at all.
    let after = family.read_by_parents(&server, &open, &secret);
    for (before, after) in before.iter().zip(&after) {
        equal(before, after);
        assert!(after.values().all(|told| !told.contains(TITLE) && !told.contains("Maxime")), "{after:?}");
    }
    for (_, parent) in &family.parents {
        family.logs_in(&server, *parent).get(&named).problem(404, "not-found");
    }

    // The teenager sees the document, who put it in, and the notices of both; she looks in secret, too.
    let openly = server.bearer(&openly.token());
    let teenager = in_secret(&openly);
    assert_eq!(teenager.get(&named).json()["title"], TITLE);
    assert_eq!(teenager.content(&space, &secret).body, PDF);
    let acts: Vec<Value> = history(&family, &teenager)
        .into_iter()
        .filter(|line| line["who"]["name"].as_str().is_some_and(|who| who.contains("Maxime Demo")))
        .map(|line| line["act"]["code"].clone())
        .collect();
    for act in ["care-relationships.open", "documents.list", "documents.deposit"] {
        assert!(acts.contains(&json!(act)), "{act}: {acts:?}");
    }
    let notices = teenager.get(&family.path("/notifications")).json().to_string();
    assert!(notices.contains("Dominique Fictif") && notices.contains("Maxime Demo"), "{notices}");
    let team = teenager.get(&family.path("/care-team")).json().to_string();
    assert!(team.contains(KNOWN) && team.contains(CONFIDANT), "{team}");

    // The doctor in secret sees it; so does the other one, who declared a care relationship of his own: it is hidden from
    // parents, and not from those who care for her.
    let (known, confidant) = (server.bearer(&known.token()), server.bearer(&confidant.token()));
    assert_eq!(in_secret(&confidant).get(&named).json()["visible_to_representatives"], false);
    assert_eq!(confidant.get(&named).status, 200, "the same doctor without saying so again");
    assert_eq!(known.get(&named).json()["visible_to_representatives"], false);
    assert_eq!(known.content(&space, &secret).body, PDF);
    equal_for_parents(&family, &server, &open, &secret, &after);
    assert!(ids(&known.get(&documents(&space))).contains(&secret));

    // What she takes out holds it; of that her parents read as much as of what she took out before there was a secret.
    let second = taken_out(&family, &openly);
    assert_eq!(second.documents, 2);
    for told in [TITLE, &secret, "Maxime Demo", "care-relationships.open"] {
        assert!(second.text.contains(told), "{told}");
    }
    assert_eq!(hers_for_parents(&family, &server, &[&first, &second]), of_first);
    let mother = family.logs_in(&server, family.parents[0].1);
    let mothers = taken_out(&family, &mother);
    assert_eq!(mothers.documents, 1);
    for told in [TITLE, &secret, "Maxime", CONFIDANT] {
        assert!(!mothers.text.contains(told), "{told}");
    }
    for by in ["visit", "person", "robots"] {
        let grouped = mother.get(&family.path(&format!("/history?limit=100&group={by}")));
        assert_eq!(grouped.status, 200, "{grouped:?}");
        assert!(!grouped.text().contains("Maxime") && !grouped.text().contains(&secret), "{grouped:?}");
    }
    family.site.verify_journal();
}

/// What each parent reads of what the teenager did, but for when, how often, and which export it was; each of them left one
/// line of what was taken into it.
fn hers_for_parents(family: &Family, server: &Server, exports: &[&Taken]) -> [BTreeSet<String>; 2] {
    family.parents.each_ref().map(|(_, parent)| {
        let mut lines = history(family, &family.logs_in(server, *parent));
        lines.retain(|line| line["who"]["name"].as_str().is_some_and(|who| who.contains("LOUISON")));
        let packed = lines.iter().filter(|line| line["act"]["code"] == "documents.export").count();
        assert_eq!(packed, exports.len(), "{lines:?}");
        let unnamed = |line: String| {
            exports.iter().fold(line, |line, taken| line.replace(taken.export.as_str(), "EXPORT"))
        };
        lines.into_iter().map(|line| unnamed(without(line, &["at", "times"]))).collect()
    })
}

fn equal_for_parents(family: &Family, server: &Server, open: &str, named: &str, before: &[Read; 2]) {
    let after = family.read_by_parents(server, open, named);
    for (before, after) in before.iter().zip(&after) {
        equal(before, after);
    }
}
