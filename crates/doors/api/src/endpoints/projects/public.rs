use actix_web::{HttpRequest, web::Data};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Problem, ProblemResponses};

use super::view::PublicProject;
use crate::{State, caller, errors};

/// The projects that use health data beyond care.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicProjects {
    /// Those that were confirmed, also those that are over; the newest first.
    items: Vec<PublicProject>,
}

/// The register of projects that use, or used, health data beyond care: what for, who answers for it and until when. Everybody may
/// read it, without logging in (Regulation (EU) 2025/327, article 57).
#[utoipa::path(
    get,
    path = "/api/v1/projects",
    operation_id = "listPublicProjects",
    tag = "secondary use",
    responses((status = 200, description = "All of them.", body = PublicProjects), ProblemResponses)
)]
pub(crate) async fn list(request: HttpRequest, state: Data<State>) -> Result<Json<PublicProjects>, Problem> {
    let language = caller::language(&request);
    let read = state.in_the_house(move |house| {
        let found = house.desk.read(|rtx| house.consent.public_projects(rtx));
        let found = found.map_err(|error| errors::problem(&error.into(), language))?;
        Ok(found.iter().map(|one| PublicProject::of(one, &house.reference)).collect())
    });
    Ok(Json(PublicProjects { items: read.await? }))
}
