use std::{future::Future, sync::Arc};

use jsonwebtoken::{Algorithm, DecodingKey};
use kernel::Clock;

use super::{
    ClientCredential, Distrust, ProviderAccess, ProviderFault, ProviderSettings,
    cached::Cached,
    client::Credential,
    http::{Http, Reply},
    metadata::{Keys, Metadata},
};

/// One identity provider, with its document and its keys in memory.
pub struct Provider {
    pub(super) settings: ProviderSettings,
    pub(super) credential: Credential,
    pub(super) http: Http,
    pub(super) clock: Arc<dyn Clock>,
    metadata: Cached<Metadata>,
    keys: Cached<Keys>,
}

impl Provider {
    pub(super) fn new(
        settings: ProviderSettings,
        access: ProviderAccess,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ProviderFault> {
        let http = Http::new(settings.issuer.starts_with("https://"), &access)?;
        let credential = match access.credential {
            ClientCredential::Secret(secret) => Credential::Secret(secret),
            ClientCredential::Certificate { .. } => Credential::Certificate,
        };
        let (metadata, keys) = (Cached::new(Arc::clone(&clock)), Cached::new(Arc::clone(&clock)));
        Ok(Self { settings, credential, http, clock, metadata, keys })
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

    /// The provider's document, from memory where it is fresh.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, ProviderFault> {
        let fetch = async {
            let reply = self.http.get(&self.settings.discovery_url, None).await?;
            let certified = matches!(self.credential, Credential::Certificate);
            Metadata::read(&success(reply)?.body, &self.settings, certified)
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
