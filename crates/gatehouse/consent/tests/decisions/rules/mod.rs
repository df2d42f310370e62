//! One file for each rule, one test for each line of the rules that matters.

mod f1_not_released;
mod f2_representatives;
mod f3_matrix;
mod f4_exceptions;
mod f5_masks;
mod f6_discretion;
mod g0_identity;
mod g1_space_state;
mod g2_forbidden_purpose;
mod g3_blocked;
mod secret;
mod w0_feeding;
mod w12_system;
mod w1_holder;
mod w2_representative;
mod w3_protected_adult;
mod w4_carer;
mod w5_care_relationship;
mod w6_delegation;
mod w7_temporary_access;
mod w8_emergency;
mod w9_heirs;
