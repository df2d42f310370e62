use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey};
use kernel::Clock;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{
    Distrust, ProviderFault, ProviderSettings,
    http::{Http, Reply},
    metadata::{Keys, Metadata},
};

/// How long a provider's document and keys are used before they are fetched again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long they are still used when the provider cannot be reached.
const USABLE: TimeDelta = TimeDelta::hours(24);
/// How long a failure, or a look for an unknown key, holds off the next one.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// What the browser takes to the provider.
#[derive(Debug)]
pub struct Ask<'a> {
    /// Where the provider sends the browser back to.
    pub redirect_uri: &'a str,
    /// What the provider sends back, to find the attempt by.
    pub state: &'a SecretString,
    /// What the ID token must repeat.
    pub nonce: &'a SecretString,
    /// SHA-256 of the PKCE verifier, base64url.
    pub challenge: &'a str,
    /// In which language the provider should speak: `fr` or `en`.
    pub language: &'a str,
}

/// One identity provider, with its document and its keys in memory.
pub struct Provider {
    pub(super) settings: ProviderSettings,
    pub(super) http: Http,
    pub(super) clock: Arc<dyn Clock>,
    // Held while a document or keys are fetched: one request for all who wait, and only for this provider.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    document: Option<(Arc<Metadata>, Arc<Keys>, DateTime<Utc>)>,
    failed: Option<(ProviderFault, DateTime<Utc>)>,
    looked: Option<DateTime<Utc>>,
}

impl Provider {
    pub(super) fn new(settings: ProviderSettings, http: Http, clock: Arc<dyn Clock>) -> Self {
        Self { settings, http, clock, known: Mutex::default() }
    }

    /// What the operator configured.
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Makes sure that the provider can be asked, before anything is written for a log-in.
    ///
    /// # Errors
    /// [`ProviderFault`], which may pass.
    pub async fn ready(&self) -> Result<(), ProviderFault> {
        self.metadata().await.map(drop)
    }

    /// Where the browser goes to log in.
    ///
    /// # Errors
    /// [`ProviderFault`], which may pass.
    pub async fn authorization(&self, ask: &Ask<'_>) -> Result<SecretString, ProviderFault> {
        let metadata = self.metadata().await?;
        let settings = &self.settings;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", ask.redirect_uri)
            .append_pair("scope", &settings.scopes)
            .append_pair("acr_values", &settings.acr)
            .append_pair("state", ask.state.expose_secret())
            .append_pair("nonce", ask.nonce.expose_secret())
            .append_pair("code_challenge", ask.challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", ask.language)
            .finish();
        let endpoint = &metadata.authorization_endpoint;
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{joint}{query}").into())
    }

    /// The provider's document, from memory where it is fresh.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, ProviderFault> {
        let mut known = self.known.lock().await;
        self.refresh(&mut known).await.map(|(metadata, _)| metadata)
    }

    /// The key that signed a token. A key that is not known may be a new one: the keys are then fetched again, but once
    /// in some seconds at most, so that invented ids do not become requests.
    pub(super) async fn key(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<DecodingKey, ProviderFault> {
        let mut known = self.known.lock().await;
        let (metadata, keys) = self.refresh(&mut known).await?;
        if let Some(key) = keys.find(kid, algorithm) {
            return Ok(key);
        }
        let now = self.clock.now();
        if known.looked.is_some_and(|looked| now < looked + PAUSE) {
            return Err(Distrust::Key.into());
        }
        known.looked = Some(now);
        let keys = Arc::new(self.fetch_keys(&metadata).await?);
        known.document = Some((metadata, Arc::clone(&keys), now));
        keys.find(kid, algorithm).ok_or_else(|| Distrust::Key.into())
    }

    async fn refresh(&self, known: &mut Known) -> Result<(Arc<Metadata>, Arc<Keys>), ProviderFault> {
        let now = self.clock.now();
        let held =
            known.document.as_ref().map(|(metadata, keys, at)| (Arc::clone(metadata), Arc::clone(keys), *at));
        if let Some((metadata, keys, at)) = &held
            && now < *at + FRESH
        {
            return Ok((Arc::clone(metadata), Arc::clone(keys)));
        }
        let usable = held.filter(|(_, _, at)| now < *at + USABLE).map(|(metadata, keys, _)| (metadata, keys));
        if let Some((fault, at)) = known.failed
            && now < at + PAUSE
        {
            return usable.ok_or(fault);
        }
        match self.fetch().await {
            Ok((metadata, keys)) => {
                let (metadata, keys) = (Arc::new(metadata), Arc::new(keys));
                *known = Known {
                    document: Some((Arc::clone(&metadata), Arc::clone(&keys), now)),
                    ..Known::default()
                };
                Ok((metadata, keys))
            }
            Err(fault) => {
                tracing::warn!(provider = %self.settings.name, %fault, "an identity provider's document was not fetched");
                known.failed = Some((fault, self.clock.now()));
                usable.ok_or(fault)
            }
        }
    }

    async fn fetch(&self) -> Result<(Metadata, Keys), ProviderFault> {
        let reply = self.http.get(&self.settings.discovery_url, None).await?;
        let metadata = Metadata::read(&success(reply)?.body, &self.settings)?;
        let keys = self.fetch_keys(&metadata).await?;
        Ok((metadata, keys))
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<Keys, ProviderFault> {
        let reply = self.http.get(&metadata.jwks_uri, None).await?;
        Keys::read(&success(reply)?.body)
    }
}

pub(super) fn success(reply: Reply) -> Result<Reply, ProviderFault> {
    if reply.status == 200 { Ok(reply) } else { Err(ProviderFault::Status(reply.status)) }
}
