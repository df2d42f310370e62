//! Log-ins at a provider: how often they may be begun, what ends them, and what is said of those that come to nothing.

use std::sync::Once;

use identity::oidc::{ProviderKind, ProviderSettings, UserinfoForm};
use kernel::{Assurance, Clock};
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey, TestHouse};

use crate::door::{Answer, Door, ORIGIN, Visit};

const UNDER_WAY: &str = "__Host-carnet-login";

struct Ground {
    door: Door,
    provider: FakeProvider,
    key: SigningKey,
}

/// A log-in that was begun.
struct Begun {
    cookie: String,
    state: String,
    nonce: String,
}

impl Ground {
    fn new(kind: ProviderKind) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        });
        let key = SigningKey::fresh("key-1");
        let provider = FakeProvider::start(&key);
        let settings = ProviderSettings {
            name: "test".to_owned(),
            kind,
            issuer: provider.issuer().to_owned(),
            discovery_url: format!("{}/.well-known/openid-configuration", provider.issuer()),
            client_id: FakeProvider::CLIENT.to_owned(),
            scopes: "openid".to_owned(),
            acr: "eidas2".to_owned(),
            userinfo: UserinfoForm::Json,
            assurance_floor: Assurance::Low,
            label_fr: "Essai".to_owned(),
            label_en: "Test".to_owned(),
        };
        let house = TestHouse::with(|settings| settings.server.public_origin = ORIGIN.to_owned());
        let door = Door::through(house, vec![(settings, "a secret".into())]);
        Self { door, provider, key }
    }

    async fn begin(&self) -> Begun {
        let answer = self.door.send(Visit::get("/auth/test/start")).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let said = |name: &str| {
            let (_, rest) = answer.location().split_once(&format!("{name}=")).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        let cookie = answer.cookie(UNDER_WAY).value().to_owned();
        Begun { cookie, state: said("state"), nonce: said("nonce") }
    }

    async fn back(&self, begun: &Begun, query: &str) -> Answer {
        let address = format!("/auth/test/callback?state={}{query}", begun.state);
        self.door.send(Visit::get(address).cookie(UNDER_WAY, &begun.cookie)).await
    }

    /// A whole log-in as whoever the provider describes so.
    async fn log_in(&self, userinfo: &Value) -> Answer {
        self.log_in_begun(userinfo).await.1
    }

    async fn log_in_begun(&self, userinfo: &Value) -> (Begun, Answer) {
        let begun = self.begin().await;
        let now = self.door.house.clock().now().timestamp();
        self.provider.gives(&self.key.sign(&json!({
            "iss": self.provider.issuer(), "aud": FakeProvider::CLIENT, "sub": userinfo["sub"], "iat": now,
            "exp": now + 60, "nonce": begun.nonce, "acr": "eidas2", "at_hash": FakeProvider::at_hash(),
        })));
        self.provider.set("/userinfo", Reply::json(userinfo));
        let answer = self.back(&begun, "&code=a-code").await;
        (begun, answer)
    }
}

fn is_removed(answer: &Answer) -> bool {
    answer.sets(UNDER_WAY) && answer.cookie(UNDER_WAY).value().is_empty()
}

#[actix_web::test]
async fn what_the_provider_says_instead_of_a_code_is_told_apart() {
    let ground = Ground::new(ProviderKind::Professional);
    let said = [
        ("&error=access_denied", 200, "abandonnée"),
        ("&error=login_required", 200, "abandonnée"),
        ("&error=interaction_required", 200, "abandonnée"),
        ("&error=consent_required", 200, "abandonnée"),
        ("&error=temporarily_unavailable", 503, "ne répond pas"),
        ("&error=server_error&code=a-code", 503, "ne répond pas"),
        ("&error=invalid_scope", 503, "ne répond pas"),
        ("&error=Camille+Specimen", 503, "ne répond pas"),
        ("", 400, "n’a pas pu être vérifiée"),
        ("&code=", 400, "n’a pas pu être vérifiée"),
    ];
    for (query, status, words) in said {
        let answer = ground.back(&ground.begin().await, query).await;
        assert_eq!(answer.status, status, "{query}");
        assert!(answer.shows(words) && !answer.shows("Specimen"), "{query}: {}", answer.text());
        assert_eq!(!answer.header("retry-after").is_empty(), status == 503, "{query}");
        assert!(is_removed(&answer), "{query}: this log-in has ended");
    }
    assert_eq!(ground.provider.asked("/token"), 0);
}

#[actix_web::test]
async fn a_foreign_link_does_not_end_the_log_in_under_way() {
    let ground = Ground::new(ProviderKind::Professional);
    let (begun, other) = (ground.begin().await, ground.begin().await);
    let foreign = [
        "/auth/test/callback?state=guessed&code=a-code".to_owned(),
        "/auth/test/callback?state=guessed&error=access_denied".to_owned(),
        "/auth/test/callback".to_owned(),
        format!("/auth/test/callback?state={}&code=a-code", other.state),
        "/auth/test/start?return=https://evil.example".to_owned(),
        "/login?return=//evil.example".to_owned(),
        "/login/situation".to_owned(),
    ];
    for address in foreign {
        let answer = ground.door.send(Visit::get(&address).cookie(UNDER_WAY, &begun.cookie)).await;
        assert_eq!(answer.status, 400, "{address}: {}", answer.text());
        assert!(!answer.sets(UNDER_WAY), "{address}");
    }
    let answer = ground.back(&begun, "&error=access_denied").await;
    assert_eq!(answer.status, 200, "it is still there");
    assert!(is_removed(&answer));
}

