//! Secondary use: what a holder answers, and what comes of it.

pub(crate) mod answers;
mod explained;
pub(crate) mod ledger;
