use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use kernel::ErrorKind;
use serde::de::DeserializeOwned;

use super::shape;
use crate::Problem;

/// The query string; a fault names its key (`query:limit`).
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string().as_bytes(), "query").map(Query))
    }
}

/// Reads `key=value&…`; `place` is how a fault calls it.
pub(super) fn parse<T: DeserializeOwned>(encoded: &[u8], place: &'static str) -> Result<T, Problem> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(encoded));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let message = error.inner().to_string();
        Problem::fault(ErrorKind::Invalid, shape::fault(shape::Place::Named(place), error.path(), &message))
    })
}
