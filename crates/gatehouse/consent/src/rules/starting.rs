use serde::{Deserialize, Serialize};

use super::{Preset, preset_in_force};
use crate::Facts;

/// The kind of provision by which the holder says how a care relationship may start.
pub const STARTING: &str = "starting";

/// What the choice says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartingTerms {
    /// How one starts.
    pub start: Start,
}

/// How a care relationship may start; each protects more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// A professional declares to be in charge of the person.
    OnDeclaration,
    /// The holder approves each one.
    OnApproval,
    /// The holder gives a code.
    OnlyByCode,
}

impl Start {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OnDeclaration, Self::OnApproval, Self::OnlyByCode];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnDeclaration => "on_declaration",
            Self::OnApproval => "on_approval",
            Self::OnlyByCode => "only_by_code",
        }
    }

    /// What a preset says of it.
    pub fn of(preset: Preset) -> Self {
        match preset {
            Preset::Open => Self::OnDeclaration,
            Preset::AskMe => Self::OnApproval,
            Preset::Closed => Self::OnlyByCode,
        }
    }
}

/// How a care relationship starts now: as the holder chose last, else as the preset says. A choice that cannot be read
/// counts as the one that protects most.
pub(crate) fn start_in_force(facts: &Facts) -> Start {
    match facts.running(STARTING).max_by_key(|one| (one.starts_at, one.id)) {
        Some(chosen) => chosen.terms::<StartingTerms>().map_or(Start::OnlyByCode, |terms| terms.start),
        None => Start::of(preset_in_force(facts)),
    }
}
