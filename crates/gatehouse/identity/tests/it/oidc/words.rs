//! What a professional reads: plain sentences in both languages, another one for each thing to do.

use std::collections::HashSet;

use consent::Language;
use identity::oidc::{BackchannelFault, Distrust, Polled, ProviderFault, TokenFault};

/// Words of the trade, which tell a doctor nothing.
const JARGON: [&str; 10] =
    ["token", "jeton", "OIDC", "CIBA", "client", "endpoint", "HTTP", "acr", "introspect", "assurance"];

fn plain(sentences: &[(&'static str, &'static str)]) {
    for (french, english) in sentences {
        assert_ne!(french, english);
        for sentence in [french, english] {
            assert!(sentence.ends_with('.') && sentence.len() > 30, "{sentence}");
            assert!(!JARGON.iter().any(|word| sentence.contains(word)), "{sentence}");
            assert!(!sentence.contains('\'') || sentence == english, "typography: {sentence}");
        }
    }
    let told: HashSet<_> = sentences.iter().collect();
    assert_eq!(told.len(), sentences.len(), "each thing to do has its sentence");
}

#[test]
fn a_token_that_shows_nobody_is_told_in_plain_words() {
    let faults = [
        TokenFault::NotActive,
        TokenFault::OtherClient,
        TokenFault::NoProfessional,
        ProviderFault::Slow.into(),
        ProviderFault::Untrusted(Distrust::Signature).into(),
        ProviderFault::Untrusted(Distrust::Assurance).into(),
    ];
    let words = |fault: TokenFault| (fault.words(Language::French), fault.words(Language::English));
    plain(&faults.map(words));
    assert_eq!(words(TokenFault::NotActive), words(ProviderFault::Untrusted(Distrust::Expired).into()));
    assert!(TokenFault::from(ProviderFault::Slow).may_pass() && !TokenFault::NotActive.may_pass());
}

#[test]
fn a_question_that_came_to_nothing_is_told_in_plain_words() {
    let begun =
        [BackchannelFault::UnknownPerson, BackchannelFault::Refused, ProviderFault::Unreachable.into()];
    plain(&begun.map(|fault| (fault.words(Language::French), fault.words(Language::English))));
    let ended = [Polled::Refused, Polled::Expired];
    plain(
        &ended.map(|polled| {
            (polled.words(Language::French).unwrap(), polled.words(Language::English).unwrap())
        }),
    );
    for goes_on in [Polled::Pending, Polled::SlowDown(7)] {
        assert!(goes_on.words(Language::French).is_none() && goes_on.words(Language::English).is_none());
    }
}
