use actix_web::web::Data;
use documents::Visibility;
use kernel::DocumentId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::super::documents::place::{InSpace, OneDocument};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::{DocumentView, ViewerSide},
};

/// What the holder says of a document, for professionals.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = VisibilityChoice)]
pub(crate) enum VisibilityCode {
    /// Masked from them (`MASQUE_PS`).
    Masked,
    /// As topics and default masks say.
    AsUsual,
    /// Shown to them, whatever topic or default mask it falls under.
    Shown,
}

/// What is said of one document.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVisibility {
    /// How professionals see it.
    visibility: VisibilityCode,
}

/// What is said of many documents.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVisibilityOfMany {
    /// 1 to 200 documents.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 200)]
    documents: Vec<DocumentId>,
    /// How professionals see them.
    visibility: VisibilityCode,
}

/// Documents as they stand now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Described {
    /// The documents that were named.
    items: Vec<DocumentView>,
}

/// Says how professionals see a document, with all its versions. To open what was shut asks for a second factor anew.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/visibility",
    operation_id = "setVisibility",
    tag = "who sees what",
    params(OneDocument, CallerHeaders),
    request_body = NewVisibility,
    responses(
        (status = 200, description = "The document.", body = DocumentView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn set(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Json(said): Json<NewVisibility>,
) -> Result<Json<DocumentView>, Problem> {
    let said = Visibility::from(said.visibility);
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let documents =
            visit.decide(|tx| house.documents.set_visibility(tx, actor, space, &[document], said))?;
        let one = documents.into_iter().next();
        let one = one.ok_or_else(|| Problem::new(kernel::ErrorKind::Internal))?;
        Ok(DocumentView::new(one, ViewerSide::from(actor), &house.reference))
    });
    done.await.map(Json)
}

/// Says how professionals see many documents at once: all of them or none.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/visibility",
    operation_id = "setVisibilityOfMany",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    request_body = NewVisibilityOfMany,
    responses(
        (status = 200, description = "The documents.", body = Described),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn set_many(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(said): Json<NewVisibilityOfMany>,
) -> Result<Json<Described>, Problem> {
    let visibility = Visibility::from(said.visibility);
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let documents = visit
            .decide(|tx| house.documents.set_visibility(tx, actor, space, &said.documents, visibility))?;
        let side = ViewerSide::from(actor);
        let items = documents.into_iter().map(|one| DocumentView::new(one, side, &house.reference)).collect();
        Ok(Described { items })
    });
    done.await.map(Json)
}

/// Whether whoever represents a minor sees a document.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepresentativesSee {
    /// Whether they see it.
    visible_to_representatives: bool,
}

/// Hides a document, with all its versions, from whoever represents the holder, a minor, or shows it to them again. The holder alone
/// says so, and to show it asks for a second factor anew. What a representative brought stays before that one.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/representatives",
    operation_id = "setVisibilityToRepresentatives",
    tag = "who sees what",
    params(OneDocument, CallerHeaders),
    request_body = RepresentativesSee,
    responses(
        (status = 200, description = "The document.", body = DocumentView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn set_for_representatives(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Json(said): Json<RepresentativesSee>,
) -> Result<Json<DocumentView>, Problem> {
    let hidden = !said.visible_to_representatives;
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let one = visit
            .decide(|tx| house.documents.hide_from_representatives(tx, actor, space, document, hidden))?;
        Ok(DocumentView::new(one, ViewerSide::from(actor), &house.reference))
    });
    done.await.map(Json)
}

impl From<VisibilityCode> for Visibility {
    fn from(code: VisibilityCode) -> Self {
        match code {
            VisibilityCode::Masked => Self::Masked,
            VisibilityCode::AsUsual => Self::AsUsual,
            VisibilityCode::Shown => Self::Shown,
        }
    }
}
