mod f1_not_released;
mod f3_matrix;
mod g0_identity;
mod g1_space_state;
mod w0_feeding;
mod w12_system;
mod w1_holder;
mod w5_care_relationship;

pub use f1_not_released::F1NotReleased;
pub(crate) use f1_not_released::HOLDERS_SIDE;
pub use f3_matrix::F3Matrix;
pub use g0_identity::G0Identity;
pub use g1_space_state::G1SpaceState;
pub use w0_feeding::W0Feeding;
pub use w1_holder::W1Holder;
pub use w5_care_relationship::{CARE_RELATIONSHIP, CareRelationshipTerms, Evidence, W5CareRelationship};
pub use w12_system::W12System;
