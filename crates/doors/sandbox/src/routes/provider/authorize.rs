use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
};
use serde::{Deserialize, Serialize};
use webkit::{Form, Problem, Query};

use super::{
    Provided,
    page::{self, Choosing},
    speaks_french,
};
use crate::{
    people::{self, Persona},
    provider::{Asked, Provider, Shape},
};

/// Longest state, nonce or challenge that is taken.
const LONGEST: usize = 512;

/// What a client asks for through the browser; the page's form sends it again.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct AskedFor {
    #[serde(default)]
    pub(super) response_type: String,
    #[serde(default)]
    pub(super) client_id: String,
    #[serde(default)]
    pub(super) redirect_uri: String,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) nonce: String,
    #[serde(default)]
    pub(super) code_challenge: String,
    #[serde(default)]
    pub(super) code_challenge_method: String,
    #[serde(default)]
    pub(super) acr_values: String,
    #[serde(default)]
    pub(super) ui_locales: String,
}

/// What the page's form sends beside it.
#[derive(Deserialize)]
pub(super) struct Picked {
    #[serde(flatten)]
    asked: AskedFor,
    #[serde(default)]
    persona: String,
}

/// `GET …/authorize`: who do you want to be.
pub(super) async fn ask(
    of: Provided,
    request: HttpRequest,
    Query(asked): Query<AskedFor>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let french = speaks_french(&request, &asked.ui_locales);
    if let Some(refusal) = refuse(provider, &asked, french)? {
        return Ok(refusal);
    }
    page::choose(&Choosing { provider, asked: &asked, french })
}

/// `POST …/authorize`: leads back with a code for whoever was picked, or without one.
pub(super) async fn pick(of: Provided, Form(picked): Form<Picked>) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let asked = picked.asked;
    if let Some(refusal) = refuse(provider, &asked, asked.ui_locales == "fr")? {
        return Ok(refusal);
    }
    let known = |persona: &&'static Persona| persona.id == picked.persona;
    let Some(persona) = provider.people().find(known) else {
        return Ok(back(provider, &asked, &[("error", "access_denied")]));
    };
    let code = provider.grant(
        persona,
        Asked {
            redirect_uri: asked.redirect_uri.clone(),
            nonce: asked.nonce.clone(),
            challenge: asked.code_challenge.clone(),
        },
    );
    Ok(back(provider, &asked, &[("code", &code)]))
}

/// What is wrong with a question. A client or an address that is not registered is never led back to.
fn refuse(provider: &Provider, asked: &AskedFor, french: bool) -> Result<Option<HttpResponse>, Problem> {
    if asked.client_id != provider.client() || asked.redirect_uri != provider.redirect_uri {
        return page::refused(provider, french, StatusCode::BAD_REQUEST).map(Some);
    }
    let texts = [&asked.state, &asked.nonce, &asked.code_challenge];
    let fault = if asked.response_type != "code" {
        "unsupported_response_type"
    } else if !asked.scope.split(' ').any(|scope| scope == "openid") {
        "invalid_scope"
    } else if asked.code_challenge_method != "S256"
        || asked.code_challenge.len() != 43
        || texts.into_iter().any(|text| text.is_empty() || text.len() > LONGEST)
    {
        "invalid_request"
    } else {
        return Ok(None);
    };
    Ok(Some(back(provider, asked, &[("error", fault)])))
}

/// Leads the browser back to the registered address.
fn back(provider: &Provider, asked: &AskedFor, answer: &[(&str, &str)]) -> HttpResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer).append_pair("state", &asked.state);
    if provider.shape == Shape::FranceConnect {
        query.append_pair("iss", &provider.issuer);
    }
    let address = format!("{}?{}", provider.redirect_uri, query.finish());
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// The personas of a provider, for its page.
pub(super) fn choices(provider: &Provider, french: bool) -> Vec<(&'static str, &'static str, &'static str)> {
    let said = |persona: &'static people::Persona| crate::provider::said(&persona.role, french);
    provider.people().map(|persona| (persona.id, persona.name, said(persona))).collect()
}
