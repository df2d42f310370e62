use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};

use super::{Provider, ProviderFault};

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
    /// The person must prove who they are anew (`prompt=login`), at most this long ago when the answer comes; without it
    /// a session that the provider has with the browser will do. Whoever sets it sets it in [`super::Answered`] too.
    pub max_age: Option<TimeDelta>,
}

impl Provider {
    /// Where the browser goes to log in.
    ///
    /// # Errors
    /// [`ProviderFault`], which may pass.
    pub async fn authorization(&self, ask: &Ask<'_>) -> Result<SecretString, ProviderFault> {
        let metadata = self.metadata().await?;
        let settings = &self.settings;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", ask.redirect_uri)
            .append_pair("scope", &settings.scopes)
            .append_pair("acr_values", &settings.acr)
            .append_pair("state", ask.state.expose_secret())
            .append_pair("nonce", ask.nonce.expose_secret())
            .append_pair("code_challenge", ask.challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", ask.language);
        if let Some(age) = ask.max_age {
            query
                .append_pair("prompt", "login")
                .append_pair("max_age", &age.num_seconds().max(0).to_string());
        }
        Ok(with_query(&metadata.authorization_endpoint, &query.finish()).into())
    }
}

/// An address with a query, which it may have already.
pub(super) fn with_query(address: &str, query: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{query}")
}
