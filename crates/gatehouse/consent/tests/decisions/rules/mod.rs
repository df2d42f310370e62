//! One file for each rule, one test for each line of the rules that matters.

mod f1_not_released;
mod f3_matrix;
mod g0_identity;
mod g1_space_state;
mod w0_feeding;
mod w12_system;
mod w1_holder;
mod w2_representative;
mod w5_care_relationship;
