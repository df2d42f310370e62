//! The addresses of the two identity providers.

mod authorize;
mod client;
mod page;
mod questions;
mod sessions;
mod token;
mod words;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, WWW_AUTHENTICATE},
    web::{Data, ServiceConfig},
};
use webkit::{Endpoint, Problem};

use super::State;
use crate::provider::{Shape, Userinfo};

/// Where professionals answer whom software without a browser asks (CIBA).
pub const QUESTIONS: &str = "/sandbox/psc/questions";

/// The addresses, for the metrics: six of each, then those that the provider of professionals has beside them.
pub(super) const ADDRESSES: [&str; 16] = [
    "/sandbox/psc/.well-known/wallet-openid-configuration",
    "/sandbox/psc/jwks",
    "/sandbox/psc/authorize",
    "/sandbox/psc/token",
    "/sandbox/psc/userinfo",
    "/sandbox/psc/logout",
    "/sandbox/fc/.well-known/openid-configuration",
    "/sandbox/fc/jwks",
    "/sandbox/fc/authorize",
    "/sandbox/fc/token",
    "/sandbox/fc/userinfo",
    "/sandbox/fc/logout",
    "/sandbox/psc/introspect",
    "/sandbox/psc/ciba/auth",
    "/sandbox/psc/sessions",
    QUESTIONS,
];

/// Adds them to an application.
pub(super) fn configure(config: &mut ServiceConfig) {
    let addresses = ADDRESSES.chunks(6);
    for (shape, addresses) in [Shape::ProSanteConnect, Shape::FranceConnect].into_iter().zip(addresses) {
        let [document, keys, ask, token, userinfo, logout] = addresses else { continue };
        let of = move |state: &Data<State>| Provided { state: state.clone(), shape };
        config
            .service(Endpoint::at(document).get(move |state: Data<State>| show_document(of(&state))))
            .service(Endpoint::at(keys).get(move |state: Data<State>| show_keys(of(&state))))
            .service(
                Endpoint::at(ask)
                    .get(move |state: Data<State>, request, query| authorize::ask(of(&state), request, query))
                    .post(move |state: Data<State>, form| authorize::pick(of(&state), form)),
            )
            .service(
                Endpoint::at(token)
                    .post(move |state: Data<State>, request, form| token::give(of(&state), request, form)),
            )
            .service(Endpoint::at(userinfo).get(move |state: Data<State>, request| tell(of(&state), request)))
            .service(
                Endpoint::at(logout)
                    .get(move |state: Data<State>, request, query| sessions::out(of(&state), request, query)),
            );
    }
    let [.., introspect, ciba, sessions, questions] = ADDRESSES;
    let of = |state: &Data<State>| Provided { state: state.clone(), shape: Shape::ProSanteConnect };
    config
        .service(
            Endpoint::at(introspect)
                .post(move |state: Data<State>, request, form| token::introspect(of(&state), request, form)),
        )
        .service(
            Endpoint::at(ciba)
                .post(move |state: Data<State>, request, form| questions::begin(of(&state), request, form)),
        )
        .service(
            Endpoint::at(sessions)
                .get(move |state: Data<State>, request, query| sessions::show(of(&state), request, query))
                .post(move |state: Data<State>, form| sessions::end(of(&state), form)),
        )
        .service(
            Endpoint::at(questions)
                .get(move |state: Data<State>, request, query| questions::show(of(&state), request, query))
                .post(move |state: Data<State>, form| questions::answer(of(&state), form)),
        );
}

/// One of the two, within a request.
pub(super) struct Provided {
    state: Data<State>,
    shape: Shape,
}

impl Provided {
    fn provider(&self) -> Result<&crate::provider::Provider, Problem> {
        self.state.providers.of(self.shape).ok_or_else(|| Problem::new(kernel::ErrorKind::NotFound))
    }
}

/// Whether the visitor reads French, by what the address says, else by what the browser says.
fn speaks_french(request: &HttpRequest, ui_locales: &str) -> bool {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match ui_locales {
        "" => !header.is_some_and(|text| text.starts_with("en")),
        locales => !locales.starts_with("en"),
    }
}

async fn show_document(of: Provided) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(of.provider()?.document()))
}

async fn show_keys(of: Provided) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(of.provider()?.jwks()))
}

/// `GET …/userinfo`: what is known of the person whom an access token is about.
async fn tell(of: Provided, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|text| text.strip_prefix("Bearer "));
    let Some((grant, _)) = token.and_then(|token| provider.access(token)) else {
        let challenge = (WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        return Ok(HttpResponse::Unauthorized().insert_header(challenge).finish());
    };
    Ok(match provider.userinfo(grant.persona)? {
        Userinfo::Json(claims) => HttpResponse::Ok().json(claims),
        Userinfo::Jwt(token) => HttpResponse::Ok().content_type("application/jwt").body(token),
    })
}
