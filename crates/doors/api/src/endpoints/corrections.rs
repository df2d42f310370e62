use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use documents::{CorrectionAnswer, CorrectionAsked};
use kernel::{CorrectionId, DocumentId, ErrorKind, Private, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use webkit::{
    Fault, IdempotencyKey, Json, Page, PageQuery, Path, Problem, ProblemResponses, Query,
    WriteProblemResponses,
};

use super::documents::place::{InSpace, OneDocument};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::{CorrectionKindCode, CorrectionView},
    wire::{AnsweredAgainHeader, claim},
};

/// The request that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneCorrection {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    space: SpaceId,
    /// The request.
    #[param(value_type = Uuid)]
    correction: CorrectionId,
}

/// What is wrong with a document.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskForCorrection {
    /// Whether something in it is not right, or it is about somebody else.
    kind: CorrectionKindCode,
    /// What exactly, for its author: 1 to 2000 characters.
    #[schema(value_type = String, example = "Je ne suis pas allergique à la pénicilline.")]
    message: Private<String>,
}

/// Asks the author of a document to correct it. One request about a document waits at a time; its answer is tracked. The
/// same `Idempotency-Key` with the same request asks once, and answers with the request as it stands.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/{document}/correction-request",
    operation_id = "askForCorrection",
    tag = "corrections",
    params(
        OneDocument,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = AskForCorrection,
    responses(
        (status = 201, description = "It waits for its answer.", body = CorrectionView,
            headers(("Location" = String, description = "Where it is taken back."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn ask(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(wanted): Json<AskForCorrection>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &wanted)?;
    let asked = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        let AskForCorrection { kind, message } = &wanted;
        let asked = CorrectionAsked { document, kind: (*kind).into(), message, idempotency: claim.as_ref() };
        visit.decide(|tx| documents.ask_correction(tx, actor, space, visit.ask(), &asked))
    });
    let asked = asked.await?;
    let location = format!("/api/v1/spaces/{space}/correction-requests/{}", asked.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(CorrectionView::from(asked)))
}

/// Requests for correction of one record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Corrections {
    /// Newest first, at most 500.
    items: Vec<CorrectionView>,
}

/// Requests for correction with what became of them: for the holder's side those that it made, for professionals and
/// establishments those about their own documents, and 404 where nothing was asked of them.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/correction-requests",
    operation_id = "listCorrections",
    tag = "corrections",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "The requests.", body = Corrections), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Corrections>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.corrections(tx, actor, space, visit.ask()))
    });
    Ok(Json(Corrections { items: read.await?.into_iter().map(CorrectionView::from).collect() }))
}

/// Takes a request for correction back.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/correction-requests/{correction}",
    operation_id = "takeBackCorrection",
    tag = "corrections",
    params(OneCorrection, CallerHeaders),
    responses(
        (status = 200, description = "The request, taken back.", body = CorrectionView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    caller: Caller,
    state: Data<State>,
    Path(OneCorrection { space, correction }): Path<OneCorrection>,
) -> Result<Json<CorrectionView>, Problem> {
    let ended = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.take_back_correction(tx, actor, space, visit.ask(), correction))
    });
    Ok(Json(CorrectionView::from(ended.await?)))
}

/// What the author of a document answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerToCorrection {
    /// What was done about it. Whoever withdraws or moves the document has answered by that.
    outcome: OutcomeCode,
    /// For whoever asked: 1 to 2000 characters, needed with `declined`.
    #[schema(value_type = Option<String>, nullable = false)]
    message: Option<Private<String>>,
}

/// What the author of a document did about a request.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CorrectionOutcome)]
enum OutcomeCode {
    /// A new version was deposited after it was asked.
    Corrected,
    /// The document stays as it is.
    Declined,
}

/// Answers a request for correction of a document of one's own.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/correction-requests/{correction}/answer",
    operation_id = "answerCorrection",
    tag = "corrections",
    params(OneCorrection, CallerHeaders),
    request_body = AnswerToCorrection,
    responses(
        (status = 200, description = "The request with its answer.", body = CorrectionView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn answer(
    caller: Caller,
    state: Data<State>,
    Path(OneCorrection { space, correction }): Path<OneCorrection>,
    Json(AnswerToCorrection { outcome, message }): Json<AnswerToCorrection>,
) -> Result<Json<CorrectionView>, Problem> {
    let answered = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        let answer = match (outcome, &message) {
            (OutcomeCode::Corrected, message) => CorrectionAnswer::Corrected { message: message.as_ref() },
            (OutcomeCode::Declined, Some(message)) => CorrectionAnswer::Declined { message },
            (OutcomeCode::Declined, None) => {
                let fault = Fault::new("/message", "why the document stays as it is");
                return Err(Problem::fault(ErrorKind::Unprocessable, fault));
            }
        };
        visit.decide(|tx| documents.answer_correction(tx, actor, space, visit.ask(), correction, &answer))
    });
    Ok(Json(CorrectionView::from(answered.await?)))
}

/// A request that waits for the caller's answer, in whatever record. What it is about is read there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingCorrection {
    /// The request.
    #[schema(value_type = Uuid)]
    id: CorrectionId,
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// The document.
    #[schema(value_type = Uuid)]
    document: DocumentId,
    /// When it was asked.
    asked_at: chrono::DateTime<chrono::Utc>,
}

/// Requests for correction that wait for the calling professional's or establishment's answer, in whatever record, oldest
/// first.
#[utoipa::path(
    get,
    path = "/api/v1/correction-requests",
    operation_id = "listWaitingCorrections",
    tag = "corrections",
    params(PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<WaitingCorrection>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn waiting(
    caller: Caller,
    state: Data<State>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<WaitingCorrection>>, Problem> {
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        let everywhere = SpaceId::from(Uuid::nil());
        let list =
            List::new(&visit.house.vault, actor, everywhere, "corrections.waiting", "query:after", &[]);
        let after = list.open(page.after.as_deref())?.map(Uuid::from_bytes);
        let (found, next) = visit.decide(|tx| documents.waiting_corrections(tx, actor, after, limit))?;
        Ok((found, next.map(|id| list.seal(id.as_bytes())).transpose()?))
    });
    let (found, next) = read.await?;
    let view = |waiting: documents::WaitingCorrection| {
        let documents::WaitingCorrection { id, space, document, asked_at } = waiting;
        WaitingCorrection { id, space, document, asked_at }
    };
    Ok(Json(Page { items: found.into_iter().map(view).collect(), next }))
}
