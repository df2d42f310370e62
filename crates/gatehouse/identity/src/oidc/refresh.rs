use secrecy::{ExposeSecret, SecretString};

use super::{
    AtProvider, Distrust, Proven, Provider, ProviderFault,
    assurance::assurance,
    grant::{Refused, Tokens},
    metadata::Metadata,
};

/// What a provider says of a log-in that is asked after.
#[derive(Debug)]
pub enum Refreshed {
    /// It still counts; this is who was proven, read anew. What is held is replaced by its `at_provider`: the refresh
    /// token that was used may count no more.
    Alive(Box<Proven>),
    /// The provider ended it: the person logged out there, or its time is over.
    Ended,
    /// The provider could not say. The session stays, and is asked after again later.
    Unwell {
        /// What went wrong.
        fault: ProviderFault,
        /// What is held from now on, where the provider had already given newer tokens.
        newer: Option<Box<AtProvider>>,
    },
    /// What it answered does not hold: about somebody else, of another session, signed by nobody. No session should go
    /// on by it.
    Untrusted(Distrust),
    /// The provider gave no refresh token when the person logged in, so it cannot be asked.
    NoToken,
}

impl Provider {
    /// Asks whether a log-in still counts, and who it is about. Of two callers with one refresh token a provider may refuse
    /// the second, so whoever calls makes sure that there is one at a time for a session.
    pub async fn refresh(&self, held: &AtProvider) -> Refreshed {
        let Some(token) = &held.refresh_token else { return Refreshed::NoToken };
        let metadata = match self.metadata().await {
            Ok(metadata) => metadata,
            Err(fault) => return Refreshed::Unwell { fault, newer: None },
        };
        let tokens = match self.renew(&metadata, token).await {
            Ok(Ok(tokens)) => tokens,
            Ok(Err(Refused::Grant)) => return Refreshed::Ended,
            Ok(Err(_)) => return Refreshed::Unwell { fault: ProviderFault::Status(400), newer: None },
            Err(fault) => return Refreshed::Unwell { fault, newer: None },
        };
        match self.proven_again(&metadata, held, &tokens).await {
            Ok(proven) => Refreshed::Alive(Box::new(proven)),
            // Keys that could not be fetched in time are no fault of the answer.
            Err(ProviderFault::Untrusted(why)) if why != Distrust::Key => Refreshed::Untrusted(why),
            Err(fault) => Refreshed::Unwell { fault, newer: Some(Box::new(held.renewed(&tokens))) },
        }
    }

    async fn renew(
        &self,
        metadata: &Metadata,
        token: &SecretString,
    ) -> Result<Result<Tokens, Refused>, ProviderFault> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())];
        self.grant(metadata, &fields).await
    }

    /// A new ID token must be about the same person and session (OpenID Connect Core 1.0, 12.2). Without one what it would
    /// say is what was said before.
    async fn proven_again(
        &self,
        metadata: &Metadata,
        held: &AtProvider,
        tokens: &Tokens,
    ) -> Result<Proven, ProviderFault> {
        let mut at_provider = held.renewed(tokens);
        if let Some(token) = &tokens.id_token {
            let claims = self.id_token(token, None, &tokens.access_token).await?;
            if &claims.sub != held.subject.reveal() {
                return Err(Distrust::Subject.into());
            }
            let named = claims.session();
            if held.session.is_some() && named.is_some() && named != held.session {
                return Err(Distrust::Session.into());
            }
            // A later log-in of the same person elsewhere does not make this one fresher.
            at_provider.session = at_provider.session.or(named);
            at_provider.acr = claims.acr.or(at_provider.acr);
        }
        let assurance = assurance(&self.settings, at_provider.acr.as_deref()).ok_or(Distrust::Assurance)?;
        let person = self.person(metadata, &tokens.access_token, held.subject.reveal()).await?;
        Ok(Proven { assurance, person, at_provider })
    }
}
