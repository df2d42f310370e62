use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Line, Link, When};

/// What a mail says: a closed list, each with the values that its words need and no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Somebody gave this address as theirs: is it?
    ConfirmAddress {
        /// Where to say so.
        link: Link,
        /// How long it works.
        until: When,
    },
    /// Somebody with an account gave this address as their new one: is it theirs?
    ConfirmNewAddress {
        /// Where to say so.
        link: Link,
        /// How long it works.
        until: When,
    },
    /// The password was changed.
    PasswordChanged {
        /// When.
        at: When,
    },
    /// Somebody has forgotten the password.
    PasswordForgotten {
        /// Where to choose another.
        link: Link,
        /// How long it works: half an hour.
        until: When,
    },
    /// Somebody who has shown the password says that they have lost their second factor: is it the owner?
    RecoveryAsked {
        /// Where to go on.
        link: Link,
        /// How long it works: half an hour.
        until: When,
    },
    /// A lost second factor will be removed, which the owner is told at once and again a day before.
    RecoveryBegun {
        /// When.
        at: When,
        /// When the log-in will work without it: 72 hours later.
        ends: When,
        /// Where to stop it.
        stop: Link,
    },
    /// The recovery of the second factor was stopped.
    RecoveryStopped {
        /// When.
        at: When,
    },
    /// The recovery of the second factor is over.
    RecoveryDone {
        /// When.
        at: When,
    },
    /// Somebody logged in on a device that was not known.
    DeviceNew {
        /// What the device calls itself.
        device: Line,
        /// When.
        at: When,
    },
    /// A second factor was added.
    FactorAdded {
        /// Which.
        factor: Factor,
        /// When.
        at: When,
    },
    /// A second factor was taken away.
    FactorRemoved {
        /// Which.
        factor: Factor,
        /// When.
        at: When,
    },
    /// A mediator saw a document of identity of the owner and bound the account to their record.
    IdentityVerified {
        /// When.
        at: When,
    },
    /// The owner logged in once through an identity provider, which bound the account to their record.
    AccountBound {
        /// When.
        at: When,
    },
    /// The account is bound to no record any more, because two records that were one are two again.
    IdentityToVerify {
        /// When.
        at: When,
    },
    /// The address of the account is being changed; goes to the old one.
    AddressChanging {
        /// When it was asked for.
        at: When,
        /// Where to stop it.
        stop: Link,
    },
    /// The record was activated.
    RecordActivated {
        /// When.
        at: When,
    },
    /// The record was closed.
    RecordClosed {
        /// When.
        at: When,
    },
    /// The record was opened again.
    RecordReopened {
        /// When.
        at: When,
    },
    /// The record was suspended.
    RecordSuspended {
        /// When.
        at: When,
    },
    /// A record will be made unless its person opposes: the six weeks of opposition.
    OppositionRuns {
        /// The last day.
        until: When,
        /// Where to oppose.
        link: Link,
    },
    /// Somebody is invited to administer this house.
    AdminInvited {
        /// As what, in the language of the letter.
        role: Line,
        /// Where to accept.
        link: Link,
        /// How long it works.
        until: When,
    },
    /// Nothing of the record is left, as its holder asked.
    RecordErased,
    /// There is something new; what it is stands behind the log-in.
    SomethingNew,
}

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// An application that shows codes.
    CodeApplication,
    /// A passkey or a security key.
    SecurityKey,
    /// Codes on paper that work once.
    RecoveryCodes,
}

impl Letter {
    /// When it is too late to send it: a link that works no more helps nobody, nor does the news of a recovery that is over.
    pub fn useful_until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::ConfirmAddress { until, .. }
            | Self::ConfirmNewAddress { until, .. }
            | Self::PasswordForgotten { until, .. }
            | Self::RecoveryAsked { until, .. }
            | Self::OppositionRuns { until, .. }
            | Self::AdminInvited { until, .. } => Some(until.at),
            Self::RecoveryBegun { ends, .. } => Some(ends.at),
            _ => None,
        }
    }
}
