//! The notices of a record for their reader, with the errors that doors know of records.

use consent::{Ask, Permit};
use database::Tx;
use kernel::{Actor, NoticeId, SpaceId};
use notifications::{Error, ListNotices};
pub use notifications::{Notice, NoticeKind, NoticeWords, Page, PageRequest};

use crate::House;

/// One page of the notices that are for the caller, newest first, with how many were not read yet.
///
/// # Errors
/// The consent engine's, the database's.
pub fn list(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    wanted: PageRequest,
) -> Result<Page, documents::Error> {
    list_under(house, tx, actor, space, ask, wanted).map(|(page, _)| page)
}

/// As [`list`], with the permit.
pub(crate) fn list_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    wanted: PageRequest,
) -> Result<(Page, Permit<'tx, ListNotices>), documents::Error> {
    house.notifications.list_under(tx, actor, space, ask, wanted).map_err(of_a_record)
}

/// Marks a notice as read.
///
/// # Errors
/// Absent for one that does not exist or is for somebody else; the consent engine's, the database's.
pub fn mark_read(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    id: NoticeId,
) -> Result<(), documents::Error> {
    house.notifications.mark_read(tx, actor, space, ask, id).map_err(of_a_record)
}

pub(crate) fn of_a_record(error: Error) -> documents::Error {
    match error {
        Error::Consent(error) => error.into(),
        Error::Broken => documents::Error::Broken,
        Error::Database(error) => error.into(),
        Error::Vault(error) => error.into(),
    }
}
