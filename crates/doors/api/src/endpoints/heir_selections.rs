//! Documents of somebody who died, which a doctor chooses for whoever asked.

use std::collections::BTreeSet;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use flows::heirs;
use kernel::{DocumentId, Private, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{admin_heirs::coded, documents::place::InSpace};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::Coded,
};

/// What a doctor is to choose for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeirSelection)]
pub(crate) struct SelectionView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// As what somebody asks.
    claimant: Coded,
    /// For which reason: what is chosen is what this reason needs.
    reason: Coded,
    /// What they are called.
    #[schema(value_type = String, example = "Sacha Esquisse")]
    name: Private<String>,
    /// By what they showed that they may.
    #[schema(value_type = String)]
    evidence: Private<String>,
    /// Until when the choice can be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// What a doctor is to choose for in a record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeirSelections)]
pub(crate) struct SelectionsView {
    /// What whoever died was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "Noé Maquette")]
    patient: Option<Private<String>>,
    /// Each of it.
    items: Vec<SelectionView>,
}

/// What a doctor chooses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChosenBody {
    /// Documents, each by one of its versions, 200 at most; none where the reason needs none.
    #[schema(value_type = Vec<Uuid>)]
    documents: BTreeSet<DocumentId>,
}

/// What came of a selection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Chosen {
    /// By what whoever asked is shown what was chosen; absent where that is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    access: Option<ProvisionId>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// One selection in a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneSelection {
    /// The record of whoever died.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The selection.
    #[param(value_type = Uuid)]
    selection: ProvisionId,
}

/// What the caller, a doctor, is to choose for in the record of somebody who died. The documents of the record are read as in any other.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/heir-selections",
    operation_id = "listHeirSelections",
    tag = "after a death",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of it.", body = SelectionsView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SelectionsView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (found, patient) = visit.decide(|tx| heirs::selections(&visit.house, tx, &visit.actor, space))?;
        let items = found.all.iter().map(|one| {
            let (claimant, reason) = coded(&one.claim, &visit.house.reference);
            let name = found.names.get(&one.asks).cloned().unwrap_or_default();
            let evidence = one.claim.evidence.clone();
            SelectionView { id: one.id, claimant, reason, name, evidence, until: one.until }
        });
        Ok(SelectionsView { patient, items: items.collect() })
    });
    read.await.map(Json)
}

/// Gives whoever asked what the caller chooses, and ends the selection: the record is shut for the caller from then on. Whoever asked is
/// told.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/heir-selections/{selection}",
    operation_id = "selectForHeir",
    tag = "after a death",
    params(OneSelection, CallerHeaders),
    request_body = ChosenBody,
    responses((status = 200, description = "It counts.", body = Chosen), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn choose(
    caller: Caller,
    state: Data<State>,
    Path(OneSelection { space, selection }): Path<OneSelection>,
    Json(ChosenBody { documents }): Json<ChosenBody>,
) -> Result<Json<Chosen>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let chosen = (selection, &documents);
        let selected = visit.decide(|tx| heirs::select(&visit.house, tx, &visit.actor, space, chosen))?;
        let until = selected.access.map(|_| selected.until);
        Ok(Chosen { access: selected.access, until })
    });
    done.await.map(Json)
}
