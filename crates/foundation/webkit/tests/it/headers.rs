use actix_web::{FromRequest, HttpResponse, ResponseError, test::TestRequest};
use proptest::prelude::*;
use webkit::{
    Disposition, ETag, Extent, IdempotencyKey, IfMatch, WantedRange, body_digest, content_range,
    download_headers, fingerprint,
};

#[actix_web::test]
async fn an_idempotency_key_is_visible_ascii_of_at_most_128() {
    let key = |value: &str| TestRequest::post().insert_header(("idempotency-key", value)).to_http_request();
    assert_eq!(IdempotencyKey::extract(&key("a-1")).await.unwrap().0.unwrap(), "a-1");
    assert!(IdempotencyKey::extract(&key(&"x".repeat(128))).await.is_ok());
    for wrong in [&"x".repeat(129), "", "a b", "é"] {
        let problem = IdempotencyKey::extract(&key(wrong)).await.unwrap_err();
        assert_eq!(problem.faults()[0].pointer, "header:idempotency-key");
    }
    let none = IdempotencyKey::extract(&TestRequest::post().to_http_request()).await.unwrap();
    assert_eq!(none.0, None);
}

#[actix_web::test]
async fn the_fingerprint_tells_methods_addresses_and_bodies_apart() {
    let of = |request: TestRequest, body: &str| {
        fingerprint(&request.to_http_request(), &[body_digest(body.as_bytes())])
    };
    let first = of(TestRequest::post().uri("/a?x=1"), "b");
    assert_eq!(first, of(TestRequest::post().uri("/a"), "b"));
    assert_ne!(first, of(TestRequest::put().uri("/a"), "b"));
    assert_ne!(first, of(TestRequest::post().uri("/c"), "b"));
    assert_ne!(first, of(TestRequest::post().uri("/a"), "d"));
}

#[actix_web::test]
async fn an_edit_names_the_current_version() {
    let now = ETag::of("v,7\"");
    assert_eq!(now.to_string(), "\"v7\"");
    let outcome = async |header: Option<&'static str>| {
        let mut request = TestRequest::put();
        if let Some(header) = header {
            request = request.insert_header(("if-match", header));
        }
        match IfMatch::extract(&request.to_http_request()).await {
            Ok(condition) => {
                condition.require(&now).map_or_else(|problem| problem.status_code().as_u16(), |()| 200)
            }
            Err(problem) => problem.status_code().as_u16(),
        }
    };
    assert_eq!(outcome(None).await, 428);
    for (header, status) in [
        ("*", 200),
        ("\"v7\"", 200),
        ("\"v6\", \"v7\"", 200),
        ("\"v6\"", 412),
        ("W/\"v7\"", 412),
        ("v7", 400),
    ] {
        assert_eq!(outcome(Some(header)).await, status, "{header}");
    }
}

