//! A door with registered software before it, and an identity provider behind it.

use std::sync::Once;

use identity::{
    Scope, Scopes, Software,
    client::{ClientAuth, ClientKey, GrantType, Registration},
    oidc::{ExchangeClients, ProviderAccess, ProviderKind, ProviderSettings, UserinfoForm},
};
use kernel::{Assurance, OrganisationId, SoftwareId};
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey, TestHouse};

use crate::door::{Answer, Call, Door};

pub(super) const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
pub(super) const CIBA: &str = "urn:openid:params:grant-type:ciba";
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
pub(super) const RPPS: &str = "99700218896";
pub(super) const PRACTICE: &str = "990000010";

pub(super) struct Ground {
    pub(super) door: Door,
    pub(super) provider: FakeProvider,
    pub(super) key: SigningKey,
}

/// Software with a key of its own.
pub(super) struct Client {
    pub(super) id: SoftwareId,
    pub(super) key: SigningKey,
}

impl Ground {
    pub(super) fn new() -> Self {
        Self::with(&[])
    }

    /// Where a proxy passes on the certificates of software.
    pub(super) fn behind_a_proxy() -> Self {
        Self::made(&[], |settings| settings.server.client_certificate_header = true)
    }

    /// With further providers of professionals.
    pub(super) fn with(others: &[&FakeProvider]) -> Self {
        Self::made(others, |_| {})
    }

    fn made(others: &[&FakeProvider], change: impl FnOnce(&mut config::Settings)) -> Self {
        install_crypto();
        let key = SigningKey::fresh("provider-1");
        let provider = FakeProvider::start(&key);
        provider.offers(&json!({}));
        let mut providers = vec![settings("test", provider.issuer())];
        providers.extend(
            others
                .iter()
                .zip(1..)
                .map(|(other, number)| settings(&format!("other-{number}"), other.issuer())),
        );
        let house = TestHouse::with(change).with_providers(providers);
        let ground = Self { door: Door::over(house), provider, key };
        ground.says(&json!({}));
        ground.practises(&[(PRACTICE, "Cabinet Fictif")]);
        ground
    }

    pub(super) fn now(&self) -> i64 {
        self.door.house.house().clock.now().timestamp()
    }

    /// The provider says this of every access token.
    pub(super) fn says(&self, changes: &Value) {
        let now = self.now();
        let mut said = json!({
            "active": true, "iss": self.provider.issuer(), "sub": "subject",
            "client_id": FakeProvider::CLIENT, "exp": now + 120, "iat": now, "auth_time": now,
            "acr": "eidas2", "sid": "their-session", "typ": "Bearer",
        });
        for (name, value) in changes.as_object().unwrap() {
            said[name] = value.clone();
        }
        self.provider.set("/introspect", Reply::json(&said));
    }

    /// The provider says that the doctor practises in these structures.
    pub(super) fn practises(&self, places: &[(&str, &str)]) {
        self.is(&doctor(places));
    }

    pub(super) fn is(&self, userinfo: &Value) {
        self.provider.set("/userinfo", Reply::json(userinfo));
    }

    /// Registered software that may do everything but act without a person.
    pub(super) fn client(&self) -> Client {
        self.client_with(|_| {})
    }

    pub(super) fn client_with(&self, change: impl FnOnce(&mut Registration)) -> Client {
        let key = SigningKey::fresh("client-1");
        let auth = ClientAuth::Keys(keys(&[&key]));
        let id = self.register(auth, None, change);
        Client { id, key }
    }

    pub(super) fn register(
        &self,
        auth: ClientAuth,
        organisation: Option<OrganisationId>,
        change: impl FnOnce(&mut Registration),
    ) -> SoftwareId {
        let id: SoftwareId = self.door.house.id();
        let software = Software { id, name: "Logiciel Fictif".to_owned(), organisation, listed: true };
        let mut registration = Registration {
            software,
            publisher: "Éditions Fictives".to_owned(),
            version: "3.2".to_owned(),
            auth,
            scopes: Scope::ALL.into_iter().collect(),
            grants: GrantType::ALL.to_vec(),
            provider_clients: Vec::new(),
            per_minute: 600,
            registered_at: self.door.house.house().clock.now(),
        };
        change(&mut registration);
        let house = self.door.house.house();
        house.desk.write(|tx| house.identity.register_client(tx, &registration)).unwrap();
        id
    }

