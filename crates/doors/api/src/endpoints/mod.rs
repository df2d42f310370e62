//! One file for each address and method: request type, handler, view.

pub(crate) mod access;
pub(crate) mod admin_disputes;
pub(crate) mod admin_spaces;
pub(crate) mod care_relationships;
pub(crate) mod corrections;
pub(crate) mod description;
pub(crate) mod directory;
pub(crate) mod disputes;
pub(crate) mod documents;
pub(crate) mod explorer;
pub(crate) mod factors;
pub(crate) mod folders;
pub(crate) mod history;
pub(crate) mod keys;
pub(crate) mod me;
pub(crate) mod mediations;
pub(crate) mod notifications;
pub(crate) mod oauth;
pub(crate) mod patients;
pub(crate) mod problems;
pub(crate) mod proposals;
pub(crate) mod refused_deposits;
pub(crate) mod sessions;
pub(crate) mod spaces;
