use std::future::{Ready, ready};

use actix_router::PathDeserializer;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use kernel::ErrorKind;
use serde::de::DeserializeOwned;

use super::shape;
use crate::Problem;

/// The parameters of the path, as a struct by name or a tuple by order; a fault names one (`path:space`).
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parameters = request.match_info();
        let read = serde_path_to_error::deserialize(PathDeserializer::new(parameters)).map_err(|error| {
            let names: Vec<String> = parameters.iter().map(|(name, _)| name.to_owned()).collect();
            let message = without_the_value(&error.inner().to_string());
            let place = shape::Place::PathParameter(&names);
            Problem::fault(ErrorKind::Invalid, shape::fault(place, error.path(), &message))
        });
        ready(read.map(Path))
    }
}

/// `can not parse "…" to a i64` repeats the value; what stays is the type.
fn without_the_value(message: &str) -> String {
    match message.rsplit_once(" to a ") {
        Some((start, kind)) if start.starts_with("can not parse ") => format!("a value of type {kind}"),
        _ => message.to_owned(),
    }
}
