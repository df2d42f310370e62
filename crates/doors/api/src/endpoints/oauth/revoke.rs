use actix_web::{HttpRequest, HttpResponse, http::header::CACHE_CONTROL, web::Data};
use kernel::Private;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use webkit::{Form, Problem};

use super::{ClientFields, OauthResponses, client::authenticate, refusal::Refusal, words::Said};
use crate::{State, caller};

/// A token that is to count no more.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RevokeRequest {
    #[serde(flatten)]
    shown: ClientFields,
    /// An access token or a refresh token.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    token: Option<Private<String>>,
}

/// Ends the session of one of the software's own tokens, access or refresh: all its tokens count no more from the next call
/// on (RFC 7009). What is no token of the software's is answered alike, and ends nothing.
#[utoipa::path(
    post,
    path = "/oauth/revoke",
    operation_id = "revokeToken",
    tag = "software",
    request_body(content = RevokeRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "It counts no more."), OauthResponses)
)]
pub(crate) async fn revoke(
    request: HttpRequest,
    state: Data<State>,
    form: Result<Form<RevokeRequest>, Problem>,
) -> Result<HttpResponse, Refusal> {
    let language = caller::language(&request);
    let Form(form) = form.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let client = authenticate(&request, &state, &form.shown, language).await?;
    let missing = || Refusal::new("invalid_request", Said::Missing, language);
    let token = SecretString::from(form.token.as_ref().ok_or_else(missing)?.reveal().as_str());
    let revoked =
        state.in_house(move |house| house.desk.write(|tx| house.identity.revoke_token(tx, &client, &token)));
    let revoked = revoked.await.map_err(|problem| Refusal::of_problem(&problem, language))?;
    revoked.map_err(|error| Refusal::of(&error, "invalid_request", language))?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}
