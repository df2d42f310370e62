use kernel::{Private, SessionId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use vault::Purpose;
use zeroize::Zeroizing;

use crate::{Error, Identity};

const DOMAIN: &str = "identity.provider-session";
const SUBJECT: &str = "identity.session-subject";
const SESSION: &str = "identity.session-provider";

/// What an identity provider keeps running beside a session of ours: by it the provider is asked again, told of the end,
/// and tells us of the end.
#[derive(Debug, Clone)]
pub struct ProviderSession {
    /// The name of the provider in our settings.
    pub provider: String,
    /// What it calls the person.
    pub subject: Private<String>,
    /// What it calls its own session (`sid`), where it says.
    pub session: Option<Private<String>>,
    /// Its ID token, to be shown at the log-out.
    pub id_token: Option<SecretString>,
    /// Its refresh token, to ask whether its session still runs.
    pub refresh_token: Option<SecretString>,
}

/// What is stored of it: tags, and the tokens sealed.
pub(crate) struct KeptOfProvider {
    pub(crate) subject: [u8; 32],
    pub(crate) session: Option<[u8; 32]>,
    pub(crate) sealed: Vec<u8>,
}

/// The tokens of a provider as they lie in the row of a session.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    id_token: Option<Private<String>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    refresh_token: Option<Private<String>>,
}

/// The tokens of a provider, opened.
#[derive(Debug, Default)]
pub struct ProviderTokens {
    /// Its ID token.
    pub id_token: Option<SecretString>,
    /// Its refresh token.
    pub refresh_token: Option<SecretString>,
}

impl Identity {
    pub(crate) fn kept_of_provider(
        &self,
        session: SessionId,
        running: &ProviderSession,
    ) -> Result<KeptOfProvider, Error> {
        let tag = |domain, text: &Private<String>| -> Result<[u8; 32], Error> {
            let parts: [&[u8]; 2] = [running.provider.as_bytes(), text.reveal().as_bytes()];
            // The key in force comes first; sessions are gone before a key is.
            let first = self.vault.blind(domain, &parts)?.into_iter().next();
            first.map(|tag| tag.bytes).ok_or(Error::Signing)
        };
        Ok(KeptOfProvider {
            subject: tag(SUBJECT, &running.subject)?,
            session: running.session.as_ref().map(|name| tag(SESSION, name)).transpose()?,
            sealed: self.seal_provider_tokens(
                session,
                running.id_token.as_ref(),
                running.refresh_token.as_ref(),
            )?,
        })
    }

    /// The tags under every live key by which sessions are found that a provider speaks of.
    pub(crate) fn tags_of_provider(
        &self,
        provider: &str,
        subject: Option<&Private<String>>,
        session: Option<&Private<String>>,
    ) -> Result<(Vec<Vec<u8>>, Vec<Vec<u8>>), Error> {
        let tags = |domain, text: Option<&Private<String>>| -> Result<Vec<Vec<u8>>, Error> {
            let Some(text) = text else { return Ok(Vec::new()) };
            let parts: [&[u8]; 2] = [provider.as_bytes(), text.reveal().as_bytes()];
            Ok(self.vault.blind(domain, &parts)?.into_iter().map(|tag| tag.bytes.to_vec()).collect())
        };
        Ok((tags(SUBJECT, subject)?, tags(SESSION, session)?))
    }

    /// Seals a provider's tokens for the row of a session.
    pub(crate) fn seal_provider_tokens(
        &self,
        session: SessionId,
        id_token: Option<&SecretString>,
        refresh_token: Option<&SecretString>,
    ) -> Result<Vec<u8>, Error> {
        let text = |secret: &SecretString| Private::from(secret.expose_secret());
        let written = Written { id_token: id_token.map(text), refresh_token: refresh_token.map(text) };
        let plain = Zeroizing::new(serde_json::to_vec(&written).map_err(|_| unreadable())?);
        let id = session.uuid();
        let place: [&[u8]; 1] = [id.as_bytes().as_slice()];
        Ok(self.vault.service(Purpose::Codes).seal(DOMAIN, &place, &plain)?)
    }

    /// Opens what [`Identity::seal_provider_tokens`] sealed.
    pub(crate) fn open_provider_tokens(
        &self,
        session: SessionId,
        sealed: &[u8],
    ) -> Result<ProviderTokens, Error> {
        let id = session.uuid();
        let place: [&[u8]; 1] = [id.as_bytes().as_slice()];
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &place, sealed)?;
        let written: Written = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let secret = |text: Private<String>| SecretString::from(text.reveal().as_str());
        Ok(ProviderTokens {
            id_token: written.id_token.map(secret),
            refresh_token: written.refresh_token.map(secret),
        })
    }
}

fn unreadable() -> Error {
    let what = "the tokens of a provider have an unknown shape";
    Error::Database(database::Error::Row { table: "identity.session", what })
}
