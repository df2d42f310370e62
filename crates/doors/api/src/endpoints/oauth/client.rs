use actix_web::HttpRequest;
use consent::Language;
use identity::{
    Scopes,
    client::{Client, ClientProof, ShownCertificate, Terms},
};
use kernel::{Private, SoftwareId};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{refusal::Refusal, words::Said};
use crate::State;

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// By what software shows that it is itself.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ClientFields {
    /// The client id that it was registered under; needed with a certificate.
    #[serde(default)]
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with an assertion.
    #[serde(default)]
    #[schema(nullable = false)]
    client_assertion_type: Option<String>,
    /// A JWT that one of the registered keys signed (RFC 7523): `iss` and `sub` the client id, `aud` this service alone, `exp`
    /// at most five minutes ahead, a fresh `jti`.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    client_assertion: Option<Private<String>>,
}

/// Takes the caller for registered software, by its assertion or else by the certificate of its connection, and counts the
/// call.
///
/// # Errors
/// `invalid_client`; 429 for one that calls more often than agreed.
pub(super) async fn authenticate(
    request: &HttpRequest,
    state: &State,
    fields: &ClientFields,
    language: Language,
) -> Result<Client, Refusal> {
    let unknown = || Refusal::new("invalid_client", Said::NoClient, language);
    let said = match &fields.client_id {
        Some(text) => Some(text.parse::<Uuid>().map(SoftwareId::from).map_err(|_| unknown())?),
        None => None,
    };
    let assertion = match (&fields.client_assertion, fields.client_assertion_type.as_deref()) {
        (Some(assertion), Some(ASSERTION)) => Some(SecretString::from(assertion.reveal().as_str())),
        (None, None) => None,
        _ => return Err(unknown()),
    };
    let shown = match &assertion {
        Some(_) => None,
        None => state.certificate(request).and_then(|shown| ShownCertificate::read(&shown.0).ok()),
    };
    let counter = state.clone();
    let authenticated = state.in_house(move |house| {
        let proof = match (&assertion, &shown, said) {
            (Some(assertion), ..) => ClientProof::Assertion { assertion, said },
            (None, Some(shown), Some(said)) => ClientProof::Certificate { shown, said },
            _ => return Ok(None),
        };
        let checked = house.identity.check_client(&house.desk, &proof)?;
        let per_minute = checked.per_minute();
        // What is beyond the agreement writes nothing.
        match counter.count_call(checked.id(), per_minute) {
            Ok(()) => house.identity.take_client(&house.desk, checked).map(|client| Some(Ok(client))),
            Err(wait) => Ok(Some(Err((per_minute, wait)))),
        }
    });
    let authenticated = authenticated.await.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let authenticated = authenticated.map_err(|error| Refusal::of(&error, "invalid_client", language))?;
    let beyond = |(per_minute, wait)| Refusal::beyond_rate(per_minute, wait, language);
    authenticated.ok_or_else(unknown)?.map_err(beyond)
}

/// The terms that the software asks for.
///
/// # Errors
/// `invalid_scope` for a scope that does not exist or is not registered for it.
pub(super) fn terms(client: &Client, scope: Option<&str>, language: Language) -> Result<Terms, Refusal> {
    let refused = || Refusal::new("invalid_scope", Said::Scope, language);
    client.terms(wanted(scope, language)?).ok_or_else(refused)
}

/// The scopes that are named.
///
/// # Errors
/// `invalid_scope` for one that does not exist.
pub(super) fn wanted(scope: Option<&str>, language: Language) -> Result<Option<Scopes>, Refusal> {
    let refused = || Refusal::new("invalid_scope", Said::Scope, language);
    scope.map(|text| Scopes::parse(text).ok_or_else(refused)).transpose()
}
