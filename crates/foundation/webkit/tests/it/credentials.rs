use std::time::Duration;

use actix_web::{FromRequest, ResponseError, test::TestRequest};
use kernel::SeededRng;
use secrecy::{ExposeSecret, SecretString};
use webkit::{
    Bearer, PageSession, form_token, removed_session_cookie, require_form_token, require_same_origin,
    session_cookie,
};

async fn bearer(headers: &[(&'static str, &'static str)]) -> Result<String, String> {
    let mut request = TestRequest::get();
    for header in headers {
        request = request.append_header(*header);
    }
    let taken = Bearer::extract(&request.to_http_request()).await;
    taken.map(|token| token.0.expose_secret().to_owned()).map_err(|problem| {
        let response = problem.error_response();
        assert_eq!(response.status(), 401);
        response.headers().get("www-authenticate").unwrap().to_str().unwrap().to_owned()
    })
}

#[actix_web::test]
async fn a_bearer_token_is_read_from_its_header_and_from_nowhere_else() {
    assert_eq!(bearer(&[("authorization", "Bearer abc.DEF-1_~+/==")]).await.unwrap(), "abc.DEF-1_~+/==");
    assert_eq!(bearer(&[("authorization", "bearer abc")]).await.unwrap(), "abc");
    assert_eq!(bearer(&[]).await.unwrap_err(), "Bearer realm=\"carnet\"");
    assert_eq!(bearer(&[("cookie", "__Host-carnet=abc")]).await.unwrap_err(), "Bearer realm=\"carnet\"");
    for wrong in ["Basic abc", "Bearer", "Bearer ", "Bearer a b", "Bearer =", "Bearer a=b", "Bearer é"] {
        assert!(
            bearer(&[("authorization", wrong)]).await.unwrap_err().contains("invalid_request"),
            "{wrong}"
        );
    }
    let twice = bearer(&[("authorization", "Bearer a"), ("authorization", "Bearer b")]).await;
    assert!(twice.unwrap_err().contains("invalid_request"));
}

#[actix_web::test]
async fn the_cookie_of_a_page_stays_on_this_host_over_tls_away_from_scripts() {
    let secret = SecretString::from("s3cret");
    let cookie = session_cookie(&secret, Some(Duration::from_secs(60))).to_string();
    assert_eq!(cookie, "__Host-carnet=s3cret; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60");
    assert!(removed_session_cookie().to_string().contains("Max-Age=0"));
    let request = TestRequest::get().insert_header(("cookie", "a=b; __Host-carnet=s3cret")).to_http_request();
    let session = PageSession::extract(&request).await.unwrap();
    assert_eq!(session.0.as_ref().unwrap().expose_secret(), "s3cret");
    assert!(!format!("{session:?}").contains("s3cret"));
    assert!(PageSession::extract(&TestRequest::get().to_http_request()).await.unwrap().0.is_none());
}

#[actix_web::test]
async fn a_form_is_taken_from_our_own_pages_only() {
    let ours = "https://carnet.example";
    for (site, origin, taken) in [
        (Some("same-origin"), Some(ours), true),
        (Some("same-origin"), Some("null"), true),
        (Some("same-origin"), None, true),
        (None, Some(ours), true),
        (Some("same-origin"), Some("https://evil.example"), false),
        (Some("same-site"), Some(ours), false),
        (Some("cross-site"), Some("https://evil.example"), false),
        (Some("none"), None, false),
        (None, Some("null"), false),
        (None, Some("https://carnet.example.evil.example"), false),
        (None, None, false),
    ] {
        let mut request = TestRequest::post();
        if let Some(site) = site {
            request = request.insert_header(("sec-fetch-site", site));
        }
        if let Some(origin) = origin {
            request = request.insert_header(("origin", origin));
        }
        let outcome = require_same_origin(&request.to_http_request(), ours);
        assert_eq!(outcome.is_ok(), taken, "{site:?} {origin:?}");
    }
}

#[actix_web::test]
async fn the_token_of_a_form_belongs_to_one_session() {
    let (mine, other, rng) = (SecretString::from("mine"), SecretString::from("other"), SeededRng::new(3));
    let token = form_token(&mine, &rng);
    assert_ne!(token, form_token(&mine, &rng), "each page has a token of its own");
    assert!(require_form_token(&mine, &token).is_ok());
    assert_eq!(require_form_token(&other, &token).unwrap_err().status_code(), 403);
    for altered in ["", "x", &token[1..], &format!("{token}AAAA")] {
        assert!(require_form_token(&mine, altered).is_err());
    }
}
