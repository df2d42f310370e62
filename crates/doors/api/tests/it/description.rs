use std::collections::BTreeSet;

use actix_web::http::Method;
use kernel::kind;
use serde_json::Value;
use testkit::{Contract, Operation};

use crate::door::{Call, Door};

/// What needs no token, and why.
const PUBLIC: [(&str, &str, &str); 8] = [
    ("GET", "/.well-known/jwks.json", "public keys"),
    ("GET", "/.well-known/oauth-authorization-server", "what is offered to software"),
    ("POST", "/oauth/bc-authorize", "software shows itself in the body"),
    ("POST", "/oauth/revoke", "software shows itself in the body"),
    ("POST", "/oauth/token", "software shows itself in the body"),
    ("GET", "/api/v1/openapi.json", "the description itself"),
    ("GET", "/api/v1/projects", "the register of projects of secondary use, for everybody"),
    ("GET", "/problems/{slug}", "help for whoever was refused"),
];

fn described() -> Vec<Operation> {
    Contract::new(serde_json::to_value(api::description()).unwrap()).operations()
}

#[actix_web::test]
async fn every_address_of_the_map_is_described_and_the_other_way_round() {
    let map: BTreeSet<(String, String)> = api::routes::map()
        .iter()
        .flat_map(|endpoint| {
            endpoint
                .methods()
                .iter()
                .filter(|method| *method != Method::HEAD)
                .map(|method| (method.to_string(), endpoint.path().to_owned()))
        })
        .collect();
    let described: BTreeSet<_> = described().into_iter().map(|known| (known.method, known.path)).collect();
    assert_eq!(map, described);
}

#[actix_web::test]
async fn whatever_is_to_go_is_described_so_and_goes_after_24_months_at_the_earliest() {
    let description = serde_json::to_value(api::description()).unwrap();
    let marked: BTreeSet<String> = description["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, methods)| methods.as_object().unwrap().values().any(|one| one["deprecated"] == true))
        .map(|(path, _)| path.clone())
        .collect();
    let endpoints = api::routes::map();
    let announced =
        endpoints.iter().filter_map(|known| Some((known.path().to_owned(), known.deprecation()?)));
    let announced: Vec<_> = announced.collect();
    assert!(announced.iter().all(|(_, deprecation)| deprecation.is_kept()));
    assert_eq!(marked, announced.into_iter().map(|(path, _)| path).collect());
}

#[actix_web::test]
async fn every_operation_asks_for_a_token_but_those_of_a_list() {
    let open: BTreeSet<_> = described().into_iter().filter(|known| !known.needs_token).collect();
    let open: BTreeSet<_> = open.iter().map(|known| (known.method.as_str(), known.path.as_str())).collect();
    assert_eq!(open, PUBLIC.iter().map(|(method, path, _)| (*method, *path)).collect());
}

/// What takes a token and does without one, where somebody says who they are.
const ALSO_WITHOUT: [&str; 1] = ["/api/v1/temporary-accesses/redeem"];

#[actix_web::test]
async fn what_takes_a_token_or_does_without_takes_no_wrong_one() {
    let door = Door::new();
    for path in ALSO_WITHOUT {
        let call = || Call::post(path).json(&serde_json::json!({"code": "AAAA-AAAA"}));
        assert_eq!(door.send(call().token("made.up.token")).await.status, 401, "{path}");
        assert_eq!(door.send(call()).await.status, 400, "{path}: it asks who calls");
    }
}

#[actix_web::test]
async fn every_operation_that_asks_for_a_token_answers_401_without_one_or_with_a_wrong_one() {
    let door = Door::new();
    let id = door.house.id::<kind::Space>().to_string();
    let asks = |known: &Operation| known.needs_token && !ALSO_WITHOUT.contains(&known.path.as_str());
    for operation in described().into_iter().filter(asks) {
        let filled = |part| if str::starts_with(part, '{') { id.as_str() } else { part };
        let path = operation.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        for call in
            [Call::new(&operation.method, &path), Call::new(&operation.method, &path).token("made.up.token")]
        {
            assert_eq!(door.send(call).await.status, 401, "{} {path}", operation.method);
        }
    }
}

#[actix_web::test]
async fn what_needs_no_token_answers_without_one() {
    let door = Door::new();
    let keys = door.send(Call::get("/.well-known/jwks.json")).await.json();
    assert_eq!(keys["keys"][0]["alg"], "ES256");
    assert!(keys["keys"][0].get("d").is_none(), "no private part");
    let help = door.send(Call::get("/problems/not-found")).await;
    assert!(help.text().contains("you may not know that it exists"));
    assert_eq!(door.send(Call::get("/problems/nothing")).await.status, 404);
    let described = door.send(Call::get("/api/v1/openapi.json")).await;
    assert_eq!(described.json(), serde_json::to_value(api::description()).unwrap());
    assert!(described.json()["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[actix_web::test]
async fn every_reference_of_the_description_leads_somewhere() {
    let document = serde_json::to_value(api::description()).unwrap();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            references.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| collect(value, references));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

/// What may stand in an address or in a query.
const IN_ADDRESSES: [&str; 32] = [
    "access",
    "after",
    "answer",
    "block",
    "carer",
    "correction",
    "deposited_before",
    "deposited_from",
    "dispute",
    "document",
    "exception",
    "extract",
    "export",
    "folder",
    "grant",
    "group",
    "limit",
    "line",
    "measure",
    "notice",
    "project",
    "proposal",
    "protection",
    "representative",
    "request",
    "selection",
    "session",
    "since",
    "slug",
    "space",
    "state",
    "status",
];

#[actix_web::test]
async fn nothing_about_a_person_is_asked_for_in_an_address() {
    let document = serde_json::to_value(api::description()).unwrap();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let parameters =
        operations.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
    let named: BTreeSet<_> = parameters
        .filter(|parameter| parameter["in"] != "header")
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    assert_eq!(named, BTreeSet::from(IN_ADDRESSES));
}

#[actix_web::test]
async fn a_search_is_described_with_all_that_it_takes() {
    let document = serde_json::to_value(api::description()).unwrap();
    let search = &document["components"]["schemas"]["DocumentSearch"];
    let fields: Vec<_> = search["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "after",
            "author",
            "brought_by_citizen",
            "categories",
            "deposited_before",
            "deposited_from",
            "folder",
            "limit",
            "pinned",
            "service_before",
            "service_from",
            "status",
            "types",
            "words"
        ]
    );
    assert!(search.get("required").is_none(), "{search}");
    assert_eq!(search["additionalProperties"], false);
}

#[actix_web::test]
async fn the_page_for_people_loads_from_here_alone() {
    let door = Door::new();
    let enter = door.send(Call::get("/api/v1/docs")).await;
    assert_eq!((enter.status, enter.header("location")), (308, "/api/v1/docs/"));
    let page = door.send(Call::get("/api/v1/docs/")).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert!(page.text().contains(file));
        assert_eq!(door.send(Call::get(format!("/api/v1/docs/{file}"))).await.status, 200);
    }
    let start = door.send(Call::get("/api/v1/docs/swagger-initializer.js")).await.text();
    assert!(start.contains("/api/v1/openapi.json") && !start.contains("https://"), "{start}");
    assert_eq!(door.send(Call::get("/api/v1/docs/nothing.js")).await.status, 404);
}
