use std::time::Instant;

use actix_web::{
    App, HttpResponse,
    dev::Service,
    http::{Method, header},
    test, web,
};
use kernel::ErrorKind;
use metrics_exporter_prometheus::PrometheusBuilder;
use webkit::{
    ABSENT_AFTER, BodyLimit, Endpoint, Envelope, Json, PAGE_POLICY, Problem, ThisRequest,
    compress_public_text, content_security_policy, not_found,
};

use crate::support::{Log, send, settings};

async fn fails() -> Result<HttpResponse, Problem> {
    Err(Problem::internal(&std::io::Error::other("inner cause")))
}

async fn panics() -> HttpResponse {
    panic!("payload of the panic")
}

async fn names(ThisRequest(id): ThisRequest) -> String {
    id.to_string()
}

async fn page() -> HttpResponse {
    HttpResponse::Forbidden()
        .content_type("text/html; charset=utf-8")
        .insert_header(content_security_policy(PAGE_POLICY))
        .body("<p>no</p>")
}

async fn echo(Json(value): Json<serde_json::Value>) -> Json<serde_json::Value> {
    Json(value)
}

macro_rules! app {
    () => {
        test::init_service(
            App::new()
                .app_data(BodyLimit(100))
                .service(Endpoint::at("/fails").get(fails))
                .service(Endpoint::at("/panics").get(panics))
                .service(Endpoint::at("/things/{id}").get(names).put(echo))
                .service(Endpoint::at("/page").get(page))
                .service(web::resource("/bare").to(HttpResponse::BadRequest))
                .service(
                    web::resource("/unknown-error").to(|| async {
                        Err::<HttpResponse, _>(actix_web::error::ErrorConflict("inner words"))
                    }),
                )
                .default_service(web::to(not_found))
                .wrap(Envelope::new(settings())),
        )
        .await
    };
}

fn get(path: &str) -> test::TestRequest {
    test::TestRequest::get().uri(path)
}

#[actix_web::test]
async fn every_answer_is_sealed_off_and_names_its_request() {
    let app = app!();
    for path in ["/things/1", "/fails", "/panics", "/nowhere", "/bare", "/page"] {
        let answer = send(&app, get(path).to_request()).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("strict-transport-security").contains("max-age"));
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("carnet-request-id").len(), 36);
    }
    assert!(
        send(&app, get("/page").to_request()).await.header("content-security-policy").contains("style-src")
    );
}

#[actix_web::test]
async fn the_request_id_is_the_same_in_the_handler_the_header_and_the_problem() {
    let app = app!();
    let answer = send(&app, get("/things/1").to_request()).await;
    assert_eq!(String::from_utf8(answer.body.clone()).unwrap(), answer.header("carnet-request-id"));
    for path in ["/fails", "/panics", "/nowhere", "/bare", "/unknown-error"] {
        let answer = send(&app, get(path).to_request()).await;
        assert_eq!(answer.json()["instance"], answer.header("carnet-request-id"), "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["status"], answer.status);
    }
}

#[actix_web::test]
async fn a_panic_is_a_500_without_its_payload_and_the_server_goes_on() {
    let (app, log) = (app!(), Log::default());
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let answer = send(&app, get("/panics").to_request()).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.json()["type"], "/problems/internal");
    assert!(!String::from_utf8(answer.body).unwrap().contains("payload"));
    assert!(log.text().contains("a handler panicked") && !log.text().contains("payload of the panic"));
    assert_eq!(send(&app, get("/things/1").to_request()).await.status, 200);
}

#[actix_web::test]
async fn the_log_knows_the_pattern_and_nothing_of_the_request() {
    let (app, log) = (app!(), Log::default());
    let _guard = tracing::subscriber::set_default(log.subscriber());
    send(
        &app,
        get("/things/secret-path?name=secret-query").insert_header(("x-a", "secret-header")).to_request(),
    )
    .await;
    send(&app, get("/secret-nowhere?x=secret").to_request()).await;
    send(&app, test::TestRequest::put().uri("/things/1").set_json("secret-body").to_request()).await;
    send(&app, get("/fails").to_request()).await;
    let text = log.text();
    assert!(
        text.contains("/things/{id}") && text.contains("unmatched") && text.contains("status=200"),
        "{text}"
    );
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(text.matches("inner cause").count(), 1, "an internal cause is logged once: {text}");
}

