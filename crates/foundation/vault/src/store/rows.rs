use chrono::{DateTime, Utc};

use crate::Wrapped;

/// What a service key may still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// The newest of its purpose.
    Current,
    /// Older; what it made still counts.
    Live,
    /// What it made no longer counts.
    Retired,
}

impl KeyState {
    /// The name in the key store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Live => "live",
            Self::Retired => "retired",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Current, Self::Live, Self::Retired].into_iter().find(|state| state.as_str() == name)
    }
}

/// One service key as the key store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// Name of the purpose; a newer release may have purposes that this one does not know.
    pub purpose: String,
    /// Number within the purpose, from 1.
    pub id: u32,
    /// The key, under a master key.
    pub wrapped: Wrapped,
    /// What it may still do.
    pub state: KeyState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}
