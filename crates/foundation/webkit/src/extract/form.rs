use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::{FutureExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;

use super::{body, query};
use crate::Problem;

/// A form of a page (`application/x-www-form-urlencoded`); a fault names its field (`form:name`).
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            if body::media_type(&request) != "application/x-www-form-urlencoded" {
                return Err(body::wrong_media_type("`application/x-www-form-urlencoded`"));
            }
            let body = body::read(&request, payload).await?;
            query::parse(&body, "form").map(Form)
        }
        .boxed_local()
    }
}
