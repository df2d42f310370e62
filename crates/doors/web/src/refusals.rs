//! The page of a refusal: one middleware that turns the problem of any page into a page.

use std::{
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::{
        Method,
        header::{ACCEPT, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap},
    },
    web::Data,
};
use askama::Template;
use consent::Language;
use identity::ReturnPath;
use kernel::ErrorKind;
use secrecy::SecretString;
use webkit::{PAGE_POLICY, Problem, ProblemKind, SESSION, content_security_policy, form_token};

use crate::{
    State, forms,
    language::{self, Chosen},
    routes,
    shell::Shell,
    texts, together,
    visitor::Seen,
};

/// Shows problems as pages: `App::new().wrap(web::Pages)`, inside the envelope.
///
/// It looks at the addresses of this door, and at addresses that nobody has when a browser asks; every other answer
/// passes untouched. Status, `Retry-After`, `Allow` and the like stay as the problem has them.
#[derive(Debug, Clone, Copy)]
pub struct Pages;

impl<S, B> Transform<S, ServiceRequest> for Pages
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<BoxBody, B>>;
    type Error = Error;
    type Transform = Showing<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Showing { service: Rc::new(service) }))
    }
}

/// A service inside [`Pages`].
pub struct Showing<S> {
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for Showing<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<BoxBody, B>>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            let response = service.call(request).await?;
            let shown = is_for_people(response.request())
                .then(|| response.response().error().and_then(|error| error.as_error::<Problem>()))
                .flatten()
                .and_then(|problem| show(problem, response.request(), response.headers()));
            Ok(match shown {
                Some(page) => ServiceResponse::new(response.request().clone(), page.map_into_left_body()),
                None => response.map_into_right_body(),
            })
        })
    }
}

/// Whether an answer is read by a person: a page of this door, or no address at all and a browser that asks.
fn is_for_people(request: &HttpRequest) -> bool {
    match request.match_pattern() {
        Some(pattern) => routes::ADDRESSES.contains(&pattern.as_str()),
        None => {
            let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
            accepted.is_some_and(|accepted| accepted.contains("text/html"))
        }
    }
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal {
    page: Shell,
    title: String,
    meaning: String,
    request: String,
    /// Whether there is a mediator's own log-in to go back to.
    back: bool,
    /// Where the log-in begins, for a page that needs one.
    log_in: Option<String>,
}

fn show(problem: &Problem, request: &HttpRequest, headers: &HeaderMap) -> Option<HttpResponse> {
    if problem.kind() == ErrorKind::StepUp.into() {
        return Some(forms::lead_to(&step_up_for(request)));
    }
    let chosen = Chosen::of(request);
    let document = problem.document();
    let (title, meaning) = words(problem.kind(), document.detail, chosen.language);
    let unknown = problem.kind() == ErrorKind::Unauthenticated.into();
    // Whoever helped somebody whose time is over goes back to their own log-in.
    let helped = unknown && together::waiting(request).is_some();
    let (title, meaning) = match helped {
        true => (
            texts::text(chosen.language, "together-over-title"),
            texts::text(chosen.language, "together-over"),
        ),
        false => (title, meaning),
    };
    let page = Refusal {
        page: shell(request, chosen.language),
        title,
        meaning,
        request: document.instance.unwrap_or_default(),
        back: helped,
        log_in: (unknown && !helped).then(|| log_in_for(request)),
    };
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "the page of a problem could not be written");
            return None;
        }
    };
    let mut answer = HttpResponse::build(problem.kind().status());
    for (name, value) in headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
        answer.append_header((name.clone(), value.clone()));
    }
    if chosen.now {
        answer.cookie(chosen.cookie());
    }
    answer.insert_header((CONTENT_LANGUAGE, language::code(chosen.language)));
    answer.insert_header(content_security_policy(PAGE_POLICY));
    Some(answer.content_type("text/html; charset=utf-8").body(html))
}

/// Around the page of a refusal: whoever is logged in is so there too.
fn shell(request: &HttpRequest, language: Language) -> Shell {
    let seen = request.extensions().get::<Seen>().and_then(|seen| seen.get().cloned());
    let secret = request.cookie_raw(SESSION).map(|cookie| SecretString::from(cookie.value()));
    let (Some(me), Some(secret), Some(state)) = (seen, secret, request.app_data::<Data<State>>()) else {
        return Shell::outside(language, String::new());
    };
    let csrf = form_token(&secret, state.house().rng.as_ref());
    Shell::around(language, me, csrf)
}

/// The log-in page, which leads back to the page that was asked for.
fn log_in_for(request: &HttpRequest) -> String {
    let asked = ReturnPath::parse(request.path()).ok().filter(|_| request.method() == Method::GET);
    asked.map_or_else(|| "/login".to_owned(), |path| format!("/login?return={}", path.as_str()))
}

/// The page that asks for a second factor anew, which leads back: to the page that was asked for, or to the account where a
/// form was sent, since a form is not sent again by itself.
fn step_up_for(request: &HttpRequest) -> String {
    let asked = ReturnPath::parse(request.path()).ok().filter(|_| request.method() == Method::GET);
    let back = asked.as_ref().map_or("/account", ReturnPath::as_str);
    format!("/account/step-up?return_to={back}")
}

/// Title and meaning in the visitor's language. A detail is shown where this door wrote it, which it does for what is
/// refused and for what is not there; the details of others are in English and for programs.
fn words(kind: ProblemKind, detail: Option<String>, language: Language) -> (String, String) {
    let (title, meaning) = match kind {
        ProblemKind::Unauthenticated => ("refusal-401-title", "refusal-401"),
        ProblemKind::Forbidden => ("refusal-403-title", "refusal-403"),
        ProblemKind::NotFound => ("refusal-404-title", "refusal-404"),
        ProblemKind::Conflict => ("refusal-409-title", "refusal-409"),
        ProblemKind::MethodNotAllowed => ("refusal-405-title", "refusal-405"),
        ProblemKind::TooLarge => ("refusal-413-title", "refusal-413"),
        ProblemKind::Unprocessable | ProblemKind::UnsupportedMedia => ("refusal-422-title", "refusal-422"),
        ProblemKind::TooMany => ("refusal-429-title", "refusal-429"),
        ProblemKind::Overloaded => ("refusal-503-title", "refusal-503"),
        ProblemKind::Internal => ("refusal-500-title", "refusal-500"),
        _ => ("refusal-400-title", "refusal-400"),
    };
    let ours = matches!(
        kind,
        ProblemKind::Forbidden | ProblemKind::NotFound | ProblemKind::Conflict | ProblemKind::TooMany
    );
    let said = detail.filter(|_| ours);
    (texts::text(language, title), said.unwrap_or_else(|| texts::text(language, meaning)))
}
