//! A door with one identity provider that answers what a test wants, and a browser that keeps its cookies.

use std::{cell::RefCell, sync::Once};

use identity::oidc::{ExchangeClients, ProviderKind, ProviderSettings, UserinfoForm};
use kernel::{Assurance, Clock};
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey, TestHouse};

use crate::door::{Answer, Door, ORIGIN, Visit};

pub(crate) const UNDER_WAY: &str = "__Host-carnet-login";

pub(crate) struct Ground {
    pub(crate) door: Door,
    pub(crate) provider: FakeProvider,
    pub(crate) key: SigningKey,
}

/// A log-in that was begun.
pub(crate) struct Begun {
    pub(crate) state: String,
    nonce: String,
}

impl Begun {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 303, "{}", answer.text());
        let said = |name: &str| {
            let (_, rest) = answer.location().split_once(&format!("{name}=")).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        Self { state: said("state"), nonce: said("nonce") }
    }
}

impl Ground {
    pub(crate) fn new(kind: ProviderKind) -> Self {
        Self::over(kind, TestHouse::with(|settings| settings.server.public_origin = ORIGIN.to_owned()))
    }

    pub(crate) fn over(kind: ProviderKind, house: TestHouse) -> Self {
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
            exchange_clients: ExchangeClients::Listed(Vec::new()),
            label_fr: "Essai".to_owned(),
            label_en: "Test".to_owned(),
        };
        let door = Door::through(house, vec![(settings, "a secret".into())]);
        Self { door, provider, key }
    }

    /// A whole log-in as whoever the provider describes so, in a browser of its own.
    pub(crate) async fn log_in(&self, userinfo: &Value) -> (Browser, Answer) {
        let browser = Browser::default();
        let begun = browser.begin(self).await;
        let answer = browser.proven(self, &begun, userinfo).await;
        (browser, answer)
    }
}

/// The cookies of one browser, oldest first, as browsers send them.
#[derive(Clone, Default)]
pub(crate) struct Browser(RefCell<Vec<(String, String)>>);

impl Browser {
    pub(crate) async fn send(&self, ground: &Ground, visit: Visit) -> Answer {
        let visit = self.0.borrow().iter().fold(visit, |visit, (name, value)| visit.cookie(name, value));
        let answer = ground.door.send(visit).await;
        let mut held = self.0.borrow_mut();
        for cookie in answer.cookies() {
            held.retain(|(name, _)| name != cookie.name());
            if !cookie.value().is_empty() {
                held.push((cookie.name().to_owned(), cookie.value().to_owned()));
            }
        }
        answer
    }

    pub(crate) async fn get(&self, ground: &Ground, address: &str) -> Answer {
        self.send(ground, Visit::get(address)).await
    }

    /// How many log-ins it has under way.
    pub(crate) fn under_way(&self) -> usize {
        self.0.borrow().iter().filter(|(name, _)| name.starts_with(UNDER_WAY)).count()
    }

    /// Begins a log-in.
    pub(crate) async fn begin(&self, ground: &Ground) -> Begun {
        Begun::of(&self.get(ground, "/auth/test/start").await)
    }

    /// Comes back from the provider with this beside the state.
    pub(crate) async fn back(&self, ground: &Ground, begun: &Begun, query: &str) -> Answer {
        self.get(ground, &format!("/auth/test/callback?state={}{query}", begun.state)).await
    }

    /// Comes back from the provider, which describes the person so.
    pub(crate) async fn proven(&self, ground: &Ground, begun: &Begun, userinfo: &Value) -> Answer {
        self.proven_with(ground, begun, userinfo, &json!({})).await
    }

    /// Comes back from the provider, which describes the person so and says this too in its ID token.
    pub(crate) async fn proven_with(
        &self,
        ground: &Ground,
        begun: &Begun,
        userinfo: &Value,
        more: &Value,
    ) -> Answer {
        let now = ground.door.house.clock().now().timestamp();
        let mut claims = json!({
            "iss": ground.provider.issuer(), "aud": FakeProvider::CLIENT, "sub": userinfo["sub"], "iat": now,
            "exp": now + 60, "nonce": begun.nonce, "acr": "eidas2", "at_hash": FakeProvider::at_hash(),
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ground.provider.gives_also(&ground.key.sign(&claims), &json!({ "refresh_token": "refresh-1" }));
        ground.provider.set("/userinfo", Reply::json(userinfo));
        self.back(ground, begun, "&code=a-code").await
    }
}

/// A doctor who practises in these places.
pub(crate) fn doctor(activities: &Value) -> Value {
    json!({
        "sub": "doctor", "SubjectNameID": "899700218896", "family_name": "Exemple", "given_name": "Claude",
        "SubjectRefPro": { "exercices": [{ "codeProfession": "10", "codeCategorieProfessionnelle": "C",
            "codeSavoirFaire": "SM54", "nomDexercice": "Exemple", "prenomDexercice": "Claude",
            "activities": activities }] },
    })
}
