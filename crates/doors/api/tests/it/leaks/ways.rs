use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use serde_json::{Value, json};
use testkit::{Citizen, Cost, Meter};

use crate::door::{Answer, Call, Door, PDF, deposit, documents, letter_about};

/// What one way of reading answered, without what differs from one request to the next, and what it cost.
#[derive(Debug)]
pub(crate) struct Told {
    answers: Vec<String>,
    cost: Cost,
}

impl Told {
    /// Holds one to the other, in answers and in cost.
    pub(crate) fn is_like(&self, other: &Self, way: &str) {
        assert_eq!(self.answers, other.answers, "{way}");
        let names: BTreeSet<&String> = self.cost.keys().chain(other.cost.keys()).collect();
        let differs = |name: &&String| self.cost.get(*name) != other.cost.get(*name);
        let differing: Vec<String> = names
            .into_iter()
            .filter(differs)
            .map(|name| format!("{:?} and {:?}: {name}", self.cost.get(name), other.cost.get(name)))
            .collect();
        assert!(differing.is_empty(), "{way} costs otherwise:\n{}", differing.join("\n"));
    }
}

/// Who reads, and the document that is asked for by name: hidden, or one that never was.
pub(crate) struct Reader<'a> {
    pub(crate) citizen: &'a Citizen,
    pub(crate) token: &'a str,
    pub(crate) named: &'a str,
    /// A document that the reader sees.
    pub(crate) seen: &'a str,
    /// A visit of before.
    pub(crate) visit: &'a str,
    /// Whether the history opens to them, in which their own reading stands.
    pub(crate) reads_history: bool,
}

/// Names of members that are made anew for each answer, or are sealed with a fresh nonce.
const FRESH: [&str; 5] = ["instance", "request_id", "next", "visit", "moment"];
const FRESH_HEADERS: [&str; 3] = ["date", "x-request-id", "carnet-request-id"];

fn without_fresh(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for name in FRESH {
                if let Some(member) = members.get_mut(name) {
                    // A visit seals what transactions of the whole cluster ran meanwhile: more of them, more bytes.
                    let length = member.as_str().map(str::len).filter(|_| name != "visit");
                    *member = json!({ "fresh": length });
                }
            }
            members.values_mut().for_each(without_fresh);
        }
        Value::Array(items) => items.iter_mut().for_each(without_fresh),
        _ => {}
    }
}

/// The files of an archive, which packs the id that was asked for.
fn unpacked(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..archive.len()).map(|at| {
        let mut file = archive.by_index(at).unwrap();
        let mut inside = Vec::new();
        file.read_to_end(&mut inside).unwrap();
        format!("{}: {}", file.name().unwrap(), String::from_utf8_lossy(&inside))
    });
    files.collect::<Vec<_>>().join("\n")
}

