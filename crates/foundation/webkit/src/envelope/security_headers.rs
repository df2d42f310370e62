use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use kernel::RequestId;

use crate::request_id::{self, REQUEST_ID};

/// For answers that no browser should show: nothing loads, nothing frames. The default.
pub const API_POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// For the product's own pages: styles and images from the same origin only, nothing inline, and no script.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For the few pages that ask a browser for what only a script can ask for: the same, and scripts from the same origin.
pub const SCRIPT_PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For the human page of the API description, whose viewer brings inline styles and `data:` images.
pub const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; \
     base-uri 'none'";

/// For content that somebody deposited: shown in an empty sandbox, so that nothing in it runs or loads.
pub const CONTENT_POLICY: &str =
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The header for one of the policies of this module; a header set by a handler is kept by the envelope.
pub fn content_security_policy(policy: &'static str) -> (HeaderName, HeaderValue) {
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))
}

const DEFAULTS: [(HeaderName, &str); 9] = [
    (CONTENT_SECURITY_POLICY, API_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Two years, the shortest that browsers' preload lists take being one.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Sets each default that the handler has not set itself, and the request id.
pub(super) fn apply(headers: &mut HeaderMap, id: RequestId, https: bool) {
    for (name, value) in DEFAULTS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if let Some(value) = request_id::header_value(id) {
        headers.insert(REQUEST_ID, value);
    }
}
