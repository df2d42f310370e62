use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use identity::{Scope, client::GrantType};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::ProblemResponses;

use crate::State;

/// What this service offers to client software (RFC 8414).
#[utoipa::path(
    get,
    path = "/.well-known/oauth-authorization-server",
    operation_id = "serviceMetadata",
    tag = "software",
    responses((status = 200, description = "What is offered, and where.", body = Metadata), ProblemResponses)
)]
pub(crate) async fn show(state: Data<State>) -> HttpResponse {
    let metadata = Metadata::of(&state);
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(metadata)
}

/// What is offered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Metadata {
    /// Who issues tokens.
    issuer: String,
    /// Where tokens are given.
    token_endpoint: String,
    /// Where tokens are taken back.
    revocation_endpoint: String,
    /// Where a person is asked to log in on a card or a telephone.
    backchannel_authentication_endpoint: String,
    /// The keys by which access tokens are checked.
    jwks_uri: String,
    /// How software asks for tokens.
    grant_types_supported: Vec<&'static str>,
    /// None: software sends nobody's browser here.
    response_types_supported: [&'static str; 0],
    /// What tokens may be good for.
    scopes_supported: Vec<&'static str>,
    /// How software shows itself.
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// How assertions are signed.
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 3],
    /// How software shows itself where it takes a token back.
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    /// How assertions are signed there.
    revocation_endpoint_auth_signing_alg_values_supported: [&'static str; 3],
    /// The software looks for the answer of a person who is asked.
    backchannel_token_delivery_modes_supported: [&'static str; 1],
    /// No code of the person's is taken.
    backchannel_user_code_parameter_supported: bool,
    /// Whether tokens of software that shows a certificate are bound to it.
    tls_client_certificate_bound_access_tokens: bool,
    /// The description for people.
    service_documentation: String,
    /// Languages of `error_description`.
    ui_locales_supported: [&'static str; 2],
}

const SIGNED_BY: [&str; 3] = ["ES256", "PS256", "RS256"];

impl Metadata {
    fn of(state: &State) -> Self {
        let server = &state.house().settings.server;
        let at = |path: &str| format!("{}{path}", server.public_origin);
        // A certificate is seen only where somebody asks for one.
        let certificates = server.client_authorities.is_some() || server.client_certificate_header;
        let mut methods = vec!["private_key_jwt"];
        methods.extend(certificates.then_some("tls_client_auth"));
        let grants = GrantType::ALL.into_iter().map(GrantType::as_str);
        Self {
            issuer: server.public_origin.clone(),
            token_endpoint: at("/oauth/token"),
            revocation_endpoint: at("/oauth/revoke"),
            backchannel_authentication_endpoint: at("/oauth/bc-authorize"),
            jwks_uri: at("/.well-known/jwks.json"),
            grant_types_supported: grants.chain(["refresh_token"]).collect(),
            response_types_supported: [],
            scopes_supported: Scope::ALL.into_iter().map(Scope::as_str).collect(),
            token_endpoint_auth_methods_supported: methods.clone(),
            token_endpoint_auth_signing_alg_values_supported: SIGNED_BY,
            revocation_endpoint_auth_methods_supported: methods,
            revocation_endpoint_auth_signing_alg_values_supported: SIGNED_BY,
            backchannel_token_delivery_modes_supported: ["poll"],
            backchannel_user_code_parameter_supported: false,
            tls_client_certificate_bound_access_tokens: certificates,
            service_documentation: at("/api/v1/docs"),
            ui_locales_supported: ["fr", "en"],
        }
    }
}
