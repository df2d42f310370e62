use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Authority, InvitedCarer, InviteeTraits, Scope};

/// The kind of provision that is a one-time code which waits for somebody to use it. It lets nobody in.
pub const ACCESS_CODE: &str = "access_code";

/// What a code says beyond until when it can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessCodeTerms {
    /// The keyed tag of the code in hexadecimal digits: the code itself is kept nowhere.
    pub tag: String,
    /// What it opens to whoever uses it.
    pub serves: Serves,
}

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Serves {
    /// A temporary access.
    TemporaryAccess {
        /// To what.
        opens: Scope,
        /// For how long.
        lasts: Lasts,
    },
    /// A care relationship.
    CareRelationship {
        /// For how many days at most; the profession's default when none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        days: Option<u32>,
    },
    /// Being a carer.
    Carer(Box<InvitedCarer>),
    /// Representing the holder, a minor, beside whoever invites.
    Representative(Box<InvitedRepresentative>),
}

/// An invitation to represent a minor, as its code keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitedRepresentative {
    /// Who is meant: nobody else can accept.
    pub traits: InviteeTraits,
    /// By what that person represents the minor.
    pub authority: Authority,
}

/// How long an access lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Lasts {
    /// For so many minutes from its beginning.
    Minutes(u32),
    /// Until an instant.
    Until(DateTime<Utc>),
}
