//! How records and proposals stand, in words.

use consent::{Language, SpaceState};
use identity::{IdentityStatus, ProposalReason, ProposalState, TraitName, Wanted};

use crate::texts::text;

pub(super) fn of_state(state: SpaceState, language: Language) -> String {
    let key = match state {
        SpaceState::OppositionRunning => "support-state-opposition-running",
        SpaceState::Opposed => "support-state-opposed",
        SpaceState::Created => "support-state-created",
        SpaceState::Active => "support-state-active",
        SpaceState::Suspended => "support-state-suspended",
        SpaceState::Closed => "support-state-closed",
        SpaceState::Deceased => "support-state-deceased",
    };
    text(language, key)
}

pub(super) fn of_status(status: IdentityStatus, language: Language) -> String {
    let key = match status {
        IdentityStatus::Provisional => "support-status-provisional",
        IdentityStatus::Retrieved => "support-status-retrieved",
        IdentityStatus::Validated => "support-status-validated",
        IdentityStatus::Qualified => "support-status-qualified",
    };
    text(language, key)
}

pub(super) fn of_reason(reason: ProposalReason, language: Language) -> String {
    let key = match reason {
        ProposalReason::RegisteredTwice => "support-why-registered-twice",
        ProposalReason::NumberReplaced => "support-why-number-replaced",
        ProposalReason::WrongNumber => "support-why-wrong-number",
        ProposalReason::TwoPeople => "support-why-two-people",
        ProposalReason::IdentityTakenOver => "support-why-identity-taken-over",
        ProposalReason::WrongRecord => "support-why-wrong-record",
    };
    text(language, key)
}

/// What is proposed, and what its confirmation does.
pub(super) fn of_wanted(wanted: &Wanted, language: Language) -> (String, String) {
    let (what, does) = match wanted {
        Wanted::Merge(_) => ("proposal-merge", "proposal-merge-does"),
        Wanted::Split(_) => ("proposal-split", "proposal-split-does"),
        Wanted::NotMine { .. } => ("proposal-not-mine", "proposal-not-mine-does"),
    };
    (text(language, what), text(language, does))
}

/// What each of the two records of a proposal is in it.
pub(super) fn of_places(wanted: &Wanted, language: Language) -> [String; 2] {
    let keys = match wanted {
        Wanted::Merge(_) => ["proposal-double", "proposal-stays"],
        Wanted::Split(_) => ["proposal-double", "proposal-stayed"],
        Wanted::NotMine { .. } => ["proposal-from", "proposal-to"],
    };
    keys.map(|key| text(language, key))
}

pub(super) fn of_decision(state: ProposalState, language: Language) -> String {
    let key = match state {
        ProposalState::Open => "proposal-open",
        ProposalState::Confirmed => "proposal-confirmed",
        ProposalState::Declined => "proposal-declined",
        ProposalState::TakenBack => "proposal-taken-back",
        ProposalState::Expired => "proposal-expired",
    };
    text(language, key)
}

pub(super) fn of_trait(name: TraitName, language: Language) -> String {
    let key = match name {
        TraitName::BirthName => "find-birth-name",
        TraitName::FirstNames => "find-first-names",
        TraitName::BirthDate => "find-birth-date",
        TraitName::Sex => "find-sex",
        TraitName::Birthplace => "support-birthplace",
    };
    text(language, key)
}
