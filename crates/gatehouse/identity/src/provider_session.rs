use kernel::{Private, SessionId};
use vault::Purpose;
use zeroize::Zeroizing;

use crate::{Error, Identity, oidc::AtProvider};

const DOMAIN: &str = "identity.provider-session";
const SUBJECT: &str = "identity.session-subject";
const SESSION: &str = "identity.session-provider";

/// What an identity provider keeps running beside a session of ours: by it the provider is asked again, told of the end,
/// and tells us of the end.
#[derive(Debug, Clone)]
pub struct ProviderSession {
    /// The name of the provider in our settings.
    pub provider: String,
    /// What is kept of the log-in there.
    pub at_provider: AtProvider,
}

/// What is stored of it: tags, and the whole sealed.
pub(crate) struct KeptOfProvider {
    pub(crate) subject: [u8; 32],
    pub(crate) session: Option<[u8; 32]>,
    pub(crate) sealed: Vec<u8>,
}

impl Identity {
    pub(crate) fn kept_of_provider(
        &self,
        session: SessionId,
        running: &ProviderSession,
    ) -> Result<KeptOfProvider, Error> {
        let tag = |domain, text: &Private<String>| -> Result<[u8; 32], Error> {
            // The key in force comes first; sessions are gone before a key is.
            let first = self.vault.blind(domain, &parts(&running.provider, text))?.into_iter().next();
            first.map(|tag| tag.bytes).ok_or(Error::Signing)
        };
        Ok(KeptOfProvider {
            subject: tag(SUBJECT, &running.at_provider.subject)?,
            session: running.at_provider.session.as_ref().map(|name| tag(SESSION, name)).transpose()?,
            sealed: self.seal_at_provider(session, &running.at_provider)?,
        })
    }

    /// The tags under every live key by which the sessions of a person at a provider are found.
    pub(crate) fn tags_of_subject(
        &self,
        provider: &str,
        subject: &Private<String>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        self.tags(SUBJECT, provider, subject)
    }

    /// The tags under every live key by which what came of one session of a provider's is found.
    pub(crate) fn tags_of_session(
        &self,
        provider: &str,
        session: &Private<String>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        self.tags(SESSION, provider, session)
    }

    fn tags(
        &self,
        domain: &'static str,
        provider: &str,
        text: &Private<String>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let tags = self.vault.blind(domain, &parts(provider, text))?;
        Ok(tags.into_iter().map(|tag| tag.bytes.to_vec()).collect())
    }

    /// Seals what is kept of a log-in for the row of its session.
    pub(crate) fn seal_at_provider(
        &self,
        session: SessionId,
        at_provider: &AtProvider,
    ) -> Result<Vec<u8>, Error> {
        let plain = Zeroizing::new(serde_json::to_vec(at_provider).map_err(|_| unreadable())?);
        let id = session.uuid();
        let place: [&[u8]; 1] = [id.as_bytes().as_slice()];
        Ok(self.vault.service(Purpose::Codes).seal(DOMAIN, &place, &plain)?)
    }

    /// Opens what [`Identity::seal_at_provider`] sealed.
    pub(crate) fn open_at_provider(&self, session: SessionId, sealed: &[u8]) -> Result<AtProvider, Error> {
        let id = session.uuid();
        let place: [&[u8]; 1] = [id.as_bytes().as_slice()];
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| unreadable())
    }
}

fn parts<'a>(provider: &'a str, text: &'a Private<String>) -> [&'a [u8]; 2] {
    [provider.as_bytes(), text.reveal().as_bytes()]
}

fn unreadable() -> Error {
    let what = "what is kept of a provider has an unknown shape";
    Error::Database(database::Error::Row { table: "identity.session", what })
}
