//! Who sees what, as the holder says it.

mod blocks;
mod care_team;
mod delegations;
mod evidence;
mod codes;
mod emergency;
mod emergency_looks;
mod exceptions;
mod forged;
mod guests;
pub(crate) mod ground;
pub(crate) mod lines;
mod masks;
mod own;
mod relationships;
mod redeeming;
mod questions;
mod seeing;
mod temporary;
mod topics;
mod wrong;
