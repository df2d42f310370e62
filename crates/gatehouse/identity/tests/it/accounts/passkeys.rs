//! Passkeys, made and shown by a device of the test's own that does what WebAuthn says, unless told otherwise.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::{
    Error, Session,
    account::{AccountFault, FactorKind},
    service::account::{AskedPasskey, Bearing, Entered, Shown},
};
use kernel::Private;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::ground::{Browser, CAMILLE, fault};
use crate::house::{House, ISSUER, Server};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW: u8 = 0x40;

struct Device {
    key: EcdsaKeyPair,
    id: [u8; 16],
    count: u32,
    /// What it says of itself, for lies.
    flags: u8,
    origin: String,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Device {
    fn new(id: u8) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self { key, id: [id; 16], count: 0, flags: PRESENT | VERIFIED, origin: ISSUER.to_owned() }
    }

    fn of_client(&self, kind: &str, question: &Value) -> Vec<u8> {
        let challenge = &question["publicKey"]["challenge"];
        serde_json::to_vec(
            &json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false}),
        )
        .unwrap()
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, b"carnet.example").as_ref().to_vec();
        data.push(self.flags | flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn make(&self, asked: &AskedPasskey) -> SecretString {
        let question: Value = serde_json::from_str(asked.ask.as_str()).unwrap();
        let point = self.key.public_key().as_ref();
        let mut data = self.head(NEW);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.id);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.of_client("webauthn.create", &question);
        let answer = json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": { "attestationObject": text(&object), "clientDataJSON": text(&client) },
        });
        answer.to_string().into()
    }

    fn show(&mut self, asked: &AskedPasskey) -> SecretString {
        self.count += 1;
        let question: Value = serde_json::from_str(asked.ask.as_str()).unwrap();
        let client = self.of_client("webauthn.get", &question);
        let data = self.head(0);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let answer = json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": { "authenticatorData": text(&data), "clientDataJSON": text(&client),
                "signature": text(signature.as_ref()), "userHandle": null },
        });
        answer.to_string().into()
    }
}

fn ask(server: &Server, browser: &Browser<'_>, session: &Session) -> Result<AskedPasskey, Error> {
    let actor = browser.actor(session);
    server.desk.write(|tx| server.identity.begin_passkey(tx, &actor))
}

fn add(browser: &Browser<'_>, session: &Session, device: &Device) -> Result<bool, Error> {
    let server = browser.server;
    let asked = ask(server, browser, session)?;
    let (actor, answer, name) = (browser.actor(session), device.make(&asked), Private::from("Clé"));
    let added =
        server.desk.write(|tx| server.identity.add_passkey(tx, &actor, &asked.step, &name, &answer))?;
    Ok(matches!(added, Shown::Right(_)))
}

/// The first step of a log-in, and the question of the second.
fn asked(browser: &Browser<'_>) -> (identity::account::LinkSecret, AskedPasskey) {
    let step = browser.second_step(CAMILLE);
    let Server { desk, identity, .. } = browser.server;
    let asked = desk.write(|tx| identity.ask_passkey_in_step(tx, &step)).unwrap().unwrap();
    (step, asked)
}

fn bearing(asked: &AskedPasskey, answer: SecretString) -> Bearing {
    Bearing::Passkey { step: asked.step.clone(), answer }
}

fn is_right(shown: &Shown<Entered>) -> bool {
    matches!(shown, Shown::Right(_))
}

#[test]
fn a_passkey_opens_the_account_once_for_each_question() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let mut device = Device::new(1);
    assert!(add(&browser, &session, &device).unwrap());
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "factor_added");
    let account = server.desk.read(|rtx| server.identity.account_of(rtx, &browser.actor(&session))).unwrap();
    let factors = server.desk.read(|rtx| server.identity.second_factors(rtx, account.id)).unwrap();
    let [factor] = factors.as_slice() else { panic!("{factors:?}") };
    assert_eq!((factor.kind, factor.last_used_at), (FactorKind::Passkey, None));
    let (step, question) = asked(&browser);
    let answer = device.show(&question);
    assert!(is_right(&browser.show(&step, &bearing(&question, answer.clone())).unwrap()));
    let step = browser.second_step(CAMILLE);
    let replayed = browser.show(&step, &bearing(&question, answer)).unwrap();
    assert!(!is_right(&replayed), "a question is answered once");
    let (step, question) = asked(&browser);
    house.minutes_pass(5);
    let answer = device.show(&question);
    assert!(!is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()), "and in time");
}

