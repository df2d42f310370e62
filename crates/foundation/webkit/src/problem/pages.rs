use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web};

use crate::{Problem, ProblemKind};

/// Answers `GET /problems/{slug}`: what the `type` of each problem document leads to.
///
/// # Errors
/// 404 for a type that does not exist.
pub async fn explain_problem(slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let kind = ProblemKind::ALL
        .into_iter()
        .find(|kind| kind.slug() == slug.as_str())
        .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let text = format!("{} ({})\n\n{}\n", kind.title(), kind.status().as_u16(), kind.meaning());
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(text))
}
