//! The style sheet and the icon: public, the same for everybody, and named after what is in them so that a browser keeps
//! them for as long as it likes.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use webkit::body_digest;

const STYLE: &str = include_str!("../assets/style.css");
const ICON: &str = include_str!("../assets/icon.svg");
/// A year; the address changes with the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const DAY: &str = "public, max-age=86400";
/// Bytes of the digest that name a version.
const NAMED_BY: usize = 8;

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let digest = hex::encode(body_digest(STYLE.as_bytes()));
    format!("/assets/style.css?v={}", digest.chars().take(NAMED_BY * 2).collect::<String>())
});

/// The address of the style sheet, with its version.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// `GET /assets/style.css`
pub(crate) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, FOREVER))
        .body(STYLE)
}

/// `GET /assets/icon.svg` and `GET /favicon.ico`
pub(crate) async fn icon() -> HttpResponse {
    HttpResponse::Ok().content_type("image/svg+xml").insert_header((CACHE_CONTROL, DAY)).body(ICON)
}
