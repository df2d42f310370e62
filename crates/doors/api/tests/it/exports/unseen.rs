//! What is hidden from whoever asks leaves no trace in an export.

use serde_json::{Value, json};

use super::{Files, said};
use crate::door::Door;

/// What an export says of a record, without what tells of the exports themselves.
pub(super) fn without_exports(files: &Files) -> Vec<(String, String)> {
    let of_export = |line: &Value| {
        let act = line["act"].as_str().unwrap_or_default();
        act.starts_with("exports.") || act == "documents.export" || act == "notices.tell"
    };
    let mut all = Vec::new();
    for (name, bytes) in files {
        let text = match name.as_str() {
            "history.json" => {
                let mut history = said(files, name);
                history["lines"].as_array_mut().unwrap().retain(|line| !of_export(line));
                history.to_string()
            }
            "history.csv" => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let tells = |line: &&str| !line.contains("export") && !line.contains("notices.tell");
                text.lines().filter(tells).collect::<Vec<_>>().join("\n")
            }
            "notices.json" => {
                let mut notices = said(files, name);
                let ready = |notice: &Value| notice["kind"] == "export_ready";
                notices["notices"].as_array_mut().unwrap().retain(|notice| !ready(notice));
                notices.to_string()
            }
            // The time at which it was made.
            "index.html" => {
                let page = String::from_utf8_lossy(bytes).into_owned();
                let (head, rest) = page.split_once("</h1>").unwrap();
                let (_, rest) = rest.split_once("</p>").unwrap();
                format!("{head}{rest}")
            }
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        all.push((name.clone(), text));
    }
    all
}

/// How large each file is, but for the history and the notices, which tell of the first export too.
pub(super) fn sizes(files: &Files) -> Vec<(String, usize)> {
    let of = files.iter().filter(|(name, _)| !name.starts_with("history") && *name != "notices.json");
    of.map(|(name, bytes)| (name.clone(), bytes.len())).collect()
}

#[actix_web::test]
async fn of_what_waits_for_its_announcement_an_export_tells_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({"title": "Avant"})).await;
    let (first, before) = door.leaves_with(&camille).await;
    let more = json!({"title": "Caché", "visible_to_patient": false, "unique_id": "1.2.250.1.999.7^77"});
    let hidden = door.fed(&camille, &doctor, more).await;
    let (second, after) = door.leaves_with(&camille).await;
    assert_eq!(without_exports(&before), without_exports(&after));
    for bytes in after.values() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&hidden) && !text.contains("Caché") && !text.contains("999.7^77"), "{text}");
    }
    // Nor in counts, progress or sizes.
    assert_eq!(sizes(&before), sizes(&after));
    let progress = async |export: &str| {
        door.export(&camille, "GET", &format!("/{export}")).await.json()["progress"].clone()
    };
    assert_eq!(progress(&first).await, json!({"done": 1, "total": 1}));
    assert_eq!(progress(&second).await, json!({"done": 1, "total": 1}));
}

#[actix_web::test]
async fn an_export_with_something_hidden_is_as_large_as_one_of_a_record_without_it() {
    let mut sizes = Vec::new();
    for hidden in [0, 7] {
        let door = Door::new();
        let (camille, doctor) = (door.house.citizen(), door.house.doctor());
        door.fed(&camille, &doctor, json!({"title": "Avant"})).await;
        for _ in 0..hidden {
            door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
        }
        let export = door.wants_out(&camille).await;
        let asked = door.export(&camille, "GET", &format!("/{export}")).await.json();
        door.runs_jobs();
        let ready = door.export(&camille, "GET", &format!("/{export}")).await.json();
        sizes.push((asked["progress"].clone(), ready["progress"].clone(), ready["bytes"].clone()));
    }
    assert_eq!(sizes[0], sizes[1]);
}

#[actix_web::test]
async fn somebody_elses_export_is_as_absent_as_none() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let carer = door.house.citizen();
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"]})).await;
    let (export, _) = door.leaves_with(&camille).await;
    let nothing = door.house.id::<kernel::kind::Export>().to_string();
    let space = camille.space;
    for token in [
        doctor.token().to_owned(),
        door.house.sure(&other).token().to_owned(),
        door.house.sure(&carer).token().to_owned(),
    ] {
        for (method, end) in [("GET", ""), ("GET", "/content"), ("DELETE", "")] {
            let asks = async |id: &str| {
                let path = format!("/api/v1/spaces/{space}/exports/{id}{end}");
                let answer = door.send(crate::door::Call::new(method, path).token(&token)).await;
                (answer.status, answer.problem()["detail"].clone())
            };
            let one = asks(&export).await;
            assert!(one.0 == 403 || one.0 == 404, "{one:?}");
            assert_eq!(one, asks(&nothing).await);
        }
        let path = format!("/api/v1/spaces/{space}/exports");
        let asked = door.send(crate::door::Call::post(path).token(&token)).await;
        assert!(asked.status == 403 || asked.status == 404, "{}", asked.text());
    }
    // In another record of one's own it is none either.
    let elsewhere = door.export(&other, "GET", &format!("/{export}")).await;
    assert_eq!(elsewhere.status, 404);
    // One that somebody made their own in SQL opens for nobody.
    let person = other.person;
    door.house.database().tamper(&format!("update exports.export set person = '{person}', state = 'making'"));
    // Whose it is decides, and not whose record it is of.
    for (method, end) in [("GET", ""), ("GET", "/content"), ("DELETE", "")] {
        let asked = door.export(&camille, method, &format!("/{export}{end}")).await;
        assert_eq!(asked.status, 404, "{method} {end}");
    }
    let listed = door.export(&camille, "GET", "").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 0);
    let made = door.makes(&camille, &export, &flows::leaving::Unheld);
    assert!(!matches!(made, Ok(flows::leaving::Made::Ready)), "{made:?}");
}
