use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use flows::{House, mediation};
use identity::{EndOfMediation, ProviderSession};
use kernel::{Private, SessionId};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use webkit::{Form, Problem, removed_session_cookie};

use crate::{
    State, forms,
    shell::{Shell, either, page},
    together,
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
    let waiting = together::waiting(&request);
    let ended = state.wait(move |house| {
        let running = house.desk.write(|tx| house.identity.log_out(tx, session));
        let running = running.map_err(|error| Problem::from_error(error.kind(), &error))?;
        end_together(house, session, waiting.as_ref())?;
        Ok(running)
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
    forms::add_cookie(&mut answer, &together::removed())?;
    Ok(answer)
}

/// Ends what a mediator had together with somebody: the session that was left, those that were begun in it, and the mediator's
/// own, which waits in the browser meanwhile.
fn end_together(house: &House, session: SessionId, waiting: Option<&SecretString>) -> Result<(), Problem> {
    let failed = |error: documents::Error| Problem::from_error(error.kind(), &error);
    let how = EndOfMediation::LoggedOut;
    mediation::end(house, session, how).map_err(failed)?;
    mediation::end_all_of(house, session, how).map_err(failed)?;
    let Some(own) = waiting.and_then(|token| house.identity.verify(token.expose_secret()).ok()) else {
        return Ok(());
    };
    let ended = house.desk.write(|tx| house.identity.log_out(tx, own.session));
    ended.map_err(|error| Problem::from_error(error.kind(), &error))?;
    mediation::end_all_of(house, own.session, how).map_err(failed)
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
