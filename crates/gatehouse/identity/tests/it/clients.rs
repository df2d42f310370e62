//! Client software: the keys that are taken, and what is forgotten of it.

use identity::{
    Error, Scope, Software,
    client::{
        AssertionFault, Client, ClientAuth, ClientKey, ClientProof, GrantType, KeyFault, NotClient,
        Registration,
    },
    oidc::Waiting,
    service::{AskStage, Look},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::Clock;
use proptest::prelude::*;
use rcgen::KeyPair;
use serde_json::json;
use testkit::SigningKey;

use crate::house::{House, ISSUER, Server};

fn register(house: &House, server: &Server, keys: Vec<ClientKey>) -> Registration {
    let software =
        Software { id: server.id(), name: "Logiciel".to_owned(), organisation: None, listed: true };
    let registration = Registration {
        software,
        publisher: "Éditions".to_owned(),
        version: "1".to_owned(),
        auth: ClientAuth::Keys(keys),
        scopes: Scope::ALL.into_iter().collect(),
        grants: GrantType::ALL.to_vec(),
        provider_clients: vec!["theirs".to_owned()],
        per_minute: 60,
        registered_at: house.clock.now(),
    };
    server.desk.write(|tx| server.identity.register_client(tx, &registration)).unwrap();
    registration
}

/// An assertion of the software, signed so.
fn signed(house: &House, client: &Registration, algorithm: Algorithm, pem: &str) -> String {
    let now = house.clock.now().timestamp();
    let id = client.software.id.to_string();
    let claims =
        json!({ "iss": id, "sub": id, "aud": ISSUER, "exp": now + 60, "jti": format!("{algorithm:?}") });
    let key = match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(pem.as_bytes()),
        _ => EncodingKey::from_rsa_pem(pem.as_bytes()),
    };
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &key.unwrap()).unwrap()
}

fn taken(server: &Server, assertion: &str) -> Result<Client, Error> {
    let assertion = assertion.into();
    let proof = ClientProof::Assertion { assertion: &assertion, said: None };
    let checked = server.identity.check_client(&server.desk, &proof)?;
    server.identity.take_client(&server.desk, checked)
}

#[test]
fn what_is_registered_is_read_again_as_it_was_written() {
    let house = House::new();
    let server = house.server();
    let key = KeyPair::generate().unwrap();
    let keys = ClientKey::read_all(&key.public_key_pem()).unwrap();
    let registration = register(&house, &server, keys);
    let id = registration.software.id;
    let read = server.desk.read(|rtx| server.identity.registration(rtx, id)).unwrap().unwrap();
    assert_eq!(read, registration);
    let listed = server.desk.read(|rtx| server.identity.registrations(rtx)).unwrap();
    assert_eq!(listed, [registration]);
    // Software that is known by its name alone can ask for nothing.
    let by_name = server.software(None, true);
    assert!(server.desk.read(|rtx| server.identity.registration(rtx, by_name)).unwrap().is_none());
}

#[test]
fn keys_of_either_kind_sign_by_their_one_algorithm() {
    let house = House::new();
    let server = house.server();
    let (ec, rsa) = (KeyPair::generate().unwrap(), KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap());
    let by_ec = register(&house, &server, ClientKey::read_all(&ec.public_key_pem()).unwrap());
    let by_rsa = register(&house, &server, ClientKey::read_all(&rsa.public_key_pem()).unwrap());
    let fault = |error: Error| match error {
        Error::NotClient(NotClient::Assertion(fault)) => fault,
        other => panic!("{other}"),
    };
    let taken = |client, algorithm, key: &KeyPair| {
        taken(&server, &signed(&house, client, algorithm, &key.serialize_pem())).map(|_| ()).map_err(fault)
    };
    assert_eq!(taken(&by_ec, Algorithm::ES256, &ec), Ok(()));
    assert_eq!(taken(&by_rsa, Algorithm::PS256, &rsa), Ok(()));
    assert_eq!(taken(&by_rsa, Algorithm::RS256, &rsa), Err(AssertionFault::Algorithm), "it counts for PS256");
    assert_eq!(taken(&by_ec, Algorithm::PS256, &rsa), Err(AssertionFault::Algorithm));
    let other = KeyPair::generate().unwrap();
    assert_eq!(taken(&by_ec, Algorithm::ES256, &other), Err(AssertionFault::Signature));
}