/// What somebody answers to a question for a passkey.
type Lie = Box<dyn FnMut(&AskedPasskey) -> SecretString>;

#[test]
fn an_answer_for_another_site_key_account_or_without_verification_does_not_count() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let mut device = Device::new(1);
    assert!(add(&browser, &session, &device).unwrap());
    let mut lies: Vec<(&str, Lie)> = vec![
        ("another key under its id", Box::new(|question| Device::new(1).show(question))),
        (
            "another site",
            Box::new(|question| {
                let mut other = Device::new(1);
                other.origin = "https://evil.example".to_owned();
                other.show(question)
            }),
        ),
        ("no answer", Box::new(|_| "{}".into())),
        ("a long one", Box::new(|_| "x".repeat(20_000).into())),
    ];
    for (what, lie) in &mut lies {
        let (step, question) = asked(&browser);
        let answer = lie(&question);
        assert!(!is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()), "{what}");
    }
    let (step, question) = asked(&browser);
    device.origin = "https://evil.example".to_owned();
    let answer = device.show(&question);
    assert!(!is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()), "its key on another site");
    device.origin = ISSUER.to_owned();
    device.flags = PRESENT;
    let (step, question) = asked(&browser);
    let answer = device.show(&question);
    assert!(!is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()), "nobody was verified");
    device.flags = PRESENT | VERIFIED;
    let (step, question) = asked(&browser);
    let answer = device.show(&question);
    assert!(is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()), "the very device");
    device.count = 0;
    let (step, question) = asked(&browser);
    let answer = device.show(&question);
    assert!(
        !is_right(&browser.show(&step, &bearing(&question, answer)).unwrap()),
        "a copy of it, by its count"
    );
}

#[test]
fn a_passkey_belongs_to_one_account_and_is_made_for_its_own_question() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let device = Device::new(1);
    assert!(add(&browser, &session, &device).unwrap());
    let other = server.browser_at("192.0.2.80");
    let others = other.new_account(&house, "other@example.org");
    assert_eq!(fault(add(&other, &others, &device)), AccountFault::WrongFactor, "known in another account");
    let asked_of_first = ask(&server, &browser, &session).unwrap();
    let (actor, answer) = (other.actor(&others), Device::new(2).make(&asked_of_first));
    let name = Private::from("Clé");
    let taken =
        server.desk.write(|tx| server.identity.add_passkey(tx, &actor, &asked_of_first.step, &name, &answer));
    assert_eq!(fault(taken.map(drop)), AccountFault::StepOver, "asked of another account");
    let mut unverified = Device::new(3);
    unverified.flags = PRESENT;
    assert!(!add(&other, &others, &unverified).unwrap());
    let mut elsewhere = Device::new(4);
    elsewhere.origin = "https://evil.example".to_owned();
    assert!(!add(&other, &others, &elsewhere).unwrap());
}

#[test]
fn of_a_passkey_and_its_copy_that_were_asked_at_once_one_counts() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let mut device = Device::new(1);
    assert!(add(&browser, &session, &device).unwrap());
    let (first, of_first) = asked(&browser);
    let (second, of_second) = asked(&browser);
    let answer = device.show(&of_first);
    device.count -= 1;
    let copied = device.show(&of_second);
    assert!(is_right(&browser.show(&first, &bearing(&of_first, answer)).unwrap()));
    assert!(!is_right(&browser.show(&second, &bearing(&of_second, copied)).unwrap()), "the same count twice");
}
