//! Published French examples, in and out byte for byte. They are read from the folder that `CARNET_CORPUS` names and
//! are no part of the product; without it this story says so and does nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use acceptance::{Caller, Form, Person, Registered, Registry, Secret, Server, Site};
use roxmltree::{Document, Node};
use serde_json::{Value, json};

use crate::{
    documents, ids,
    published::{PUBLISHED, REFUSED},
    receipt,
};

/// What a document's own header says, read here without the product.
struct Example {
    name: String,
    bytes: Vec<u8>,
    patient: Person,
    type_code: (String, String),
    title: String,
    author: Option<String>,
    date: String,
    /// Numbers of the patient under systems that nobody told the product about.
    other_numbers: Vec<String>,
}

fn files(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let root = PathBuf::from(std::env::var_os("CARNET_CORPUS")?);
    let entries = fs::read_dir(root.join(folder)).expect("a folder of the corpus");
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}

fn child<'a, 'i>(node: Node<'a, 'i>, path: &str) -> Option<Node<'a, 'i>> {
    path.split('/').try_fold(node, |node, name| node.children().find(|child| child.tag_name().name() == name))
}

fn text(node: Node<'_, '_>) -> String {
    let whole: String =
        node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

impl Example {
    fn read(name: String, bytes: Vec<u8>) -> Self {
        let document =
            Document::parse(std::str::from_utf8(&bytes).unwrap().trim_start_matches('\u{feff}')).unwrap();
        let root = document.root_element();
        let value = |path: &str, attribute: &str| {
            child(root, path).and_then(|node| node.attribute(attribute)).map(str::to_owned)
        };
        let role = child(root, "recordTarget/patientRole").unwrap();
        let is_ins = |node: &Node<'_, '_>| {
            matches!(
                node.attribute("root"),
                Some(
                    "1.2.250.1.213.1.4.8"
                        | "1.2.250.1.213.1.4.9"
                        | "1.2.250.1.213.1.4.10"
                        | "1.2.250.1.213.1.4.11"
                )
            )
        };
        let number = list(role, "id").find(is_ins).unwrap();
        let other =
            list(role, "id").filter(|node| !is_ins(node)).filter_map(|node| node.attribute("extension"));
        let person = child(role, "patient").unwrap();
        let names = child(person, "name").unwrap();
        let of_birth = |node: &Node<'_, '_>| node.attribute("qualifier") == Some("BR");
        let given: Vec<Node<'_, '_>> = list(names, "given").collect();
        let first = text(*given.iter().find(|node| of_birth(node)).unwrap());
        let all =
            given.iter().find(|node| node.attribute("qualifier").is_none()).map(|node| text(*node)).unwrap();
        let repeats = all.to_lowercase().starts_with(&first.to_lowercase());
        let date = child(person, "birthTime").unwrap().attribute("value").unwrap();
        let of_act = ["documentationOf/serviceEvent/effectiveTime/low", "effectiveTime"];
        let author = child(root, "author/assignedAuthor/assignedPerson/name/family").map(text);
        let other_numbers = other.map(str::to_owned).collect();
        let patient = Person {
            ins: number.attribute("extension").unwrap().to_owned(),
            oid: number.attribute("root").unwrap().to_owned(),
            birth_name: text(list(names, "family").find(of_birth).unwrap()),
            first_names: if repeats { all } else { format!("{first} {all}") },
            birth_date: format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..8]),
            sex: child(person, "administrativeGenderCode").unwrap().attribute("code").unwrap().to_owned(),
            birthplace: child(person, "birthplace/place/addr/county").map(text),
        };
        let type_code = (value("code", "code").unwrap(), value("code", "codeSystem").unwrap());
        let title = text(child(root, "title").unwrap());
        let date = of_act.iter().find_map(|path| value(path, "value")).unwrap();
        Self { name, patient, type_code, title, author, date, other_numbers, bytes }
    }

    /// Who the patient is, as far as identity goes: the place of birth is no part of it.
    fn key(&self) -> Person {
        Person { birthplace: None, ..self.patient.clone() }
    }
}

/// A server with the people of some examples.
struct Place {
    site: Site,
    server: Server,
    registry: Registry,
    doctor: Caller,
    people: BTreeMap<Person, (Registered, Caller)>,
}

