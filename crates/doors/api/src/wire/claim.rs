//! What an `Idempotency-Key` stands for.

use actix_web::HttpRequest;
use database::idempotency::IdempotencyClaim;
use kernel::Private;
use serde::Serialize;
use webkit::{Problem, body_digest, fingerprint};

use crate::caller::Caller;

/// The claim of a request with one body: the caller, the address, and what the body says, whatever its form.
///
/// # Errors
/// 500 when the body cannot be written down again.
pub(crate) fn claim(
    caller: &Caller,
    key: Option<&str>,
    request: &HttpRequest,
    body: &impl Serialize,
) -> Result<Option<IdempotencyClaim>, Problem> {
    let Some(key) = key else { return Ok(None) };
    let said = Private::new(serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?);
    let stands_for = fingerprint(request, &[body_digest(said.reveal())]);
    Ok(Some(claim_of(caller, key, stands_for)))
}

/// The claim of a request that was digested already.
pub(crate) fn claim_of(caller: &Caller, key: &str, fingerprint: [u8; 32]) -> IdempotencyClaim {
    IdempotencyClaim {
        actor: caller.person().uuid(),
        key_hash: body_digest(key.as_bytes()).to_vec(),
        fingerprint: fingerprint.to_vec(),
    }
}
