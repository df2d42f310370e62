use std::sync::atomic::Ordering;

use kernel::ErrorKind;
use secrecy::ExposeSecret;

use super::fixture::House;
use crate::{CursorFault, Error, Purpose};

/// Longer than a new key needs to come into force.
const SETTLED: i64 = 10;

#[test]
fn every_purpose_has_a_key_from_the_first_opening() {
    let house = House::new();
    let vault = house.vault();
    for purpose in Purpose::ALL {
        assert_eq!(vault.service(purpose).current().unwrap().id(), 1, "{purpose}");
        assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
    }
    let shown = format!("{:?}", vault.service(Purpose::Tokens).current().unwrap());
    assert_eq!(shown, "ServiceKey { purpose: Tokens, id: 1, .. }");
}

#[test]
fn keys_of_two_purposes_have_nothing_in_common() {
    let house = House::new();
    let vault = house.vault();
    let sealed = vault.service(Purpose::Outbox).seal("job", &[b"7"], b"payload").unwrap();
    assert_eq!(*vault.service(Purpose::Outbox).open("job", &[b"7"], &sealed).unwrap(), b"payload");
    for (purpose, domain, part) in
        [(Purpose::Cursors, "job", b"7"), (Purpose::Outbox, "cursor", b"7"), (Purpose::Outbox, "job", b"8")]
    {
        assert!(matches!(vault.service(purpose).open(domain, &[part], &sealed), Err(Error::Broken)));
    }
    for place in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[place] ^= 1;
        assert!(vault.service(Purpose::Outbox).open("job", &[b"7"], &altered).is_err(), "byte {place}");
        assert!(vault.service(Purpose::Outbox).open("job", &[b"7"], &sealed[..place]).is_err());
    }
}

#[test]
fn a_key_does_only_what_its_purpose_says() {
    let house = House::new();
    let vault = house.vault();
    let tokens = vault.service(Purpose::Tokens).current().unwrap();
    assert!(matches!(tokens.mac("d", &[]), Err(Error::Misused { act: "make tags", .. })));
    assert!(matches!(tokens.seal(&*house.rng, "d", &[], b""), Err(Error::Misused { act: "seal", .. })));
    let cursors = vault.service(Purpose::Cursors).current().unwrap();
    assert!(matches!(cursors.signer(), Err(Error::Misused { act: "sign", .. })));
}

#[test]
fn a_journal_tag_verifies_under_its_own_key_only() {
    let house = House::new();
    let vault = house.vault();
    let old = vault.service(Purpose::Journal).current().unwrap();
    let tag = old.mac("line", &[b"a", b"b"]).unwrap();
    assert!(old.verify_mac("line", &[b"a", b"b"], &tag).unwrap());
    assert!(!old.verify_mac("line", &[b"ab"], &tag).unwrap());
    assert!(!old.verify_mac("head", &[b"a", b"b"], &tag).unwrap());
    vault.rotate(Purpose::Journal).unwrap();
    let new = vault.service(Purpose::Journal).by_id(2).unwrap();
    assert!(!new.verify_mac("line", &[b"a", b"b"], &tag).unwrap());
}

#[test]
fn tokens_are_signed_with_es256_and_checkpoints_with_ed25519() {
    let house = House::new();
    let vault = house.vault();
    for (purpose, alg, public) in [(Purpose::Tokens, "ES256", 65), (Purpose::JournalSign, "EdDSA", 32)] {
        let key = vault.service(purpose).current().unwrap();
        let signer = key.signer().unwrap();
        let signature = signer.sign(b"message").unwrap();
        assert_eq!((signature.len(), signer.public_key().len()), (64, public));
        assert!(signer.verify(b"message", &signature));
        assert!(!signer.verify(b"massage", &signature));
        assert!(!signer.verify(b"message", &signature[..63]));
        let jwk = serde_json::to_value(signer.jwk()).unwrap();
        assert_eq!(
            (jwk["alg"].as_str(), jwk["kid"].as_str(), jwk["use"].as_str()),
            (Some(alg), Some("1"), Some("sig"))
        );
        assert_eq!(jwk.get("y").is_some(), purpose == Purpose::Tokens);
        let pkcs8 = signer.private_key_to_sign_elsewhere().map(|der| der.expose_secret().len());
        assert_eq!(pkcs8.is_some(), purpose == Purpose::Tokens);
    }
    // What opens the same store again has the same keys.
    let signature = vault.service(Purpose::Tokens).current().unwrap().signer().unwrap().sign(b"m").unwrap();
    let other = house.vault().service(Purpose::Tokens).current().unwrap();
    assert!(other.signer().unwrap().verify(b"m", &signature));
}

