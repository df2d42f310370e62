mod open_relationship;
mod open_space;

pub use open_relationship::{OpenRelationship, OpenedRelationship, RelationshipCommand};
pub use open_space::{NewSpace, OpenSpace};
