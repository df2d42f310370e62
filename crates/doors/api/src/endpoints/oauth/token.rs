use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, PRAGMA},
    web::Data,
};
use consent::Language;
use identity::{
    Error, IssuedToken, NotGranted, Session,
    client::{Client, GrantType},
    service::Refreshed,
};
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Form, Problem};

use super::{
    ClientFields, OauthResponses,
    client::{authenticate, terms, wanted},
    exchange, poll,
    refusal::Refusal,
    words::Said,
};
use crate::{State, caller};

const REFRESH: &str = "refresh_token";

/// A request for tokens. Which members count depends on `grant_type`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TokenRequest {
    /// `urn:ietf:params:oauth:grant-type:token-exchange`, `urn:openid:params:grant-type:ciba`, `refresh_token` or
    /// `client_credentials`.
    pub(super) grant_type: String,
    #[serde(flatten)]
    pub(super) shown: ClientFields,
    /// Scopes parted by spaces; without it all that the software is registered for.
    #[serde(default)]
    #[schema(nullable = false, example = "documents.read documents.write")]
    pub(super) scope: Option<String>,
    /// Exchange: the access token of the identity provider (Pro Santé Connect).
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    pub(super) subject_token: Option<Private<String>>,
    /// Exchange: `urn:ietf:params:oauth:token-type:access_token` or `urn:ietf:params:oauth:token-type:jwt`.
    #[serde(default)]
    #[schema(nullable = false)]
    pub(super) subject_token_type: Option<String>,
    /// Exchange: the issuer of that token, where this service knows several.
    #[serde(default)]
    #[schema(nullable = false)]
    pub(super) subject_issuer: Option<String>,
    /// Exchange: nothing, or `urn:ietf:params:oauth:token-type:access_token`.
    #[serde(default)]
    #[schema(nullable = false)]
    pub(super) requested_token_type: Option<String>,
    /// Exchange: nothing; an acting party beside the person is not taken.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    pub(super) actor_token: Option<Private<String>>,
    /// Exchange: the address of this service, where one is named.
    #[serde(default)]
    #[schema(nullable = false)]
    pub(super) resource: Option<String>,
    /// Exchange: `carnet-api`, where one is named.
    #[serde(default)]
    #[schema(nullable = false)]
    pub(super) audience: Option<String>,
    /// Exchange and CIBA: the situation of practice in which the person works now, by its id or the FINESS number of the
    /// structure; needed where there are several.
    #[serde(default)]
    #[schema(nullable = false, example = "990000010")]
    pub(super) situation: Option<String>,
    /// CIBA: what the question was answered with.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    pub(super) auth_req_id: Option<Private<String>>,
    /// Refresh: the token that was given last.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    pub(super) refresh_token: Option<Private<String>>,
}

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// To be shown as `Authorization: Bearer`, over a connection with the same certificate where it is bound to one (`cnf`).
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 3_600)]
    expires_in: i64,
    /// What the access token may be used for.
    #[schema(example = "documents.read documents.write")]
    scope: String,
    /// Of an exchange: always `urn:ietf:params:oauth:token-type:access_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    issued_token_type: Option<&'static str>,
    /// For the next access token; it counts once, and the session's end is its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refresh_token: Option<String>,
}

/// Who asks, and for what.
pub(super) struct Asking {
    pub(super) state: Data<State>,
    pub(super) client: Client,
    pub(super) form: TokenRequest,
    pub(super) language: Language,
}

/// Gives client software tokens: for somebody who logged in at an identity provider (token exchange, RFC 8693) or was asked
/// on their own card or telephone (CIBA), for an establishment without a person (`client_credentials`), or for a session that
/// goes on (`refresh_token`). An access token names person, role, structure and software, and may be bound to the
/// software's certificate.
#[utoipa::path(
    post,
    path = "/oauth/token",
    operation_id = "giveTokens",
    tag = "software",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Tokens.", body = Tokens), OauthResponses)
)]
pub(crate) async fn give(
    request: HttpRequest,
    state: Data<State>,
    form: Result<Form<TokenRequest>, Problem>,
) -> Result<HttpResponse, Refusal> {
    let language = caller::language(&request);
    let Form(form) = form.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let client = authenticate(&request, &state, &form.shown, language).await?;
    let kind = GrantType::ALL.into_iter().find(|kind| kind.as_str() == form.grant_type);
    if kind.is_some_and(|kind| !client.may(kind)) {
        return Err(Refusal::new("unauthorized_client", Said::GrantNotRegistered, language));
    }
    let asking = Asking { state, client, form, language };
    match kind {
        Some(GrantType::TokenExchange) => exchange::give(asking).await,
        Some(GrantType::Backchannel) => poll::give(asking).await,
        Some(GrantType::ClientCredentials) => service_account(asking).await,
        None if asking.form.grant_type == REFRESH => refresh(asking).await,
        None => Err(Refusal::new("unsupported_grant_type", Said::Grant, language)),
    }
}

async fn service_account(asking: Asking) -> Result<HttpResponse, Refusal> {
    let Asking { state, client, form, language } = asking;
    let terms = terms(&client, form.scope.as_deref(), language)?;
    let issued = state.in_house(move |house| {
        let identity = &house.identity;
        let session = house.desk.write(|tx| identity.grant_service_account(tx, &client, terms))?;
        Ok(Tokens::of(&session, &identity.issue(&session)?, None))
    });
    answer(issued.await, "invalid_request", language)
}

async fn refresh(asking: Asking) -> Result<HttpResponse, Refusal> {
    let Asking { state, client, form, language } = asking;
    let scopes = wanted(form.scope.as_deref(), language)?;
    let missing = || Refusal::new("invalid_request", Said::Missing, language);
    let token = form.refresh_token.as_ref().ok_or_else(missing)?;
    let token = SecretString::from(token.reveal().as_str());
    let issued = state.in_house(move |house| {
        let identity = &house.identity;
        match house.desk.write(|tx| identity.refresh_session(tx, &client, &token, scopes))? {
            Refreshed::Session(session, next) => {
                Ok(Tokens::of(&session, &identity.issue(&session)?, Some(&next)))
            }
            Refreshed::Reused => Err(NotGranted::Reused.into()),
        }
    });
    answer(issued.await, "invalid_grant", language)
}

impl Tokens {
    pub(super) fn of(session: &Session, issued: &IssuedToken, refresh: Option<&SecretString>) -> Self {
        let scope = session.bearer.terms.map(|terms| terms.scopes.to_string()).unwrap_or_default();
        Self {
            access_token: issued.access_token.expose_secret().to_owned(),
            token_type: "Bearer",
            expires_in: issued.expires_in.num_seconds(),
            scope,
            issued_token_type: None,
            refresh_token: refresh.map(|token| token.expose_secret().to_owned()),
        }
    }

    pub(super) fn exchanged(self) -> Self {
        Self { issued_token_type: Some(exchange::ACCESS_TOKEN), ..self }
    }
}

/// The answer, which nobody may store; `grant` is the word for what was brought.
pub(super) fn answer(
    issued: Result<Result<Tokens, Error>, Problem>,
    grant: &'static str,
    language: Language,
) -> Result<HttpResponse, Refusal> {
    let issued = issued.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let tokens = issued.map_err(|error| Refusal::of(&error, grant, language))?;
    Ok(given(&tokens))
}

pub(super) fn given(tokens: &Tokens) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(tokens)
}
