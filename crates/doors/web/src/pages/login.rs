use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use identity::{
    ReturnPath,
    oidc::{ProviderKind, ProviderSettings},
};
use kernel::ErrorKind;
use serde::Deserialize;
use webkit::{Form, Problem, Query, form_token, session_cookie};

use super::{
    auth_start::Wanted,
    login_refused::{self, Refused, label},
};
use crate::{
    State, forms,
    logins::{Beside, Choice},
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// What the page sends.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    csrf: String,
    choice: String,
}

/// `GET /login`: the ways to log in; `return` is where to go afterwards.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let Ok(return_to) = wanted.path() else {
        return login_refused::answer(&visitor, &Refused::ForeignReturn);
    };
    let known = forms::secret_before_session(&request);
    let fresh = known.is_none();
    let rng = state.house().rng.as_ref();
    let secret = known.unwrap_or_else(|| forms::fresh_secret(rng));
    let view = Login {
        page: Shell::outside(visitor.language(), form_token(&secret, rng)).shown_at(query(&return_to)),
        providers: state
            .house()
            .providers
            .all()
            .map(|provider| through(provider.settings(), &return_to, visitor.language()))
            .collect(),
        password: state
            .house()
            .identity
            .offers_accounts()
            .then(|| format!("/auth/password{}", query(&return_to))),
        choices: state.logins().map_or_else(Vec::new, |logins| logins.choices(visitor.language())),
        beside: state.logins().and_then(|logins| logins.beside(visitor.language())),
    };
    let mut answer = page(&visitor, StatusCode::OK, &view)?;
    if fresh {
        forms::add_cookie(&mut answer, &forms::cookie_before_session(&secret))?;
    }
    Ok(answer)
}

/// `POST /login`: begins a session and sets its cookie. The session of whoever was logged in before ends.
pub(crate) async fn begin(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(chosen): Form<Chosen>,
) -> Result<HttpResponse, Problem> {
    forms::require_outside(&visitor, &state, &request, &chosen.csrf)?;
    let logins = state.logins().map(Arc::clone).ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let before = visitor.claims().ok();
    let token = state.wait(move |house| {
        let token = logins.begin(&chosen.choice)?.ok_or_else(|| Problem::new(ErrorKind::Unprocessable))?;
        if let Some(before) = before {
            house
                .desk
                .write(|tx| house.identity.end_session(tx, before.session))
                .map_err(|error| Problem::from_error(error.kind(), &error))?;
        }
        Ok(token)
    });
    let token = token.await?;
    let mut answer = forms::lead_to("/");
    forms::add_cookie(&mut answer, &session_cookie(&token, None))?;
    Ok(answer)
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login {
    page: Shell,
    providers: Vec<Through>,
    choices: Vec<Choice>,
    beside: Option<Beside>,
    /// Where somebody logs in with a password, where accounts are offered.
    password: Option<String>,
}

/// One provider on the page.
struct Through {
    address: String,
    label: String,
    about: String,
}

fn through(settings: &ProviderSettings, return_to: &ReturnPath, language: Language) -> Through {
    let about = match settings.kind {
        ProviderKind::Professional => "login-professionals",
        ProviderKind::Citizen => "login-citizens",
    };
    Through {
        address: format!("/auth/{}/start{}", settings.name, query(return_to)),
        label: label(settings, language).to_owned(),
        about: texts::text(language, about),
    }
}

/// The query that keeps where to go afterwards. Such a path holds nothing that an address would have to escape.
fn query(return_to: &ReturnPath) -> String {
    match return_to.as_str() {
        "/" => String::new(),
        path => format!("?return={path}"),
    }
}
