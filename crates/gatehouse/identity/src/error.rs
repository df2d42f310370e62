use std::time::Duration;

use kernel::{ErrorKind, InsFault, PersonId};
use thiserror::Error;

use crate::{
    MediationFault, ProposalFault, TraitFault,
    account::{AccountFault, PasswordFault},
    client::NotClient,
};

/// What can go wrong with identities and sessions. No variant holds a name, a trait, a number or a token.
#[derive(Debug, Error)]
pub enum Error {
    /// The call is nobody's. The sentence is the same for every cause; the cause is for the log.
    #[error("no session counts for this call")]
    Unauthenticated(Unrecognised),
    /// The number or the traits are those of another record; nothing says which, nor of whom.
    #[error("an identity like this one stands in another record")]
    IdentityTaken,
    /// The number is no INS, or a production number with a wrong key.
    #[error(transparent)]
    Ins(#[from] InsFault),
    /// A trait that cannot be one.
    #[error(transparent)]
    Trait(#[from] TraitFault),
    /// A session was asked for somebody or something that cannot have it.
    #[error("no session can be opened: {0}")]
    NoSession(&'static str),
    /// Somebody was proven by a provider and is not let in.
    #[error("the log-in is not let in: {0}")]
    NotAdmitted(#[from] NotAdmitted),
    /// Whoever asks for a token is not taken for client software.
    #[error("the caller is not taken for client software: {0}")]
    NotClient(#[from] NotClient),
    /// Client software gets no token for what it brings.
    #[error("no token is granted: {0}")]
    NotGranted(#[from] NotGranted),
    /// Patients were looked up too often.
    #[error("patients were looked up too often")]
    TooManyLookups(LookupsOver),
    /// Codes of holders that were wrong were tried too often; how long whoever tries has to wait.
    #[error("too many codes were tried")]
    TooManyCodes(Duration),
    /// No session of a mediator and a citizen together is begun.
    #[error(transparent)]
    Mediation(#[from] MediationFault),
    /// Nothing is done with a proposal.
    #[error(transparent)]
    Proposal(#[from] ProposalFault),
    /// The record went into another one, and its identity with it.
    #[error("this record went into another record; what is said of its person is said there")]
    WentIntoAnother,
    /// Nothing of that kind bears this id.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// What was refused by consent, or found absent under its permit.
    #[error(transparent)]
    Consent(#[from] consent::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A token could not be signed.
    #[error("a token could not be signed")]
    Signing,
    /// Something is not done with an account.
    #[error(transparent)]
    Account(#[from] AccountFault),
    /// A password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// No turn came to hash a password.
    #[error("no turn came to hash a password")]
    Busy,
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Hashing,
    /// The list of passwords that became known cannot be read.
    #[error("the list of passwords that became known cannot be read: {0}")]
    Breached(std::io::ErrorKind),
    /// A passkey could not be asked for.
    #[error("a passkey could not be asked for")]
    Passkeys,
    /// A link for a mail could not be made.
    #[error("a link for a mail could not be made")]
    Link,
    /// Nobody is invited to run the service.
    #[error(transparent)]
    Invitation(#[from] InvitationFault),
    /// The outbox's.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
}

/// Why nobody is invited to run the service; told to the operator alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvitationFault {
    /// An account has this address: whoever runs the service has one of their own.
    #[error("an account has this address already; take another one, or invite its admin again")]
    AddressTaken,
    /// Somebody else was invited to this address and has not come yet: one address is one admin.
    #[error(
        "an invitation to this address is open, for {0}: `carnet admin invite --again {0} --email <address>` sends it again; \
         its roles and its name count, and `carnet admin roles {0} --role <role>` gives others"
    )]
    Open(PersonId),
    /// There is no account whose address is known.
    #[error("the admin has no account yet: say where the link goes")]
    AddressNeeded,
    /// The account has another one.
    #[error("the admin has an account with another address; the link goes there, so leave the address out")]
    OtherAddress,
}

/// Whose look-ups of this hour are spent, and how long the next hour is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupsOver {
    /// `person`, `organisation` or `network`.
    pub of: &'static str,
    /// Until the next hour.
    pub wait: Duration,
}

/// Why a call is nobody's: for the log, never for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Unrecognised {
    /// Not a token of the right shape.
    #[error("the token cannot be read")]
    Malformed,
    /// Signed in another way than this house signs.
    #[error("the token is not signed by ES256")]
    Algorithm,
    /// A key that this house does not have, or has no more.
    #[error("the token's key is unknown")]
    Key,
    /// The signature does not hold.
    #[error("the token's signature does not hold")]
    Signature,
    /// Made by somebody else, or for another audience.
    #[error("the token is not for this service")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is from the future")]
    Early,
    /// No such session.
    #[error("there is no such session")]
    NoSession,
    /// The token names another person than its session.
    #[error("the session is another person's")]
    OtherPerson,
    /// The token names another capacity than its session.
    #[error("the session is of another capacity")]
    OtherCapacity,
    /// The session was ended.
    #[error("the session was ended")]
    Revoked,
    /// The session is over.
    #[error("the session is over")]
    Over,
    /// Nothing was done in it for too long.
    #[error("the session lay idle for too long")]
    Idle,
    /// The citizen's account is not active.
    #[error("the account is not active")]
    Account,
    /// The situation of practice has ended.
    #[error("the situation of practice has ended")]
    Situation,
    /// The client software is no longer listed.
    #[error("the client software is not listed")]
    Software,
}

/// Why somebody whom a provider has proven, or who says so, gets no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum NotAdmitted {
    /// There is no such attempt in this browser: it is over, was used, was begun elsewhere or with another provider.
    #[error("the attempt is over or is not this browser's")]
    AttemptOver,
    /// No citizen, or not exactly one, has this identity; also when the account is not active. It is one answer.
    #[error("the identity leads to no account")]
    NoAccount,
    /// The professional may not practise.
    #[error("the professional is not in good standing")]
    NotInGoodStanding,
    /// The provider lists no profession that this house knows.
    #[error("the profession is not known here")]
    UnknownProfession,
    /// The provider lists practice as a student alone, for whom there are no rights here yet.
    #[error("the professional is a student")]
    NotQualified,
    /// The provider lists no situation of practice that goes on.
    #[error("there is no situation of practice")]
    NoSituation,
}

/// Why client software gets no token for what it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum NotGranted {
    /// The access token of the provider was exchanged before.
    #[error("the token was exchanged before")]
    Exchanged,
    /// The person logged in too long ago for a session to begin by it.
    #[error("the log-in is too long ago")]
    OldLogin,
    /// It was made for a client of the provider whose tokens this software may not bring.
    #[error("the token was made for another client")]
    OtherClient,
    /// It is bound to another certificate than the one that is shown.
    #[error("the token is bound to another certificate")]
    OtherCertificate,
    /// The organisation for which the software acts is not listed, or there is none.
    #[error("the software acts for no listed organisation")]
    Organisation,
    /// The refresh token is none that counts.
    #[error("the refresh token does not count")]
    Refresh,
    /// The refresh token had been used; its session is over now.
    #[error("the refresh token was used before, and its session was ended")]
    Reused,
    /// More is asked than the session was opened for.
    #[error("more is asked than was granted")]
    Scope,
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unauthenticated(_) => ErrorKind::Unauthenticated,
            Self::IdentityTaken | Self::NoSession(_) | Self::Invitation(_) | Self::WentIntoAnother => {
                ErrorKind::Conflict
            }
            Self::NotAdmitted(_) | Self::NotGranted(_) => ErrorKind::Forbidden,
            Self::NotClient(_) => ErrorKind::Unauthenticated,
            Self::Ins(_) | Self::Trait(_) => ErrorKind::Unprocessable,
            Self::TooManyLookups(_) | Self::TooManyCodes(_) => ErrorKind::TooMany,
            Self::Mediation(fault) => fault.kind(),
            Self::Proposal(fault) => fault.kind(),
            Self::Missing(_) => ErrorKind::NotFound,
            Self::Consent(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Database(error) => error.kind(),
            Self::Signing | Self::Hashing | Self::Breached(_) | Self::Link | Self::Passkeys => {
                ErrorKind::Internal
            }
            Self::Account(fault) => fault.kind(),
            Self::Password(_) => ErrorKind::Unprocessable,
            Self::Busy => ErrorKind::Overloaded,
            Self::Outbox(error) => error.kind(),
        }
    }
}

impl From<Unrecognised> for Error {
    fn from(cause: Unrecognised) -> Self {
        Self::Unauthenticated(cause)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl database::Failure for Error {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Database(error) => Some(error),
            Self::Consent(error) => error.database(),
            Self::Outbox(outbox::Error::Database(error)) => Some(error),
            _ => None,
        }
    }
}
