use mail::{Address, Line, Link};
use proptest::prelude::*;
use secrecy::SecretString;

#[test]
fn an_address_that_would_be_a_header_or_a_command_is_none() {
    for text in [
        "camille@example.org\r\nBcc: all@example.org",
        "camille@example.org\nSubject: hello",
        "camille@example.org> SIZE=1\r\nRCPT TO:<all@example.org",
        "camille@example.org\u{2028}x",
        "camille @example.org",
        "\"a\r\nb\"@example.org",
        "\"quoted name\"@example.org",
        "a@b@example.org",
        "a,b@example.org",
        "camille@[127.0.0.1]",
        "Camille <camille@example.org>",
        "camillé@example.org",
        "camille@exämple.org",
        "camille",
        "@example.org",
        "camille@",
        "",
    ] {
        assert!(text.parse::<Address>().is_err(), "{text:?}");
    }
    let long = format!("{}@example.org", "a".repeat(250));
    assert!(long.parse::<Address>().is_err());
    for text in ["camille@example.org", "camille.specimen+carnet@mail.example.org", "o'neil@example.org"] {
        assert_eq!(text.parse::<Address>().unwrap().reveal(), text);
    }
}

#[test]
fn an_address_and_a_link_are_not_shown() {
    let address: Address = "camille@example.org".parse().unwrap();
    let link =
        Link::with_secret("https://carnet.example.org", "/account/confirm", &"t0p-secret".into()).unwrap();
    let shown = format!("{address:?} {link:?} {:?}", Line::new("Téléphone de Camille"));
    assert!(!shown.contains("camille") && !shown.contains("t0p") && !shown.contains("Camille"), "{shown}");
}

#[test]
fn a_link_leads_to_this_site_alone() {
    let secret: SecretString = "abc-DEF_123".into();
    assert!(Link::with_secret("https://carnet.example.org", "/account/confirm", &secret).is_ok());
    assert!(Link::to("https://carnet.example.org:8443", "/login").is_ok());
    for path in
        ["//evil.example", "login", "/a?b=c", "/a#b", "/a b", "/a\r\nb", "/é", "/\\evil.example", "/<script>"]
    {
        assert!(Link::to("https://carnet.example.org", path).is_err(), "{path:?}");
    }
    for origin in
        ["javascript:alert(1)", "https://", "https://user@evil.example", "", "ftp://carnet.example.org"]
    {
        assert!(Link::to(origin, "/login").is_err(), "{origin:?}");
    }
    for secret in ["", "a/b", "a b", "a\r\nb", "a?b", "é", "a%20"] {
        let secret: SecretString = secret.into();
        assert!(Link::with_secret("https://carnet.example.org", "/a", &secret).is_err());
    }
}

/// Two characters that would turn or break a line unseen.
const UNSEEN: char = '\u{2028}';
const TURNING: char = '\u{202e}';

proptest! {
    #[test]
    fn a_line_is_one_line_whatever_it_was_made_of(
        text in "[\\x00-\\x20\\u{85}\\u{ad}\\u{200b}\\u{2028}\\u{202e}a-é]{0,200}",
    ) {
        let line = Line::new(&text);
        prop_assert!(line.reveal().chars().all(|c| !c.is_control() && ![UNSEEN, TURNING].contains(&c)));
        prop_assert!(line.reveal().chars().count() <= 120);
        let again = Line::new(line.reveal());
        prop_assert_eq!(again.reveal(), line.reveal());
    }

    #[test]
    fn what_counts_as_an_address_is_plain(text in "\\PC{0,20}@?[a-z.\\r\\n]{0,20}") {
        if let Ok(address) = text.parse::<Address>() {
            prop_assert!(address.reveal().bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}
