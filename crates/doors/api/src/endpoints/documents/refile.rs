use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use database::idempotency::IdempotencyClaim;
use documents::{Deposit, Deposited, Refiling};
use identity::GivenIdentity;
use kernel::{DocumentId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{deposit::Receipt, keep::give_up, place::OneDocument};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    wire::{AnsweredAgainHeader, PatientGiven, claim},
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
        AnsweredAgainHeader
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
    let idempotency = claim(&caller, key.as_deref(), &request, &place)?;
    let moving = Refiling { from: space, id: document, to: place.space };
    let patient = place.patient.read()?;
    if let Some(done) = done_before(&state, &caller, moving.to, &patient, idempotency.as_ref()).await? {
        return Ok(created(moving.to, done.into()));
    }
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
            // The same request may have been done while this one was decided.
            let done = done_before(&state, &caller, moving.to, &patient, idempotency.as_ref()).await;
            return done.ok().flatten().map_or(Err(problem), |done| Ok(created(moving.to, done.into())));
        }
    };
    let (found, size) = (content.document.clone(), content.document.size);
    // Whoever works on the content holds its place, also when the caller has gone.
    let bytes = usize::try_from(size).unwrap_or(usize::MAX);
    let held = Arc::new(state.uploads().hold(caller.person().uuid(), bytes)?);
    let opened =
        content.open(&documents, 0..size).await.map_err(|error| errors::problem(&error, language))?;
    let way = caller.way.clone();
    let house = Arc::new(state.house().clone());
    let is_clinical = found.is_clinical();
    let prepare = {
        let (house, held) = (Arc::clone(&house), Arc::clone(&held));
        move || {
            let _held = held;
            let prepared = house.documents.prepare_refiling(&found, patient, opened.bytes);
            prepared.map_err(|error| errors::problem(&error, language))
        }
    };
    let prepared = if is_clinical {
        // It is read whole, and waits for its turn.
        state.labours().reading.run(caller.person().uuid(), prepare).await?
    } else {
        prepare()?
    };
    let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
    let mut deposit = Deposit { id, way, prepared, idempotency, blob: None };
    if documents.is_large(&deposit.prepared) {
        let stored = documents.store_large(moving.to, &deposit).await;
        deposit.blob = Some(stored.map_err(|error| errors::problem(&error, language))?);
    }
    let stored = deposit.stored();
    let done = state.as_caller(caller, move |visit| {
        let _held = held;
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.refile(tx, actor, &visit.ask(), moving, &deposit))
    });
    let done = done.await;
    give_up(&state, stored, &done).await;
    Ok(created(moving.to, Receipt::from(done?)))
}

/// What the same move made before, decided again.
async fn done_before(
    state: &State,
    caller: &Caller,
    to: SpaceId,
    patient: &GivenIdentity,
    claim: Option<&IdempotencyClaim>,
) -> Result<Option<Deposited>, Problem> {
    let Some(claim) = claim.cloned() else { return Ok(None) };
    let patient = patient.clone();
    let before = state.as_caller(caller.clone(), move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.refiled_before(tx, actor, to, &visit.ask(), &patient, &claim))
    });
    before.await
}

fn created(space: SpaceId, receipt: Receipt) -> HttpResponse {
    let location = format!("/api/v1/spaces/{space}/documents/{}", receipt.id());
    HttpResponse::Created().insert_header((LOCATION, location)).json(receipt)
}
