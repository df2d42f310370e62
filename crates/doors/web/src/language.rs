use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::ACCEPT_LANGUAGE,
};
use consent::Language;

/// The cookie that remembers the language chosen; it says nothing else.
const COOKIE: &str = "__Host-carnet-language";
/// The parameter by which a page is asked for in a language.
const PARAMETER: &str = "lang";
/// How long a choice is remembered.
const YEAR: Duration = Duration::days(365);
/// Items of `Accept-Language` that are looked at.
const ITEMS: usize = 16;

/// In which language a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) language: Language,
    /// Whether this very request chose it, so that it is remembered.
    pub(crate) now: bool,
}

impl Chosen {
    /// The parameter, else the cookie, else what the browser prefers.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let asked = request.query_string().split('&').find_map(|pair| match pair.split_once('=') {
            Some((PARAMETER, code)) => by_code(code),
            _ => None,
        });
        if let Some(language) = asked {
            return Self { language, now: true };
        }
        let remembered = request.cookie_raw(COOKIE).and_then(|cookie| by_code(cookie.value()));
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self { language: remembered.unwrap_or_else(|| language_of(header.unwrap_or_default())), now: false }
    }

    /// The cookie that remembers it.
    pub(crate) fn cookie(self) -> Cookie<'static> {
        Cookie::build(COOKIE, code(self.language))
            .path("/")
            .secure(true)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(YEAR)
            .finish()
    }
}

/// The language of pages for a browser with this `Accept-Language`: French or English, whichever it likes better, and
/// French when it names neither.
pub fn language_of(accept_language: &str) -> Language {
    let mut best = (Language::French, 0.0_f32);
    for item in accept_language.split(',').take(ITEMS) {
        let (range, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let Some(language) = range.trim().split('-').next().and_then(by_code) else { continue };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// The code of a language, as in `lang="fr"`.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::French => "fr",
        Language::English => "en",
    }
}

fn by_code(code: &str) -> Option<Language> {
    match code {
        _ if code.eq_ignore_ascii_case("fr") => Some(Language::French),
        _ if code.eq_ignore_ascii_case("en") => Some(Language::English),
        _ => None,
    }
}
