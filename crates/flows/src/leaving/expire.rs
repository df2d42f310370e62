use blobs::BlockingBlobs;

use super::{Error, make::give_up};
use crate::House;

/// Exports that one look finds.
const AT_ONCE: i64 = 100;

/// Removes the archives of all exports whose time is over, and forgets those of which nothing has been left for long; says how
/// many were removed. One that cannot be removed keeps no other one back.
///
/// # Errors
/// The database's; what kept the last one of those that stay.
pub fn expire(house: &House, blobs: &BlockingBlobs) -> Result<usize, Error> {
    let mut removed = 0;
    loop {
        let over = house.desk.rehearse(|tx| house.exports.over(tx, AT_ONCE))?;
        let (mut here, mut failed) = (0, None);
        for (space, id) in &over {
            match house.desk.write(|tx| house.exports.expire(tx, *space, *id)) {
                Ok(left) => {
                    give_up(blobs, &left);
                    here += 1;
                }
                Err(error) => failed = Some(error),
            }
        }
        removed += here;
        if let Some(error) = failed.filter(|_| here == 0) {
            return Err(error.into());
        }
        if over.is_empty() {
            break;
        }
    }
    house.desk.write(|tx| house.exports.forget(tx))?;
    Ok(removed)
}
