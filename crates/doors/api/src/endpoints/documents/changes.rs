use actix_web::web::Data;
use documents::Status;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, Json, PageQuery, Path, Problem, ProblemResponses, Query};

use super::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    state::{Stop, Visit},
    views::{DocumentView, ViewerSide},
};

/// Since when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// The `visit` of the last answer; without it nothing is told but where the next visit begins.
    #[param(nullable = false)]
    since: Option<String>,
    /// Documents in the answer, 1 to 100; 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// What is new in a record since the last visit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// How many of `items` are current documents that were not there at the last visit: "3 new".
    #[schema(example = 3)]
    new: usize,
    /// The documents that were deposited or changed since, oldest change first.
    items: Vec<Change>,
    /// Whether there is more: ask again at once with `visit`.
    more: bool,
    /// Give it as `since` at the next visit. It serves the same caller in the same record alone.
    visit: String,
}

/// One document of which something was said since the last visit.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    /// Whether it was there already.
    kind: ChangeKind,
    /// The document as it is now.
    document: DocumentView,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChangeKind {
    /// It was deposited since, or the caller may see it only since.
    Deposited,
    /// It was there, and something else is said of it: its title, its status, to the holder's side also its mask.
    Changed,
}

/// What was deposited or changed in a record since the caller's last visit, as far as the caller may see it. Nothing that
/// was acknowledged is left out; what is changed during a visit may be told by it and by the next one. A position whose key was
/// retired meanwhile does not open any more: then begin without one, and read the list.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/changes",
    operation_id = "listChanges",
    tag = "documents",
    params(InSpace, ChangesQuery, CallerHeaders),
    responses((status = 200, description = "What is new.", body = Changes), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn changes(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(ChangesQuery { since, limit }): Query<ChangesQuery>,
) -> Result<Json<Changes>, Problem> {
    let limit = PageQuery { after: None, limit }.limit()?;
    let visits = move |visit: &Visit| {
        List::new(&visit.house.vault, &visit.actor, space, "documents.changes", "query:since", &[])
            .open_bytes(since.as_deref())?
            .map(|bytes| documents::Visit::from_bytes(&bytes).ok_or_else(foreign))
            .transpose()
    };
    let read = state.share(caller, space, move |tx, visit| {
        let last = visits(visit).map_err(Stop::Said)?;
        Ok(visit.house.documents.changes(tx, &visit.actor, space, visit.ask(), last, limit)?)
    });
    let (visit, found) = read.await?;
    let list = List::new(&visit.house.vault, &visit.actor, space, "documents.changes", "query:since", &[]);
    let sealed = list.seal(&found.visit.to_bytes())?;
    let side = ViewerSide::from(&visit.actor);
    let new = |one: &&documents::Change| one.deposited && one.document.status == Status::Approved;
    let new = found.items.iter().filter(new).count();
    let items = found
        .items
        .into_iter()
        .map(|one| Change {
            kind: if one.deposited { ChangeKind::Deposited } else { ChangeKind::Changed },
            document: DocumentView::new(one.document, side, &visit.house.reference),
        })
        .collect();
    Ok(Json(Changes { new, items, more: found.more, visit: sealed }))
}

fn foreign() -> Problem {
    Problem::fault(kernel::ErrorKind::Invalid, Fault::new("query:since", "the `visit` of the last answer"))
}
