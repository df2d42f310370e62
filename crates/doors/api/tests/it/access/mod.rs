//! Who sees what, as the holder says it.

mod blocks;
mod care_team;
mod carers;
mod carers_in_time;
mod codes;
mod delegations;
pub(crate) mod emergency;
mod emergency_looks;
mod evidence;
mod exceptions;
mod forged;
pub(crate) mod ground;
mod guests;
pub(crate) mod lines;
mod masks;
mod newer;
mod own;
mod questions;
mod races;
mod redeeming;
mod relationships;
mod said;
mod seeing;
mod temporary;
mod topic_codes;
mod topics;
mod wrong;
