use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::{Session, Unrecognised};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use kernel::PersonId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use vault::Purpose;

use crate::house::{House, ISSUER, Server, cause};

/// The claims of a right token, for a test to spoil.
fn claims(house: &House, session: &Session) -> Value {
    use kernel::Clock;
    let now = house.clock.now().timestamp();
    json!({
        "iss": ISSUER, "aud": "carnet-api", "sub": session.person, "sid": session.id,
        "cit": session.by_citizen, "iat": now, "exp": now + 600, "jti": session.id,
    })
}

fn header() -> Header {
    Header { typ: Some("at+jwt".to_owned()), kid: Some("1".to_owned()), ..Header::new(Algorithm::ES256) }
}

/// Signs with the house's own key.
fn signed(server: &Server, header: &Header, claims: &Value) -> String {
    let key = server.vault.service(Purpose::Tokens).by_id(1).unwrap();
    let pkcs8 = key.signer().unwrap().private_key_to_sign_elsewhere().unwrap();
    encode(header, claims, &EncodingKey::from_ec_der(pkcs8.expose_secret())).unwrap()
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut changed = claims.clone();
    changed[name] = value;
    changed
}

#[test]
fn a_token_is_what_it_says_or_nothing() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    let right = claims(&house, &session);
    assert!(server.recognise(&signed(&server, &header(), &right)).is_ok(), "the test's own tokens are right");
    let now = right["iat"].as_i64().unwrap();

    let spoilt = [
        ("aud", json!("another-api"), Unrecognised::Audience),
        ("iss", json!("https://elsewhere.example"), Unrecognised::Audience),
        ("exp", json!(now - 5), Unrecognised::Expired),
        ("iat", json!(now + 181), Unrecognised::Early),
        ("nbf", json!(now + 240), Unrecognised::Early),
        ("exp", json!("soon"), Unrecognised::Malformed),
        ("exp", json!(i64::MAX), Unrecognised::Malformed),
        ("exp", Value::Null, Unrecognised::Malformed),
        ("sid", json!("no id"), Unrecognised::Malformed),
        ("sub", json!(PersonId::from(uuid::Uuid::nil())), Unrecognised::OtherPerson),
        ("sid", json!(uuid::Uuid::nil()), Unrecognised::NoSession),
        ("cit", json!(true), Unrecognised::OtherCapacity),
    ];
    for (name, value, expected) in spoilt {
        let token = signed(&server, &header(), &with(&right, name, value));
        assert_eq!(cause(server.recognise(&token)), expected, "{name}");
    }
    for missing in ["iss", "aud", "sub", "sid", "cit", "iat", "exp", "jti"] {
        let mut changed = right.clone();
        changed.as_object_mut().unwrap().remove(missing);
        assert_eq!(
            cause(server.recognise(&signed(&server, &header(), &changed))),
            Unrecognised::Malformed,
            "without {missing}"
        );
    }
    let headers = [
        (Header { typ: Some("JWT".to_owned()), ..header() }, Unrecognised::Malformed),
        (Header { typ: None, ..header() }, Unrecognised::Malformed),
        (Header { kid: None, ..header() }, Unrecognised::Key),
        (Header { kid: Some("../1".to_owned()), ..header() }, Unrecognised::Key),
        (Header { kid: Some("7".to_owned()), ..header() }, Unrecognised::Key),
    ];
    for (header, expected) in headers {
        assert_eq!(cause(server.recognise(&signed(&server, &header, &right))), expected, "{header:?}");
    }
}

#[test]
fn a_token_of_a_server_whose_clock_is_two_minutes_ahead_counts_and_none_counts_longer() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    let right = claims(&house, &session);
    let now = right["iat"].as_i64().unwrap();
    let check = |changed: &Value| server.identity.verify(&signed(&server, &header(), changed));
    for (name, value) in [("exp", now - 4), ("iat", now + 120), ("iat", now + 180)] {
        assert!(check(&with(&right, name, json!(value))).is_ok(), "{name} {value}");
    }
    for (name, value) in [("exp", now - 5), ("exp", now - 120), ("iat", now + 181)] {
        assert!(check(&with(&right, name, json!(value))).is_err(), "{name} {value}");
    }
}

#[test]
fn a_token_that_was_known_counts_no_longer_than_one_seen_for_the_first_time() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    let right = claims(&house, &session);
    let token = signed(&server, &header(), &right);
    for _ in 0..2 {
        assert_eq!(server.identity.verify(&token).unwrap(), server.identity.verify_anew(&token).unwrap());
    }
    // The head of one that is known, with the signature of another one that is right.
    let longer =
        signed(&server, &header(), &with(&right, "exp", json!(right["iat"].as_i64().unwrap() + 601)));
    let (head, signature) = (token.rsplit_once('.').unwrap().0, longer.rsplit_once('.').unwrap().1);
    assert_eq!(cause(server.recognise(&format!("{head}.{signature}"))), Unrecognised::Signature);
    house.clock.advance(chrono::TimeDelta::seconds(606));
    for check in [server.identity.verify(&token), server.identity.verify_anew(&token)] {
        assert!(matches!(check, Err(identity::Error::Unauthenticated(Unrecognised::Expired))));
    }
}

