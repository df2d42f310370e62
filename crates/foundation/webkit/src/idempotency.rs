use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::HeaderName};
use aws_lc_rs::digest::{Context, SHA256, digest};
use kernel::ErrorKind;

use crate::{Fault, Problem};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const LONGEST: usize = 128;

/// The header `Idempotency-Key`: 1 to 128 visible ASCII characters; `None` when it is not sent.
///
/// The key is claimed in the business transaction, together with the request's [`fingerprint`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut headers = request.headers().get_all(IDEMPOTENCY_KEY);
        let fault = |found: String| {
            let expected = format!("one key of 1 to {LONGEST} visible ASCII characters");
            let fault = Fault::new("header:idempotency-key", expected).found(found);
            Problem::fault(ErrorKind::Invalid, fault)
        };
        ready(match (headers.next(), headers.next()) {
            (None, _) => Ok(Self(None)),
            (Some(_), Some(_)) => Err(fault("several keys".to_owned())),
            (Some(header), None) => match header.to_str() {
                Ok(key) if visible(key) && (1..=LONGEST).contains(&key.len()) => {
                    Ok(Self(Some(key.to_owned())))
                }
                Ok(key) if visible(key) => Err(fault(format!("{} characters", key.len()))),
                _ => Err(fault("other characters".to_owned())),
            },
        })
    }
}

fn visible(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The SHA-256 digest of a body.
pub fn body_digest(body: &[u8]) -> [u8; 32] {
    to_array(digest(&SHA256, body).as_ref())
}

/// What tells two requests with the same key apart: SHA-256 over method, path and the digests of the body's parts.
///
/// The path holds ids only, never a personal value, and belongs to the fingerprint: the same key on another
/// record is another request.
pub fn fingerprint(request: &HttpRequest, parts: &[[u8; 32]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for text in [request.method().as_str(), request.path()] {
        context.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(text.as_bytes());
    }
    for part in parts {
        context.update(part);
    }
    to_array(context.finish().as_ref())
}

fn to_array(digest: &[u8]) -> [u8; 32] {
    // INVARIANT: a SHA-256 digest has 32 bytes.
    digest.try_into().unwrap_or_default()
}
