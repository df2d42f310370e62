//! What somebody asks to be shown after the death of a holder, as support writes it down.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::{
    rules::Claim,
    service::{HeirMatter, HeirState},
};
use flows::{
    heirs::{self, MeantAsks, MeantRequest},
    measures::Named,
};
use kernel::{ErrorKind, Private, ProvisionId, Rpps, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::Coded,
    wire::{MadeOnceHeader, claim},
};

/// What somebody asks for.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHeirRequestBody {
    /// As what they ask: `heir`, `cohabitant`, `civil_partner` or `expert`.
    #[schema(example = "heir")]
    claimant: String,
    /// For which reason: `causes_of_death`, `memory` or `own_rights`; `evidence` of an expert.
    #[schema(example = "causes_of_death")]
    reason: String,
    /// The record of whoever asks; absent where an expert does.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    of: Option<SpaceId>,
    /// The number of an expert in the national directory.
    #[schema(value_type = Option<String>, nullable = false, example = "99700218896")]
    rpps: Option<Rpps>,
    /// The number of the doctor who is to choose documents, who is another person.
    #[schema(value_type = String, example = "99700218896")]
    doctor: Rpps,
    /// By what whoever asks showed that they may; the doctor reads it.
    #[schema(value_type = String, max_length = 500, example = "Acte de notoriété, Me Esquisse, Fictiville")]
    evidence: Private<String>,
}

/// How it stands with what somebody asks for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HeirState)]
enum StateCode {
    /// It waits for somebody else of support to confirm it.
    Waiting,
    /// The doctor is to choose documents.
    Selecting,
    /// Whoever asks is shown what was chosen.
    Shown,
}

/// What somebody asks for or is given after a death. Which documents were chosen is not told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeirRequest)]
pub(crate) struct HeirRequestView {
    /// Its id: by it a request is confirmed, and whatever it became is ended.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// The record of whoever died.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// How it stands.
    state: StateCode,
    /// As what they ask.
    claimant: Coded,
    /// For which reason.
    reason: Coded,
    /// What whoever asks is called.
    #[schema(value_type = String, example = "Sacha Esquisse")]
    name: Private<String>,
    /// What the doctor is called.
    #[schema(value_type = String, example = "Camille Prototype")]
    doctor: Private<String>,
    /// By what they showed that they may.
    #[schema(value_type = String)]
    evidence: Private<String>,
    /// Since when it stands so.
    since: DateTime<Utc>,
    /// Until when it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// What is asked for and given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeirRequests)]
pub(crate) struct HeirRequestsView {
    /// Each of it.
    items: Vec<HeirRequestView>,
}

/// A request that was written down, or what it became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeirRequestWritten {
    /// Its id, as it stands now.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// Until when the doctor may choose, where it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// One request in a record, or what it became.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneHeirRequest {
    /// The record of whoever died.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The request, the selection or the access.
    #[param(value_type = Uuid)]
    request: ProvisionId,
}

/// The requests that wait to be confirmed, of whatever record.
#[utoipa::path(
    get,
    path = "/api/v1/admin/heir-requests",
    operation_id = "listWaitingHeirRequests",
    tag = "support",
    params(CallerHeaders),
    responses((status = 200, description = "All of them.", body = HeirRequestsView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn waiting(caller: Caller, state: Data<State>) -> Result<Json<HeirRequestsView>, Problem> {
    listed(caller, &state, None).await
}

/// What is asked for and given in one record. Nothing else of the record is shown.
#[utoipa::path(
    get,
    path = "/api/v1/admin/spaces/{space}/heir-requests",
    operation_id = "listHeirRequests",
    tag = "support",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of it.", body = HeirRequestsView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<HeirRequestsView>, Problem> {
    listed(caller, &state, Some(space)).await
}

async fn listed(
    caller: Caller,
    state: &State,
    space: Option<SpaceId>,
) -> Result<Json<HeirRequestsView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| heirs::list(&visit.house, tx, &visit.actor, space))?;
        let reference = &visit.house.reference;
        let items = found.all.iter().map(|one| HeirRequestView::of(one, &found, reference)).collect();
        Ok(HeirRequestsView { items })
    });
    read.await.map(Json)
}

