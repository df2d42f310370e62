use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, body::BoxBody, dev::Payload};
use futures_util::{FutureExt, future::LocalBoxFuture};
use kernel::ErrorKind;
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::error::Category;

use super::{body, shape};
use crate::{Problem, ProblemKind};

/// A JSON body, read or answered.
///
/// A body that does not fit is a problem document that says where (a JSON pointer) and what would be right.
/// Limit: [`crate::BodyLimit`].
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let media = body::media_type(&request);
            if media != "application/json" && !(media.starts_with("application/") && media.ends_with("+json"))
            {
                return Err(body::wrong_media_type("`application/json`"));
            }
            let body = body::read(&request, payload).await?;
            parse(&body).map(Json)
        }
        .boxed_local()
    }
}

/// Reads JSON; a fault is a problem with a pointer.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let message = error.inner().to_string();
        match error.inner().classify() {
            Category::Data => {
                Problem::fault(ErrorKind::Invalid, shape::fault(shape::Place::Body, error.path(), &message))
            }
            // Where one out of several is to be chosen, the reader takes the wrong shape of it for wrong grammar.
            _ if message.starts_with("expected value ")
                && serde_json::from_slice::<IgnoredAny>(body).is_ok() =>
            {
                Problem::fault(ErrorKind::Invalid, shape::chosen(shape::Place::Body, error.path()))
            }
            _ => not_json(&message),
        }
    })?;
    json.end().map_err(|error| not_json(&error.to_string()))?;
    Ok(value)
}

/// Messages of the JSON grammar name a line and a column, never what stands there.
fn not_json(message: &str) -> Problem {
    Problem::new(ErrorKind::Invalid).detail(format!("the body is not JSON: {message}"))
}

impl<T: Serialize> Responder for Json<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        match serde_json::to_vec(&self.0) {
            Ok(body) => HttpResponse::Ok().content_type("application/json").body(body),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                HttpResponse::from_error(Problem::new(ProblemKind::Internal))
            }
        }
    }
}
