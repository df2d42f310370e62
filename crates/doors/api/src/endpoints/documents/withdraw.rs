use actix_web::{HttpResponse, web::Data};
use webkit::{Path, Problem, ProblemResponses, WriteProblemResponses};

use super::place::OneDocument;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// Withdraws a document of one's own with all its versions. It is then absent for everybody; the history keeps that it
/// was there.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/documents/{document}",
    operation_id = "withdrawDocument",
    tag = "documents",
    params(OneDocument, CallerHeaders),
    responses((status = 204, description = "It is withdrawn."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn withdraw(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let withdrawn = state.as_caller(caller, move |visit| {
        let documents = &visit.house.documents;
        visit.decide(|tx| documents.withdraw(tx, &visit.actor, space, &visit.ask(), document))
    });
    withdrawn.await?;
    Ok(HttpResponse::NoContent().finish())
}
