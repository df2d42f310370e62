//! Two real OpenID providers, one in the shape of Pro Santé Connect and one in that of FranceConnect, whose people are
//! the sandbox's.
//!
//! They sign with keys that change, take each code once, check PKCE, redirect address and client, and are talked to by
//! HTTP alone: what logs people in does not know that they are not the national ones. Nobody proves anything to them:
//! whoever comes picks a person.
//!
//! As at Pro Santé Connect a log-in is a session there, which goes on by refresh tokens and ends on a page of the provider:
//! then the service is told by the provider itself. Access tokens can be asked after, and a professional can be asked
//! without a browser, on a page that shows the two digits.

mod answers;
mod grants;
mod keys;
mod people;
mod questions;
#[cfg(test)]
mod realm;
mod sessions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use identity::oidc::{ExchangeClients, ProviderAccess, ProviderKind, ProviderSettings, UserinfoForm};
use kernel::{Assurance, Clock, Rng};
use secrecy::SecretString;

use crate::people::Persona;
pub(crate) use answers::{Begun, Userinfo};
pub(crate) use grants::{Asked, Given, Grant};
pub use keys::KeyFault;
pub(crate) use keys::pkcs8_pem;
pub(crate) use people::said;
pub(crate) use questions::{Answer, Shown};
pub(crate) use sessions::Open;

use grants::Grants;
use keys::Keys;

const CLIENT: &str = "carnet-sandbox";

/// The two shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Professionals; RS256; JSON userinfo with `SubjectRefPro`; a discovery path of its own.
    ProSanteConnect,
    /// Citizens; ES256; userinfo as a signed JWT; answers name their issuer.
    FranceConnect,
}

impl Shape {
    /// The name of the provider in our addresses and in its own.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ProSanteConnect => "psc",
            Self::FranceConnect => "fc",
        }
    }

    /// Where its document is, below its issuer.
    pub(crate) fn discovery(self) -> &'static str {
        match self {
            Self::ProSanteConnect => "/.well-known/wallet-openid-configuration",
            Self::FranceConnect => "/.well-known/openid-configuration",
        }
    }

    /// The only level of assurance that it answers.
    pub(crate) fn acr(self) -> &'static str {
        match self {
            Self::ProSanteConnect => "eidas1",
            Self::FranceConnect => "eidas2",
        }
    }

    pub(crate) fn scopes(self) -> &'static str {
        match self {
            Self::ProSanteConnect => "openid scope_all",
            Self::FranceConnect => "openid given_name family_name birthdate gender birthplace birthcountry",
        }
    }
}

/// One provider, for as long as the program runs.
pub(crate) struct Provider {
    pub(crate) shape: Shape,
    /// Its issuer, at which programs reach it.
    pub(crate) issuer: String,
    /// Where browsers reach it.
    pub(crate) at: String,
    /// The one address that it leads browsers back to after a log-in, and the one after a log-out.
    pub(crate) redirect_uri: String,
    pub(crate) logged_out_uri: String,
    /// Where the service hears that a session ended.
    notice_uri: String,
    secret: SecretString,
    keys: Mutex<Keys>,
    grants: Mutex<Grants>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

/// Both providers of a sandbox.
#[derive(Clone)]
pub struct Providers(Arc<[Provider; 2]>);

/// Where a sandbox is reached.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// By programs on this machine: `http://127.0.0.1:8080`.
    pub here: &'a str,
    /// By browsers: the public origin.
    pub public: &'a str,
}

impl Providers {
    /// Both, with fresh keys and a fresh client secret.
    ///
    /// # Errors
    /// [`KeyFault`] when no key could be made.
    pub fn new(places: Places<'_>, clock: &Arc<dyn Clock>, rng: &Arc<dyn Rng>) -> Result<Self, KeyFault> {
        let provider = |shape: Shape| -> Result<Provider, KeyFault> {
            let name = shape.name();
            Ok(Provider {
                shape,
                issuer: format!("{}/sandbox/{name}", places.here),
                at: format!("{}/sandbox/{name}", places.public),
                redirect_uri: format!("{}/auth/{name}/callback", places.public),
                logged_out_uri: format!("{}/", places.public),
                notice_uri: format!("{}/auth/{name}/backchannel-logout", places.here),
                secret: fresh(rng.as_ref()).into(),
                keys: Mutex::new(Keys::new(shape, clock.now())?),
                grants: Mutex::default(),
                clock: Arc::clone(clock),
                rng: Arc::clone(rng),
            })
        };
        Ok(Self(Arc::new([provider(Shape::ProSanteConnect)?, provider(Shape::FranceConnect)?])))
    }

    /// How the house is told of them, as an operator would configure any provider, each with its client secret.
    pub fn settings(&self) -> Vec<(ProviderSettings, ProviderAccess)> {
        self.0.iter().map(|provider| (provider.settings(), provider.secret.clone().into())).collect()
    }

    pub(crate) fn of(&self, shape: Shape) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.shape == shape)
    }
}

impl Provider {
    fn settings(&self) -> ProviderSettings {
        let (kind, userinfo, label_fr, label_en) = match self.shape {
            Shape::ProSanteConnect => (
                ProviderKind::Professional,
                UserinfoForm::Json,
                "Pro Santé Connect (démonstration)",
                "Pro Santé Connect (demonstration)",
            ),
            Shape::FranceConnect => (
                ProviderKind::Citizen,
                UserinfoForm::Jwt,
                "FranceConnect (démonstration)",
                "FranceConnect (demonstration)",
            ),
        };
        ProviderSettings {
            name: self.shape.name().to_owned(),
            kind,
            issuer: self.issuer.clone(),
            discovery_url: format!("{}{}", self.issuer, self.shape.discovery()),
            client_id: CLIENT.to_owned(),
            scopes: self.shape.scopes().to_owned(),
            acr: self.shape.acr().to_owned(),
            userinfo,
            assurance_floor: Assurance::Substantial,
            exchange_clients: ExchangeClients::Listed(Vec::new()),
            label_fr: label_fr.to_owned(),
            label_en: label_en.to_owned(),
        }
    }

    pub(crate) fn client(&self) -> &'static str {
        CLIENT
    }

    /// Whom it knows.
    pub(crate) fn people(&self) -> impl Iterator<Item = &'static Persona> {
        let shape = self.shape;
        crate::people::all().iter().filter(move |persona| people::knows(shape, persona))
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn grants(&self) -> MutexGuard<'_, Grants> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 256 random bits as text.
fn fresh(rng: &dyn Rng) -> String {
    let mut bytes = [0; 32];
    rng.fill(&mut bytes);
    hex::encode(bytes)
}