#[actix_web::test]
async fn a_single_range_is_served_and_anything_else_is_the_whole() {
    let version = ETag::of("v1");
    let extent = async |range: &'static str, if_range: Option<&'static str>| {
        let mut request = TestRequest::get().insert_header(("range", range));
        if let Some(tag) = if_range {
            request = request.insert_header(("if-range", tag));
        }
        let wanted = WantedRange::extract(&request.to_http_request()).await.unwrap();
        wanted.of(10, &version).map_err(|problem| {
            let response: HttpResponse = problem.error_response();
            assert_eq!(response.headers().get("content-range").unwrap(), "bytes */10");
            response.status().as_u16()
        })
    };
    for (range, expected) in [
        ("bytes=0-0", Ok(Extent::Part(0..1))),
        ("bytes=2-5", Ok(Extent::Part(2..6))),
        ("bytes=2-99999999999999999999", Ok(Extent::Part(2..10))),
        ("bytes=-99999999999999999999", Ok(Extent::Part(0..10))),
        ("bytes=99999999999999999999-", Err(416)),
        ("bytes=2-18446744073709551615", Ok(Extent::Part(2..10))),
        ("bytes=4-", Ok(Extent::Part(4..10))),
        ("bytes=-3", Ok(Extent::Part(7..10))),
        ("bytes=-30", Ok(Extent::Part(0..10))),
        ("bytes=-0", Err(416)),
        ("bytes=10-", Err(416)),
        ("bytes=0-1,3-4", Ok(Extent::Whole)),
        ("bytes=5-2", Ok(Extent::Whole)),
        ("bytes=+1-2", Ok(Extent::Whole)),
        ("lines=1-2", Ok(Extent::Whole)),
        ("bytes=a-b", Ok(Extent::Whole)),
        ("bytes=-", Ok(Extent::Whole)),
    ] {
        assert_eq!(extent(range, None).await, expected, "{range}");
    }
    assert_eq!(extent("bytes=0-0", Some("\"v1\"")).await, Ok(Extent::Part(0..1)));
    assert_eq!(extent("bytes=0-0", Some("\"v0\"")).await, Ok(Extent::Whole));
    assert_eq!(content_range(&(2..6), 10).1, "bytes 2-5/10");
}

fn disposition(name: &str) -> String {
    let headers = download_headers("application/pdf", name, Disposition::Attachment);
    let found = headers.into_iter().find(|(header, _)| header == "content-disposition").unwrap();
    found.1.to_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_download_keeps_its_name_and_can_do_nothing() {
    assert_eq!(
        disposition("Résultat d'analyse.pdf"),
        "attachment; filename=\"R_sultat d'analyse.pdf\"; filename*=UTF-8''R%C3%A9sultat%20d%27analyse.pdf"
    );
    assert!(disposition("../../etc/passwd").contains("filename=\"_.._etc_passwd\""));
    assert!(disposition("\u{202e}fdp.exe").contains("filename=\"fdp.exe\""));
    assert!(disposition("...").contains("filename=\"document\""));
    // A long name keeps the ending that says what the file is.
    let long = disposition(&format!("{} Dr. Fictif.pdf", "a".repeat(200)));
    assert!(long.contains(&format!("filename=\"{}.pdf\"", "a".repeat(116))), "{long}");
    assert!(disposition(&"a".repeat(200)).contains(&format!("filename=\"{}\"", "a".repeat(120))));
    let headers = download_headers("text/html\r\nx: y", "a", Disposition::Inline);
    let get = |name: &str| {
        headers.iter().find(|(header, _)| header == name).unwrap().1.to_str().unwrap().to_owned()
    };
    assert_eq!(get("content-type"), "application/octet-stream");
    assert!(get("content-security-policy").starts_with("sandbox;"));
    assert_eq!(get("x-content-type-options"), "nosniff");
}

proptest! {
    #[test]
    fn no_file_name_breaks_out_of_its_header(name in "\\PC*|[\\x00-\\x7f]{0,40}") {
        let text = disposition(&name);
        prop_assert!(text.is_ascii() && !text.contains(['\r', '\n', '/', '\\']));
        prop_assert_eq!(text.matches('"').count(), 2);
        prop_assert_eq!(text.matches(';').count() - name.matches(';').count().min(text.matches(';').count() - 2), 2);
    }

    #[test]
    fn no_range_header_panics_or_leads_outside(header in "(bytes=)?[0-9,-]{0,25}|\\PC{0,20}", length in 0u64..50) {
        let Ok(value) = actix_web::http::header::HeaderValue::from_str(&header) else { return Ok(()) };
        let request = TestRequest::get().insert_header(("range", value)).to_http_request();
        let wanted = futures_util::FutureExt::now_or_never(WantedRange::extract(&request)).unwrap().unwrap();
        if let Ok(Extent::Part(part)) = wanted.of(length, &ETag::of("v")) {
            prop_assert!(part.start < part.end && part.end <= length);
        }
    }
}
