//! The style sheet, the script for passkeys and the icon: public, the same for everybody, and named after what is in them so that a browser keeps
//! them for as long as it likes.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use webkit::body_digest;

const STYLE: &str = include_str!("../assets/style.css");
/// The one script of the pages, on those alone that ask for a passkey.
const PASSKEYS: &str = include_str!("../assets/passkeys.js");
const ICON: &str = include_str!("../assets/icon.svg");
/// A year; the address changes with the content.
const FOREVER: &str = "public, max-age=31536000, immutable";
const DAY: &str = "public, max-age=86400";
/// Bytes of the digest that name a version.
const NAMED_BY: usize = 8;

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| versioned("/assets/style.css", STYLE));
static PASSKEYS_ADDRESS: LazyLock<String> = LazyLock::new(|| versioned("/assets/passkeys.js", PASSKEYS));

fn versioned(address: &str, content: &str) -> String {
    let digest = hex::encode(body_digest(content.as_bytes()));
    format!("{address}?v={}", digest.chars().take(NAMED_BY * 2).collect::<String>())
}

/// The address of the style sheet, with its version.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// The address of the script, with its version.
pub(crate) fn passkeys_address() -> &'static str {
    &PASSKEYS_ADDRESS
}

/// `GET /assets/passkeys.js`
pub(crate) async fn passkeys() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((CACHE_CONTROL, FOREVER))
        .body(PASSKEYS)
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
