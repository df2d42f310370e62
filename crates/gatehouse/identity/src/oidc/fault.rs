use thiserror::Error;

/// Why a provider did not let somebody in. No variant holds anything that a provider or a browser sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProviderFault {
    /// It cannot be reached.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// It did not answer in time.
    #[error("the provider did not answer in time")]
    Slow,
    /// Its answer is longer than any that is taken.
    #[error("the provider's answer is too long")]
    TooLong,
    /// It answered by a status that says no or failed.
    #[error("the provider answered {0}")]
    Status(u16),
    /// What shows us to it, or whom we take to vouch for it, cannot be used.
    #[error("{0}")]
    Access(&'static str),
    /// It has no place for what was wanted.
    #[error("the provider does not offer {0}")]
    NotOffered(&'static str),
    /// Its document or its keys cannot be used.
    #[error("the provider's document cannot be used: {0}")]
    Document(&'static str),
    /// Its answer cannot be read.
    #[error("the provider's answer cannot be read: {0}")]
    Unreadable(&'static str),
    /// It does not take the code.
    #[error("the provider does not take the code")]
    CodeRefused,
    /// It does not take our credentials.
    #[error("the provider does not take this client")]
    ClientRefused,
    /// What it answered does not hold.
    #[error("the provider's answer does not hold: {0}")]
    Untrusted(#[from] Distrust),
}

/// Which check an answer did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Distrust {
    /// The browser brought neither a code nor an error.
    #[error("it holds neither a code nor an error")]
    NoCode,
    /// Not a signed token of the right shape.
    #[error("a token cannot be read")]
    Malformed,
    /// Not ES256 or RS256; `none` is among them.
    #[error("a token is signed in a way that is not taken")]
    Algorithm,
    /// No key of the provider has this id.
    #[error("a token's key is not one of the provider's")]
    Key,
    /// Not signed by that key.
    #[error("a token's signature does not hold")]
    Signature,
    /// A different issuer.
    #[error("a token is of a different issuer")]
    Issuer,
    /// Made for another client.
    #[error("a token is for another client")]
    Audience,
    /// Its time is over.
    #[error("a token has expired")]
    Expired,
    /// It is from the future.
    #[error("a token is from the future")]
    Early,
    /// It was made before this log-in can have begun.
    #[error("a token is stale")]
    Stale,
    /// It is a token for something else.
    #[error("a token is of another kind than the one wanted")]
    Kind,
    /// The person did not prove anew who they are, or nothing says when.
    #[error("the person did not log in anew")]
    OldLogin,
    /// It is about another session of the person.
    #[error("a token is of another session")]
    Session,
    /// It answers another question than ours.
    #[error("a token has another nonce")]
    Nonce,
    /// It goes with another access token.
    #[error("a token goes with another access token")]
    AccessToken,
    /// Userinfo is about somebody else than the ID token.
    #[error("userinfo is about another subject")]
    Subject,
    /// The level of assurance is missing, unknown or lower than asked for.
    #[error("the level of assurance is not enough")]
    Assurance,
    /// What identifies the person is missing or contradicts itself.
    #[error("the identity given is not whole")]
    Identity,
}

impl ProviderFault {
    /// Whether it may pass: the visitor can try again, or take another way in.
    pub fn may_pass(self) -> bool {
        !matches!(self, Self::CodeRefused | Self::Untrusted(_))
    }
}
