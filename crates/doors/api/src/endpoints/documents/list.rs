use actix_web::web::Data;
use chrono::{DateTime, Utc};
use documents::{PageRequest, Selection};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query};

use super::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
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
    params(InSpace, ListQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<DocumentView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
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
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "documents.list", "query:after", &filters);
        let before = list.open(page.after.as_deref())?.map(Uuid::from_bytes);
        let found = visit.decide(|tx| {
            house.documents.list(tx, actor, space, visit.ask(), &selection, PageRequest { before, limit })
        })?;
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        let side = ViewerSide::from(actor);
        let items =
            found.items.into_iter().map(|item| DocumentView::new(item, side, &house.reference)).collect();
        Ok(Page { items, next })
    });
    read.await.map(Json)
}
