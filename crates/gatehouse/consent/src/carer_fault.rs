use kernel::{ErrorKind, ProvisionId};
use thiserror::Error as ThisError;

/// Why somebody is not invited to be a carer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum CarerFault {
    /// It is whoever invites: nobody could use the code.
    #[error("this is your own name and date of birth; give those of whoever is to help")]
    Oneself,
    /// It is the holder, for whom somebody else invites.
    #[error(
        "this is the name and date of birth of the holder of the record; give those of whoever is to help"
    )]
    Holder,
    /// An invitation of the same person waits.
    #[error(
        "an invitation for this name and date of birth waits already: `{0}`; take it back first, or wait until it is \
         accepted or its time is over"
    )]
    Waits(ProvisionId),
    /// There are as many as may be.
    #[error(
        "a record has at most {0} carers, those invited among them; end one that is not needed any more first"
    )]
    TooMany(u32),
}

impl CarerFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Oneself | Self::Holder | Self::TooMany(_) => ErrorKind::Unprocessable,
            Self::Waits(_) => ErrorKind::Conflict,
        }
    }
}
