use kernel::{EventId, PersonId};
use mail::{Factor, Letter, Line, When};
use serde::{Deserialize, Serialize};

/// What happened to the account of somebody who has a record: it is told there too, so that whoever has got hold of the
/// mails does not get hold of the warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountNews {
    /// What is told of: once, however often the job runs.
    pub event: EventId,
    /// Whose account it is.
    pub person: PersonId,
    /// What happened.
    pub what: AccountEvent,
}

impl AccountNews {
    /// The kind of the job that tells it.
    pub const KIND: &'static str = "account.tell";
}

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccountEvent {
    /// The password was changed.
    PasswordChanged,
    /// A lost second factor will be removed.
    RecoveryBegun {
        /// When.
        ends: When,
    },
    /// That was stopped.
    RecoveryStopped,
    /// It was removed.
    RecoveryDone,
    /// Somebody logged in on a device that was not known.
    DeviceNew {
        /// What the device calls itself.
        device: Line,
    },
    /// A second factor was added.
    FactorAdded {
        /// Which.
        factor: Factor,
    },
    /// A second factor was taken away.
    FactorRemoved {
        /// Which.
        factor: Factor,
    },
    /// The address is being changed.
    AddressChanging,
}

impl AccountEvent {
    /// What a letter tells of; none for one that only asks its reader to do something.
    pub(crate) fn of(letter: &Letter) -> Option<Self> {
        Some(match letter {
            Letter::PasswordChanged { .. } => Self::PasswordChanged,
            Letter::RecoveryBegun { ends, .. } => Self::RecoveryBegun { ends: *ends },
            Letter::RecoveryStopped { .. } => Self::RecoveryStopped,
            Letter::RecoveryDone { .. } => Self::RecoveryDone,
            Letter::DeviceNew { device, .. } => Self::DeviceNew { device: device.clone() },
            Letter::FactorAdded { factor, .. } => Self::FactorAdded { factor: *factor },
            Letter::FactorRemoved { factor, .. } => Self::FactorRemoved { factor: *factor },
            Letter::AddressChanging { .. } => Self::AddressChanging,
            _ => return None,
        })
    }
}
