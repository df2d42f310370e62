use actix_web::web::Data;
use chrono::{DateTime, Utc};
use kernel::ExtractId;
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses};

use super::{
    super::{documents::place::InSpace, projects::PublicProject},
    explained::shelves,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::Coded,
};

/// What one extract used of a record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsedOnce)]
pub(crate) struct UsedView {
    /// The extract.
    #[schema(value_type = Uuid)]
    extract: ExtractId,
    /// The project, with what it is for and who answers for it.
    project: PublicProject,
    /// Of which shelves documents were used. Absent for whoever represents the holder: some may be hidden from them by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    categories: Option<Vec<Coded>>,
    /// Of how many documents; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    documents: Option<i64>,
    /// When.
    at: DateTime<Utc>,
}

/// What was used of a record beyond care.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UseLedger {
    /// The newest first.
    items: Vec<UsedView>,
}

/// What was used of the record beyond care, by which project, for what and when. No extract holds the name of anybody.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/secondary-use/ledger",
    operation_id = "readUseLedger",
    tag = "secondary use",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of it.", body = UseLedger), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<UseLedger>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let used = visit.decide(|tx| Ok(house.consent.use_ledger(tx, actor, space)?.1))?;
        let view = |one: &consent::service::UsedOnce| UsedView {
            extract: one.extract,
            project: PublicProject::of(&one.project, &house.reference),
            categories: one.documents.as_ref().map(|used| shelves(&house.reference, &used.categories)),
            documents: one.documents.as_ref().map(|used| used.number),
            at: one.at,
        };
        Ok(UseLedger { items: used.iter().map(view).collect() })
    });
    read.await.map(Json)
}
