use actix_web::{HttpRequest, HttpResponse, web::Data};
use webkit::{DepositForm, IdempotencyKey, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    deposit::{DepositParts, Receipt},
    keep::{Shelf, receive},
    place::OneDocument,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::AnsweredAgainHeader,
};

/// Replaces a document of one's own by a new version: a professional what they are the author of, an establishment what
/// was deposited for it, a citizen what a citizen brought. What the holder masked stays masked.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/{document}/replacement",
    operation_id = "replaceDocument",
    tag = "documents",
    params(
        OneDocument,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body(content = DepositParts, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The new version is there, and the old one is deprecated.", body = Receipt,
            headers(("Location" = String, description = "Where the new version is."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn replace(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    form: DepositForm,
) -> Result<HttpResponse, Problem> {
    receive(caller, &state, Shelf { space, replaced: Some(document) }, key, &request, form).await
}