#[test]
fn a_file_of_keys_is_taken_or_refused_for_what_is_wrong_with_it() {
    let ec = KeyPair::generate().unwrap();
    let strange = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let key = ClientKey::read_all(&ec.public_key_pem()).unwrap();
    assert_eq!((key.len(), key[0].algorithm(), key[0].name().len()), (1, Some(Algorithm::ES256), 43));
    let public = SigningKey::fresh("any").public();
    let (x, y) = (&public["x"], &public["y"]);
    let jwk = |more: serde_json::Value| {
        let mut key = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key
    };
    let set = |keys: &[serde_json::Value]| json!({ "keys": keys }).to_string();
    let named = |name: &str| jwk(json!({ "kid": name }));
    assert_eq!(ClientKey::read_all(&named("one").to_string()).unwrap()[0].name(), "one");
    assert_eq!(ClientKey::read_all(&set(&[named("one"), named("two")])).unwrap().len(), 2);
    let small = json!({ "kty": "RSA", "n": "u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0", "e": "AQAB" });
    let many: Vec<_> = (0..9).map(|number| named(&number.to_string())).collect();
    for (text, fault) in [
        (String::new(), KeyFault::Unreadable),
        ("not a key".to_owned(), KeyFault::Unreadable),
        ("{".to_owned(), KeyFault::Unreadable),
        (json!({ "keys": 7 }).to_string(), KeyFault::Unreadable),
        (ec.serialize_pem(), KeyFault::Private),
        (jwk(json!({ "d": "secret" })).to_string(), KeyFault::Private),
        (json!({ "kty": "oct", "k": "c2VjcmV0" }).to_string(), KeyFault::Private),
        (strange.public_key_pem(), KeyFault::Kind),
        (small.to_string(), KeyFault::Kind),
        (jwk(json!({ "alg": "ES384" })).to_string(), KeyFault::Kind),
        (jwk(json!({ "use": "enc" })).to_string(), KeyFault::Kind),
        (set(&[named("one"), named("one")]), KeyFault::Twice),
        (set(&[]), KeyFault::Number),
        (set(&many), KeyFault::Number),
    ] {
        assert_eq!(ClientKey::read_all(&text), Err(fault), "{text}");
    }
}

#[test]
fn a_question_that_is_over_is_forgotten_and_its_secret_lies_sealed() {
    let house = House::new();
    let server = house.server();
    let key = KeyPair::generate().unwrap();
    let registration = register(&house, &server, ClientKey::read_all(&key.public_key_pem()).unwrap());
    let scopes = registration.scopes;
    let client = Client { registration, bound_to: None };
    let waiting = Waiting {
        asked: "899700218896".into(),
        auth_req_id: "at-the-provider".into(),
        expires_at: house.clock.now() + chrono::TimeDelta::seconds(120),
        interval: 2,
    };
    let identity = &server.identity;
    let asked = server.desk.write(|tx| identity.keep_ask(tx, &client, "psc", &waiting, scopes)).unwrap();
    for text in ["at-the-provider", "899700218896"] {
        let shown = format!(
            "select count(*) as n from identity.backchannel_ask where position('{text}'::bytea in sealed) > 0"
        );
        assert_eq!(house.count(&shown), 0, "{text}");
    }
    house.seconds_pass(2);
    let id = &asked.auth_req_id;
    let look = || server.desk.write(|tx| identity.look_for_answer(tx, &client, id)).unwrap();
    let Look::Through(ask) = look() else { panic!("it is time") };
    let AskStage::Asked(waits) = ask.stage() else { panic!("nobody has answered") };
    assert_eq!(secrecy::ExposeSecret::expose_secret(&waits.auth_req_id), "at-the-provider");
    server.desk.write(|tx| identity.prune_logins(tx)).unwrap();
    assert!(matches!(look(), Look::TooSoon));
    house.seconds_pass(7);
    assert!(matches!(look(), Look::UnderWay), "the one before has not come back");
    house.seconds_pass(38);
    assert!(matches!(look(), Look::Through(_)), "it never will");
    house.seconds_pass(120);
    assert_eq!(server.desk.write(|tx| identity.prune_logins(tx)).unwrap(), 1);
    assert!(matches!(look(), Look::Unknown));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader_of_keys(text in "\\PC{0,200}") {
        let _ = ClientKey::read_all(&text);
    }

    #[test]
    fn no_bytes_break_the_reader_of_certificates(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(identity::client::ShownCertificate::read(&bytes).is_err());
    }
}
