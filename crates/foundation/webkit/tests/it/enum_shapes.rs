//! What a body says wrongly of one out of several: the answer says what would be right.

use actix_web::{App, HttpResponse, test};
use serde::Deserialize;
use webkit::{Endpoint, Envelope, Json};

use crate::support::{send, settings};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "to")]
    _to: Option<Recipient>,
    #[serde(rename = "many", default)]
    _many: Vec<Recipient>,
    #[serde(rename = "nothing", default)]
    _nothing: (),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Recipient {
    Code,
    Numbers(#[expect(dead_code, reason = "read, and looked at no further")] Vec<u8>),
    Pair(
        #[expect(dead_code, reason = "read, and looked at no further")] u8,
        #[expect(dead_code, reason = "read, and looked at no further")] u8,
    ),
    Person {
        #[serde(rename = "rpps")]
        _rpps: String,
    },
}

/// Pointer, what would be right, and what was found.
async fn fault(body: &str) -> (String, String, String) {
    let endpoint = Endpoint::at("/json").post(|_: Json<Body>| async { HttpResponse::NoContent().finish() });
    let app = test::init_service(App::new().service(endpoint).wrap(Envelope::new(settings()))).await;
    let request = test::TestRequest::post().uri("/json").insert_header(("content-type", "application/json"));
    let answer = send(&app, request.set_payload(body.to_owned()).to_request()).await;
    assert_eq!(answer.status, 400, "{body}");
    assert!(!String::from_utf8_lossy(&answer.body).contains("SECRET"), "values are not repeated");
    let (pointer, expected) = answer.fault();
    (pointer, expected, answer.json()["faults"][0]["found"].as_str().unwrap_or_default().to_owned())
}

async fn says(body: &str, pointer: &str, expected: &str, found: &str) {
    let said = fault(body).await;
    assert_eq!((said.0.as_str(), said.1.as_str(), said.2.as_str()), (pointer, expected, found), "{body}");
}

#[actix_web::test]
async fn a_word_that_stands_alone_is_said_so_where_it_was_made_a_member() {
    let alone = "the word `code` alone";
    for (value, found) in [
        ("{}", "an object"),
        ("[1]", "an array"),
        ("true", "a boolean"),
        ("\"SECRET\"", "a string"),
        ("7", "a number"),
    ] {
        says(&format!(r#"{{"to":{{"code":{value}}}}}"#), "/to", alone, &format!("`code` with {found}")).await;
    }
    says(r#"{"many":["code",{"code":{"SECRET":1}}]}"#, "/many/1", alone, "`code` with an object").await;
}

#[actix_web::test]
async fn a_member_that_takes_a_value_is_said_so_where_it_stands_alone() {
    for word in ["numbers", "person", "pair"] {
        let expected = format!("an object with the member `{word}` and its value");
        says(&format!(r#"{{"to":"{word}"}}"#), "/to", &expected, &format!("the word `{word}` alone")).await;
    }
    let expected = "an object with the member `person` and its value";
    says(r#"{"many":["person"]}"#, "/many/0", expected, "the word `person` alone").await;
}

#[actix_web::test]
async fn a_value_of_another_shape_is_said_at_its_member() {
    says(r#"{"to":{"numbers":{"SECRET":1}}}"#, "/to/numbers", "an array", "an object").await;
    says(r#"{"to":{"numbers":["SECRET"]}}"#, "/to/numbers/0", "a whole number, not below zero", "a string")
        .await;
    says(r#"{"to":{"person":"SECRET"}}"#, "/to/person", "an object", "a string").await;
    says(r#"{"to":{"person":{"rpps":7}}}"#, "/to/person/rpps", "a string", "a number").await;
    says(r#"{"to":{"pair":"SECRET"}}"#, "/to/pair", "an array", "a string").await;
    says(r#"{"to":{"pair":[1]}}"#, "/to/pair", "an array of another length", "an array").await;
    says(r#"{"to":{"person":[]}}"#, "/to/person", "an object", "an array").await;
}

#[actix_web::test]
async fn a_word_that_is_none_of_them_is_told_all_of_them() {
    let all = "one of `code`, `numbers`, `pair`, `person`";
    says(r#"{"to":"SECRET"}"#, "/to", all, "an unknown value").await;
    says(r#"{"to":{"SECRET":{}}}"#, "/to", all, "an unknown value").await;
}

#[actix_web::test]
async fn where_nothing_is_taken_but_null_it_is_said() {
    says(r#"{"nothing":"SECRET"}"#, "/nothing", "null", "a string").await;
}

#[actix_web::test]
async fn what_is_neither_a_word_nor_an_object_with_one_member_is_no_wrong_grammar() {
    let expected =
        "one of the words that the description of the API names, alone or as the one member of an object";
    for value in ["7", "true", "[]", "{}", r#"{"code": null, "person": {}}"#] {
        let (pointer, said, _) = fault(&format!(r#"{{"to": {value}}}"#)).await;
        assert_eq!((pointer.as_str(), said.as_str()), ("/to", expected), "{value}");
    }
}

#[actix_web::test]
async fn a_number_that_no_reader_can_hold_is_not_taken_for_a_wrong_choice() {
    let endpoint = Endpoint::at("/json").post(|_: Json<Body>| async { HttpResponse::NoContent().finish() });
    let app = test::init_service(App::new().service(endpoint).wrap(Envelope::new(settings()))).await;
    let request = test::TestRequest::post().uri("/json").insert_header(("content-type", "application/json"));
    let request = request.set_payload(r#"{"many": [{"numbers": [1e999]}]}"#);
    let answer = send(&app, request.to_request()).await;
    assert_eq!(answer.status, 400);
    let said = answer.json();
    assert!(said["detail"].as_str().is_some_and(|said| said.contains("number out of range")), "{said}");
}
