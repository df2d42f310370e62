use chrono::TimeDelta;
use kernel::ErrorKind;
use thiserror::Error;

/// Why something is not done with an account. No variant says whether an address is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccountFault {
    /// Address and password do not go together, or there is no such account. It is one answer.
    #[error("the address and the password do not go together")]
    NotTogether,
    /// The code or the passkey does not count.
    #[error("the second factor does not count")]
    WrongFactor,
    /// Too many tries; how long to wait.
    #[error("too many tries")]
    TooOften(TimeDelta),
    /// The link was used, is too old or was never sent.
    #[error("the link works no more")]
    LinkOver,
    /// What was under way in this browser is over.
    #[error("what was under way is over")]
    StepOver,
    /// The session was begun without an account of this kind.
    #[error("the session has no account with a password")]
    NoAccount,
    /// A second factor has to be shown first.
    #[error("a second factor has to be shown first")]
    FactorNeeded,
    /// The first factor of an account that is substantial is added in a session that is.
    #[error("the session is not sure enough to add the first factor")]
    NotSureEnough,
    /// The last factor of an account that needs one.
    #[error("the last second factor cannot be taken away")]
    LastFactor,
    /// So many factors are enough.
    #[error("the account has as many second factors as it may")]
    TooManyFactors,
    /// The account belongs to somebody else, or the person has another account.
    #[error("the account and the person do not go together")]
    OtherPerson,
    /// The account is verified already.
    #[error("the account is verified already")]
    RaisedAlready,
    /// A mediator and a citizen together do nothing with an account but have it verified.
    #[error("this is done alone, without a mediator")]
    NotTogetherWithMediator,
    /// Nothing of the kind runs.
    #[error("there is nothing to stop")]
    NothingRuns,
}

impl AccountFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::NotTogether | Self::WrongFactor => ErrorKind::Unprocessable,
            Self::TooOften(_) => ErrorKind::TooMany,
            Self::LinkOver | Self::StepOver => ErrorKind::NotFound,
            Self::FactorNeeded => ErrorKind::StepUp,
            Self::NoAccount | Self::NotSureEnough | Self::NotTogetherWithMediator => ErrorKind::Forbidden,
            Self::LastFactor
            | Self::TooManyFactors
            | Self::OtherPerson
            | Self::RaisedAlready
            | Self::NothingRuns => ErrorKind::Conflict,
        }
    }
}
