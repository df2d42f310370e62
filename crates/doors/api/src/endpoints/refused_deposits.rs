use actix_web::{HttpRequest, HttpResponse, web::Data};
use documents::RefusedDeposit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::{deposit::TypeGiven, place::InSpace};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{AnsweredAgainHeader, PatientGiven, claim},
};

/// A deposit that the patient did not want.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    /// The type of the document that is not deposited.
    #[serde(rename = "type")]
    document_type: TypeGiven,
    /// Whom it would have been about.
    patient: PatientGiven,
}

/// Writes down that the patient refused the deposit of a document. Nothing of the document is kept: its type and who
/// noted the refusal stand in the history of the record.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/refused-deposits",
    operation_id = "refuseDeposit",
    tag = "documents",
    params(
        InSpace,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = Refused,
    responses((status = 204, description = "It is written down."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn refuse(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(refused): Json<Refused>,
) -> Result<HttpResponse, Problem> {
    let idempotency = claim(&caller, key.as_deref(), &request, &refused)?;
    let (type_code, type_system) = refused.document_type.into_parts();
    let command = RefusedDeposit {
        way: caller.way.clone(),
        type_code,
        type_system,
        patient: refused.patient.read()?,
        idempotency,
    };
    let noted = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.refuse_deposit(tx, actor, space, &command))
    });
    noted.await?;
    Ok(HttpResponse::NoContent().finish())
}
