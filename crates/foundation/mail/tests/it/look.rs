use std::{collections::HashSet, fs};

use chrono::TimeDelta;
use kernel::Language;
use mail::{Carrier, Letter, Mailer, Message, Settings, When};
use tempfile::TempDir;

use crate::{ORIGIN, letters, message, written_at};

/// Mails as files.
struct Files {
    mailer: Mailer,
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let carrier = Carrier::Folder(folder.path().to_owned());
        let from = "carnet@example.org".parse().unwrap();
        let mailer = Mailer::open(Settings { from, origin: ORIGIN.to_owned(), carrier }).unwrap();
        Self { mailer, folder }
    }

    fn mail(&self, message: &Message) -> Mail {
        self.mailer.send(message, written_at()).unwrap();
        Mail::read(fs::read(self.folder.path().join(format!("{}.eml", message.event))).unwrap())
    }
}

/// A mail, taken apart by another reader than the one that wrote it.
struct Mail {
    raw: String,
    headers: Vec<(String, String)>,
    plain: String,
    html: String,
}

impl Mail {
    fn read(bytes: Vec<u8>) -> Self {
        let raw = String::from_utf8(bytes).unwrap();
        assert!(raw.is_ascii(), "no server has to know more than ASCII");
        assert!(!raw.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CR LF");
        assert!(raw.lines().all(|line| line.len() <= 998), "no line is longer than SMTP takes");
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let headers = headers(head);
        let kind = &headers.iter().find(|(name, _)| name == "Content-Type").unwrap().1;
        let boundary = kind.split("boundary=\"").nth(1).unwrap().trim_end_matches('"');
        let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
        assert_eq!(parts.len(), 4, "two parts and an end");
        let part = |part: &str, wanted: &str| {
            let (head, body) = part.trim_start().split_once("\r\n\r\n").unwrap();
            let headers = self::headers(head);
            let of = |name: &str| headers.iter().find(|(known, _)| known == name).unwrap().1.clone();
            assert_eq!(of("Content-Type"), format!("{wanted}; charset=utf-8"));
            assert_eq!(of("Content-Transfer-Encoding"), "quoted-printable");
            assert!(body.lines().all(|line| line.len() <= 76), "a line of quoted-printable is too long");
            unquoted(body)
        };
        let (plain, html) = (part(parts[1], "text/plain"), part(parts[2], "text/html"));
        Self { headers, plain, html, raw }
    }

    fn header(&self, name: &str) -> &str {
        let found: Vec<_> = self.headers.iter().filter(|(known, _)| known == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        &found[0].1
    }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded
        .split("\r\n")
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Quoted-printable (RFC 2045, 6.7) read back.
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// An encoded word (RFC 2047) in Base64 or as it stands, read back with what the parts of the subject have in common.
fn subject(mail: &Mail) -> String {
    let mut said = String::new();
    for word in mail.header("Subject").split(' ') {
        match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(word) => said.push_str(&unbased(word)),
            None => {
                said.push_str(word);
                said.push(' ');
            }
        }
    }
    said
}

fn unbased(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap();
        bits = (bits << 6 | u32::try_from(value).unwrap()) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_letter_is_a_sound_mail_in_both_languages_with_the_same_said_twice() {
    let files = Files::new();
    let mut subjects = HashSet::new();
    for (letter, not_you) in letters::all() {
        for language in Language::ALL {
            let mail = files.mail(&Message { language, ..message("camille@example.org", letter.clone()) });
            assert_eq!(mail.header("From"), "Carnet <carnet@example.org>");
            assert_eq!(mail.header("To"), "camille@example.org");
            assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
            assert_eq!(mail.header("MIME-Version"), "1.0");
            assert_eq!(mail.header("Message-ID"), "<01990000-0000-7000-8000-0000000000aa@example.org>");
            assert_eq!(mail.header("Date"), "Thu, 26 Nov 2026 09:30:00 +0000");
            let subject = subject(&mail);
            assert!(subject.starts_with("Carnet"), "{subject}");
            subjects.insert(subject);
            assert!(
                mail.plain.lines().all(|line| line.chars().count() <= 76 || line.starts_with("https://"))
            );
            let (asks, signature) = match language {
                Language::French => ("ce n’", "Ce message est envoyé par un programme"),
                Language::English => ("it was not you", "This message was sent by a program"),
            };
            let flat = mail.plain.replace("\r\n", " ").to_lowercase();
            let invited = matches!(letter, Letter::AdminInvited { .. });
            let stopped = matches!(letter, Letter::RecoveryStopped { .. });
            if not_you && !invited && !stopped {
                assert!(flat.contains(asks), "{language:?}: {flat}");
            }
            assert!(flat.contains(&signature.to_lowercase()));
            assert!(mail.html.contains(&format!("<html lang=\"{}\">", language.code())));
        }
    }
    // In French the two letters about a factor that was added have one subject, and so in English.
    assert_eq!(subjects.len(), 2 * 23);
}

#[test]
fn a_mail_reaches_for_nothing_elsewhere_and_tells_nobody_that_it_was_read() {
    let files = Files::new();
    for (letter, _) in letters::all() {
        for language in Language::ALL {
            let mail = files.mail(&Message { language, ..message("camille@example.org", letter.clone()) });
            let html = mail.html.to_lowercase();
            for reaching in
                ["<img", "<script", "<link", "<iframe", "<form", "url(", "@import", "src=", "http-equiv"]
            {
                assert!(!html.contains(reaching), "{reaching}: {html}");
            }
            for text in [&mail.html, &mail.plain] {
                let addresses = text.match_indices("http").map(|(at, _)| &text[at..]);
                assert!(addresses.into_iter().all(|address| address.starts_with(ORIGIN)), "{text}");
            }
            for header in
                ["Disposition-Notification-To", "Return-Receipt-To", "X-Mailer", "User-Agent", "Bcc"]
            {
                assert!(mail.headers.iter().all(|(name, _)| name != header), "{header}");
            }
        }
    }
}

#[test]
fn what_comes_from_elsewhere_stays_text_on_its_line() {
    let files = Files::new();
    for (letter, _) in letters::all() {
        let mail = files.mail(&message("camille@example.org", letter));
        assert!(!mail.raw.contains("\r\nBcc:") && !mail.plain.contains("\r\nBcc:"));
        assert!(!mail.html.contains("<script>"), "{}", mail.html);
    }
    let is_of_device = |(letter, _): &(Letter, _)| matches!(letter, Letter::DeviceNew { .. });
    let (device, _) = letters::all().into_iter().find(is_of_device).unwrap();
    let mail = files.mail(&message("camille@example.org", device));
    assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{}", mail.html);
    assert!(mail.plain.replace("\r\n", " ").contains("Firefox sous Linux Bcc: all@example.org"));
}

#[test]
fn a_subject_says_nothing_of_the_person_and_links_stand_in_the_body_alone() {
    let files = Files::new();
    for (letter, _) in letters::all() {
        let mail = files.mail(&message("camille@example.org", letter));
        let head = mail.raw.split_once("\r\n\r\n").unwrap().0;
        assert!(!head.contains("secret_of") && !head.contains("carnet.example.org"), "{head}");
        let subject = subject(&mail).to_lowercase();
        for word in ["camille", "firefox", "auteur", "santé", "patient", "médec"] {
            assert!(!subject.contains(word), "{subject}");
        }
    }
}

#[test]
fn the_same_message_makes_the_same_bytes_at_each_try() {
    for (letter, _) in letters::all() {
        let message = message("camille@example.org", letter);
        assert_eq!(Files::new().mail(&message).raw, Files::new().mail(&message).raw);
    }
}

#[test]
fn links_are_whole_on_one_line_of_the_text() {
    let files = Files::new();
    let (forgotten, _) = letters::all().swap_remove(3);
    let mail = files.mail(&message("camille@example.org", forgotten));
    let line = format!("{ORIGIN}/account/password/0123456789-secret_of-this-link");
    assert!(mail.plain.lines().any(|found| found == line), "{}", mail.plain);
    assert!(mail.html.contains(&format!("<a href=\"{line}\">")));
}

#[test]
fn times_are_told_in_the_zone_of_the_person() {
    let at = |zone| When { at: written_at(), zone };
    assert_eq!(
        at(chrono_tz::Europe::Paris).words(Language::French),
        "26\u{a0}novembre 2026 à 10\u{a0}h\u{a0}30 (Europe/Paris)"
    );
    assert_eq!(
        at(chrono_tz::America::Cayenne).words(Language::English),
        "26\u{a0}November 2026 at 06:30 (America/Cayenne)"
    );
    let first = When { at: "2026-01-31T23:30:00Z".parse().unwrap(), zone: chrono_tz::Europe::Paris };
    assert_eq!(first.day(Language::French), "1er\u{a0}février 2026");
}

#[test]
fn a_letter_with_a_link_says_until_when_it_is_worth_sending() {
    let end = Some(written_at() + TimeDelta::hours(24));
    for (letter, _) in letters::all() {
        let wanted = match letter {
            Letter::ConfirmAddress { .. }
            | Letter::ConfirmNewAddress { .. }
            | Letter::PasswordForgotten { .. }
            | Letter::RecoveryAsked { .. }
            | Letter::OppositionRuns { .. }
            | Letter::AdminInvited { .. } => end,
            Letter::RecoveryBegun { ends, .. } => Some(ends.at),
            _ => None,
        };
        assert_eq!(letter.useful_until(), wanted);
    }
}

#[test]
fn a_message_goes_through_the_outbox_and_comes_back_the_same() {
    for (letter, _) in letters::all() {
        let message = message("camille@example.org", letter);
        let kept = serde_json::to_value(&message).unwrap();
        assert!(kept.to_string().len() < 8 * 1024);
        assert_eq!(serde_json::from_value::<Message>(kept).unwrap(), message);
    }
    let kept = serde_json::to_value(message("camille@example.org", Letter::SomethingNew)).unwrap();
    let forged =
        kept.to_string().replace("camille@example.org", "camille@example.org\\r\\nBcc: x@example.org");
    assert!(serde_json::from_str::<Message>(&forged).is_err());
}
