use actix_web::web::Data;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::HistoryLine,
};

/// Who did what in a record, newest first, as far as its reader may see it.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/history",
    operation_id = "readHistory",
    tag = "history",
    params(InSpace, PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<HistoryLine>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<HistoryLine>>, Problem> {
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "history.read", "query:after", &[]);
        let before = list.open(page.after.as_deref())?.map(i64::from_be_bytes);
        let found =
            visit.decide(|tx| flows::history::read(house, tx, actor, space, visit.ask(), before, limit))?;
        let next = found.next.map(|seq| list.seal(&seq.to_be_bytes())).transpose()?;
        let line = |line: journal::Line| HistoryLine::new(line.entry, space, &house.reference);
        Ok(Page { items: found.lines.into_iter().map(line).collect(), next })
    });
    read.await.map(Json)
}
