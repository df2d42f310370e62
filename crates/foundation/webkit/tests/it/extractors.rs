use actix_web::{App, HttpResponse, test, web};
use kernel::{DocumentId, SpaceId};
use serde::Deserialize;
use webkit::{Endpoint, Envelope, Form, Json, PageQuery, Path, Problem, Query, not_found};

use crate::support::{Answer, send, settings};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "period")]
    _period: Period,
    #[serde(rename = "tags", default)]
    _tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    #[serde(rename = "from")]
    _from: chrono::DateTime<chrono::Utc>,
    #[serde(rename = "days")]
    _days: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tag {
    Red,
    Blue,
}

#[derive(Deserialize)]
struct Ids {
    #[serde(rename = "space")]
    _space: SpaceId,
    #[serde(rename = "document")]
    _document: DocumentId,
}

fn nothing() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn answer(path: &str, method: &str, kind: &str, body: &str) -> Answer {
    let app = test::init_service(
        App::new()
            .service(Endpoint::at("/json").post(|_: Json<Body>| async { nothing() }))
            .service(Endpoint::at("/form").post(|_: Form<PageQuery>| async { nothing() }))
            .service(Endpoint::at("/list").get(|Query(page): Query<PageQuery>| async move {
                page.limit().map(|limit| limit.size().to_string())
            }))
            .service(Endpoint::at("/named/{space}/{document}").get(|_: Path<Ids>| async { nothing() }))
            .service(
                Endpoint::at("/ordered/{space}/{document}")
                    .get(|_: Path<(SpaceId, DocumentId)>| async { nothing() }),
            )
            .service(Endpoint::at("/one/{space}").get(|_: Path<SpaceId>| async { nothing() }))
            .service(
                Endpoint::at("/none")
                    .get(|| async { Err::<HttpResponse, _>(Problem::new(kernel::ErrorKind::NotFound)) }),
            )
            .default_service(web::to(not_found))
            .wrap(Envelope::new(settings())),
    )
    .await;
    let request = test::TestRequest::with_uri(path)
        .method(method.parse().unwrap())
        .insert_header(("content-type", kind))
        .set_payload(body.to_owned());
    send(&app, request.to_request()).await
}

async fn json_fault(body: &str) -> (String, String, String) {
    let answer = answer("/json", "POST", "application/json", body).await;
    assert_eq!(answer.status, 400, "{body}");
    assert!(!String::from_utf8_lossy(&answer.body).contains("SECRET"), "values are not repeated");
    let (pointer, expected) = answer.fault();
    (pointer, expected, answer.json()["faults"][0]["found"].as_str().unwrap_or_default().to_owned())
}

#[actix_web::test]
async fn a_json_body_that_does_not_fit_says_where_and_what_would_be_right() {
    for (body, pointer, expected, found) in [
        (
            r#"{"period":{"from":"2026-01-01T00:00:00Z","days":"SECRET"}}"#,
            "/period/days",
            "a whole number, not below zero",
            "a string",
        ),
        (
            r#"{"period":{"from":"2026-01-01T00:00:00Z","days":300}}"#,
            "/period/days",
            "a whole number, not below zero",
            "a number",
        ),
        (r#"{"period":{"from":"2026-01-01T00:00:00Z"}}"#, "/period/days", "a value: it is missing", ""),
        (
            r#"{"period":{"from":"2026-01-01T00:00:00Z","days":3,"hours":"SECRET"}}"#,
            "/period/hours",
            "`from` or `days`",
            "an unknown field",
        ),
        (
            r#"{"period":{"from":"2026-01-01T00:00:00Z","days":3},"tags":["red","SECRET`, SECRET"]}"#,
            "/tags/1",
            "`red` or `blue`",
            "an unknown value",
        ),
        (
            r#"{"period":{"from":"2026-01-01T00:00:00Z","days":"SECRET, expected SECRET at line 3"}}"#,
            "/period/days",
            "a whole number, not below zero",
            "a string",
        ),
        (r#"{"period":{"from":"SECRET at line 3","days":1}}"#, "/period/from", "", ""),
        (r#"{"period":["SECRET"]}"#, "/period/0", "", ""),
        (r#""SECRET""#, "", "an object", "a string"),
    ] {
        let fault = json_fault(body).await;
        assert_eq!(fault.0, pointer, "{body}");
        if !expected.is_empty() {
            assert_eq!((fault.1.as_str(), fault.2.as_str()), (expected, found), "{body}");
        }
    }
}

#[actix_web::test]
async fn a_body_that_is_no_json_is_told_the_line_and_column() {
    for body in ["", "{", r#"{"period": SECRET}"#, "{} {}"] {
        let answer = answer("/json", "POST", "application/json", body).await;
        assert_eq!(answer.status, 400);
        let text = answer.json().to_string();
        assert!(!text.contains("SECRET"), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(answer("/json", "POST", "application/json", &deep[..60_000]).await.status, 400);
    assert_eq!(answer("/json", "POST", "text/plain", "{}").await.status, 415);
}

#[actix_web::test]
async fn a_query_and_a_form_name_the_key_at_fault() {
    let fault = |answer: Answer| (answer.status, answer.fault().0);
    assert_eq!(fault(answer("/list?limit=abc", "GET", "", "").await), (400, "query:limit".to_owned()));
    assert_eq!(answer("/list?limit=abc", "GET", "", "").await.fault().1, "a whole number");
    assert_eq!(fault(answer("/list?limit=101", "GET", "", "").await), (400, "query:limit".to_owned()));
    assert_eq!(fault(answer("/list?name=x", "GET", "", "").await), (400, "query:name".to_owned()));
    assert_eq!(answer("/list?limit=7", "GET", "", "").await.body, b"7");
    assert_eq!(answer("/list", "GET", "", "").await.body, b"20");
    let form = "application/x-www-form-urlencoded";
    assert_eq!(fault(answer("/form", "POST", form, "limit=x").await), (400, "form:limit".to_owned()));
    assert_eq!(answer("/form", "POST", form, "limit=3").await.status, 204);
    assert_eq!(answer("/form", "POST", "application/json", "{}").await.status, 415);
}

#[actix_web::test]
async fn a_path_names_the_parameter_at_fault() {
    let id = "00000000-0000-7000-8000-000000000001";
    for path in [format!("/named/{id}/x"), format!("/ordered/{id}/x")] {
        let answer = answer(&path, "GET", "", "").await;
        assert_eq!((answer.status, answer.fault().0.as_str()), (400, "path:document"), "{path}");
    }
    let fault = answer("/one/SECRET", "GET", "", "").await.fault();
    assert_eq!((fault.0.as_str(), fault.1.as_str()), ("path:space", "a UUID"));
    assert_eq!(answer(&format!("/named/{id}/{id}"), "GET", "", "").await.status, 204);
    assert_eq!(answer(&format!("/one/{id}"), "GET", "", "").await.status, 204);
}
