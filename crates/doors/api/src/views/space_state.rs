use consent::SpaceState;
use serde::Serialize;
use utoipa::ToSchema;

/// The state of a record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpaceState)]
pub(crate) enum SpaceStateCode {
    /// Its creation may still be opposed.
    OppositionRunning,
    /// Its creation was opposed.
    Opposed,
    /// It was made and is not used yet.
    Created,
    /// It is used.
    Active,
    /// Support has shut it for everybody, until it is given back.
    Suspended,
    /// It is closed.
    Closed,
    /// Its holder has died.
    Deceased,
}

impl From<SpaceState> for SpaceStateCode {
    fn from(state: SpaceState) -> Self {
        match state {
            SpaceState::OppositionRunning => Self::OppositionRunning,
            SpaceState::Opposed => Self::Opposed,
            SpaceState::Created => Self::Created,
            SpaceState::Active => Self::Active,
            SpaceState::Suspended => Self::Suspended,
            SpaceState::Closed => Self::Closed,
            SpaceState::Deceased => Self::Deceased,
        }
    }
}
