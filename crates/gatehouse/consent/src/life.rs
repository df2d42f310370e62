use crate::SpaceState;

impl SpaceState {
    /// Whether the life of a space may lead from one state to another, whoever decides it.
    pub fn may_become(self, next: Self) -> bool {
        use SpaceState::{Active, Closed, Created, Deceased, Opposed, OppositionRunning, Suspended};
        match (self, next) {
            (OppositionRunning, Opposed | Created | Active | Deceased) => true,
            (Opposed, Created | Active | Deceased) => true,
            (Created, Active | Suspended | Closed | Deceased) => true,
            (Active, Suspended | Closed | Deceased) => true,
            (Suspended, Created | Active | Closed | Deceased) => true,
            (Closed, Active | Deceased) => true,
            // A death that was reported wrongly.
            (Deceased, OppositionRunning | Opposed | Created | Active | Suspended | Closed) => true,
            _ => false,
        }
    }
}

/// Why the life of a space changes without its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LifeReason {
    /// The time to oppose is over and nobody did.
    OppositionOver,
    /// The insurer's feed reports an opposition.
    OppositionReported,
    /// A mark of fraud.
    Fraud,
    /// The person is in danger.
    Danger,
    /// What led to the suspension is settled.
    Settled,
    /// A death was reported.
    DeathReported,
    /// A death had been reported wrongly.
    DeathCorrected,
    /// The record is a double of another one, which takes its place.
    Merged,
}

impl LifeReason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::OppositionOver,
        Self::OppositionReported,
        Self::Fraud,
        Self::Danger,
        Self::Settled,
        Self::DeathReported,
        Self::DeathCorrected,
        Self::Merged,
    ];

    /// Its name in the journal and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OppositionOver => "opposition_over",
            Self::OppositionReported => "opposition_reported",
            Self::Fraud => "fraud",
            Self::Danger => "danger",
            Self::Settled => "settled",
            Self::DeathReported => "death_reported",
            Self::DeathCorrected => "death_corrected",
            Self::Merged => "merged",
        }
    }

    /// Whether this may be why a space in such a state changes.
    pub fn explains(self, from: SpaceState, to: SpaceState) -> bool {
        use SpaceState::{Closed, Created, Deceased, Opposed, OppositionRunning, Suspended};
        match self {
            Self::OppositionOver => (from, to) == (OppositionRunning, Created),
            Self::OppositionReported => (from, to) == (OppositionRunning, Opposed),
            Self::Fraud | Self::Danger => to == Suspended,
            Self::Settled => from == Suspended && to != Deceased,
            Self::DeathReported => to == Deceased,
            Self::DeathCorrected => from == Deceased,
            Self::Merged => to == Closed,
        }
    }

    /// The reason of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}
