//! Who gets into a record and what they see: what its holder says, and what comes of it.

pub(crate) mod blocks;
pub(crate) mod care_team;
pub(crate) mod exceptions;
pub(crate) mod people;
pub(crate) mod preferences;
pub(crate) mod seeing;
pub(crate) mod visibility;