#[test]
fn another_signature_is_none() {
    let house = House::new();
    let server = house.server();
    let session = server.open_doctor(&server.doctor());
    let right = claims(&house, &session);
    let token = signed(&server, &header(), &right);
    let [head, body, signature] = *token.split('.').collect::<Vec<_>>() else { panic!("three parts") };

    // Unsigned, with and without an empty signature.
    let none = URL_SAFE_NO_PAD.encode(br#"{"typ":"at+jwt","alg":"none","kid":"1"}"#);
    for unsigned in
        [format!("{none}.{body}."), format!("{none}.{body}"), format!("{none}.{body}.{signature}")]
    {
        assert_eq!(cause(server.recognise(&unsigned)), Unrecognised::Malformed);
    }
    assert_eq!(cause(server.recognise(&format!("{head}.{body}."))), Unrecognised::Signature);

    // The public key taken for a shared secret.
    let key = server.vault.service(Purpose::Tokens).by_id(1).unwrap();
    let hmac = EncodingKey::from_secret(key.signer().unwrap().public_key());
    let hs256 = Header { alg: Algorithm::HS256, ..header() };
    assert_eq!(cause(server.recognise(&encode(&hs256, &right, &hmac).unwrap())), Unrecognised::Algorithm);

    // The key of another house, under the same number.
    let elsewhere = House::new();
    let foreign = signed(&elsewhere.server(), &header(), &right);
    assert_eq!(cause(server.recognise(&foreign)), Unrecognised::Signature);

    // One character changed, anywhere but in what the last one of a part leaves unused.
    let other_body =
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&with(&right, "exp", json!(i32::MAX))).unwrap());
    assert_eq!(cause(server.recognise(&format!("{head}.{other_body}.{signature}"))), Unrecognised::Signature);
    for place in (0..token.len() - 1).step_by(7) {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let tampered = String::from_utf8(bytes).unwrap();
        assert!(server.recognise(&tampered).is_err(), "place {place}");
    }
}

#[test]
fn rubbish_is_refused() {
    let house = House::new();
    let server = house.server();
    let long = "a".repeat(5_000);
    for rubbish in ["", ".", "..", "a.b.c", "....", "é.é.é", long.as_str(), "bnVsbA.bnVsbA.bnVsbA"] {
        assert_eq!(cause(server.recognise(rubbish)), Unrecognised::Malformed, "{rubbish}");
    }
}

#[test]
fn keys_are_rotated_while_two_servers_serve() {
    let house = House::new();
    let (first, second) = (house.server(), house.server());
    let session = first.open_doctor(&first.doctor());
    let old = first.token(&session);
    first.vault.rotate(Purpose::Tokens).unwrap();
    let kids = |server: &Server| -> Vec<String> {
        server.identity.jwks().unwrap().keys.into_iter().map(|key| key.kid).collect()
    };
    assert_eq!(kids(&first), ["1", "2"], "published before it signs");
    assert_eq!(first.identity.verify(&first.token(&session)).unwrap().session, session.id);
    house.seconds_pass(30);
    let new = first.token(&session);
    assert_ne!(new.split('.').next(), old.split('.').next(), "signed with the new key");
    for token in [&old, &new] {
        assert!(first.recognise(token).is_ok() && second.recognise(token).is_ok());
    }
    let jwks = serde_json::to_value(second.identity.jwks().unwrap()).unwrap();
    assert_eq!(jwks["keys"][0]["kid"], "2");
    assert_eq!((&jwks["keys"][0]["alg"], &jwks["keys"][0]["crv"]), (&json!("ES256"), &json!("P-256")));
    assert!(jwks["keys"][0].get("d").is_none());

    first.vault.retire(Purpose::Tokens, 1).unwrap();
    house.seconds_pass(30);
    for server in [&first, &second] {
        assert_eq!(cause(server.recognise(&old)), Unrecognised::Key);
        assert!(server.recognise(&new).is_ok());
        assert_eq!(kids(server), ["2"]);
    }
}

#[test]
fn what_may_be_shown_once_is_remembered_for_as_long_as_it_counts() {
    let house = House::new();
    let server = house.server();
    let clock: &dyn kernel::Clock = house.clock.as_ref();
    // A provider may give tokens that live for days.
    let until = clock.now() + chrono::TimeDelta::days(3);
    let show = || server.desk.write(|tx| server.identity.show_once(tx, "provider", "token", until)).unwrap();
    let prune = || server.desk.write(|tx| server.identity.prune_logins(tx)).unwrap();
    assert!(show());
    for _ in 0..3 {
        house.minutes_pass(24 * 60);
        prune();
        assert!(!show(), "shown again at {}", clock.now());
    }
    house.minutes_pass(6);
    assert_eq!(prune(), 1, "nobody takes it any more");
    // An end beyond every calendar is none that could not be kept.
    let never = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    let shown = server.desk.write(|tx| server.identity.show_once(tx, "provider", "another", never));
    assert!(shown.unwrap());
}
