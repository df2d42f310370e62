//! Who gets into a record and what they see: what its holder says, and what comes of it.

pub(crate) mod after_death;
pub(crate) mod blocks;
pub(crate) mod care_team;
pub(crate) mod carers;
pub(crate) mod codes;
pub(crate) mod delegations;
pub(crate) mod discretion;
pub(crate) mod exceptions;
mod grant_code;
mod invitees;
pub(crate) mod own;
pub(crate) mod people;
pub(crate) mod preferences;
pub(crate) mod protection;
pub(crate) mod representatives;
pub(crate) mod seeing;
pub(crate) mod temporary;
pub(crate) mod visibility;
