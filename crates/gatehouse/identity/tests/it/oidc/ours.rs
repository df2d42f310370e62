//! Our side of a log-in, and a provider that answers it rightly unless told otherwise.

use std::sync::{Arc, Once};

use identity::oidc::{
    Answered, ExchangeClients, Proven, Provider, ProviderAccess, ProviderFault, ProviderKind,
    ProviderSettings, Providers, UserinfoForm,
};
use kernel::{Assurance, Clock, ManualClock};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::{FakeProvider, Reply, SigningKey};

pub(crate) const NONCE: &str = "nonce-of-this-attempt";
pub(crate) const SECRET: &str = "a secret: 100%";
pub(crate) const REDIRECT: &str = "https://carnet.example/auth/test/callback";

pub(crate) struct Ground {
    pub(crate) provider: FakeProvider,
    pub(crate) key: SigningKey,
    pub(crate) clock: Arc<ManualClock>,
    providers: Providers,
}

impl Ground {
    pub(crate) fn new(kind: ProviderKind) -> Self {
        Self::with(kind, |_| {})
    }

    /// One that is reached so.
    pub(crate) fn reached_by(kind: ProviderKind, access: ProviderAccess) -> Self {
        Self::made(kind, access, |_| {})
    }

    pub(crate) fn with(kind: ProviderKind, change: impl FnOnce(&mut ProviderSettings)) -> Self {
        Self::made(kind, SECRET.into(), change)
    }

    fn made(kind: ProviderKind, access: ProviderAccess, change: impl FnOnce(&mut ProviderSettings)) -> Self {
        install_crypto();
        let key = SigningKey::fresh("key-1");
        let provider = FakeProvider::start(&key);
        let clock = Arc::new(ManualClock::at("2026-11-23T09:00:00Z").unwrap());
        let mut settings = settings(kind, provider.issuer());
        change(&mut settings);
        let shared: Arc<dyn Clock> = clock.clone();
        let providers = Providers::default().and(vec![(settings, access)], &shared).unwrap();
        let ground = Self { provider, key, clock, providers };
        ground.answers(&ground.claims());
        match kind {
            ProviderKind::Professional => ground.userinfo(&doctor()),
            ProviderKind::Citizen => ground.userinfo(&citizen()),
        }
        ground
    }

    /// What a right ID token says now.
    pub(crate) fn claims(&self) -> Value {
        let now = self.clock.now().timestamp();
        json!({
            "iss": self.provider.issuer(), "aud": FakeProvider::CLIENT, "sub": "subject",
            "iat": now, "exp": now + 120, "nonce": NONCE, "acr": "eidas2", "at_hash": FakeProvider::at_hash(),
        })
    }

    /// The right claims with some of them changed; `null` takes one away.
    pub(crate) fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                _ => claims[name] = value.clone(),
            }
        }
        claims
    }

    /// The provider gives an ID token with these claims.
    pub(crate) fn answers(&self, claims: &Value) {
        self.provider.gives(&self.key.sign(claims));
    }

    /// The provider tells this of the person: as JSON, or signed where it knows citizens.
    pub(crate) fn userinfo(&self, claims: &Value) {
        let mut claims = claims.clone();
        if self.ours().settings().userinfo == UserinfoForm::Json {
            return self.provider.set("/userinfo", Reply::json(&claims));
        }
        for (name, value) in [("iss", json!(self.provider.issuer())), ("aud", json!(FakeProvider::CLIENT))] {
            if claims.get(name).is_none() {
                claims[name] = value;
            }
        }
        self.userinfo_signed(&self.key.sign(&claims));
    }

    pub(crate) fn userinfo_signed(&self, token: &str) {
        self.provider.set("/userinfo", Reply::text(200, "application/jwt", token.to_owned()));
    }

    pub(crate) fn ours(&self) -> &Provider {
        self.providers.get("test").unwrap()
    }

    pub(crate) async fn redeem(&self) -> Result<Proven, ProviderFault> {
        self.redeem_from(None).await
    }

    pub(crate) async fn redeem_from(&self, issuer: Option<&str>) -> Result<Proven, ProviderFault> {
        let secret = |text: &str| SecretString::from(text);
        let (code, nonce, verifier) = (secret("code"), secret(NONCE), secret("verifier"));
        let (redirect_uri, nonce, verifier) = (REDIRECT, &nonce, &verifier);
        let answered = Answered { code: &code, issuer, redirect_uri, nonce, verifier, max_age: None };
        self.ours().redeem(&answered).await
    }
}

/// What the program does at its start.
pub(crate) fn install_crypto() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    });
}

pub(crate) fn settings(kind: ProviderKind, issuer: &str) -> ProviderSettings {
    ProviderSettings {
        name: "test".to_owned(),
        kind,
        issuer: issuer.to_owned(),
        discovery_url: format!("{issuer}/.well-known/openid-configuration"),
        client_id: FakeProvider::CLIENT.to_owned(),
        scopes: "openid".to_owned(),
        acr: "eidas2".to_owned(),
        userinfo: match kind {
            ProviderKind::Professional => UserinfoForm::Json,
            ProviderKind::Citizen => UserinfoForm::Jwt,
        },
        assurance_floor: Assurance::Low,
        exchange_clients: ExchangeClients::Listed(Vec::new()),
        label_fr: "Essai".to_owned(),
        label_en: "Test".to_owned(),
    }
}

/// Userinfo of a doctor who practises at two places with a number and one without; empty strings as the real one has.
pub(crate) fn doctor() -> Value {
    let place = |sector: &str, finess: &str, siret: &str, name: &str| {
        json!({
            "codeSecteurDactivite": sector, "numeroFinessSite": finess, "numeroSiretSite": siret,
            "numeroFinessetablissementJuridique": "", "raisonSocialeSite": name, "enseigneCommercialeSite": "",
        })
    };
    json!({
        "sub": "subject",
        "Secteur_Activite": "SA07^1.2.250.1.71.4.2.4",
        "SubjectNameID": "899700218896",
        "otherIds": [{ "identifiant": "899700218896", "origine": "RPPS", "qualite": 1 }],
        "given_name": "Hélène", "family_name": "MARCHAND",
        "SubjectRefPro": { "codeCivilite": "MME", "exercices": [{
            "codeProfession": "10", "nomDexercice": "Marchand", "prenomDexercice": "Hélène", "codeSavoirFaire": "SM54",
            "activities": [
                place("SA01", "990000036", "", "Hôpital Inventé"),
                place("SA07", "", "99000000000012", "Cabinet Inventé"),
                place("SA07", "", "", "Cabinet sans numéro"),
                place("SA07", "", "", "Cabinet sans numéro"),
            ],
        }] },
    })
}

/// Userinfo of a citizen.
pub(crate) fn citizen() -> Value {
    json!({
        "sub": "subject", "given_name": "Camille Anne-Lise", "family_name": "LEPINE D'ARC",
        "birthdate": "1979-03-28", "gender": "female", "birthplace": "75056", "birthcountry": "99100",
    })
}
