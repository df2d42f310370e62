//! Whoever has no business in a record gets nothing of it, whatever they call.

use std::collections::BTreeSet;

use kernel::{AdminRole, kind};
use serde_json::{Map, Value, json};
use testkit::Contract;

use crate::door::{Call, Door, PDF, letter_about};

/// What somebody without a way may do in a record all the same, and why.
const MAY: [(&str, &str, &str, &str); 7] = [
    ("doctor", "POST", "/api/v1/spaces/{space}/care-relationships", "where one begins on declaration"),
    ("doctor", "POST", "/api/v1/spaces/{space}/emergency-accesses", "who attests an emergency"),
    ("doctor", "POST", "/api/v1/spaces/{space}/refused-deposits", "who feeds says what the patient refused"),
    ("software", "POST", "/api/v1/spaces/{space}/refused-deposits", "an establishment feeds"),
    (
        "support",
        "PUT",
        "/api/v1/admin/spaces/{space}/identity-status",
        "support says how sure an identity is",
    ),
    ("support", "POST", "/api/v1/admin/spaces/{space}/suspend", "a record that is in danger is shut"),
    ("support", "POST", "/api/v1/admin/spaces/{space}/resume", "support settles what it suspended"),
];

/// A value that a schema takes, as far as a schema says so.
fn example(description: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return example(description, description.pointer(&reference[1..]).unwrap());
    }
    if let Some(all) = ["oneOf", "anyOf", "allOf"].iter().find_map(|name| schema[name].as_array()) {
        return example(description, all.iter().find(|one| one["type"] != "null").unwrap());
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    let kinds = schema["type"].as_array().map(|kinds| kinds[0].clone());
    match kinds.as_ref().unwrap_or(&schema["type"]).as_str() {
        Some("array") => {
            let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
            (0..least).map(|_| example(description, &schema["items"])).collect()
        }
        Some("boolean") => json!(true),
        Some("integer" | "number") => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => json!("01a207a2-3280-7000-8000-000000000001"),
            Some("date-time") => json!("2027-01-01T00:00:00Z"),
            Some("date") => json!("1980-07-01"),
            _ => json!("essai"),
        },
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let member = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), example(description, &schema["properties"][name]))
            };
            Value::Object(required.iter().map(member).collect::<Map<_, _>>())
        }
    }
}

#[actix_web::test]
async fn whoever_has_no_business_in_a_record_gets_nothing_of_it() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &door.house.doctor(), json!({})).await;
    let (support, auditor) = (door.house.admin(&[AdminRole::Support]).1, door.auditor());
    let (software, sure) = (door.house.software(), door.house.sure(&other));
    let personas = [
        ("citizen", sure.token()),
        ("doctor", doctor.token()),
        ("software", software.token()),
        ("support", support.token()),
        ("auditor", auditor.token()),
    ];
    let nothing = door.house.id::<kind::Document>().to_string();
    let description = serde_json::to_value(api::description()).unwrap();
    let mut operations = Contract::new(description.clone()).operations();
    // What somebody may do changes the record, and comes last, in the order of the list.
    operations.sort_by_key(|known| {
        MAY.iter()
            .position(|(_, method, path, _)| (*method, *path) == (&known.method, &known.path))
            .map_or(0, |at| at + 1)
    });
    let mut used = BTreeSet::new();
    let mut asked = 0;
    for operation in operations.iter().filter(|known| known.path.contains("/spaces/{space}")) {
        let filled = |part: &str| match part {
            "{space}" => camille.space.to_string(),
            "{document}" => letter.clone(),
            part if part.starts_with('{') => nothing.clone(),
            part => part.to_owned(),
        };
        let path = operation.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        let described = &description["paths"][&operation.path][operation.method.to_lowercase()];
        let content = &described["requestBody"]["content"];
        for (persona, token) in personas {
            let call = Call::new(&operation.method, &path).token(token).header("if-match", "*");
            let call = if operation.path.ends_with("/care-relationships") && operation.method == "POST" {
                call.json(&json!({"evidence": "team_in_charge"}))
            } else if content["application/json"].is_object() {
                call.json(&example(&description, &content["application/json"]["schema"]))
            } else if content["multipart/form-data"].is_object() {
                call.parts(&letter_about(&other, &json!({})), "application/pdf", PDF)
            } else {
                call
            };
            let answer = door.send(call).await;
            let may = MAY.iter().find(|(who, method, path, _)| {
                (*who, *method, *path) == (persona, operation.method.as_str(), operation.path.as_str())
            });
            asked += 1;
            let refused = matches!(answer.status, 400 | 403 | 404 | 422);
            let known = format!(
                "{persona} {} {}: {} {}",
                operation.method,
                operation.path,
                answer.status,
                answer.text()
            );
            match may {
                Some(entry) if refused && answer.status != 422 => {
                    panic!("a stale exemption {entry:?}: {known}")
                }
                Some(entry) => drop(used.insert(entry)),
                None => assert!(refused, "{known}"),
            }
            // What is refused before anything is decided says nothing of the record.
            assert!(!answer.text().contains("Lettre de liaison"), "{known}");
        }
    }
    assert!(asked > 200, "{asked}");
    let unused: Vec<_> = MAY.iter().filter(|entry| !used.contains(entry)).collect();
    assert!(unused.is_empty(), "stale: {unused:?}");
    let history = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let lines = door.send(Call::get(history).token(camille.token())).await.json();
    let refusals =
        lines["items"].as_array().unwrap().iter().filter(|line| line["outcome"] == "refused").count();
    assert!(refusals > 60, "each refusal is a line: {refusals}");
}
