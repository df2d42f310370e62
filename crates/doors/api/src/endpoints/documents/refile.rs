use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use database::idempotency::IdempotencyClaim;
use documents::{Deposit, Refiling};
use kernel::{DocumentId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{
    IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses, body_digest, fingerprint,
};

use super::{deposit::Receipt, keep::give_up, place::OneDocument};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    wire::PatientGiven,
};

/// Where a document belongs.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RightPlace {
    /// The record to which it belongs.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// The patient whose record that is.
    patient: PatientGiven,
}

/// Moves a document that its author filed in the wrong record into the right one, whole or not at all: there it is a new
/// document under a new id, here it is withdrawn with all its versions. Neither history tells of the other record.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/{document}/move",
    operation_id = "moveDocument",
    tag = "documents",
    params(
        OneDocument,
        CallerHeaders,
        ("Idempotency-Key" = Option<String>, Header, nullable = false,
            description = "1 to 128 visible ASCII characters, one for each move that is meant.")
    ),
    request_body = RightPlace,
    responses(
        (status = 201, description = "It is there, durably, and no longer here.", body = Receipt,
            headers(("Location" = String, description = "Where the document is now."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn refile(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(place): Json<RightPlace>,
) -> Result<HttpResponse, Problem> {
    let said = serde_json::to_vec(&place).map_err(|error| Problem::internal(&error))?;
    let idempotency = key.map(|key| IdempotencyClaim {
        actor: caller.person().uuid(),
        key_hash: body_digest(key.as_bytes()).to_vec(),
        fingerprint: fingerprint(&request, &[body_digest(&said)]).to_vec(),
    });
    let moving = Refiling { from: space, id: document, to: place.space };
    let patient = place.patient.read()?;
    let language = caller.language;
    let documents = state.house().documents.clone();
    let about = patient.clone();
    let taken_out = state.as_caller(caller.clone(), move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        // Both ends are decided before the content is opened.
        let taken = visit.house.desk.rehearse(|tx| {
            let content = documents.take_out(tx, actor, &visit.ask(), moving)?;
            documents.may_arrive(tx, actor, moving.to, &visit.ask(), &about)?;
            Ok(content)
        });
        taken.map_err(|error: documents::Error| visit.problem(&error))
    });
    let content = match taken_out.await {
        Ok(content) => content,
        Err(problem) => {
            let Some(claim) = idempotency else { return Err(problem) };
            let before = state.as_caller(caller, move |visit| {
                let (documents, actor) = (&visit.house.documents, &visit.actor);
                visit.decide(|tx| {
                    documents.refiled_before(tx, actor, moving.to, &visit.ask(), &patient, &claim)
                })
            });
            return before.await.map_or(Err(problem), |done| Ok(created(moving.to, done.into())));
        }
    };
    let (found, size) = (content.document.clone(), content.document.size);
    let opened =
        content.open(&documents, 0..size).await.map_err(|error| errors::problem(&error, language))?;
    let way = caller.way.clone();
    let house = Arc::new(state.house().clone());
    let prepared = state.labours().reading.run(caller.person().uuid(), {
        let house = Arc::clone(&house);
        move || {
            let prepared = house.documents.prepare_refiling(&found, patient, opened.bytes);
            prepared.map_err(|error| errors::problem(&error, language))
        }
    });
    let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
    let mut deposit = Deposit { id, way, prepared: prepared.await?, idempotency, blob: None };
    if documents.is_large(&deposit.prepared) {
        let stored = documents.store_large(moving.to, &deposit).await;
        deposit.blob = Some(stored.map_err(|error| errors::problem(&error, language))?);
    }
    let stored = deposit.stored();
    let done = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.refile(tx, actor, &visit.ask(), moving, &deposit))
    });
    let done = done.await;
    give_up(&state, stored, &done).await;
    Ok(created(moving.to, Receipt::from(done?)))
}

fn created(space: SpaceId, receipt: Receipt) -> HttpResponse {
    let location = format!("/api/v1/spaces/{space}/documents/{}", receipt.id());
    HttpResponse::Created().insert_header((LOCATION, location)).json(receipt)
}
