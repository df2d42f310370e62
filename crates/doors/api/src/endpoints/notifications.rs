use actix_web::{HttpResponse, web::Data};
use flows::notices::{self, PageRequest};
use kernel::{NoticeId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use webkit::{Json, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::NoticeView,
};

/// The notice that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneNotice {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    pub(crate) space: SpaceId,
    /// The notice.
    #[param(value_type = Uuid)]
    pub(crate) notice: NoticeId,
}

/// One page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notices {
    /// Newest first.
    items: Vec<NoticeView>,
    /// How many were not read yet, on all pages.
    #[schema(example = 2)]
    unread: i64,
    /// Give it as `after` to read the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
}

/// What the caller is told about the record and the account, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/notifications",
    operation_id = "listNotices",
    tag = "notifications",
    params(InSpace, PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Notices), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Notices>, Problem> {
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "notices.list", "query:after", &[]);
        let before = list.open(page.after.as_deref())?.map(Uuid::from_bytes);
        let wanted = PageRequest { before, limit };
        let found = visit.decide(|tx| notices::list(house, tx, actor, space, visit.ask(), wanted))?;
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        let items = found.items.into_iter().map(NoticeView::from).collect();
        Ok(Notices { items, unread: found.unread, next })
    });
    read.await.map(Json)
}

/// Marks a notice as read. One that was read stays as it is.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/notifications/{notice}/read",
    operation_id = "markNoticeRead",
    tag = "notifications",
    params(OneNotice, CallerHeaders),
    responses((status = 204, description = "It is read."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn mark_read(
    caller: Caller,
    state: Data<State>,
    Path(OneNotice { space, notice }): Path<OneNotice>,
) -> Result<HttpResponse, Problem> {
    let marked = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| notices::mark_read(house, tx, actor, space, visit.ask(), notice))
    });
    marked.await?;
    Ok(HttpResponse::NoContent().finish())
}
