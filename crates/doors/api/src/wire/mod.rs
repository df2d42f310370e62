//! What callers send in more than one request.

mod identity;
pub(crate) mod instant;
mod places;

pub(crate) use identity::{InsGiven, PatientGiven, TraitsGiven};
pub(crate) use places::{EventGiven, PlaceGiven};
