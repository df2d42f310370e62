//! What a browser says it is, in two words: enough for its owner to know it again, and no more.

use actix_web::{HttpRequest, http::header::USER_AGENT};

/// Browsers, by what their name bears; those that pretend to be others come first.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

/// Systems, in the same order.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The two words of a request, where both are known.
pub(crate) fn of(request: &HttpRequest) -> Option<String> {
    in_words(request.headers().get(USER_AGENT)?.to_str().ok()?)
}

fn in_words(said: &str) -> Option<String> {
    let find = |list: &[(&str, &'static str)]| {
        list.iter().find(|(bears, _)| said.contains(bears)).map(|(_, name)| *name)
    };
    Some(format!("{}, {}", find(&BROWSERS)?, find(&SYSTEMS)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_two_words_and_nothing_of_its_own() {
        let known = [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
        ];
        for (said, words) in known {
            assert_eq!(in_words(said).as_deref(), Some(words));
        }
        assert_eq!(in_words("curl/8.5.0"), None);
        assert_eq!(in_words("<script>"), None);
    }
}
