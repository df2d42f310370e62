mod change_life;
mod choose_preset;
mod live;
mod move_state;
mod open_relationship;
mod open_space;

pub use change_life::ChangeLife;
pub use choose_preset::{ChoosePreset, ReadPreset};
pub use live::{ActivateSpace, CloseSpace, OpposeSpace, ReopenSpace, WithdrawOpposition};
pub use move_state::Moved;
pub use open_relationship::{OpenRelationship, OpenedRelationship, RelationshipCommand};
pub use open_space::{NewSpace, OpenSpace};