impl Place {
    fn of<'a>(people: impl Iterator<Item = &'a Person>) -> Self {
        let site = Site::new();
        let server = site.sandbox();
        let (registry, doctor) = (site.registry(), server.persona("doctor"));
        let people = people
            .map(|person| {
                let registered = registry.citizen(person);
                let (token, _) = registry.log_in(registered);
                (Person { birthplace: None, ..person.clone() }, (registered, server.bearer(&token)))
            })
            .collect();
        Self { site, server, registry, doctor, people }
    }

    /// In as the doctor, out as the doctor and as the patient.
    fn goes_in_and_out(&self, example: &Example) {
        let name = &example.name;
        let (registered, citizen) = &self.people[&example.key()];
        let space = registered.space.to_string();
        let found = self.doctor.post("/api/v1/patients/find", &json!({ "ins": example.patient.ins_json() }));
        assert_eq!(found.json(), json!({ "space": space }), "{name}");

        let answer = self.doctor.deposit(&space, &Form::cda(example.bytes.clone()).named(name));
        assert_eq!(answer.status, 201, "{name}: {answer:?}");
        let document = receipt(&answer);
        let path = format!("{}/{document}", documents(&space));
        let declared = self.doctor.post(
            &format!("/api/v1/spaces/{space}/care-relationships"),
            &json!({ "evidence": "team_in_charge" }),
        );
        assert_eq!(declared.status, 201, "{name}: {declared:?}");
        assert!(self.doctor.content(&space, &document).body == example.bytes, "{name}: to the doctor");
        let shown = self.doctor.get(&path).json();
        if shown.get("withheld_until").is_none() {
            assert!(citizen.content(&space, &document).body == example.bytes, "{name}: to the patient");
            assert_eq!(citizen.get(&path).json()["title"], shown["title"], "{name}");
        } else {
            citizen.content(&space, &document).problem(404, "not-found");
        }
        self.is_what_the_header_says(example, &shown, &answer.json());
        self.keep(example);
    }

    /// The logs of this place are looked through for what the example says, when the place ends.
    fn keep(&self, example: &Example) {
        let patient = &example.patient;
        let said =
            [&patient.ins, &patient.birth_name, &patient.first_names, &patient.birth_date, &example.title];
        for text in said.into_iter().filter(|text| text.len() > 7) {
            self.site.keep_secret(Secret { what: format!("words of {}", example.name), text: text.clone() });
        }
    }

    fn is_what_the_header_says(&self, example: &Example, shown: &Value, receipt: &Value) {
        let name = &example.name;
        let (_, type_code, author, birth_name, ins, birth_date, begin, facility) = *row(name);
        let patient = &example.patient;
        // The record was found by the number, and took the document because the traits agree.
        assert_eq!((patient.birth_name.as_str(), patient.ins.as_str()), (birth_name, ins), "{name}");
        assert_eq!(patient.birth_date, birth_date, "{name}");
        assert_eq!(shown["type"]["code"], type_code, "{name}");
        assert_eq!(shown["authors"][0]["name"], author, "{name}");
        assert_eq!(shown["service_start"], begin, "{name}");
        assert_eq!(shown["header"]["facility"]["code"], facility, "{name}");
        assert!(shown["header"]["legal_authenticator"]["name"].as_str().is_some_and(|name| !name.is_empty()));
        let of_type = (shown["type"]["code"].as_str(), shown["type"]["system"].as_str());
        assert_eq!(of_type, (Some(&*example.type_code.0), Some(&*example.type_code.1)), "{name}");
        assert_eq!(shown["title"], example.title, "{name}");
        if let Some(family) = &example.author {
            let first = shown["authors"][0]["name"].as_str().unwrap();
            assert!(first.contains(family.as_str()), "{name}: {first}");
        }
        let at = chrono::DateTime::parse_from_rfc3339(shown["service_start"].as_str().unwrap()).unwrap();
        assert_eq!(at.timestamp(), instant(&example.date), "{name}: {}", example.date);
        // A number under a system that is not known: kept with the bytes, and nobody is found by it or shown it.
        for number in &example.other_numbers {
            assert!(!receipt.to_string().contains(number.as_str()), "{name}");
            if *number != example.patient.ins {
                assert!(!shown.to_string().contains(number.as_str()), "{name}");
            }
        }
    }
}

/// What was looked up about a document.
fn row(name: &str) -> &'static crate::published::Published {
    PUBLISHED.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("{name} is not in the table"))
}

/// `YYYYMMDD[HHMM[SS]][+ZZZZ]` as seconds; without an offset it is Paris, in winter or in summer.
fn instant(text: &str) -> i64 {
    let (digits, offset) = match text.find(['+', '-']) {
        Some(at) => (&text[..at], &text[at..]),
        None => (text, ""),
    };
    let padded = format!("{digits:0<14}");
    let naive = chrono::NaiveDateTime::parse_from_str(&padded, "%Y%m%d%H%M%S").unwrap();
    let hours: i64 = if offset.is_empty() {
        let month: u32 = digits[4..6].parse().unwrap();
        if (4..=10).contains(&month) { 2 } else { 1 }
    } else {
        offset[..3].parse().unwrap()
    };
    naive.and_utc().timestamp() - hours * 3600
}

