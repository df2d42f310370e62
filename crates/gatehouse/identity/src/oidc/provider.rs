use std::{future::Future, sync::Arc};

use jsonwebtoken::{Algorithm, DecodingKey};
use kernel::Clock;
use secrecy::{ExposeSecret, SecretString};

use super::{
    Distrust, ProviderFault, ProviderSettings,
    cached::Cached,
    http::{Http, Reply},
    metadata::{Keys, Metadata},
};

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
    pub(super) client_secret: SecretString,
    pub(super) http: Http,
    pub(super) clock: Arc<dyn Clock>,
    metadata: Cached<Metadata>,
    keys: Cached<Keys>,
}

impl Provider {
    pub(super) fn new(
        settings: ProviderSettings,
        client_secret: SecretString,
        http: Http,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (metadata, keys) = (Cached::new(Arc::clone(&clock)), Cached::new(Arc::clone(&clock)));
        Self { settings, client_secret, http, clock, metadata, keys }
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
        let metadata = self.metadata().await?;
        self.keys(&metadata).await.map(drop)
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
        let fetch = async {
            let reply = self.http.get(&self.settings.discovery_url, None).await?;
            Metadata::read(&success(reply)?.body, &self.settings)
        };
        self.metadata.get(self.telling("document", fetch)).await
    }

    /// The key that signed a token. A key that is not known may be a new one: the keys are then fetched again, but once
    /// in some seconds at most, so that invented ids do not become requests.
    pub(super) async fn key(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<DecodingKey, ProviderFault> {
        let metadata = self.metadata().await?;
        let keys = self.keys(&metadata).await?;
        if let Some(key) = keys.find(kid, algorithm) {
            return Ok(key);
        }
        let newer = self.keys.newer(keys, self.fetch_keys(&metadata)).await?;
        newer.find(kid, algorithm).ok_or_else(|| Distrust::Key.into())
    }

    async fn keys(&self, metadata: &Metadata) -> Result<Arc<Keys>, ProviderFault> {
        self.keys.get(self.fetch_keys(metadata)).await
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<Keys, ProviderFault> {
        let fetch = async {
            let reply = self.http.get(&metadata.jwks_uri, None).await?;
            Keys::read(&success(reply)?.body)
        };
        self.telling("keys", fetch).await
    }

    /// Tells the operator where a fetch fails.
    async fn telling<T>(
        &self,
        what: &'static str,
        fetch: impl Future<Output = Result<T, ProviderFault>>,
    ) -> Result<T, ProviderFault> {
        let provider = &self.settings.name;
        fetch.await.inspect_err(|fault| {
            tracing::warn!(%provider, %fault, "the {what} of an identity provider could not be fetched");
        })
    }
}

pub(super) fn success(reply: Reply) -> Result<Reply, ProviderFault> {
    if reply.status == 200 { Ok(reply) } else { Err(ProviderFault::Status(reply.status)) }
}
