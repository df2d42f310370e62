use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, RETRY_AFTER},
    web::Data,
};
use kernel::{ErrorKind, Private};
use serde::Deserialize;
use serde_json::json;
use webkit::{Form, Path, Problem};

use super::auth_start::Through;
use crate::State;

/// What a provider sends.
#[derive(Deserialize)]
pub(crate) struct Notice {
    logout_token: Private<String>,
}

/// `POST /auth/{provider}/backchannel-logout`: a provider tells that somebody logged out there (OpenID Connect Back-Channel
/// Logout 1.0). Every session that came of it ends at once, on every server. A token that does not hold, and one that was
/// seen before, are the same answer.
pub(crate) async fn take(
    request: HttpRequest,
    state: Data<State>,
    Path(Through { provider }): Path<Through>,
    Form(sent): Form<Notice>,
) -> Result<HttpResponse, Problem> {
    let house = state.house_shared();
    let through = house.providers.get(&provider).ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let notice = match through.logout_token(sent.logout_token.reveal()).await {
        Ok(notice) => notice,
        Err(fault) => {
            tracing::warn!(%provider, cause = %fault, "a notice of log-out was refused");
            if fault.may_pass() {
                return Ok(later());
            }
            return told_apart(&state, &request);
        }
    };
    let name = provider.clone();
    let ended = state.wait(move |house| {
        let ended = house.desk.write(|tx| house.identity.end_by_notice(tx, &name, &notice));
        ended.map_err(|error| Problem::from_error(error.kind(), &error))
    });
    match ended.await? {
        Some(sessions) => {
            tracing::info!(%provider, sessions, "a provider ended sessions");
            Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
        }
        None => {
            tracing::warn!(%provider, "a notice of log-out was sent again");
            told_apart(&state, &request)
        }
    }
}

/// What does not hold is counted, and what holds is not: a provider tells of everybody from few addresses, at the hour at
/// which everybody goes home.
fn told_apart(state: &State, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    match state.may_be_wrong(request) {
        Ok(()) => Ok(refused()),
        Err(wait) => Err(Problem::new(ErrorKind::TooMany).retry_after(wait)),
    }
}

fn refused() -> HttpResponse {
    HttpResponse::BadRequest()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(json!({ "error": "invalid_request", "error_description": "the logout token does not hold" }))
}

/// Its keys cannot be fetched now: the provider may send the same token again.
fn later() -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((RETRY_AFTER, "5"))
        .finish()
}
