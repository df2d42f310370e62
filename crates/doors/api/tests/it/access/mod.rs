//! Who sees what, as the holder says it.

mod blocks;
mod care_team;
mod delegations;
mod evidence;
mod exceptions;
mod forged;
pub(crate) mod ground;
pub(crate) mod lines;
mod masks;
mod own;
mod relationships;
mod seeing;
mod topics;
mod wrong;
