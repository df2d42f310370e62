use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use identity::{
    ReturnFault, ReturnPath,
    oidc::{Ask, ProviderFault},
};
use kernel::ErrorKind;
use secrecy::ExposeSecret;
use serde::Deserialize;
use webkit::{Path, Problem, Query};

use super::login_refused::{self, Refused};
use crate::{
    State, forms, language,
    login_cookie::{self, AttemptName},
    visitor::Visitor,
};

/// What is said to a browser with too many log-ins under way, which end within some minutes.
const UNTIL_THERE_IS_ROOM: Duration = Duration::from_secs(60);

/// The provider that an address names.
#[derive(Deserialize)]
pub(crate) struct Through {
    pub(super) provider: String,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(rename = "return", default)]
    pub(super) return_to: Option<String>,
}

impl Wanted {
    /// The path, if it is one of this site; none is the home page.
    ///
    /// # Errors
    /// [`ReturnFault`] for an address that could lead elsewhere.
    pub(super) fn path(&self) -> Result<ReturnPath, ReturnFault> {
        self.return_to.as_deref().map_or_else(|| Ok(ReturnPath::default()), ReturnPath::parse)
    }
}

/// `GET /auth/{provider}/start`: begins a log-in and leads to the provider.
pub(crate) async fn begin(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(Through { provider }): Path<Through>,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let Ok(return_to) = wanted.path() else {
        return login_refused::answer(&visitor, &Refused::ForeignReturn);
    };
    let house = state.house_shared();
    let through = house.providers.get(&provider).ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let label = through.settings().clone();
    let refused =
        |fault: ProviderFault| login_refused::answer(&visitor, &Refused::Provider(fault, label.clone()));
    if let Err(wait) = state.may_begin(&request) {
        return login_refused::answer(&visitor, &Refused::TooMany(wait));
    }
    let in_the_way = login_cookie::in_the_way(&request);
    if !in_the_way.is_empty() && is_led_from_elsewhere(&request) {
        return login_refused::answer(&visitor, &Refused::TooMany(UNTIL_THERE_IS_ROOM));
    }
    if let Err(fault) = through.ready().await {
        return refused(fault);
    }
    let name = provider.clone();
    let begun = state.wait(move |house| {
        let begun = house.desk.write(|tx| house.identity.begin_login(tx, &name, &return_to));
        begun.map_err(|error| Problem::from_error(error.kind(), &error))
    });
    let begun = begun.await?;
    let redirect_uri = state.redirect_uri(&provider);
    let ask = Ask {
        redirect_uri: &redirect_uri,
        state: &begun.state,
        nonce: &begun.nonce,
        challenge: &begun.challenge,
        language: language::code(visitor.language()),
        max_age: None,
    };
    let address = match through.authorization(&ask).await {
        Ok(address) => address,
        Err(fault) => return refused(fault),
    };
    let mut answer = HttpResponse::SeeOther().insert_header((LOCATION, address.expose_secret())).finish();
    for oldest in in_the_way {
        forms::add_cookie(&mut answer, &oldest)?;
    }
    forms::add_cookie(&mut answer, &login_cookie::of(&AttemptName::of(&begun.state), &begun.browser))?;
    Ok(answer)
}

/// Whether another site led the browser here, as it says itself: then no log-in under way makes room for this one.
fn is_led_from_elsewhere(request: &HttpRequest) -> bool {
    let said = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    matches!(said, Some("cross-site" | "same-site"))
}
