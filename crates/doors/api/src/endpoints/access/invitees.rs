//! Those whom a record invites.

use consent::rules::InviteeTraits;
use identity::BirthDate;
use kernel::{ErrorKind, Private};
use webkit::{Fault, Problem};

/// Who is meant, by what a body says at its top.
pub(super) fn traits(
    family_name: Private<String>,
    first_name: Private<String>,
    birth_date: Private<String>,
) -> Result<InviteeTraits, Problem> {
    let is_whole = BirthDate::parse(birth_date.reveal()).is_ok_and(|date| date.day().is_some());
    if !is_whole {
        let fault = Fault::new("/birth_date", "a whole date of birth, `YYYY-MM-DD`");
        return Err(Problem::fault(ErrorKind::Unprocessable, fault));
    }
    Ok(InviteeTraits { family_name, first_name, birth_date })
}
