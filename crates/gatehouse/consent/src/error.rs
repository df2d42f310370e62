use kernel::{DisputeId, ErrorKind};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    CarerFault, HeirFault, Language, MeasureFault, ProjectFault, Reason, Refusal, Sought, SpaceState,
    outer_reason,
};

/// What can come of asking.
#[derive(Debug, Error)]
pub enum Error {
    /// The rules refuse. The rule and the inner reason are in the journal.
    #[error("refused by rule {}", .0.rule)]
    Refused(Refusal),
    /// The thing is absent or hidden; nobody outside can tell which.
    #[error("absent or not visible")]
    Absent(Sought),
    /// The fetched row is not what the filter let through: a fault of the house, refused and raised.
    #[error("the row and the decision disagree")]
    Disagreement,
    /// What was asked breaks a rule of consent.
    #[error("{0}")]
    Unprocessable(String),
    /// The space is in another state than this change begins from.
    #[error("the record is {}; this change does not begin from there", .0.as_str())]
    NotInState(SpaceState),
    /// An erasure waits, and the record is not opened again as long as it does.
    #[error("an erasure of this record waits; take it back first")]
    ErasureWaits,
    /// No erasure waits.
    #[error("no erasure of this record waits")]
    NoErasure,
    /// A record that went into another one is erased with that one.
    #[error(
        "this record went into another one of yours; ask that that one be erased, and this one goes with it"
    )]
    WentInto,
    /// Whoever asks for an erasure is needed as who they are.
    #[error(
        "you help with somebody else's record as a carer or a representative, or are in charge of somebody; that ends first: a carer gives it up, support has a decision lifted, and a child comes of age"
    )]
    StillHelps,
    /// Of the line of the history it was said already that it was not right, and that waits for its answer.
    #[error("this line is disputed already; the dispute `{0}` waits for its answer")]
    DisputeWaits(DisputeId),
    /// An admin answers a dispute that another one looks into, or that nobody does yet.
    #[error("take the dispute first: only who looks into it answers it")]
    NotTaken,
    /// What was said was changed by somebody else meanwhile.
    #[error("what was said was changed since it was read; read it again")]
    OtherVersion,
    /// The `Idempotency-Key` was used for another request.
    #[error("this `Idempotency-Key` was used for another request; use a new key for a new one")]
    KeyReused,
    /// The same request was done before, with the same `Idempotency-Key`.
    #[error(
        "this request was done already and made `{0}`: look there; a code is shown once. Use a new key for another one"
    )]
    MadeBefore(Uuid),
    /// Something cannot be done with a project of secondary use.
    #[error(transparent)]
    Project(#[from] ProjectFault),
    /// Somebody is not invited to be a carer.
    #[error(transparent)]
    Carer(#[from] CarerFault),
    /// Something cannot be done with a decision of a judge.
    #[error(transparent)]
    Measure(#[from] MeasureFault),
    /// Something cannot be done about what is asked for after a death.
    #[error(transparent)]
    Heir(#[from] HeirFault),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The journal's.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
}

impl Error {
    /// The kind a door turns into a status. A refusal that would tell of a space is "not found", as an absent one.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused(refusal) if refusal.reason == Reason::SecondFactorNeeded => ErrorKind::StepUp,
            Self::Refused(refusal) if refusal.reason.is_told() => ErrorKind::Forbidden,
            Self::Refused(refusal) if refusal.reason == Reason::WayNotNamed => ErrorKind::Invalid,
            Self::Refused(_) | Self::Absent(_) => ErrorKind::NotFound,
            Self::Unprocessable(_) => ErrorKind::Unprocessable,
            Self::OtherVersion => ErrorKind::PreconditionFailed,
            Self::KeyReused
            | Self::MadeBefore(_)
            | Self::NotInState(_)
            | Self::DisputeWaits(_)
            | Self::NotTaken
            | Self::ErasureWaits
            | Self::NoErasure
            | Self::WentInto
            | Self::StillHelps => ErrorKind::Conflict,
            Self::Disagreement => ErrorKind::Internal,
            Self::Project(fault) => fault.kind(),
            Self::Carer(fault) => fault.kind(),
            Self::Measure(fault) => fault.kind(),
            Self::Heir(fault) => fault.kind(),
            Self::Database(error) => error.kind(),
            Self::Journal(error) => error.kind(),
            Self::Vault(error) => error.kind(),
        }
    }

    /// What the caller is told.
    pub fn outer(&self, language: Language) -> String {
        match self {
            Self::Refused(refusal) => outer_reason(refusal.reason, language).to_owned(),
            Self::Absent(sought) => sought.absent(language).to_owned(),
            other => other.to_string(),
        }
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
            Self::Database(error) | Self::Journal(journal::Error::Database(error)) => Some(error),
            _ => None,
        }
    }
}
