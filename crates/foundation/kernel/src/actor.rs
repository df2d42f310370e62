use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AdminRole, OrganisationId, PersonId, Private, RequestId, Rpps, SessionId, SoftwareId};

/// Who acts: a person in one capacity, in one session, with what identity knows of them at this call.
///
/// It is made by `identity` from the session row on each call, never from a token alone.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The human being; for software that acts for its organisation, the account of that software.
    pub person: PersonId,
    /// The log-in.
    pub session: SessionId,
    /// The request at the door, for the journal.
    pub request: RequestId,
    /// In which capacity. One per session: a doctor's session never acts as a carer's.
    pub capacity: Capacity,
    /// How surely the person is known.
    pub assurance: Assurance,
    /// When the person last showed a second factor in this session, if ever.
    pub second_factor_at: Option<DateTime<Utc>>,
    /// The mediator who acts together with the citizen, in a session that both began.
    pub assisted_by: Option<Assistant>,
    /// Whether the call is made in a secret connection: whoever represents the holder, a minor, is to learn nothing of it.
    pub secret: bool,
    /// The client software, where it is registered.
    pub software: Option<SoftwareId>,
    /// What structure and software are called, for the journal.
    pub called: Called,
    /// The name to write in the journal; empty for an account to which no record is bound.
    pub name: Private<String>,
}

/// What the structure and the software of a session are called now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Called {
    /// The structure for which the session acts.
    pub organisation: Option<String>,
    /// The client software.
    pub software: Option<String>,
}

/// A mediator who acts together with a citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assistant {
    /// The mediator.
    pub person: PersonId,
    /// The name to write in the journal.
    pub name: Private<String>,
}

/// In which capacity somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
    /// As a citizen: holder of a space, and later representative or carer.
    Citizen,
    /// As a professional in one situation of practice.
    Professional(Practice),
    /// As software of a listed establishment, without a human behind the call.
    Establishment {
        /// The establishment.
        organisation: OrganisationId,
        /// Whether it is listed (authorised) now.
        listed: bool,
    },
    /// As somebody without a log-in, who redeemed a code of the holder and said who they are.
    Guest,
    /// As somebody who runs the service, in these roles. Health data is never theirs to see.
    Admin(Vec<AdminRole>),
}

/// One situation of practice of a professional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Number in the national directory.
    pub rpps: Rpps,
    /// Profession, code of table TRE_G15 (`10` doctor, `21` pharmacist, `40` dentist …).
    pub profession: String,
    /// Structure of this situation of practice.
    pub organisation: Option<OrganisationId>,
    /// Sector of activity, code of table TRE_R02 (`SA07` private practice …).
    pub sector: String,
    /// Whether the structure is a centre that answers emergency calls.
    pub regulates: bool,
    /// Whether the person may practise now.
    pub standing: Standing,
}

/// Whether a professional may practise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In good standing.
    Good,
    /// Suspended for a time.
    Suspended,
    /// Struck off.
    StruckOff,
}

/// How surely a person is known (eIDAS levels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// eIDAS low: account pages only.
    Low,
    /// eIDAS substantial: needed for health data.
    Substantial,
    /// eIDAS high.
    High,
}

impl Actor {
    /// The situation of practice, for a professional.
    pub fn practice(&self) -> Option<&Practice> {
        match &self.capacity {
            Capacity::Professional(practice) => Some(practice),
            _ => None,
        }
    }

    /// Whether the session is a citizen's.
    pub fn is_citizen(&self) -> bool {
        matches!(self.capacity, Capacity::Citizen)
    }

    /// The structure for which this session acts, if any.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match &self.capacity {
            Capacity::Professional(practice) => practice.organisation,
            Capacity::Establishment { organisation, .. } => Some(*organisation),
            Capacity::Citizen | Capacity::Guest | Capacity::Admin(_) => None,
        }
    }

    /// Whether the session is an admin's who has this role now.
    pub fn has_role(&self, role: AdminRole) -> bool {
        matches!(&self.capacity, Capacity::Admin(roles) if roles.contains(&role))
    }
}