#[test]
fn a_cursor_opens_for_its_viewer_only() {
    let house = House::new();
    let vault = house.vault();
    let text = vault.cursor_seal(b"viewer 1", b"after row 20").unwrap();
    assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    assert_eq!(*vault.cursor_open(b"viewer 1", &text).unwrap(), b"after row 20");
    assert_ne!(text, vault.cursor_seal(b"viewer 1", b"after row 20").unwrap(), "never twice the same");
    let altered = format!("{}A", &text[..text.len() - 1]);
    let huge = "A".repeat(1_000_000);
    for (viewer, text) in [
        ("viewer 2", text.as_str()),
        ("viewer 1", &altered),
        ("viewer 1", ""),
        ("viewer 1", "é"),
        ("viewer 1", &huge),
    ] {
        let fault = vault.cursor_open(viewer.as_bytes(), text).unwrap_err();
        assert!(matches!(fault, CursorFault::NotYours));
        assert_eq!(fault.kind(), ErrorKind::Invalid);
    }
}

#[test]
fn a_rotated_key_comes_into_force_when_everybody_knows_it_and_the_old_one_still_counts() {
    let house = House::new();
    let vault = house.vault();
    house.seconds_pass(60);
    let before = vault.blind("ins", &[b"1"]).unwrap();
    let sealed = vault.service(Purpose::BlindIndex).seal("d", &[], b"old").unwrap();
    assert_eq!(vault.rotate(Purpose::BlindIndex).unwrap(), 2);

    let during = vault.blind("ins", &[b"1"]).unwrap();
    assert_eq!(during.iter().map(|tag| tag.key).collect::<Vec<_>>(), [1, 2], "looked for, not yet made");
    house.seconds_pass(SETTLED);
    let after = vault.blind("ins", &[b"1"]).unwrap();
    assert_eq!(after.iter().map(|tag| tag.key).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(after[1], before[0]);
    assert_ne!(after[0].bytes, after[1].bytes);
    assert_ne!(vault.blind("traits", &[b"1"]).unwrap()[0].bytes, after[0].bytes);
    assert_eq!(vault.service(Purpose::BlindIndex).current().unwrap().id(), 2);
    assert_eq!(*vault.service(Purpose::BlindIndex).open("d", &[], &sealed).unwrap(), b"old");
}

#[test]
fn a_retired_key_counts_no_more_and_the_one_in_use_cannot_be_retired() {
    let house = House::new();
    let vault = house.vault();
    let cursor = vault.cursor_seal(b"me", b"here").unwrap();
    assert!(matches!(vault.retire(Purpose::Cursors, 1), Err(Error::Refused(_))), "it is the only one");
    vault.rotate(Purpose::Cursors).unwrap();
    house.seconds_pass(SETTLED);
    assert!(matches!(vault.retire(Purpose::Cursors, 1), Err(Error::Refused(_))), "too soon");
    assert!(vault.cursor_open(b"me", &cursor).is_ok());
    house.seconds_pass(SETTLED);
    assert!(matches!(vault.retire(Purpose::Cursors, 2), Err(Error::Refused(_))), "the current one");
    vault.retire(Purpose::Cursors, 1).unwrap();
    assert!(matches!(vault.cursor_open(b"me", &cursor), Err(CursorFault::NotYours)));
    assert!(matches!(vault.service(Purpose::Cursors).by_id(1), Err(Error::UnknownKey { id: 1, .. })));
    assert!(matches!(vault.retire(Purpose::Cursors, 1), Err(Error::Refused(_))), "there is no twice");
    assert_eq!(vault.rotate(Purpose::Cursors).unwrap(), 3, "a number is never used again");
}

#[test]
fn an_unknown_id_asks_the_store_once_a_second_at_most() {
    let house = House::new();
    let vault = house.vault();
    let loads = || house.store.loads.load(Ordering::SeqCst);
    let before = loads();
    for _ in 0..50 {
        assert!(matches!(vault.service(Purpose::Tokens).by_id(9), Err(Error::UnknownKey { id: 9, .. })));
    }
    assert_eq!(loads(), before + 1);
    house.seconds_pass(1);
    assert!(vault.service(Purpose::Tokens).by_id(9).is_err());
    assert_eq!(loads(), before + 2);
}

#[test]
fn a_store_that_is_down_for_a_moment_is_not_noticed_and_for_longer_it_is() {
    let house = House::new();
    let vault = house.vault();
    house.store.down.store(true, Ordering::SeqCst);
    house.seconds_pass(9);
    let loads = house.store.loads.load(Ordering::SeqCst);
    for _ in 0..20 {
        assert!(vault.cursor_seal(b"me", b"x").is_ok());
    }
    assert_eq!(house.store.loads.load(Ordering::SeqCst), loads + 1, "one try, then a pause");
    house.seconds_pass(2);
    let error = vault.cursor_seal(b"me", b"x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overloaded, "keys that old might miss a rotation");
    house.store.down.store(false, Ordering::SeqCst);
    house.seconds_pass(1);
    assert!(vault.cursor_seal(b"me", b"x").is_ok(), "it comes back by itself");
}
