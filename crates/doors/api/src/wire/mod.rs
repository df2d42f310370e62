//! What callers send in more than one request.

mod identity;
pub(crate) mod instant;

pub(crate) use identity::{InsGiven, PatientGiven, TraitsGiven};
