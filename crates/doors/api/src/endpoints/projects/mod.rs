//! Projects of secondary use: the register that everybody reads, and the work of registrars.

pub(crate) mod admin;
pub(crate) mod extracts;
pub(crate) mod public;
mod view;

pub(crate) use view::PublicProject;
