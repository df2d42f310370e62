use chrono::{DateTime, Utc};
use kernel::SoftwareId;
use thiserror::Error;

use super::{AssertionFault, ClientKey, ShownCertificate, Thumbprint};
use crate::{Scopes, Software};

/// What is registered of client software that may ask for tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The software: its product name, the organisation that it may act for, whether it may call.
    pub software: Software,
    /// Who makes it.
    pub publisher: String,
    /// Which version was registered.
    pub version: String,
    /// How it shows that it is itself. It never has a secret.
    pub auth: ClientAuth,
    /// What its tokens may be good for.
    pub scopes: Scopes,
    /// How it may ask for tokens.
    pub grants: Vec<GrantType>,
    /// Clients of an identity provider whose access tokens it may bring; none means all that the provider's settings allow.
    pub provider_clients: Vec<String>,
    /// Calls in a minute.
    pub per_minute: u32,
    /// Since when.
    pub registered_at: DateTime<Utc>,
}

/// How software shows that it is itself.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientAuth {
    /// It signs by a private key of its own (`private_key_jwt`); these are the public ones.
    Keys(Vec<ClientKey>),
    /// It shows a certificate within TLS (`tls_client_auth`): one of these, or one in this name (RFC 4514).
    Certificate {
        /// SHA-256 of those that are taken.
        certificates: Vec<Thumbprint>,
        /// The name in those that are taken.
        subject: Option<String>,
    },
}

impl ClientAuth {
    /// Its name in metadata (RFC 7591).
    pub fn method(&self) -> &'static str {
        match self {
            Self::Keys(_) => "private_key_jwt",
            Self::Certificate { .. } => "tls_client_auth",
        }
    }
}

/// How software asks for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantType {
    /// For somebody who logged in at an identity provider, by that provider's access token (RFC 8693).
    TokenExchange,
    /// For an establishment, without a person.
    ClientCredentials,
    /// For somebody who is asked on their own card or telephone (CIBA).
    Backchannel,
}

impl GrantType {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::TokenExchange, Self::ClientCredentials, Self::Backchannel];

    /// Its name in requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::ClientCredentials => "client_credentials",
            Self::Backchannel => "urn:openid:params:grant-type:ciba",
        }
    }

    /// Its short name for an operator, and in the database.
    pub fn short(self) -> &'static str {
        match self {
            Self::TokenExchange => "token-exchange",
            Self::ClientCredentials => "client-credentials",
            Self::Backchannel => "ciba",
        }
    }

    /// The kind of that short name.
    pub fn parse(short: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.short() == short)
    }
}

/// What a caller shows to be taken for client software.
#[derive(Debug)]
pub enum ClientProof<'a> {
    /// A signed assertion (RFC 7523), and the client that it is said to be of, where that is said beside it.
    Assertion {
        /// The token.
        assertion: &'a secrecy::SecretString,
        /// `client_id`.
        said: Option<SoftwareId>,
    },
    /// The certificate of its connection (RFC 8705), and which client it says that it is.
    Certificate {
        /// The certificate.
        shown: &'a ShownCertificate,
        /// `client_id`.
        said: SoftwareId,
    },
}

/// Client software that has shown that it is itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// What is registered of it.
    pub registration: Registration,
    /// The certificate to which its tokens are bound, where it showed one.
    pub bound_to: Option<Thumbprint>,
}

impl Client {
    /// Its id.
    pub fn id(&self) -> SoftwareId {
        self.registration.software.id
    }

    /// Whether it may ask so.
    pub fn may(&self, grant: GrantType) -> bool {
        self.registration.grants.contains(&grant)
    }

    /// Terms of tokens with these scopes, if it may have them; with all that it may have where none are named.
    pub fn terms(&self, scopes: Option<Scopes>) -> Option<Terms> {
        let most = self.registration.scopes;
        let scopes = scopes.unwrap_or(most);
        (!scopes.is_empty() && scopes.are_within(most)).then_some(Terms {
            scopes,
            bound_to: self.bound_to,
            per_minute: self.registration.per_minute,
        })
    }
}

/// What limits the tokens of client software.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What they may be used for (`scope`).
    pub scopes: Scopes,
    /// SHA-256 of the certificate that whoever shows them must have (`cnf`).
    pub bound_to: Option<Thumbprint>,
    /// Calls in a minute, all tokens of the software together.
    pub per_minute: u32,
}

/// Why a caller is not taken for client software: for the log, never for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotClient {
    /// Nobody is registered under this id.
    #[error("there is no such client")]
    Unknown,
    /// It was registered and may call no more.
    #[error("the client is not listed")]
    NotListed,
    /// It is registered to show itself in another way.
    #[error("the client shows itself in another way than the one registered")]
    Method,
    /// Its certificate is not one of those registered.
    #[error("the certificate is not the client's")]
    Certificate,
    /// Its assertion does not hold.
    #[error("{0}")]
    Assertion(#[from] AssertionFault),
}