#[std::prelude::v1::test]
fn the_metrics_count_patterns_statuses_and_callers_who_left() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let metrics = recorder.handle();
    metrics::with_local_recorder(&recorder, || {
        actix_web::rt::System::new().block_on(async {
            let app = app!();
            send(&app, get("/things/secret?name=secret").to_request()).await;
            send(&app, get("/secret").method(Method::from_bytes(b"SECRET").unwrap()).to_request()).await;
            drop(app.call(get("/things/1").to_request()));
        });
    });
    let text = metrics.render();
    let line = |status: &str, route: &str, method: &str| {
        format!("http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} 1")
    };
    for expected in [
        line("200", "/things/{id}", "GET"),
        line("404", "unmatched", "other"),
        line("left", "/things/{id}", "GET"),
    ] {
        assert!(text.contains(&expected), "{expected} in {text}");
    }
    assert!(text.contains("http_request_seconds") && !text.to_lowercase().contains("secret"), "{text}");
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_ones_there_are() {
    let app = app!();
    for method in [Method::DELETE, Method::POST, Method::from_bytes(b"BREW").unwrap()] {
        let request = get("/things/1").method(method).to_request();
        let answer = send(&app, request).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, PUT"));
        assert_eq!(answer.json()["type"], "/problems/method-not-allowed");
    }
}

#[actix_web::test]
async fn errors_of_the_framework_become_problems_and_pages_stay_pages() {
    let app = app!();
    assert_eq!(send(&app, get("/bare").to_request()).await.json()["type"], "/problems/invalid");
    let foreign = send(&app, get("/unknown-error").to_request()).await;
    assert_eq!(foreign.json()["type"], "/problems/conflict");
    assert!(!String::from_utf8(foreign.body).unwrap().contains("inner words"));
    let page = send(&app, get("/page").to_request()).await;
    assert_eq!((page.status, page.body.as_slice()), (403, b"<p>no</p>".as_slice()));
}

#[actix_web::test]
async fn a_body_beyond_the_limit_is_refused_with_the_number() {
    let app = app!();
    let request = test::TestRequest::put().uri("/things/1").set_json("x".repeat(200)).to_request();
    let answer = send(&app, request).await;
    assert_eq!((answer.status, answer.fault().1.as_str()), (413, "at most 100 bytes"));
}

#[actix_web::test]
async fn a_request_for_a_websocket_is_refused_because_its_body_would_have_no_length() {
    let app = app!();
    let ask = async |values: &[&str]| {
        let request = test::TestRequest::put().uri("/things/1").set_json("a");
        let request =
            values.iter().fold(request, |request, value| request.append_header((header::UPGRADE, *value)));
        send(&app, request.to_request()).await
    };
    for values in [&["websocket"][..], &["WebSocket"], &["h2c", "websocket"], &["h2c, websocket"]] {
        let answer = ask(values).await;
        assert_eq!((answer.status, answer.fault().0.as_str()), (400, "header:upgrade"), "{values:?}");
        assert_eq!(answer.json()["instance"], answer.header("carnet-request-id"));
    }
    assert_eq!(ask(&["h2c"]).await.status, 200, "an offer that a server may ignore");
}

#[actix_web::test]
async fn a_problem_of_an_inner_layer_keeps_its_kind_and_headers() {
    let refuse = |_: actix_web::dev::ServiceRequest, _: actix_web::middleware::Next<_>| async {
        Err::<actix_web::dev::ServiceResponse, actix_web::Error>(Problem::new(ErrorKind::Overloaded).into())
    };
    let app = test::init_service(
        App::new()
            .service(Endpoint::at("/").get(fails))
            .wrap(actix_web::middleware::from_fn(refuse))
            .wrap(Envelope::new(settings())),
    )
    .await;
    let answer = send(&app, get("/").to_request()).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "2"));
    assert_eq!(answer.json()["instance"], answer.header("carnet-request-id"));
    assert_eq!(answer.header(header::CACHE_CONTROL.as_str()), "no-store");
}

#[actix_web::test]
async fn only_public_text_is_compressed() {
    let text = || async { HttpResponse::Ok().content_type("text/plain").body("word ".repeat(2000)) };
    let app = test::init_service(
        App::new()
            .service(web::scope("/public").wrap(compress_public_text()).route("/a", web::get().to(text)))
            .route("/a", web::get().to(text))
            .wrap(Envelope::new(settings())),
    )
    .await;
    let ask = async |path: &str| {
        send(&app, get(path).insert_header(("accept-encoding", "gzip")).to_request()).await
    };
    assert_eq!(ask("/public/a").await.header("content-encoding"), "gzip");
    assert_eq!(ask("/a").await.header("content-encoding"), "");
}

#[actix_web::test]
async fn that_nothing_is_there_is_answered_no_earlier_than_what_takes_long_to_find_out() {
    let app = app!();
    let took = async |path: &str| {
        let began = Instant::now();
        let answer = send(&app, test::TestRequest::get().uri(path).to_request()).await;
        (answer.status, began.elapsed())
    };
    for _ in 0..3 {
        let (status, absent) = took("/nowhere").await;
        assert!(status == 404 && absent >= ABSENT_AFTER, "{absent:?}");
    }
    // The quickest of some: a machine that has much to do lets one of them wait, too.
    let mut quickest = ABSENT_AFTER;
    for _ in 0..5 {
        quickest = quickest.min(took("/things/1").await.1);
    }
    assert!(quickest < ABSENT_AFTER, "others do not wait");
}
