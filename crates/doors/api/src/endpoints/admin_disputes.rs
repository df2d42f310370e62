use actix_web::web::Data;
use chrono::{DateTime, Utc};
use consent::service::WaitingDispute;
use kernel::{DisputeId, PersonId, Private};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses};

use super::admin_list;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::{DisputeStateCode, ReviewedDispute},
};

/// The dispute that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneDispute {
    /// The dispute.
    #[param(value_type = Uuid)]
    dispute: DisputeId,
}

/// A dispute that waits. Whose it is and what it says is read by who takes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingDispute)]
pub(crate) struct WaitingDisputeView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: DisputeId,
    /// A pseudonym of the patient: the same for all disputes of one record, and of use for nothing else.
    #[schema(example = "3f9a04c1d2e8")]
    patient: String,
    /// What became of it.
    state: DisputeStateCode,
    /// Whether it is the caller who looks into it.
    taken_by_you: bool,
    /// When it was sent.
    sent_at: DateTime<Utc>,
}

/// What an auditor answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerToDispute {
    /// For the holder: 1 to 2000 characters.
    #[schema(value_type = String)]
    answer: Private<String>,
}

/// The disputes that wait in whatever record, oldest first: for auditors.
#[utoipa::path(
    get,
    path = "/api/v1/admin/disputes",
    operation_id = "listWaitingDisputes",
    tag = "support",
    params(PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<WaitingDisputeView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<WaitingDisputeView>>, Problem> {
    let list = ("disputes.waiting", String::new());
    let read = admin_list::page(caller, &state, list, page, |visit, after, limit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (found, next) =
            visit.decide(|tx| Ok(house.consent.waiting_disputes(tx, actor, after, limit)?))?;
        let items = found.into_iter().map(|one| WaitingDisputeView::of(one, actor.person)).collect();
        Ok((items, next))
    });
    read.await
}

/// Takes a dispute to look into: who, when and which act, and the holder's words, are shown to the auditor who takes it. The
/// holder sees that it was read. One that another auditor looks into goes over.
#[utoipa::path(
    post,
    path = "/api/v1/admin/disputes/{dispute}/take",
    operation_id = "takeDispute",
    tag = "support",
    params(OneDispute, CallerHeaders),
    responses(
        (status = 200, description = "The dispute.", body = ReviewedDispute),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn take(
    caller: Caller,
    state: Data<State>,
    Path(OneDispute { dispute }): Path<OneDispute>,
) -> Result<Json<ReviewedDispute>, Problem> {
    let taken = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let taken = visit.decide(|tx| Ok(house.consent.take_dispute(tx, actor, dispute)?))?;
        Ok(ReviewedDispute::of(taken, &house.reference))
    });
    taken.await.map(Json)
}

/// Answers a dispute that the caller looks into. The holder is told that there is an answer.
#[utoipa::path(
    post,
    path = "/api/v1/admin/disputes/{dispute}/answer",
    operation_id = "answerDispute",
    tag = "support",
    params(OneDispute, CallerHeaders),
    request_body = AnswerToDispute,
    responses(
        (status = 200, description = "The dispute with its answer.", body = ReviewedDispute),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn answer(
    caller: Caller,
    state: Data<State>,
    Path(OneDispute { dispute }): Path<OneDispute>,
    Json(said): Json<AnswerToDispute>,
) -> Result<Json<ReviewedDispute>, Problem> {
    let answered = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let answered = visit.decide(|tx| flows::disputes::answer(house, tx, actor, dispute, &said.answer))?;
        Ok(ReviewedDispute::of(answered, &house.reference))
    });
    answered.await.map(Json)
}

impl WaitingDisputeView {
    fn of(one: WaitingDispute, caller: PersonId) -> Self {
        let taken_by_you = one.reviewer == Some(caller);
        let WaitingDispute { id, patient, state, sent_at, .. } = one;
        Self { id, patient, state: state.into(), taken_by_you, sent_at }
    }
}
