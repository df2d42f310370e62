mod access_code;
mod attending_doctor;
mod exceptions;
mod f1_not_released;
mod f2_representatives;
mod f3_matrix;
mod f4_exceptions;
mod f5_masks;
mod f6_discretion;
mod g0_identity;
mod g1_space_state;
mod g2_forbidden_purpose;
mod g3_blocked;
mod invitee;
mod masking;
mod preset;
mod request;
mod secondary_use;
mod secret;
mod starting;
mod w0_feeding;
mod w12_system;
mod w1_holder;
mod w2_representative;
mod w3_protected_adult;
mod w4_carer;
mod w5_care_relationship;
mod w6_delegation;
mod w7_temporary_access;
mod w8_emergency;
mod w9_heirs;

pub use access_code::{ACCESS_CODE, AccessCodeTerms, InvitedRepresentative, Lasts, Serves};
pub use attending_doctor::{ATTENDING_DOCTOR, REPRESENTATION_DISPUTE};
pub use exceptions::{EXCEPTION, Effect, ExceptionTerms, What};
pub use f1_not_released::F1NotReleased;
pub(crate) use f1_not_released::HOLDERS_SIDE;
pub use f2_representatives::F2Representatives;
pub(crate) use f2_representatives::is_let_in_by_representative;
pub use f3_matrix::F3Matrix;
pub use f4_exceptions::F4Exceptions;
pub use f5_masks::F5Masks;
pub(crate) use f5_masks::masked;
pub use f6_discretion::{DISCRETION, DiscretionTerms, F6Discretion};
pub(crate) use f6_discretion::{discreet, is_silent};
pub use g0_identity::G0Identity;
pub use g1_space_state::G1SpaceState;
pub use g2_forbidden_purpose::G2ForbiddenPurpose;
pub(crate) use g3_blocked::left_by_blocks;
pub use g3_blocked::{BLOCK, G3Blocked};
pub use invitee::InviteeTraits;
pub use masking::{
    ADMINISTRATOR, DEFAULT_MASK, DefaultMaskTerms, MaskScope, OPENED, OpenedTerms, OwnTopic, TOPIC,
    TopicTerms,
};
pub(crate) use preset::preset_in_force;
pub use preset::{PRESET, Preset, PresetTerms};
pub use request::{RELATIONSHIP_REQUEST, RequestTerms};
pub(crate) use secondary_use::permits_use;
pub use secondary_use::{
    ProjectScope, SECONDARY_USE, SecondaryUseTerms, Use, UseAnswer, UseScope, answer_about,
};
pub use secret::Secrecy;
pub(crate) use secret::is_secret;
pub(crate) use starting::start_in_force;
pub use starting::{STARTING, Start, StartingTerms};
pub use w0_feeding::W0Feeding;
pub use w1_holder::W1Holder;
pub use w2_representative::{
    Authority, REPRESENTATIVE, REPRESENTATIVE_SUSPENDED, RepresentativeTerms, SuspendedTerms,
    W2Representative,
};
pub(crate) use w2_representative::{
    acts_for_holder, does_now, is_given_by_representative, is_of_feed, is_said, representations,
    representations_of, represents, step_begins,
};
pub use w3_protected_adult::{
    ASSISTANCE, AssistanceTerms, CourtDecision, MEASURE, MeasureTerms, Orders, PROTECTION, ProtectionTerms,
    W3ProtectedAdult,
};
pub(crate) use w3_protected_adult::{acts_for_adult, in_charge, is_assisted_by, protection};
pub use w4_carer::{CARER, CarerAct, CarerMay, CarerTerms, InvitedCarer, Shelves, W4Carer};
pub use w5_care_relationship::{CARE_RELATIONSHIP, CareRelationshipTerms, Evidence, W5CareRelationship};
pub use w6_delegation::{DELEGATION, DelegationTerms, W6Delegation};
pub(crate) use w6_delegation::{Grantor, handed_on};
pub use w7_temporary_access::{Guest, Scope, TEMPORARY_ACCESS, TemporaryAccessTerms, W7TemporaryAccess};
pub(crate) use w8_emergency::switches_in_force;
pub use w8_emergency::{
    EMERGENCY_ACCESS, EMERGENCY_SWITCHES, EmergencySwitches, EmergencyTerms, W8Emergency,
};
pub use w9_heirs::{
    Claim, HEIR_ACCESS, HEIR_REQUEST, HEIR_SELECTION, HEIRS_REFUSED, HeirAccessTerms, HeirRequestTerms,
    HeirSelectionTerms, W9Heirs,
};
pub use w12_system::W12System;

use crate::Provision;

/// Whether a provision opens something to somebody, and so lives only while whoever gave it may act for the holder. A named
/// exception that cannot be read opens nothing.
pub(crate) fn opens(one: &Provision) -> bool {
    match one.kind.as_str() {
        ACCESS_CODE | ADMINISTRATOR | ASSISTANCE | CARER | CARE_RELATIONSHIP | OPENED | TEMPORARY_ACCESS => {
            true
        }
        SECONDARY_USE => permits_use(one),
        EXCEPTION => one.terms::<ExceptionTerms>().is_some_and(|terms| terms.effect == Effect::Shown),
        _ => false,
    }
}
