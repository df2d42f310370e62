use chrono::{DateTime, Utc};
use kernel::{AccountId, Id, Language, PersonId, Private};
use mail::Address;

/// Whose account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// A citizen's.
    Citizen,
    /// Of somebody who runs the service.
    Admin,
}

impl AccountKind {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Admin => "admin",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Citizen, Self::Admin].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// By what an account became substantial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RaisedBy {
    /// A log-in through a substantial provider.
    Provider,
    /// A mediator who saw a document of identity.
    Mediator,
    /// The invitation of an admin.
    Invitation,
}

impl RaisedBy {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Mediator => "mediator",
            Self::Invitation => "invitation",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Provider, Self::Mediator, Self::Invitation].into_iter().find(|by| by.as_str() == name)
    }
}

/// An account with a password of its own.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Whose it is.
    pub kind: AccountKind,
    /// The citizen or admin whom it belongs to; none while no record is bound to it.
    pub person: Option<PersonId>,
    /// The confirmed address.
    pub address: Address,
    /// The language of its mails.
    pub language: Language,
    /// When the password was chosen.
    pub password_at: DateTime<Utc>,
    /// When and by what it became substantial.
    pub raised: Option<(DateTime<Utc>, RaisedBy)>,
    /// Whether somebody may log in with it.
    pub active: bool,
}

impl Account {
    /// Whether a log-in with it needs a second factor: it leads to a record, or to the running of the service.
    pub fn needs_factor(&self) -> bool {
        self.person.is_some()
    }
}

/// Names a second factor.
pub type FactorId = Id<SecondFactor>;

/// What a second factor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactorKind {
    /// An application that shows codes.
    Totp,
    /// A passkey or security key.
    Passkey,
}

impl FactorKind {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Totp, Self::Passkey].into_iter().find(|kind| kind.as_str() == name)
    }

    pub(crate) fn in_mails(self) -> mail::Factor {
        match self {
            Self::Totp => mail::Factor::CodeApplication,
            Self::Passkey => mail::Factor::SecurityKey,
        }
    }
}

/// A second factor as its owner sees it.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// Its id.
    pub id: FactorId,
    /// What it is.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: Private<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was shown last.
    pub last_used_at: Option<DateTime<Utc>>,
}
