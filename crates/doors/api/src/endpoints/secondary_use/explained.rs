//! What can be answered, in plain words.

use config::{Category, Reference, UseDefault};
use consent::service::UseState;
use serde::Serialize;
use utoipa::ToSchema;

use crate::views::{Coded, category_view};

/// A purpose for which health data may be used beyond care, and what the holder's answers come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsePurpose)]
pub(crate) struct PurposeView {
    /// The purpose.
    purpose: Coded,
    /// The article of Regulation (EU) 2025/327 that names it.
    #[schema(example = "53 (1) (e)")]
    article: String,
    /// What it is.
    explained: Coded,
    /// Whether documents are used where nothing was answered.
    used_by_default: bool,
    /// The shelves of which documents may be used now.
    permitted: Vec<Coded>,
    /// Parts of it for which one may answer apart.
    themes: Vec<ThemeView>,
}

/// A part of a purpose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseTheme)]
pub(crate) struct ThemeView {
    /// The part.
    theme: Coded,
    /// The shelves of which documents may be used now.
    permitted: Vec<Coded>,
}

/// What is forbidden whoever agrees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForbiddenUse)]
pub(crate) struct ForbiddenView {
    /// What, by the article that forbids it.
    what: Coded,
}

/// Every purpose, with what is permitted.
pub(super) fn purposes(reference: &Reference, states: &[UseState]) -> Vec<PurposeView> {
    let uses = reference.secondary_use();
    let permitted = |purpose: &str, theme: Option<&str>| -> Vec<Coded> {
        let of = |state: &&UseState| state.purpose == purpose && state.theme.as_deref() == theme;
        let found = states.iter().find(of).map(|state| state.permitted.as_slice()).unwrap_or_default();
        shelves(reference, found)
    };
    let of_themes = |purpose: &str| {
        let of_purpose = uses.themes.iter().filter(|theme| theme.purpose == purpose);
        let view = |theme: &config::UseTheme| ThemeView {
            theme: Coded::new(&theme.code, &theme.label_fr, &theme.label_en),
            permitted: permitted(purpose, Some(&theme.code)),
        };
        of_purpose.map(view).collect()
    };
    let view = |one: &config::UsePurpose| PurposeView {
        purpose: Coded::new(&one.code, &one.label_fr, &one.label_en),
        article: one.article.clone(),
        explained: Coded::new(&one.code, &one.explained_fr, &one.explained_en),
        used_by_default: one.default == UseDefault::Yes,
        permitted: permitted(&one.code, None),
        themes: of_themes(&one.code),
    };
    uses.purposes.iter().map(view).collect()
}

/// What is forbidden whoever agrees.
pub(super) fn forbidden(reference: &Reference) -> Vec<ForbiddenView> {
    let all = reference.secondary_use().forbidden.iter();
    all.map(|one| ForbiddenView { what: Coded::new(&one.article, &one.label_fr, &one.label_en) }).collect()
}

/// Shelves by name.
pub(super) fn shelves(reference: &Reference, of: &[Category]) -> Vec<Coded> {
    of.iter().map(|category| category_view(reference, *category)).collect()
}
