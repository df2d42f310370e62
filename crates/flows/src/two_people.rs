use database::Tx;
use identity::Error;
use kernel::{Actor, AdminRole, PersonId};

use crate::House;

/// Why two admins do not decide together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotTwo {
    /// They are one person, as far as is known.
    OnePerson,
    /// Whoever began does not do support any more.
    AdminLeft,
    /// It is about one of them.
    AboutOneself,
}

/// Whether two of support who decide together are two people, still do support, and decide about neither of them.
pub(crate) fn are_two(
    house: &House,
    tx: &mut Tx<'_>,
    (by, actor): (PersonId, &Actor),
    about: &[PersonId],
) -> Result<Result<(), NotTwo>, Error> {
    if house.identity.are_one_person(tx, by, actor.person)? {
        return Ok(Err(NotTwo::OnePerson));
    }
    if !house.identity.has_role(tx, by, AdminRole::Support)? {
        return Ok(Err(NotTwo::AdminLeft));
    }
    for person in about {
        for admin in [by, actor.person] {
            let bears_name = house.identity.bears_name_of(tx, admin, *person)?;
            if bears_name || house.identity.are_one_person(tx, *person, admin)? {
                return Ok(Err(NotTwo::AboutOneself));
            }
        }
    }
    Ok(Ok(()))
}