/// Writes down what somebody asks for after a death. It counts once somebody else of support confirms it, within 30 days.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/heir-requests",
    operation_id = "proposeHeirRequest",
    tag = "support",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewHeirRequestBody,
    responses(
        (status = 201, description = "It waits for somebody else of support.", body = HeirRequestWritten),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn propose(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewHeirRequestBody>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let written = state.as_caller(caller, move |visit| {
        // Whoever may write none down is told so, and not what is wrong with theirs.
        let meant = match new.read(space, &visit.house.reference) {
            Ok(meant) => meant,
            Err(fault) => {
                visit.decide(|tx| Ok(visit.house.consent.may_propose_heirs(tx, &visit.actor)?))?;
                return Err(fault);
            }
        };
        let id = visit.once(Some(space), claim.as_ref(), |tx| {
            let id = heirs::propose(&visit.house, tx, &visit.actor, meant.clone())?;
            Ok((id, id.uuid()))
        })?;
        Ok(HeirRequestWritten { id, until: None })
    });
    Ok(HttpResponse::Created().json(written.await?))
}

/// Confirms a request that somebody else wrote down: the doctor chooses documents.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/heir-requests/{request}/confirm",
    operation_id = "confirmHeirRequest",
    tag = "support",
    params(OneHeirRequest, CallerHeaders),
    responses(
        (status = 200, description = "The doctor may choose.", body = HeirRequestWritten),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    caller: Caller,
    state: Data<State>,
    Path(OneHeirRequest { space, request }): Path<OneHeirRequest>,
) -> Result<Json<HeirRequestWritten>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let begun = visit.decide(|tx| heirs::confirm(&visit.house, tx, &visit.actor, space, request))?;
        Ok(HeirRequestWritten { id: begun.id, until: Some(begun.until) })
    });
    done.await.map(Json)
}

/// Declines a request that waits, or ends a selection or an access, whoever of support wrote it down.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/spaces/{space}/heir-requests/{request}",
    operation_id = "endHeirRequest",
    tag = "support",
    params(OneHeirRequest, CallerHeaders),
    responses((status = 204, description = "It is over."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneHeirRequest { space, request }): Path<OneHeirRequest>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.end_for_heir(tx, &visit.actor, space, request)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl NewHeirRequestBody {
    fn read(self, space: SpaceId, reference: &config::Reference) -> Result<MeantRequest, Problem> {
        let wrong = |pointer: &'static str, expected: &'static str| {
            Problem::fault(ErrorKind::Unprocessable, Fault::new(pointer, expected))
        };
        let Self { claimant, reason, of, rpps, doctor, evidence } = self;
        let Some(known) = reference.after_death().claimant(&claimant) else {
            return Err(wrong("/claimant", "`heir`, `cohabitant`, `civil_partner` or `expert`"));
        };
        let asks = match (of, rpps) {
            (Some(record), None) => MeantAsks::HolderOf(record),
            (None, Some(rpps)) => MeantAsks::Professional(rpps),
            (Some(_), Some(_)) => return Err(wrong("/rpps", "nothing beside `of`: one person asks")),
            (None, None) => return Err(wrong("/of", "the record of whoever asks, or `rpps` of an expert")),
        };
        let claim = Claim { by: known.by, claimant, reason, evidence };
        Ok(MeantRequest { space, asks, doctor, claim })
    }
}

impl HeirRequestView {
    fn of(one: &HeirMatter, found: &Named<HeirMatter>, reference: &config::Reference) -> Self {
        let name = |person| found.names.get(&person).cloned().unwrap_or_default();
        let (claimant, reason) = coded(&one.claim, reference);
        let state = match one.state {
            HeirState::Waits => StateCode::Waiting,
            HeirState::Selects => StateCode::Selecting,
            HeirState::Shown => StateCode::Shown,
        };
        Self {
            id: one.id,
            space: one.space,
            state,
            claimant,
            reason,
            name: name(one.asks),
            doctor: name(one.doctor),
            evidence: one.claim.evidence.clone(),
            since: one.since,
            until: one.until,
        }
    }
}

/// As what somebody asks, and for which reason.
pub(super) fn coded(claim: &Claim, reference: &config::Reference) -> (Coded, Coded) {
    let known = reference.after_death();
    let claimant = known.claimant(&claim.claimant).map_or_else(
        || Coded::unlabelled(&claim.claimant),
        |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
    );
    let reason = known.reason(&claim.reason).map_or_else(
        || Coded::unlabelled(&claim.reason),
        |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
    );
    (claimant, reason)
}
