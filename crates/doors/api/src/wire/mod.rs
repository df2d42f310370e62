//! What callers send in more than one request.

mod claim;
pub(crate) mod day;
mod identity;
pub(crate) mod instant;
mod key;
mod places;

pub(crate) use claim::{claim, claim_of};
pub(crate) use identity::{InsGiven, PatientGiven, TraitsGiven};
pub(crate) use key::{AnsweredAgainHeader, MadeOnceHeader};
pub(crate) use places::{EventGiven, PlaceGiven};
