use secrecy::SecretString;
use thiserror::Error;

use super::{
    ActiveToken, AtProvider, Distrust, Introspected, Proven, Provider, ProviderFault, ProviderKind,
    assurance::assurance,
};

/// Who an access token that somebody showed is about.
#[derive(Debug, Clone)]
pub struct Presented {
    /// Who, and how surely. There is no ID token and no refresh token in it: both are the other client's.
    pub proven: Proven,
    /// What the provider says of the token: whose it is, when it ends, and which certificate it is bound to.
    pub token: ActiveToken,
    /// Whether it was made for our own client. The provider tells us when a session ends that we have a part in, and of no
    /// other.
    pub is_ours: bool,
}

/// Why an access token shows nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenFault {
    /// It does not count, or counts no more.
    #[error("the access token does not count at the provider")]
    NotActive,
    /// It was made for a client whose tokens are not taken.
    #[error("the access token was made for a client whose tokens are not taken")]
    OtherClient,
    /// The provider does not know professionals.
    #[error("the provider knows no professionals")]
    NoProfessional,
    /// The provider cannot be asked, or what it answers does not hold.
    #[error(transparent)]
    Provider(#[from] ProviderFault),
}

impl From<Distrust> for TokenFault {
    fn from(why: Distrust) -> Self {
        ProviderFault::Untrusted(why).into()
    }
}

impl TokenFault {
    /// Whether it may pass: the same token may be shown again in a moment.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Provider(fault) if fault.may_pass())
    }
}

impl Provider {
    /// The professional whom an access token of other software is about: the token counts at the provider, was made for us
    /// or for a client that the operator named, and userinfo read with it is about the same subject.
    ///
    /// Whether whoever shows it has the certificate that it is bound to is for the caller to say.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub async fn professional_of_token(&self, access_token: &SecretString) -> Result<Presented, TokenFault> {
        if self.settings.kind != ProviderKind::Professional {
            return Err(TokenFault::NoProfessional);
        }
        let Introspected::Active(token) = self.introspect(access_token).await? else {
            return Err(TokenFault::NotActive);
        };
        let ours = token.client == self.settings.client_id;
        if !ours && !self.settings.exchange_clients.allows(&token.client) {
            return Err(TokenFault::OtherClient);
        }
        let assurance = assurance(&self.settings, token.acr.as_deref()).ok_or(Distrust::Assurance)?;
        let metadata = self.metadata().await?;
        let person = self.person(&metadata, access_token, token.subject.reveal()).await;
        let person = person.map_err(|fault| match fault {
            // It ended between the two questions, or is no access token.
            ProviderFault::Status(401 | 403) => TokenFault::NotActive,
            other => other.into(),
        })?;
        let at_provider = AtProvider {
            subject: token.subject.clone(),
            session: token.session.clone(),
            authenticated_at: token.authenticated_at,
            acr: token.acr.clone(),
            id_token: None,
            refresh_token: None,
            refresh_until: None,
        };
        Ok(Presented { proven: Proven { assurance, person, at_provider }, token, is_ours: ours })
    }
}
