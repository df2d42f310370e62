//! Who sees what, as the holder says it.

mod blocks;
mod care_team;
mod codes;
mod exceptions;
mod forged;
pub(crate) mod ground;
mod guests;
pub(crate) mod lines;
mod masks;
mod redeeming;
mod seeing;
mod temporary;
mod topics;
mod wrong;
