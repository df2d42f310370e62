//! Log-ins that come to nothing: what the log says of them, and the same reason in both languages.

use std::{
    io,
    sync::{Arc, Mutex},
};

use identity::oidc::ProviderKind;
use serde_json::json;
use testkit::Reply;

use crate::{
    at_provider::{Browser, Ground, doctor},
    door::{Answer, Visit},
};

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The lines since the last look.
    fn lines(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }

    fn here(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The address behind the link to the other language.
pub(crate) fn other_language(page: &Answer, at: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("class=\"language\" href=\"").unwrap();
    let link = rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    match link.strip_prefix('?') {
        Some(query) => format!("{}?{query}", at.split('?').next().unwrap()),
        None => link,
    }
}

#[actix_web::test]
async fn every_refused_log_in_is_a_line_with_provider_and_cause_and_nothing_of_the_person() {
    let ground = Ground::new(ProviderKind::Professional);
    let log = Log::default();
    let _here = log.here();
    let (browser, other) = (Browser::default(), Browser::default());
    let refused = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| line.contains("a log-in was refused")).collect()
    };
    let check = |what: &str, cause: &str, begun: &str| {
        let lines = refused(log.lines());
        assert_eq!(lines.len(), 1, "{what}: {lines:?}");
        let line = &lines[0];
        assert!(line.contains("provider=test") && line.contains(cause), "{what}: {line}");
        for secret in [begun, "a-code", "899700218896", "Exemple"] {
            assert!(!line.contains(secret), "{what}: {line}");
        }
    };
    let begun = browser.begin(&ground).await;
    assert_eq!(other.back(&ground, &begun, "&code=a-code").await.status, 400);
    check("injected", "not this browser's", &begun.state);
    let one = doctor(&json!([{ "codeSecteurDactivite": "SA07", "raisonSocialeSite": "Les Lilas" }]));
    assert_eq!(browser.proven(&ground, &begun, &one).await.status, 303);
    assert_eq!(refused(log.lines()), Vec::<String>::new());
    assert_eq!(browser.back(&ground, &begun, "&code=a-code").await.status, 400);
    check("replayed", "not this browser's", &begun.state);
    let begun = browser.begin(&ground).await;
    assert_eq!(browser.back(&ground, &begun, "").await.status, 400);
    check("without a code", "code", &begun.state);
    let begun = browser.begin(&ground).await;
    let mut student = one.clone();
    student["SubjectRefPro"]["exercices"][0]["codeCategorieProfessionnelle"] = json!("E");
    assert_eq!(browser.proven(&ground, &begun, &student).await.status, 403);
    check("a student", "student", &begun.state);
}

#[actix_web::test]
async fn a_choice_of_a_place_that_is_refused_is_a_line_too() {
    let ground = Ground::new(ProviderKind::Professional);
    let log = Log::default();
    let _here = log.here();
    let places = json!(
        ["Les Lilas", "Les Roses"]
            .map(|name| json!({ "codeSecteurDactivite": "SA07", "raisonSocialeSite": name }))
    );
    let (browser, asked) = ground.log_in(&doctor(&places)).await;
    let page = browser.get(&ground, asked.location()).await;
    let csrf = page.csrf();
    let form = [("csrf", csrf.as_str()), ("situation", "00000000-0000-7000-8000-000000000001")];
    log.lines();
    let answer = browser.send(&ground, Visit::post(asked.location()).sent_here().form(&form)).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let lines = log.lines();
    let refused: Vec<_> = lines.iter().filter(|line| line.contains("a log-in was refused")).collect();
    assert!(matches!(refused.as_slice(), [line] if line.contains("no situation")), "{lines:?}");
}

#[actix_web::test]
async fn the_other_language_shows_the_same_reason() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    for (query, french, english) in [
        (
            "&error=access_denied",
            "La connexion avec Essai a été abandonnée",
            "The log-in with Test was given up",
        ),
        ("&error=server_error", "Essai ne répond pas", "Test does not answer"),
        ("&code=", "La réponse de Essai", "The answer of Test"),
    ] {
        let begun = browser.begin(&ground).await;
        let at = format!("/auth/test/callback?state={}{query}", begun.state);
        let page = browser.get(&ground, &at).await;
        assert!(page.shows(french), "{query}: {}", page.text());
        let link = other_language(&page, &at);
        assert!(!link.contains(&begun.state), "{link}");
        let page = browser.get(&ground, &link).await;
        assert!(page.shows(english), "{query}: {link}: {}", page.text());
        let page = browser.get(&ground, &other_language(&page, &link)).await;
        assert!(page.shows(french), "{query}: and back: {}", page.text());
    }
    let at = "/auth/test/callback?state=guessed&code=a-code";
    let page = browser.get(&ground, at).await;
    let over = browser.get(&ground, &other_language(&page, at)).await;
    assert!(over.shows("This log-in is over"), "{}", over.text());
}

#[actix_web::test]
async fn a_refused_start_in_the_other_language_begins_no_log_in() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    ground.provider.set("/.well-known/openid-configuration", Reply::text(503, "text/plain", String::new()));
    let page = browser.get(&ground, "/auth/test/start").await;
    assert!(page.status == 503 && page.shows("Essai ne répond pas"), "{}", page.text());
    ground.provider.set("/.well-known/openid-configuration", Reply::json(&ground.provider.document()));
    ground.door.house.clock().advance(chrono::TimeDelta::seconds(6));
    let english = browser.get(&ground, &other_language(&page, "/auth/test/start")).await;
    assert!(english.shows("Test does not answer"), "{}", english.text());
    assert_eq!(browser.under_way(), 0);
}

#[actix_web::test]
async fn the_other_language_of_the_log_in_page_leads_back_to_the_same_page() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let page = browser.get(&ground, "/login?return=/patients").await;
    assert!(page.shows("/auth/test/start?return=/patients"));
    let page = browser.get(&ground, &other_language(&page, "/login?return=/patients")).await;
    assert!(page.shows("<html lang=\"en\">") && page.shows("/auth/test/start?return=/patients"));
}

#[actix_web::test]
async fn a_log_in_that_should_have_been_fresh_is_told_in_both_languages() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    let address = "/login/refused?because=not-anew&provider=test";
    let page = browser.get(&ground, address).await;
    assert!(page.status == 200 && page.shows("Essai ne vous a pas demandé"), "{}", page.text());
    let page = browser.get(&ground, &other_language(&page, address)).await;
    assert!(page.shows("Test did not ask you to prove again who you are"), "{}", page.text());
}

#[actix_web::test]
async fn only_reasons_of_the_list_are_shown() {
    let ground = Ground::new(ProviderKind::Professional);
    let browser = Browser::default();
    for (address, status) in [
        ("/login/refused?because=over", 200),
        ("/login/refused?because=no-account", 200),
        ("/login/refused?because=unavailable&provider=test", 200),
        ("/login/refused?because=unavailable&provider=nowhere", 404),
        ("/login/refused?because=unavailable", 404),
        ("/login/refused?because=not-anew", 404),
        ("/login/refused?because=%3Cb%3E", 400),
        ("/login/refused", 400),
    ] {
        let page = browser.get(&ground, address).await;
        assert_eq!(page.status, status, "{address}: {}", page.text());
        assert!(!page.shows("<b>"), "{address}");
    }
}
