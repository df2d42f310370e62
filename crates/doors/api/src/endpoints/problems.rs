use actix_web::{HttpResponse, web};
use webkit::{Problem, ProblemResponses};

/// What a type of problem means and what to do: where the `type` of a problem document leads.
#[utoipa::path(
    get,
    path = "/problems/{slug}",
    operation_id = "explainProblem",
    tag = "description",
    params(("slug" = String, Path, description = "The type of problem.", example = "not-found")),
    responses(
        (status = 200, description = "The explanation.", content_type = "text/plain", body = String),
        ProblemResponses
    )
)]
pub(crate) async fn explain(slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    webkit::explain_problem(slug).await
}
