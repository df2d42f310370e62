//! Who sees what, as the holder says it.

mod blocks;
mod care_team;
mod emergency;
mod emergency_looks;
mod exceptions;
mod forged;
pub(crate) mod ground;
pub(crate) mod lines;
mod masks;
mod questions;
mod seeing;
mod topics;
mod wrong;
