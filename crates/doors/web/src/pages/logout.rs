use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use flows::House;
use identity::ProviderSession;
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use webkit::{Form, Problem, removed_session_cookie};

use crate::{
    State, forms,
    shell::{Shell, either, page},
    visitor::Visitor,
};

/// What the button in the head of each page sends.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    csrf: String,
}

/// `POST /auth/logout`, also under its former address `/logout`: ends the session, on every server from the next call on,
/// removes its cookie, and leads to the identity provider to end the session there too.
pub(crate) async fn end(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(leaving): Form<Leaving>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &leaving.csrf)?;
    let session = visitor.claims()?.session;
    let ended = state.wait(move |house| {
        let ended = house.desk.write(|tx| house.identity.log_out(tx, session));
        ended.map_err(|error| Problem::from_error(error.kind(), &error))
    });
    let running = ended.await?;
    let house = state.house_shared();
    let elsewhere = match &running {
        Some(running) => at_provider(&house, running, state.origin()).await,
        None => None,
    };
    let mut answer = match elsewhere {
        Some((address, fr, en)) => {
            let view = LoggedOut {
                page: Shell::outside(visitor.language(), String::new()),
                provider: either(visitor.language(), &fr, &en).to_owned(),
                address: Private::new(address.expose_secret().to_owned()),
            };
            page(&visitor, StatusCode::OK, &view)?
        }
        None => forms::lead_to("/"),
    };
    forms::add_cookie(&mut answer, &removed_session_cookie())?;
    Ok(answer)
}

/// Where the provider ends its own session with this browser, and what it is called. A provider that is not well is left
/// alone: the session here has ended whatever it says.
async fn at_provider(
    house: &House,
    running: &ProviderSession,
    origin: &str,
) -> Option<(SecretString, String, String)> {
    let provider = house.providers.get(&running.provider)?;
    let back = format!("{origin}/");
    // Nothing is waited for when the browser comes back, so there is nothing to tell apart.
    let state = SecretString::from("out");
    match provider.end_session_url(running.at_provider.id_token.as_ref(), &back, &state).await {
        Ok(address) => {
            let settings = provider.settings();
            Some((address?, settings.label_fr.clone(), settings.label_en.clone()))
        }
        Err(fault) => {
            tracing::warn!(provider = %running.provider, cause = %fault, "a provider was not told of a log-out");
            None
        }
    }
}

/// The page between the end of the session here and the end of the one at the provider. It leads there by itself: a form
/// of this site may not be answered by a redirect to another one.
#[derive(Template)]
#[template(path = "logged_out.html")]
struct LoggedOut {
    page: Shell,
    provider: String,
    address: Private<String>,
}
