//! The sentences of the pages, built into the program from `locales/`.

use std::{borrow::Cow, collections::HashMap};

use consent::Language;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "fr",
        // The marks that isolate a value for right-to-left scripts are neither needed nor wanted in two left-to-right ones.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static FRENCH: LanguageIdentifier = langid!("fr");
static ENGLISH: LanguageIdentifier = langid!("en");

/// The sentence of this key.
pub(crate) fn text(language: Language, key: &str) -> String {
    LOCALES.lookup(identifier(language), key)
}

/// The sentence of this key, where there is one: for what a newer program may have written.
pub(crate) fn text_if_known(language: Language, key: &str) -> Option<String> {
    LOCALES.try_lookup(identifier(language), key)
}

/// The sentence of this key about a number: `{ $count }`.
pub(crate) fn count(language: Language, key: &str, count: usize) -> String {
    filled(language, key, "count", FluentValue::from(count))
}

/// The sentence of this key about something named: `{ $name }`.
pub(crate) fn naming(language: Language, key: &str, name: &str) -> String {
    filled(language, key, "name", FluentValue::from(name))
}

fn filled(language: Language, key: &str, argument: &'static str, value: FluentValue<'_>) -> String {
    let arguments = HashMap::from([(Cow::Borrowed(argument), value)]);
    LOCALES.lookup_with_args(identifier(language), key, &arguments)
}

fn identifier(language: Language) -> &'static LanguageIdentifier {
    match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    }
}
