use actix_web::web::Data;
use flows::history::By;
use journal::Entry;
use kernel::{Actor, SpaceId};
use serde::Deserialize;
use utoipa::IntoParams;
use vault::Vault;
use webkit::{Json, PageQuery, Path, Problem, ProblemResponses, Query};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::{GroupByCode, HistoryGroup, HistoryLine, HistoryPage},
};

/// Which page of a history, and how it is put together.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// The `next` of the page before; the first page without it.
    #[param(nullable = false)]
    after: Option<String>,
    /// Lines on the page, 1 to 100; 20 without it. Put together by visits, a page may hold less, so that it cuts none.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// How the lines are put together; not at all without it.
    #[param(inline, nullable = false)]
    group: Option<GroupByCode>,
}

/// How the lines of a history are named to their reader: what names one is of use to nobody else, and tells no number.
pub(super) fn lines_of<'a>(vault: &'a Vault, actor: &Actor, space: SpaceId) -> List<'a> {
    List::new(vault, actor, space, "history.line", "path:line", &[])
}

/// Who did what in a record, newest first, as far as its reader may see it.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/history",
    operation_id = "readHistory",
    tag = "history",
    params(InSpace, HistoryQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = HistoryPage), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<HistoryQuery>,
) -> Result<Json<HistoryPage>, Problem> {
    let HistoryQuery { after, limit, group } = asked;
    let page = PageQuery { after, limit };
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "history.read", "query:after", &[]);
        let names = lines_of(&house.vault, actor, space);
        let before = list.open(page.after.as_deref())?.map(i64::from_be_bytes);
        let mut found =
            visit.decide(|tx| flows::history::read(house, tx, actor, space, visit.ask(), before, limit))?;
        let groups = group.map(|by| {
            let groups = found.grouped(By::from(by));
            let entries: Vec<&Entry> = found.lines.iter().map(|line| &line.entry).collect();
            groups.into_iter().filter_map(|one| HistoryGroup::of(one, &entries, &house.reference)).collect()
        });
        let next = found.next.map(|seq| list.seal(&seq.to_be_bytes())).transpose()?;
        let (mut said, holder) = (found.said.into_iter(), found.holder);
        let line = |line: journal::Line| {
            let name = names.seal(&line.seq.to_be_bytes())?;
            let said = said.next().unwrap_or_default();
            Ok(HistoryLine::new(line.entry, said, name, (space, holder.as_ref()), &house.reference))
        };
        let items = found.lines.into_iter().map(line).collect::<Result<_, Problem>>()?;
        Ok(HistoryPage { items, groups, next })
    });
    read.await.map(Json)
}
