use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use bytes::Bytes;
use webkit::ProblemResponses;

use crate::openapi;

/// The document, written once: it is the same for everybody.
static TEXT: LazyLock<Bytes> = LazyLock::new(|| {
    // INVARIANT: the description is made of text, lists and maps with text for keys, so writing it cannot fail.
    openapi::description().to_json().unwrap_or_default().into()
});

/// This description (OpenAPI 3.1). `/api/v1/docs` shows it to people.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "description",
    tag = "description",
    responses((status = 200, description = "The description.", body = Object), ProblemResponses)
)]
pub(crate) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(TEXT.clone())
}
