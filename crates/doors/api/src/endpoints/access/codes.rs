use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use kernel::ProvisionId;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim},
};

/// A code to make, by which a care relationship begins.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRelationshipCode {
    /// For how many days the relationship lasts at most; the profession's default without it.
    #[schema(nullable = false, minimum = 1)]
    days: Option<u32>,
}

/// A code that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelationshipCode {
    /// Its id, by which it is taken back.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// The code. It is shown this once and kept nowhere.
    #[schema(example = "K7PM-2XQ9")]
    code: String,
    /// Until when it can be used, once.
    until: DateTime<Utc>,
}

/// Makes a code by which a professional begins a care relationship, however the holder lets one start: to be read out at the
/// desk. It works once and for an hour. It asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/care-team/codes",
    operation_id = "makeRelationshipCode",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewRelationshipCode,
    responses(
        (status = 201, description = "It can be used.", body = RelationshipCode),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn make(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewRelationshipCode>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let made = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.once(Some(space), claim.as_ref(), |tx| {
            let made = consent.make_relationship_code(tx, &visit.actor, space, new.days)?;
            let id = made.id.uuid();
            Ok((made, id))
        })
    });
    let made = made.await?;
    let code = made.code.in_groups().expose_secret().to_owned();
    Ok(HttpResponse::Created().json(RelationshipCode { id: made.id, code, until: made.until }))
}
