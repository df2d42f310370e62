//! The pages of those who run the service. None of them shows a record.

pub(crate) mod audit;
pub(crate) mod disputes;
pub(crate) mod home;
mod labels;
pub(crate) mod proposal;
pub(crate) mod proposals;
pub(crate) mod record;
mod record_view;
pub(crate) mod records;
mod turned_down;

use consent::Language;
use documents::Error;
use kernel::{AdminRole, ErrorKind};
use webkit::Problem;

use crate::{errors, state::Visit};

/// Answers whoever has not the role of support that there is no such page.
///
/// # Errors
/// 404.
fn require_support(visit: &Visit) -> Result<(), Problem> {
    if visit.actor.has_role(AdminRole::Support) { Ok(()) } else { Err(Problem::new(ErrorKind::NotFound)) }
}

/// The problem of a work of support. Whoever has not the role is refused by the rules, so that it leaves its line; what the
/// page says is that there is none.
fn problem(error: &Error, language: Language) -> Problem {
    match error {
        Error::Consent(consent::Error::Refused(_))
        | Error::Identity(identity::Error::Consent(consent::Error::Refused(_))) => {
            Problem::new(ErrorKind::NotFound)
        }
        error => errors::problem(error, language),
    }
}