#[actix_web::test]
async fn log_ins_that_are_begun_too_often_from_one_address_are_held_off() {
    let ground = Ground::new(ProviderKind::Professional);
    let start = |from: &str| ground.door.send(Visit::get("/auth/test/start").sent_from(from));
    for _ in 0..120 {
        assert_eq!(start("192.0.2.1").await.status, 303);
    }
    let refused = start("192.0.2.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{}", refused.text());
    assert!(refused.shows("Trop de connexions") && !refused.sets(UNDER_WAY));
    let forged = Visit::get("/auth/test/start").sent_from("192.0.2.1").header("x-forwarded-for", "192.0.2.7");
    assert_eq!(ground.door.send(forged).await.status, 429, "no proxy of ours wrote that");
    assert_eq!(start("192.0.2.2").await.status, 303, "others are not held up");
    ground.door.house.clock().advance(chrono::TimeDelta::milliseconds(500));
    assert_eq!(start("192.0.2.1").await.status, 303);
    assert_eq!(start("192.0.2.1").await.status, 429);
}

#[actix_web::test]
async fn two_places_of_one_name_are_told_apart_by_their_sector_and_the_speciality_is_said() {
    let ground = Ground::new(ProviderKind::Professional);
    let place = |sector: &str| json!({ "codeSecteurDactivite": sector, "raisonSocialeSite": "Les Lilas" });
    let doctor = json!({
        "sub": "doctor", "SubjectNameID": "899700218896", "family_name": "Exemple", "given_name": "Claude",
        "SubjectRefPro": { "exercices": [{ "codeProfession": "10", "codeCategorieProfessionnelle": "C",
            "codeSavoirFaire": "SM54", "nomDexercice": "Exemple", "prenomDexercice": "Claude",
            "activities": [place("SA07"), place("SA05")] }] },
    });
    let (begun, answer) = ground.log_in_begun(&doctor).await;
    assert_eq!(answer.location(), "/login/situation", "{}", answer.text());
    let page = |language: &'static str| {
        let visit = Visit::get("/login/situation").cookie(UNDER_WAY, &begun.cookie);
        ground.door.send(visit.header("accept-language", language))
    };
    let french = page("fr").await;
    assert_eq!(french.text().matches("Les Lilas").count(), 2);
    for said in ["Médecin, Médecine générale", "Cabinet individuel", "Centre de santé"] {
        assert!(french.shows(said), "{said}: {}", french.text());
    }
    let english = page("en").await;
    assert!(english.shows("Doctor, General practice") && english.shows("Practice of one professional"));
}

#[actix_web::test]
async fn a_student_and_a_citizen_without_a_place_of_birth_are_told_what_to_do() {
    let of_students = Ground::new(ProviderKind::Professional);
    let student = json!({
        "sub": "student", "SubjectNameID": "899700218896", "family_name": "Exemple", "given_name": "Claude",
        "SubjectRefPro": { "exercices": [{ "codeProfession": "10", "codeCategorieProfessionnelle": "E",
            "nomDexercice": "Exemple", "prenomDexercice": "Claude", "activities": [] }] },
    });
    let answer = of_students.log_in(&student).await;
    assert_eq!(answer.status, 403);
    assert!(answer.shows("étudiant") && answer.shows("n’ouvre pas encore d’accès"), "{}", answer.text());
    assert!(is_removed(&answer) && !answer.sets("__Host-carnet"));

    let of_citizens = Ground::new(ProviderKind::Citizen);
    let known = of_citizens.door.house.citizen();
    let traits = &known.traits;
    let names: Vec<&str> = traits.first_names.iter().map(|name| name.reveal().as_str()).collect();
    let mut citizen = json!({
        "sub": "citizen", "given_name": names.join(" "), "family_name": traits.birth_name.reveal(),
        "birthdate": traits.birth_date.reveal(), "birthplace": "", "birthcountry": "99100",
        "gender": if traits.sex == identity::Sex::Male { "male" } else { "female" },
    });
    let without = of_citizens.log_in(&citizen).await;
    assert_eq!(without.status, 403);
    assert!(without.shows("lieu de naissance compris"), "{}", without.text());
    // The answer is that to somebody whom nobody knows.
    citizen["family_name"] = json!("PERSONNE");
    let nobody = of_citizens.log_in(&citizen).await;
    assert_eq!(nobody.without_request_id(), without.without_request_id());
    citizen["family_name"] = json!(traits.birth_name.reveal());
    citizen["birthplace"] = json!(traits.birthplace.as_ref().unwrap().reveal());
    assert_eq!(of_citizens.log_in(&citizen).await.status, 303);
}
