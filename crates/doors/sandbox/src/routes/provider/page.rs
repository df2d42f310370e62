use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CONTENT_LANGUAGE},
};
use askama::Template;
use webkit::{PAGE_POLICY, Problem, content_security_policy};

use super::authorize::{AskedFor, choices};
use crate::provider::{Provider, Shape};

/// What the page of a provider is about.
pub(super) struct Choosing<'a> {
    pub(super) provider: &'a Provider,
    pub(super) asked: &'a AskedFor,
    pub(super) french: bool,
}

#[derive(Template)]
#[template(path = "authorize.html")]
struct Authorize<'a> {
    words: Words,
    action: String,
    asked: &'a AskedFor,
    people: Vec<(&'static str, &'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "provider_refused.html")]
struct ProviderRefused {
    words: Words,
}

/// The sentences of a page.
struct Words {
    lang: &'static str,
    provider: &'static str,
    title: &'static str,
    lead: &'static str,
    give_up: &'static str,
    refused: &'static str,
    refused_why: &'static str,
}

fn words(provider: &Provider, french: bool) -> Words {
    let named = match provider.shape {
        Shape::ProSanteConnect => "Pro Santé Connect",
        Shape::FranceConnect => "FranceConnect",
    };
    if french {
        Words {
            lang: "fr",
            provider: named,
            title: "Qui voulez-vous être ?",
            lead: "Ceci est une démonstration : personne ici n’existe et rien n’est à prouver. Choisissez une personne.",
            give_up: "Abandonner",
            refused: "Cette demande de connexion n’est pas valable",
            refused_why: "Le service ou son adresse de retour n’est pas enregistré ici. Revenez au service et recommencez.",
        }
    } else {
        Words {
            lang: "en",
            provider: named,
            title: "Who do you want to be?",
            lead: "This is a demonstration: nobody here exists and nothing has to be proven. Choose a person.",
            give_up: "Give up",
            refused: "This request to log in is not valid",
            refused_why: "The service or its return address is not registered here. Go back to the service and start over.",
        }
    }
}

/// The page on which a person is picked.
///
/// # Errors
/// 500 when it cannot be written.
pub(super) fn choose(choosing: &Choosing<'_>) -> Result<HttpResponse, Problem> {
    let Choosing { provider, asked, french } = choosing;
    let view = Authorize {
        words: words(provider, *french),
        action: format!("/sandbox/{}/authorize", provider.shape.name()),
        asked,
        people: choices(provider, *french),
    };
    answer(StatusCode::OK, &view, view.words.lang)
}

/// The page of a request that leads nowhere.
///
/// # Errors
/// As [`choose`].
pub(super) fn refused(
    provider: &Provider,
    french: bool,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let view = ProviderRefused { words: words(provider, french) };
    answer(status, &view, view.words.lang)
}

fn answer(status: StatusCode, view: &impl Template, lang: &'static str) -> Result<HttpResponse, Problem> {
    let html = view.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, lang))
        .insert_header(content_security_policy(PAGE_POLICY))
        .body(html))
}
