use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};

use super::{
    AtProvider, Distrust, Proven, Provider, ProviderFault,
    assurance::assurance,
    grant::{Refused, Tokens},
    metadata::Metadata,
    token::IdClaims,
};

/// What the browser brought back, with what the attempt kept for it.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The code.
    pub code: &'a SecretString,
    /// The issuer that the answer names, if it names one (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Where the provider sent the browser back to.
    pub redirect_uri: &'a str,
    /// The attempt's nonce.
    pub nonce: &'a SecretString,
    /// The attempt's PKCE verifier.
    pub verifier: &'a SecretString,
    /// How long ago the person may have proven who they are, where the attempt asked for that to be done anew.
    pub max_age: Option<TimeDelta>,
}

impl Provider {
    /// Exchanges a code for tokens, checks them, reads userinfo, and gives who was proven.
    ///
    /// # Errors
    /// [`ProviderFault`]: it cannot be reached, does not take the code, or an answer does not hold.
    pub async fn redeem(&self, answered: &Answered<'_>) -> Result<Proven, ProviderFault> {
        let metadata = self.metadata().await?;
        let named = answered.issuer;
        // Where answers name their issuer, one that does not is somebody else's.
        let missing = named.is_none() && metadata.authorization_response_iss_parameter_supported;
        if missing || named.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(Distrust::Issuer.into());
        }
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", answered.code.expose_secret()),
            ("redirect_uri", answered.redirect_uri),
            ("code_verifier", answered.verifier.expose_secret()),
        ];
        let tokens = self.grant(&metadata, &fields).await?.map_err(|refused| match refused {
            Refused::Grant => ProviderFault::CodeRefused,
            _ => ProviderFault::Status(400),
        })?;
        let claims = self.first_id_token(&tokens, Some(answered.nonce)).await?;
        if let Some(age) = answered.max_age {
            self.proven_within(age, &claims)?;
        }
        self.proven(&metadata, &claims, &tokens).await
    }

    /// Checks the ID token that a log-in must have given.
    pub(super) async fn first_id_token(
        &self,
        tokens: &Tokens,
        nonce: Option<&SecretString>,
    ) -> Result<IdClaims, ProviderFault> {
        let token =
            tokens.id_token.as_ref().ok_or(ProviderFault::Unreadable("its tokens have no ID token"))?;
        self.id_token(token, nonce, &tokens.access_token).await
    }

    /// Who was proven by checked claims.
    pub(super) async fn proven(
        &self,
        metadata: &Metadata,
        claims: &IdClaims,
        tokens: &Tokens,
    ) -> Result<Proven, ProviderFault> {
        let assurance = assurance(&self.settings, claims.acr.as_deref()).ok_or(Distrust::Assurance)?;
        let person = self.person(metadata, &tokens.access_token, &claims.sub).await?;
        Ok(Proven { assurance, person, at_provider: AtProvider::of(claims, tokens) })
    }
}
