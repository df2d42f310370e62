use blobs::BlockingBlobs;
use database::Tx;
use exports::EndReason;
use kernel::{ExportId, SpaceId};

use super::{
    Error,
    make::{end, give_up},
};
use crate::House;

/// Exports that one look finds.
const AT_ONCE: i64 = 100;

/// Removes the archives of all exports whose time is over, ends those that nobody makes any more, and forgets those of which nothing
/// has been left for long; says how many are over. One that cannot be removed keeps no other one back.
///
/// # Errors
/// The database's; what kept the last one of those that stay.
pub fn expire(house: &House, blobs: &BlockingBlobs) -> Result<usize, Error> {
    let over = each(
        house,
        |tx| house.exports.over(tx, AT_ONCE),
        |space, id| {
            let left = house.desk.write(|tx| house.exports.expire(tx, space, id))?;
            give_up(blobs, &left);
            Ok(())
        },
    )?;
    let stalled = each(
        house,
        |tx| house.exports.stalled(tx, AT_ONCE),
        |space, id| end(house, blobs, space, id, EndReason::Unreadable),
    )?;
    house.desk.write(|tx| house.exports.forget(tx))?;
    Ok(over + stalled)
}

/// Does something to all exports that are found, as long as something comes of it; says how many they were.
fn each(
    house: &House,
    find: impl Fn(&mut Tx<'_>) -> Result<Vec<(SpaceId, ExportId)>, exports::Error>,
    work: impl Fn(SpaceId, ExportId) -> Result<(), Error>,
) -> Result<usize, Error> {
    let mut done = 0;
    loop {
        let found = house.desk.rehearse(&find)?;
        let (mut here, mut failed) = (0, None);
        for (space, id) in &found {
            match work(*space, *id) {
                Ok(()) => here += 1,
                Err(error) => failed = Some(error),
            }
        }
        done += here;
        match failed.filter(|_| here == 0) {
            Some(error) => return Err(error),
            None if found.is_empty() => return Ok(done),
            None => {}
        }
    }
}
