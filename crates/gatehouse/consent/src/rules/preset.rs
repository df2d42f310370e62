use serde::{Deserialize, Serialize};

use crate::Facts;

/// The kind of provision that is the choice of a preset.
pub const PRESET: &str = "preset";

/// What the choice of a preset says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetTerms {
    /// The preset.
    pub preset: Preset,
}

/// How a record may be reached, in one word; each protects more than the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// A professional who declares to care for the person opens a care relationship.
    #[default]
    Open,
    /// No care relationship begins without the holder.
    AskMe,
    /// No care relationship begins but by a code that the holder gives.
    Closed,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Open, Self::AskMe, Self::Closed];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AskMe => "ask_me",
            Self::Closed => "closed",
        }
    }

    /// The preset of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }
}

/// The preset that counts: the one that was chosen last. A choice that cannot be read closes the record to declarations,
/// since somebody has chosen something.
pub(crate) fn preset_in_force(facts: &Facts) -> Preset {
    let chosen = facts.provisions.iter().filter(|one| one.kind == PRESET && one.runs_at(facts.now));
    let last = chosen.max_by_key(|one| (one.starts_at, one.id));
    last.map_or(Preset::Open, |one| one.terms::<PresetTerms>().map_or(Preset::Closed, |terms| terms.preset))
}
