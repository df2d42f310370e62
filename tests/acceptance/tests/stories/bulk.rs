//! A hospital deposits 40 000 documents a day from its own system, in calls of many, and sends a call again that was cut:
//! each document is there once, and each was answered. `make test` sends a hundredth of a day.

use std::collections::HashMap;

use acceptance::{CAMILLE, Site, soak};
use serde_json::{Value, json};

use crate::{SPACE, documents};

const BOUNDARY: &str = "night-run-61";
/// Documents of one call.
const CALL: usize = 50;

fn letter(number: usize) -> String {
    format!("compte rendu fictif {number}\n")
}

fn body(numbers: std::ops::Range<usize>) -> Vec<u8> {
    let patient = CAMILLE.person().patient_json();
    let mut body = Vec::new();
    for number in numbers {
        let said = json!({
            "key": format!("night/{number}"),
            "document": { "type": { "code": "11490-0" }, "title": format!("Lettre {number}"), "patient": patient },
        });
        let part = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"metadata\"\r\n\r\n{said}\r\n--{BOUNDARY}\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\ncontent-type: text/plain\r\n\r\n\
             {}\r\n",
            letter(number)
        );
        body.extend(part.into_bytes());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

#[test]
fn a_hospital_sends_its_day_and_what_was_cut_again() {
    let site = Site::new();
    let server = site.sandbox();
    let hospital = server.persona("software");
    let count = if soak() { 40_000 } else { 400 };
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let send = |body: &[u8]| -> Value {
        let answer = hospital.post_bytes("/api/v1/deposits", &media, body);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    };
    let mut acknowledged: HashMap<String, String> = HashMap::new();
    let mut keep = |outcome: &Value| {
        for item in outcome["items"].as_array().expect("results") {
            assert_eq!(item["status"], 201, "{item}");
            let (key, id) = (item["key"].as_str().unwrap(), item["document"]["id"].as_str().unwrap());
            let before = acknowledged.insert(key.to_owned(), id.to_owned());
            assert!(before.is_none_or(|before| before == id), "the same key is the same document");
        }
        outcome["items"].as_array().map_or(0, Vec::len)
    };
    for (call, first) in (0..count).step_by(CALL).enumerate() {
        let body = body(first..(first + CALL).min(count));
        // Every third call is cut in its middle and sent again whole.
        if call % 3 == 1 {
            let outcome = send(&body[..body.len() * (call % 9 + 1) / 10]);
            assert_eq!(outcome["complete"], false);
            keep(&outcome);
        }
        let outcome = send(&body);
        assert_eq!(outcome["complete"], true);
        assert_eq!(keep(&outcome), (first + CALL).min(count) - first);
    }
    assert_eq!(acknowledged.len(), count);

    // The holder finds each once, and each is what was sent.
    let holder = server.persona("citizen");
    let (mut found, mut after) = (0, String::new());
    loop {
        let page = holder.get(&format!("{}?limit=100{after}", documents(SPACE))).json();
        for item in page["items"].as_array().unwrap() {
            let title = item["title"].as_str().unwrap_or_default();
            let Some(number) = title.strip_prefix("Lettre ").and_then(|number| number.parse().ok()) else {
                continue;
            };
            assert_eq!(acknowledged.get(&format!("night/{number}")).map(String::as_str), item["id"].as_str());
            found += 1;
            if number % 97 == 0 {
                let content = holder.content(SPACE, item["id"].as_str().unwrap());
                assert_eq!(content.body, letter(number).into_bytes());
            }
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(found, count);
    site.verify_journal();
}
