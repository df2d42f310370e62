//! Whoever has no business in a record gets nothing of it, whatever they call.

use std::collections::BTreeSet;

use kernel::{AdminRole, kind};
use serde_json::{Map, Value, json};
use testkit::{Citizen, Contract, Operation};

use crate::door::{Call, Door, PDF, letter_about};

/// What somebody without a way may do in a record all the same, and why.
const MAY: [(&str, &str, &str, &str); 13] = [
    ("doctor", "POST", "/api/v1/spaces/{space}/documents", "who feeds needs no relationship"),
    ("software", "POST", "/api/v1/spaces/{space}/documents", "an establishment feeds"),
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
    ("support", "GET", "/api/v1/admin/spaces/{space}/heir-requests", "support reads who asks after a death"),
    (
        "support",
        "POST",
        "/api/v1/admin/spaces/{space}/heir-requests",
        "support writes down who asks after a death",
    ),
    ("support", "GET", "/api/v1/admin/spaces/{space}/measures", "support reads what judges decided"),
    ("support", "POST", "/api/v1/admin/spaces/{space}/measures", "support writes down what judges decided"),
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

/// What is sent where an example that a schema makes is refused before anything is decided.
fn body_of(door: &Door, citizen: &Citizen, operation: &Operation) -> Option<Value> {
    let somebody = || json!({"rpps": door.house.rpps(&door.house.doctor())});
    let (_, end) = operation.path.split_once("{space}/")?;
    Some(match (operation.method.as_str(), end) {
        ("POST", "care-relationships") => json!({"evidence": "team_in_charge"}),
        ("POST", "blocked") => json!({"whom": somebody()}),
        ("POST", "exceptions") => {
            json!({"whom": somebody(), "what": {"category": "BIOLOGIE"}, "effect": "hidden"})
        }
        ("POST", "delegations") => json!({"to": "team"}),
        ("POST", "preview") => json!({"as": {"profession": "10"}}),
        ("POST", "temporary-accesses") => json!({"to": "code", "opens": "whole", "minutes": 60}),
        ("POST", "emergency-accesses") => crate::access::emergency::attested(),
        ("POST", "refused-deposits") => {
            json!({"type": {"code": "11490-0"}, "patient": letter_about(citizen, &json!({}))["patient"]})
        }
        _ => return None,
    })
}

/// Who may do what outside of any one record, beside what is everybody's own. A code is tried by whoever has one, and a delivery
/// is answered document by document.
const MAY_ELSEWHERE: [(&str, &str, &[&str]); 24] = [
    ("DELETE", "/api/v1/admin/proposals/{proposal}", &["support"]),
    ("GET", "/api/v1/admin/access-questions", &["auditor"]),
    ("GET", "/api/v1/admin/disputes", &["auditor"]),
    ("GET", "/api/v1/admin/emergency-accesses", &["auditor"]),
    ("GET", "/api/v1/admin/heir-requests", &["support"]),
    ("GET", "/api/v1/admin/measures", &["support"]),
    ("GET", "/api/v1/admin/mediations", &["auditor"]),
    ("GET", "/api/v1/admin/proposals", &["support"]),
    ("GET", "/api/v1/admin/proposals/{proposal}", &["support"]),
    ("GET", "/api/v1/correction-requests", &["doctor", "software"]),
    ("POST", "/api/v1/admin/disputes/{dispute}/answer", &["auditor"]),
    ("POST", "/api/v1/admin/disputes/{dispute}/take", &["auditor"]),
    ("POST", "/api/v1/admin/emergency-accesses/{access}/restore", &["support", "auditor"]),
    ("POST", "/api/v1/admin/emergency-accesses/{access}/review", &["auditor"]),
    ("POST", "/api/v1/admin/proposals", &["support"]),
    ("POST", "/api/v1/admin/proposals/{proposal}/confirm", &["support"]),
    ("POST", "/api/v1/admin/proposals/{proposal}/decline", &["support"]),
    ("POST", "/api/v1/admin/spaces/find", &["support"]),
    (
        "POST",
        "/api/v1/carer-invitations/accept",
        &["citizen", "doctor", "software", "support", "auditor", "mediator"],
    ),
    (
        "POST",
        "/api/v1/representative-invitations/accept",
        &["citizen", "doctor", "software", "support", "auditor", "mediator"],
    ),
    ("POST", "/api/v1/deposits", &["doctor", "software", "support", "auditor", "mediator"]),
    (
        "POST",
        "/api/v1/directory/professionals/search",
        &["citizen", "doctor", "support", "auditor", "mediator"],
    ),
    ("POST", "/api/v1/patients/find", &["doctor", "software"]),
    (
        "POST",
        "/api/v1/temporary-accesses/redeem",
        &["citizen", "doctor", "software", "support", "auditor", "mediator"],
    ),
];

/// What is everybody's own who is logged in.
const OWN: &str = "/api/v1/me";

#[actix_web::test]
async fn whoever_has_no_role_for_it_gets_nothing_of_what_is_outside_of_any_record() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let of_role = |role| door.house.admin(&[role]).1;
    let (support, auditor) = (of_role(AdminRole::Support), of_role(AdminRole::Auditor));
    let (mediator, software) = (of_role(AdminRole::Mediator), door.house.software());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let code = door.code_for(&camille, json!({"documents": [letter]})).await;
    let guest = door.redeems_as_guest(&code).await.json();
    let personas = [
        ("citizen", camille.token()),
        ("doctor", doctor.token()),
        ("software", software.token()),
        ("support", support.token()),
        ("auditor", auditor.token()),
        ("mediator", mediator.token()),
        ("guest", guest["token"]["access_token"].as_str().unwrap()),
    ];
    let nothing = door.house.id::<kind::Document>().to_string();
    let description = serde_json::to_value(api::description()).unwrap();
    let operations = Contract::new(description.clone()).operations();
    let elsewhere = operations.iter().filter(|known| {
        known.needs_token && !known.path.contains("/spaces/{space}") && !known.path.starts_with(OWN)
    });
    let mut used = BTreeSet::new();
    for operation in elsewhere {
        let path = operation.path.split('/').map(|part| if part.starts_with('{') { &nothing } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let content =
            &description["paths"][&operation.path][operation.method.to_lowercase()]["requestBody"]["content"];
        for (persona, token) in personas {
            let call = Call::new(&operation.method, &path).token(token).header("if-match", "*");
            let ins = json!({"value": camille.ins.number.reveal(), "oid": camille.ins.oid.as_str()});
            let call = if operation.path.ends_with("/find") {
                call.json(&json!({"ins": ins}))
            } else if operation.path.ends_with("/search") {
                call.json(&json!({"family_name": "Fictif"}))
            } else if content["application/json"].is_object() {
                call.json(&example(&description, &content["application/json"]["schema"]))
            } else if content["multipart/form-data"].is_object() {
                call.parts(&json!({}), "application/pdf", PDF)
            } else {
                call
            };
            let answer = door.send(call).await;
            let known = format!("{persona} {} {path}: {} {}", operation.method, answer.status, answer.text());
            let may = MAY_ELSEWHERE.iter().find(|(method, at, who)| {
                (*method, *at) == (operation.method.as_str(), operation.path.as_str())
                    && who.contains(&persona)
            });
            match may {
                Some((method, at, _)) => {
                    assert_ne!(answer.status, 403, "a stale exemption: {known}");
                    used.insert((*method, *at, persona));
                }
                None => assert_eq!(answer.status, 403, "{known}"),
            }
            assert!(!answer.text().contains("Lettre de liaison"), "{known}");
            assert!(
                operation.path != "/api/v1/deposits" || !answer.text().contains("\"status\":201"),
                "{known}"
            );
        }
    }
    let all = MAY_ELSEWHERE.iter().map(|(_, _, who)| who.len()).sum::<usize>();
    assert_eq!(used.len(), all, "a stale exemption: {used:?}");
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
            let call = if let Some(body) = body_of(&door, &camille, operation) {
                call.json(&body)
            } else if content["application/json"].is_object() {
                call.json(&example(&description, &content["application/json"]["schema"]))
            } else if content["multipart/form-data"].is_object() {
                call.parts(&letter_about(&camille, &json!({})), "application/pdf", PDF)
            } else {
                call
            };
            let answer = door.send(call).await;
            let may = MAY.iter().find(|(who, method, path, _)| {
                (*who, *method, *path) == (persona, operation.method.as_str(), operation.path.as_str())
            });
            asked += 1;
            let refused = matches!(answer.status, 403 | 404);
            let known = format!(
                "{persona} {} {}: {} {}",
                operation.method,
                operation.path,
                answer.status,
                answer.text()
            );
            match may {
                Some(entry) if refused => {
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
