use consent::rules::{
    ACCESS_CODE, ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, CARE_RELATIONSHIP, CARER, DELEGATION,
    EMERGENCY_ACCESS, PROTECTION, RELATIONSHIP_REQUEST, REPRESENTATIVE, TEMPORARY_ACCESS,
};
use kernel::ErrorKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Problem};

/// What lets somebody in, or asks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GrantKind)]
pub(crate) enum GrantCode {
    /// A care relationship.
    CareRelationship,
    /// A care relationship that was handed on.
    Delegation,
    /// A temporary access.
    TemporaryAccess,
    /// An access in an emergency.
    EmergencyAccess,
    /// A doctor from whom masks hide nothing; needs a way in all the same.
    Administrator,
    /// The attending doctor, as the insurer says: masks hide nothing from that doctor, who needs a way in all the same.
    AttendingDoctor,
    /// A request for a care relationship, which waits for the holder and lets nobody in.
    RelationshipRequest,
    /// A code that the holder gave and nobody has used yet: it lets nobody in.
    AccessCode,
    /// A carer.
    Carer,
    /// A legal representative of the holder, a minor: nobody ends that here.
    Representative,
    /// Whoever acts for the holder, a protected adult, by a decision of a judge: nobody ends that here.
    Protection,
    /// Whoever assists the holder, a protected adult, as far as the holder consented.
    Assistance,
}

impl GrantCode {
    pub(super) fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            CARE_RELATIONSHIP => Self::CareRelationship,
            DELEGATION => Self::Delegation,
            TEMPORARY_ACCESS => Self::TemporaryAccess,
            EMERGENCY_ACCESS => Self::EmergencyAccess,
            ADMINISTRATOR => Self::Administrator,
            ATTENDING_DOCTOR => Self::AttendingDoctor,
            RELATIONSHIP_REQUEST => Self::RelationshipRequest,
            ACCESS_CODE => Self::AccessCode,
            CARER => Self::Carer,
            REPRESENTATIVE => Self::Representative,
            PROTECTION => Self::Protection,
            ASSISTANCE => Self::Assistance,
            _ => return None,
        })
    }

    /// Whether it lets a citizen in.
    pub(super) fn is_citizen(self) -> bool {
        matches!(self, Self::Carer | Self::Representative | Self::Protection | Self::Assistance)
    }

    pub(super) fn kind(self) -> Result<&'static str, Problem> {
        Ok(match self {
            Self::CareRelationship => CARE_RELATIONSHIP,
            Self::Delegation => DELEGATION,
            Self::TemporaryAccess => TEMPORARY_ACCESS,
            Self::EmergencyAccess => EMERGENCY_ACCESS,
            Self::Administrator => ADMINISTRATOR,
            Self::RelationshipRequest => RELATIONSHIP_REQUEST,
            Self::AccessCode => ACCESS_CODE,
            Self::Carer => CARER,
            Self::Assistance => ASSISTANCE,
            Self::Representative | Self::Protection => {
                let fault = Fault::new(
                    "/kind",
                    "a kind that the holder ends; the law or a judge says who acts for the holder",
                );
                return Err(Problem::fault(ErrorKind::Unprocessable, fault));
            }
            Self::AttendingDoctor => {
                let fault = Fault::new(
                    "/kind",
                    "a kind that the holder ends; the insurer says who the attending doctor is",
                );
                return Err(Problem::fault(ErrorKind::Unprocessable, fault));
            }
        })
    }
}
