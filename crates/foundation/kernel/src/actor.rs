use serde::{Deserialize, Serialize};

use crate::{OrganisationId, PersonId, Private, RequestId, Rpps, SessionId, SoftwareId};

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
    /// The client software, where it is registered.
    pub software: Option<SoftwareId>,
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
            Capacity::Citizen => None,
        }
    }
}
