use actix_web::web::Data;
use chrono::{DateTime, Utc};
use documents::{PageRequest, Selection};
use kernel::SpaceId;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query};

use super::place::InSpace;
use crate::{
    State,
    caller::CallerHeaders,
    evidence::{Consulting, EvidenceHeader},
    positions::List,
    state::{Stop, Visit},
    views::{DocumentView, StatusCode, ViewerSide},
    wire::instant,
};

/// Which documents. Whatever says something of a person is searched for in a body instead.
#[derive(Debug, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The `next` of the page before; the first page without it.
    #[param(nullable = false)]
    after: Option<String>,
    /// Documents on the page, 1 to 100; 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Status; `approved` without it.
    #[param(nullable = false, inline)]
    status: Option<StatusCode>,
    /// Deposited at this instant or later.
    #[serde(default, deserialize_with = "instant::optional")]
    #[param(nullable = false)]
    deposited_from: Option<DateTime<Utc>>,
    /// Deposited before this instant.
    #[serde(default, deserialize_with = "instant::optional")]
    #[param(nullable = false)]
    deposited_before: Option<DateTime<Utc>>,
}

/// Documents that the caller may see, newest deposit first.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents",
    operation_id = "listDocuments",
    tag = "documents",
    params(InSpace, ListQuery, CallerHeaders, EvidenceHeader),
    responses((status = 200, description = "One page.", body = Page<DocumentView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(mut query): Query<ListQuery>,
) -> Result<Json<Page<DocumentView>>, Problem> {
    let page = PageQuery { after: query.after.take(), limit: query.limit.take() };
    let limit = page.limit()?;
    let filters = serde_json::to_vec(&query).map_err(|error| Problem::internal(&error))?;
    let selection = Selection {
        status: query.status.map(Into::into),
        deposited_from: query.deposited_from,
        deposited_before: query.deposited_before,
        ..Selection::default()
    };
    let asked = filters.clone();
    let read = state.consult(caller, space, move |tx, visit| {
        let before = list_of(visit, space, &asked).open(page.after.as_deref()).map_err(Stop::Said)?;
        let wanted = PageRequest { before: before.map(Uuid::from_bytes), limit };
        Ok(visit.house.documents.list(tx, &visit.actor, space, visit.ask(), &selection, wanted)?)
    });
    let (visit, found) = read.await?;
    let next = found.next.map(|id| list_of(&visit, space, &filters).seal(id.as_bytes())).transpose()?;
    let (side, reference) = (ViewerSide::from(&visit.actor), &visit.house.reference);
    let items = found.items.into_iter().map(|item| DocumentView::new(item, side, reference)).collect();
    Ok(Json(Page { items, next }))
}

/// This list as this caller reads it.
fn list_of<'a>(visit: &'a Visit, space: SpaceId, filters: &[u8]) -> List<'a> {
    List::new(&visit.house.vault, &visit.actor, space, "documents.list", "query:after", filters)
}
