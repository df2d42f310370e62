use std::sync::Arc;

use kernel::Clock;

use super::{Provider, ProviderAccess, ProviderFault, ProviderSettings};

/// Every identity provider that people may log in through: none, until some are added with what shows us to them.
#[derive(Clone, Default)]
pub struct Providers(Arc<[Arc<Provider>]>);

impl Providers {
    /// These, and after them those of these settings, each with what shows that we are its client.
    ///
    /// # Errors
    /// When one speaks TLS and the system has no certificates to check it by, or a certificate or key cannot be used.
    pub fn and(
        &self,
        more: Vec<(ProviderSettings, ProviderAccess)>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, ProviderFault> {
        let provider = |(settings, access): (ProviderSettings, ProviderAccess)| {
            Provider::new(settings, access, Arc::clone(clock)).map(Arc::new)
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
