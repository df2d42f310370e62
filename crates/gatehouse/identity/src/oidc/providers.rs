use std::sync::Arc;

use kernel::Clock;
use secrecy::SecretString;

use super::{Provider, ProviderFault, ProviderSettings, http::Http};

/// Every identity provider that people may log in through: none, until some are added with their secrets.
#[derive(Clone, Default)]
pub struct Providers(Arc<[Arc<Provider>]>);

impl Providers {
    /// These, and after them those of these settings and client secrets.
    ///
    /// # Errors
    /// When one speaks TLS and the system has no certificates to check it by.
    pub fn and(
        &self,
        more: Vec<(ProviderSettings, SecretString)>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, ProviderFault> {
        let provider = |(settings, secret): (ProviderSettings, SecretString)| {
            let http = Http::new(settings.issuer.starts_with("https://"))?;
            Ok(Arc::new(Provider::new(settings, secret, http, Arc::clone(clock))))
        };
        let known = self.0.iter().cloned().map(Ok);
        known.chain(more.into_iter().map(provider)).collect::<Result<_, _>>().map(Self)
    }

    /// The provider of this name.
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.all().find(|provider| provider.settings().name == name)
    }

    /// Every provider, in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter().map(AsRef::as_ref)
    }
}