impl Reader<'_> {
    fn told(&self, answer: &Answer) -> String {
        let body = match serde_json::from_slice::<Value>(&answer.body) {
            Ok(mut json) => {
                without_fresh(&mut json);
                json.to_string()
            }
            Err(_) if answer.header("content-type") == "application/zip" => unpacked(&answer.body),
            Err(_) => format!("{:?}", answer.body),
        };
        let mut headers: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| !FRESH_HEADERS.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        format!("{} {headers:?} {body}", answer.status).replace(self.named, "ID")
    }

    fn calls(&self) -> Vec<(&'static str, Call)> {
        let all = documents(self.citizen);
        let space = format!("/api/v1/spaces/{}", self.citizen.space);
        let (named, seen) = (format!("{all}/{}", self.named), format!("{all}/{}", self.seen));
        let search = |body: Value| Call::post(format!("{all}/search")).json(&body);
        let put = |end: &str, body: Value| {
            Call::new("PUT", format!("{named}/{end}")).header("if-match", "*").json(&body)
        };
        let post = |end: &str, body: Value| Call::post(format!("{named}/{end}")).json(&body);
        let id = json!(self.named);
        let letter = letter_about(self.citizen, &json!({}));
        let mut calls = self.of_the_record(&space);
        calls.extend([
            ("list", Call::get(format!("{all}?limit=100"))),
            ("list of what was replaced", Call::get(format!("{all}?status=deprecated"))),
            ("search for everything", search(json!({}))),
            ("search by type", search(json!({"types": ["11490-0"]}))),
            ("search by category", search(json!({"categories": ["BIOLOGIE"]}))),
            ("search by words", search(json!({"words": "caché"}))),
            ("search by words that are there", search(json!({"words": "lettre"}))),
            ("search by author", search(json!({"author": "fictif"}))),
            ("search by date", search(json!({"service_from": "2000-01-01T00:00:00Z"}))),
            ("changes", Call::get(format!("{all}/changes?since={}", self.visit))),
            ("first changes", Call::get(format!("{all}/changes"))),
            ("a document that is seen", Call::get(seen.clone())),
            ("its content", Call::get(format!("{seen}/content"))),
            ("its versions", Call::get(format!("{seen}/versions"))),
            ("its audience", Call::get(format!("{seen}/audience"))),
            (
                "archive of what is seen",
                Call::post(format!("{all}/zip")).json(&json!({"documents": [self.seen]})),
            ),
            (
                "archive with it",
                Call::post(format!("{all}/zip")).json(&json!({"documents": [self.seen, id]})),
            ),
            ("document", Call::get(named.clone())),
            ("document as it was", Call::get(named.clone()).header("if-none-match", "\"x\"")),
            ("head", Call::new("HEAD", format!("{named}/content"))),
            ("content", Call::get(format!("{named}/content"))),
            ("part of the content", Call::get(format!("{named}/content")).header("range", "bytes=0-3")),
            ("readable", Call::get(format!("{named}/readable"))),
            ("entries", Call::get(format!("{named}/entries"))),
            ("versions", Call::get(format!("{named}/versions"))),
            ("audience", Call::get(format!("{named}/audience"))),
            ("mask", put("visibility", json!({"visibility": "masked"}))),
            (
                "mask of several",
                Call::post(format!("{all}/visibility"))
                    .json(&json!({"documents": [id], "visibility": "masked"})),
            ),
            ("title", put("title", json!({"title": "Autre"}))),
            ("archived", put("archived", json!({"archived": true}))),
            ("folder", put("folder", json!({"folder": null}))),
            ("pinned", put("pinned", json!({"pinned": true}))),
            ("correction", post("correction-request", json!({"kind": "wrong", "message": "faux"}))),
            (
                "replacement",
                Call::post(format!("{named}/replacement")).parts(&letter, "application/pdf", PDF),
            ),
            ("withdrawal", Call::new("DELETE", named.clone()).header("if-match", "*")),
            ("folders", Call::get(format!("{space}/folders"))),
            ("requests for correction", Call::get(format!("{space}/correction-requests"))),
            ("preview", Call::post(format!("{space}/preview")).json(&json!({"as": {"profession": "10"}}))),
        ]);
        calls
    }

    /// What is asked of the record, and of oneself in it.
    fn of_the_record(&self, space: &str) -> Vec<(&'static str, Call)> {
        let of = |end: &str| Call::get(format!("{space}/{end}"));
        let mut calls = vec![
            ("notices", of("notifications")),
            ("care team", of("care-team")),
            ("own care relationships", of("care-relationships")),
            ("delegations", of("delegations")),
            ("temporary accesses", of("temporary-accesses")),
            ("emergency accesses", of("emergency-accesses")),
            ("exceptions", of("exceptions")),
            ("blocks", of("blocked")),
            ("disputes", of("disputes")),
            ("carers", of("carers")),
            ("representatives", of("representatives")),
            ("who is in charge", of("protection")),
            ("discretion", of("discretion")),
            ("will for after death", of("after-death")),
            ("selections for heirs", of("heir-selections")),
            ("whom one cares for", Call::get("/api/v1/me/cared-for")),
            ("answers about uses beyond care", of("secondary-use")),
            ("what was used beyond care", of("secondary-use/ledger")),
            ("exports", of("exports")),
            ("an export", of("exports/00000000-0000-7000-8000-00000000beef")),
            ("erasure", of("erasure")),
            ("preset", of("preferences/preset")),
            ("preferences", of("preferences")),
            ("me", Call::get("/api/v1/me")),
            ("requests for correction that wait", Call::get("/api/v1/correction-requests")),
        ];
        // What its reader has just read stands in the history; what it tells of documents is shown in `history`, and what it
        // tells of secrets in `access/secrets.rs`.
        if !self.reads_history {
            calls.push(("history", of("history")));
        }
        calls
    }

    /// Every way of reading, and of asking for the named document, in turn.
    pub(crate) async fn reads(&self, door: &Door, meter: &mut Meter) -> BTreeMap<&'static str, Told> {
        let mut told = BTreeMap::new();
        for (way, call) in self.calls() {
            meter.begin();
            let answer = door.send(call.token(self.token)).await;
            let one = Told { answers: vec![self.told(&answer)], cost: meter.read() };
            told.insert(way, one);
        }
        told.insert("page by page", self.pages(door, meter).await);
        told
    }

    /// The list, one document on a page, to its end.
    async fn pages(&self, door: &Door, meter: &mut Meter) -> Told {
        meter.begin();
        let (mut answers, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("{}?limit=1{after}", documents(self.citizen));
            let answer = door.send(Call::get(path).token(self.token)).await;
            answers.push(self.told(&answer));
            let next = (answer.status == 200).then(|| answer.json()["next"].as_str().map(str::to_owned));
            match next.flatten() {
                Some(next) => after = format!("&after={next}"),
                None => return Told { answers, cost: meter.read() },
            }
        }
    }

    /// A deposit of the reader's own, as answered, with what of it is made anew left out.
    pub(crate) async fn deposits(&self, door: &Door, unique_id: &str) -> (u16, Vec<String>) {
        let metadata = letter_about(self.citizen, &json!({"unique_id": unique_id}));
        let answer =
            door.send(deposit(self.citizen, self.token).parts(&metadata, "application/pdf", PDF)).await;
        let names = answer.json().as_object().unwrap().keys().cloned().collect();
        (answer.status, names)
    }
}
