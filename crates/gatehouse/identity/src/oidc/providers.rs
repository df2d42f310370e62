use std::sync::Arc;

use kernel::Clock;

use super::{Provider, ProviderFault, ProviderSettings, http::Http};

/// Every identity provider that people may log in through.
#[derive(Clone, Default)]
pub struct Providers(Arc<Vec<Provider>>);

impl Providers {
    /// The providers of these settings, in their order.
    ///
    /// # Errors
    /// When one speaks TLS and the system has no certificates to check it by.
    pub fn new(settings: Vec<ProviderSettings>, clock: &Arc<dyn Clock>) -> Result<Self, ProviderFault> {
        let provider = |settings: ProviderSettings| {
            let http = Http::new(settings.issuer.starts_with("https://"))?;
            Ok(Provider::new(settings, http, Arc::clone(clock)))
        };
        settings.into_iter().map(provider).collect::<Result<_, _>>().map(|all| Self(Arc::new(all)))
    }

    /// The provider of this name.
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.settings().name == name)
    }

    /// Every provider, in the order of the settings.
    pub fn all(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.0.iter().map(Provider::settings)
    }
}