#[test]
fn every_published_document_goes_in_and_comes_out_byte_for_byte() {
    let Some(files) = files("cda-fr") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    let examples: Vec<Example> = files.into_iter().map(|(name, bytes)| Example::read(name, bytes)).collect();
    let count = examples.len();
    let (refused, examples): (Vec<_>, Vec<_>) =
        examples.into_iter().partition(|example| REFUSED.iter().any(|(name, _)| *name == example.name));
    let people: BTreeMap<Person, Person> =
        examples.iter().rev().map(|example| (example.key(), example.patient.clone())).collect();
    let mut by_number: BTreeMap<(&str, &str), BTreeSet<&Person>> = BTreeMap::new();
    for person in people.keys() {
        by_number.entry((&person.ins, &person.oid)).or_default().insert(person);
    }
    let shared: BTreeSet<&Person> =
        by_number.values().filter(|people| people.len() > 1).flatten().copied().collect();

    let alone = |person: &Person| !shared.contains(person);
    let place = Place::of(people.iter().filter(|(key, _)| alone(key)).map(|(_, person)| person));
    for example in examples.iter().filter(|example| alone(&example.key())) {
        place.goes_in_and_out(example);
    }
    for example in &refused {
        let (_, why) = REFUSED.iter().find(|(name, _)| *name == example.name).unwrap();
        wrong_key_is_refused(&place, example, why);
    }
    place.site.verify_journal();
    drop(place);

    for people_of_one in by_number.values().filter(|people| people.len() > 1) {
        for first in people_of_one {
            let place = Place::of(std::iter::once(&people[*first]));
            for example in &examples {
                if example.key() == **first {
                    place.goes_in_and_out(example);
                } else if people_of_one.contains(&example.key()) {
                    second_person_is_refused(&place, &people[*first], example);
                }
            }
            place.site.verify_journal();
        }
    }
    println!("corpus: {count} documents, {} of people who share a number", shared.len());
    assert_eq!((count, refused.len()), (PUBLISHED.len(), REFUSED.len()));
}

/// A production number with a wrong key: nobody has it, and no record takes it.
fn wrong_key_is_refused(place: &Place, example: &Example, why: &str) {
    assert!(place.registry.try_citizen(&example.patient).is_err());
    let (registered, _) = place.people.values().next().unwrap();
    let space = registered.space.to_string();
    let problem =
        place.doctor.deposit(&space, &Form::cda(example.bytes.clone())).problem(422, "unprocessable");
    let fault = &problem["faults"][0];
    assert!(fault["pointer"].as_str().unwrap().contains("recordTarget"), "{problem}");
    assert!(fault["expected"].as_str().unwrap().contains(why), "{problem}");
    let (_, _, _, birth_name, ins, ..) = *row(&example.name);
    assert_eq!((example.patient.birth_name.as_str(), example.patient.ins.as_str()), (birth_name, ins));
    assert!(!problem.to_string().contains(&example.patient.ins), "{problem}");
    let found = place.doctor.post("/api/v1/patients/find", &json!({ "ins": example.patient.ins_json() }));
    found.problem(422, "unprocessable");
}

/// Same number, another person: not registered, and not taken for the first one.
fn second_person_is_refused(place: &Place, first: &Person, example: &Example) {
    assert!(matches!(place.registry.try_citizen(&example.patient), Err(identity::Error::IdentityTaken)));
    let (registered, citizen) = place.people.values().next().unwrap();
    let space = registered.space.to_string();
    let before = ids(&citizen.get(&documents(&space)));
    let form = Form::cda(example.bytes.clone());
    // A software that has no way in is not told what differs; the holder is.
    let software = place.server.persona("software");
    let problem = software.deposit(&space, &form).problem(422, "unprocessable");
    assert!(problem.get("faults").is_none_or(|faults| faults == &json!([])), "{problem}");
    let problem = citizen.deposit(&space, &form).problem(422, "unprocessable");
    let faults = problem["faults"].as_array().unwrap();
    let named: BTreeSet<&str> = faults.iter().filter_map(|fault| fault["pointer"].as_str()).collect();
    let differs = |name: &str, one: &str, other: &str| (one != other).then(|| format!("/patient/{name}"));
    let other = &example.patient;
    let expected = [
        differs("birth_date", &first.birth_date, &other.birth_date),
        differs("first_names", &first.first_names.to_lowercase(), &other.first_names.to_lowercase()),
    ];
    for pointer in expected.into_iter().flatten() {
        assert!(named.contains(pointer.as_str()), "{}: {problem}", example.name);
    }
    assert!(!named.is_empty());
    assert_eq!(ids(&citizen.get(&documents(&space))), before, "nothing was stored");
}

#[test]
fn every_published_attachment_goes_in_and_comes_out_byte_for_byte() {
    let Some(files) = files("attachments") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    let site = Site::new();
    let server = site.sandbox();
    let citizen = server.persona("citizen");
    for (name, bytes) in &files {
        let media_type = if name.ends_with(".pdf") { "application/pdf" } else { "image/jpeg" };
        let form = Form::new(json!({ "title": "Pièce publiée" }), media_type, bytes.clone()).named(name);
        let document = receipt(&citizen.deposit(crate::SPACE, &form));
        let read = citizen.content(crate::SPACE, &document);
        assert!(read.body == *bytes, "{name}");
        assert_eq!(read.header("content-type"), Some(media_type), "{name}");
    }
    println!("corpus: {} attachments", files.len());
    assert!(!files.is_empty());
}