    /// Sends a form as software, with a fresh assertion.
    pub(super) async fn ask(&self, client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
        let assertion = client.assertion(self, &json!({}));
        self.ask_with(&assertion, path, fields).await
    }

    pub(super) async fn ask_with(&self, assertion: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("client_assertion_type", ASSERTION), ("client_assertion", assertion)];
        all.extend(fields);
        self.door.send(Call::post(path).form(&all)).await
    }

    pub(super) async fn exchange(&self, client: &Client, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("grant_type", EXCHANGE), ("subject_token_type", ACCESS_TOKEN)];
        all.extend(fields);
        if !fields.iter().any(|(name, _)| *name == "subject_token") {
            all.push(("subject_token", "their-token"));
        }
        self.ask(client, "/oauth/token", &all).await
    }

    /// Tokens of an exchange that is granted.
    pub(super) async fn tokens(&self, client: &Client) -> Value {
        let answer = self.exchange(client, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// How many sessions there are.
    pub(super) fn sessions(&self) -> i64 {
        self.door.house.database().count("select count(*) from identity.session")
    }
}

impl Client {
    /// What the software signs, with some of it changed; `null` takes a member away.
    pub(super) fn claims(&self, ground: &Ground, changes: &Value) -> Value {
        let now = ground.now();
        let id = self.id.to_string();
        let jti = ground.door.house.id::<()>().to_string();
        let mut claims = json!({
            "iss": id, "sub": id, "aud": "http://localhost:8080/oauth/token", "iat": now, "exp": now + 60,
            "jti": jti,
        });
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                _ => claims[name] = value.clone(),
            }
        }
        claims
    }

    pub(super) fn assertion(&self, ground: &Ground, changes: &Value) -> String {
        self.key.sign(&self.claims(ground, changes))
    }
}

/// Public keys as an operator registers them.
pub(super) fn keys(keys: &[&SigningKey]) -> Vec<ClientKey> {
    let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
    ClientKey::read_all(&json!({ "keys": keys }).to_string()).unwrap()
}

pub(super) fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

pub(super) fn install_crypto() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    });
}

pub(super) fn settings(name: &str, issuer: &str) -> (ProviderSettings, ProviderAccess) {
    let settings = ProviderSettings {
        name: name.to_owned(),
        kind: ProviderKind::Professional,
        issuer: issuer.to_owned(),
        discovery_url: format!("{issuer}/.well-known/openid-configuration"),
        client_id: FakeProvider::CLIENT.to_owned(),
        scopes: "openid".to_owned(),
        acr: "eidas1".to_owned(),
        userinfo: UserinfoForm::Json,
        assurance_floor: Assurance::Substantial,
        exchange_clients: ExchangeClients::Listed(vec!["their-software".to_owned()]),
        label_fr: "Essai".to_owned(),
        label_en: "Test".to_owned(),
    };
    (settings, "a secret".into())
}

/// Userinfo of a doctor who practises in these structures.
pub(super) fn doctor(places: &[(&str, &str)]) -> Value {
    doctor_as(places, "C")
}

/// The same of this professional category (TRE_R09): `E` is a student.
pub(super) fn doctor_as(places: &[(&str, &str)], category: &str) -> Value {
    let places: Vec<Value> = places
        .iter()
        .map(|(finess, name)| {
            json!({
                "codeSecteurDactivite": "SA07", "numeroFinessSite": finess, "numeroSiretSite": "",
                "raisonSocialeSite": name,
            })
        })
        .collect();
    json!({
        "sub": "subject", "SubjectNameID": format!("8{RPPS}"),
        "otherIds": [{ "identifiant": format!("8{RPPS}"), "origine": "RPPS", "qualite": 1 }],
        "given_name": "Dominique", "family_name": "Fictif",
        "SubjectRefPro": { "codeCivilite": "", "exercices": [{
            "codeProfession": "10", "codeCategorieProfessionnelle": category, "nomDexercice": "Fictif",
            "prenomDexercice": "Dominique", "codeSavoirFaire": "SM54", "activities": places,
        }] },
    })
}
