use actix_web::{
    FromRequest, Handler, Resource, Responder, Route,
    dev::{AppService, HttpServiceFactory},
    http::{Method, header::HeaderValue},
    middleware::DefaultHeaders,
    web,
};

use crate::{Deprecation, Problem, ProblemKind};

/// One address and the methods that it takes: `Endpoint::at("/me").get(show)`.
///
/// Any other method is answered by 405 with `Allow`, which a bare resource would not send.
pub struct Endpoint {
    path: String,
    resource: Resource,
    methods: Vec<Method>,
    deprecation: Option<Deprecation>,
}

impl Endpoint {
    /// An address that takes no method yet; `path` may hold `{parameters}`.
    pub fn at(path: &str) -> Self {
        let (methods, resource) = (Vec::new(), web::resource(path.to_owned()));
        Self { path: path.to_owned(), resource, methods, deprecation: None }
    }

    /// The address, with its `{parameters}`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The methods that it takes, so that a door can compare its map with its description.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Answers `GET`, and `HEAD` by the same without its body (RFC 9110 §9.3.2).
    #[must_use]
    pub fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::GET, web::to(handler.clone())).route(Method::HEAD, web::to(handler))
    }

    /// Answers `POST`.
    #[must_use]
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::POST, web::to(handler))
    }

    /// Answers `PUT`.
    #[must_use]
    pub fn put<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::PUT, web::to(handler))
    }

    /// Answers `DELETE`.
    #[must_use]
    pub fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::DELETE, web::to(handler))
    }

    /// Announces that this address is to go; each of its answers says so.
    #[must_use]
    pub fn deprecated(mut self, deprecation: Deprecation) -> Self {
        self.deprecation = Some(deprecation);
        self
    }

    /// Whether it is to go, and when.
    pub fn deprecation(&self) -> Option<&Deprecation> {
        self.deprecation.as_ref()
    }

    /// Data of this address alone, such as its own [`crate::BodyLimit`].
    #[must_use]
    pub fn app_data<D: 'static>(mut self, data: D) -> Self {
        self.resource = self.resource.app_data(data);
        self
    }

    fn route(mut self, method: Method, route: Route) -> Self {
        self.resource = self.resource.route(route.method(method.clone()));
        self.methods.push(method);
        self
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let names: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        // INVARIANT: names of methods are tokens, always a valid header value.
        let allow = HeaderValue::try_from(names.join(", ")).unwrap_or(HeaderValue::from_static(""));
        let refuse = move || {
            let allow = allow.clone();
            async move { Err::<(), Problem>(Problem::new(ProblemKind::MethodNotAllowed).allow(allow)) }
        };
        let resource = self.resource.default_service(web::to(refuse));
        match self.deprecation {
            None => resource.register(config),
            Some(deprecation) => {
                let headers = deprecation.headers().into_iter();
                let told = headers.fold(DefaultHeaders::new(), |told, header| told.add(header));
                resource.wrap(told).register(config);
            }
        }
    }
}

/// What answers an address that does not exist: `App::new().default_service(web::to(not_found))`.
///
/// # Errors
/// Always the problem *not found*.
pub async fn not_found() -> Result<(), Problem> {
    Err(Problem::new(ProblemKind::NotFound))
}
