use secrecy::{ExposeSecret, SecretString};

use super::{Provider, ProviderFault, authorization::with_query};

/// Longest ID token that goes into an address: browsers and what stands before servers take no longer ones for sure.
const LONGEST_HINT: usize = 6_000;

impl Provider {
    /// Where the browser goes to end the person's session at the provider too (OpenID Connect RP-Initiated Logout 1.0), and
    /// from where it comes back to an address that is registered there. None where the provider has no such place.
    ///
    /// The address holds the ID token, so it goes into a redirect and nowhere else.
    ///
    /// # Errors
    /// [`ProviderFault`], which may pass: the provider's document cannot be read.
    pub async fn end_session_url(
        &self,
        id_token_hint: Option<&SecretString>,
        post_logout_redirect_uri: &str,
        state: &SecretString,
    ) -> Result<Option<SecretString>, ProviderFault> {
        let metadata = self.metadata().await?;
        let Some(endpoint) = &metadata.end_session_endpoint else { return Ok(None) };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", post_logout_redirect_uri)
            .append_pair("state", state.expose_secret());
        // Without the hint the provider asks the person.
        if let Some(hint) = id_token_hint.filter(|hint| hint.expose_secret().len() <= LONGEST_HINT) {
            query.append_pair("id_token_hint", hint.expose_secret());
        }
        Ok(Some(with_query(endpoint, &query.finish()).into()))
    }
}
