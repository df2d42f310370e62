use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use identity::{Proposal, Wanted};
use kernel::{ProposalId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use webkit::{
    IdempotencyKey, Json, Page, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses,
};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    state::Visit,
    views::{ProposalKindCode, ProposalReasonCode, ProposalView, ProposalWithRecords},
    wire::{AnsweredAgainHeader, claim},
};

/// The proposal that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneProposal {
    /// The proposal.
    #[param(value_type = Uuid)]
    proposal: ProposalId,
}

/// What is proposed about two records.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProposal {
    /// What.
    kind: ProposalKindCode,
    /// The record that it is about: the double, or the one in which documents of somebody else lie.
    #[schema(value_type = Uuid)]
    record: SpaceId,
    /// The other record: the one that stays, or the one to which the documents belong.
    #[schema(value_type = Uuid)]
    other_record: SpaceId,
    /// Why. A merge: `registered_twice`, `number_replaced`, `wrong_number`. Its undoing: `two_people`,
    /// `identity_taken_over`. Documents of somebody else: `wrong_record`, `identity_taken_over`.
    reason: ProposalReasonCode,
    /// With `not_mine`: the requests for correction in which the holder says so, 1 to 50; with anything else none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    corrections: Vec<Uuid>,
}

/// Proposes that a double goes into the record that stays, that this is undone, or that documents which a holder says are
/// somebody else's go to whom they are about. Another support admin confirms it; who made it cannot. It waits for seven
/// days. What could not be confirmed as things stand is refused at once, with why.
#[utoipa::path(
    post,
    path = "/api/v1/admin/proposals",
    operation_id = "propose",
    tag = "support",
    params(
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = NewProposal,
    responses(
        (status = 201, description = "It waits for another admin.", body = ProposalView,
            headers(("Location" = String, description = "Where it is read."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn make(
    caller: Caller,
    state: Data<State>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewProposal>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let wanted: Wanted = new.kind.wanted(new.record, new.other_record, &new.corrections)?;
    let reason = new.reason.into();
    let made = one(caller, &state, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| flows::doubles::propose(house, tx, actor, (&wanted, reason), claim.as_ref()))
    });
    let Json(made) = made.await?;
    let location = format!("/api/v1/admin/proposals/{}", made.id());
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// The proposals that wait for a decision, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/proposals",
    operation_id = "listProposals",
    tag = "support",
    params(PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<ProposalView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ProposalView>>, Problem> {
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let nowhere = SpaceId::from(Uuid::nil());
        let list = List::new(&house.vault, actor, nowhere, "proposals.open", "query:after", &[]);
        let before = list.open(page.after.as_deref())?.map(|id| ProposalId::from(Uuid::from_bytes(id)));
        let (found, next) =
            visit.decide(|tx| Ok(house.identity.open_proposals(tx, actor, before, limit)?))?;
        let items: Vec<ProposalView> =
            found.iter().map(|proposal| ProposalView::of(proposal, actor.person)).collect();
        Ok((items, next.map(|id| list.seal(id.uuid().as_bytes())).transpose()?))
    });
    let (items, next) = read.await?;
    Ok(Json(Page { items, next }))
}

/// One proposal with how its records stand: states, how sure the identities are, how many documents, and which parts of the
/// two identities differ. Nothing of what is in them.
#[utoipa::path(
    get,
    path = "/api/v1/admin/proposals/{proposal}",
    operation_id = "readProposal",
    tag = "support",
    params(OneProposal, CallerHeaders),
    responses((status = 200, description = "The proposal.", body = ProposalWithRecords), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
) -> Result<Json<ProposalWithRecords>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let read = visit.decide(|tx| flows::doubles::read(house, tx, actor, proposal))?;
        Ok(ProposalWithRecords::of(read, actor.person))
    });
    Ok(Json(read.await?))
}

/// Confirms what another support admin proposed. States and identities change at once; documents follow, and the proposal
/// says when they have arrived.
#[utoipa::path(
    post,
    path = "/api/v1/admin/proposals/{proposal}/confirm",
    operation_id = "confirmProposal",
    tag = "support",
    params(OneProposal, CallerHeaders),
    responses(
        (status = 200, description = "It is done.", body = ProposalView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    caller: Caller,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
) -> Result<Json<ProposalView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| flows::doubles::confirm(&visit.house, tx, &visit.actor, proposal))
    })
    .await
}

/// Turns down what another support admin proposed.
#[utoipa::path(
    post,
    path = "/api/v1/admin/proposals/{proposal}/decline",
    operation_id = "declineProposal",
    tag = "support",
    params(OneProposal, CallerHeaders),
    responses(
        (status = 200, description = "Nothing is done.", body = ProposalView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn decline(
    caller: Caller,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
) -> Result<Json<ProposalView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| Ok(visit.house.identity.decline_proposal(tx, &visit.actor, proposal)?))
    })
    .await
}

/// Takes a proposal of one's own back.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/proposals/{proposal}",
    operation_id = "takeBackProposal",
    tag = "support",
    params(OneProposal, CallerHeaders),
    responses(
        (status = 200, description = "Nothing is done.", body = ProposalView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    caller: Caller,
    state: Data<State>,
    Path(OneProposal { proposal }): Path<OneProposal>,
) -> Result<Json<ProposalView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| Ok(visit.house.identity.take_back_proposal(tx, &visit.actor, proposal)?))
    })
    .await
}

/// Does something with one proposal and says how it stands then.
async fn one(
    caller: Caller,
    state: &State,
    work: impl FnOnce(&Visit) -> Result<Proposal, Problem> + Send + 'static,
) -> Result<Json<ProposalView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let proposal = work(visit)?;
        Ok(ProposalView::of(&proposal, visit.actor.person))
    });
    Ok(Json(done.await?))
}
