//! Leaving with everything: the export of a record as one archive.
//!
//! Whoever asks ([`ask`]) has a job write it ([`make`]): documents as they were deposited, and what is said around them, as
//! JSON and on a page that opens without a network. The job decides as its owner, anew for each batch; before the archive
//! is whole, and each time it is taken out ([`take_out`]), it looks whether all that is in it is shown to its owner still.

mod archive;
mod error;
mod expire;
mod facts;
mod history;
mod make;
mod page;

use consent::{Action, Ask, Permit};
use database::Tx;
use exports::{Archive, Asked, EndReason, Export};
use kernel::{Actor, ExportId, SpaceId};
use outbox::NewJob;
use serde_json::json;
use uuid::Uuid;

use crate::{House, jobs::EXPORTS};

pub use error::Error;
pub use expire::expire;
pub(crate) use make::give_up;
pub use make::{Held, Made, Unheld, make};

/// Asks for an export, and writes the job that makes it. While one is being made there is no second.
///
/// # Errors
/// As [`exports::Exports::ask`].
pub fn ask(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId, ask: Ask) -> Result<Asked, Error> {
    let asked = house.exports.ask(tx, actor, space, ask)?;
    if asked.is_new {
        let id = asked.export.id;
        let job =
            NewJob::new(EXPORTS, json!({ "space": space, "export": id })).unique(format!("{EXPORTS}/{id}"));
        outbox::enqueue(tx, &house.vault, house.clock.as_ref(), house.rng.as_ref(), &job)?;
    }
    Ok(asked)
}

/// The caller's own exports of a record, newest first.
///
/// # Errors
/// As [`exports::Exports::list`].
pub fn list(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
) -> Result<Vec<Export>, Error> {
    Ok(house.exports.list(tx, actor, space, ask)?)
}

/// One of the caller's own exports.
///
/// # Errors
/// As [`exports::Exports::read`].
pub fn read(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    id: ExportId,
) -> Result<Export, Error> {
    Ok(house.exports.read(tx, actor, space, ask, id)?)
}

/// Removes one of the caller's own exports; gives the blobs that nobody names any more.
///
/// # Errors
/// As [`exports::Exports::remove`].
pub fn remove(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    id: ExportId,
) -> Result<Vec<Uuid>, Error> {
    Ok(house.exports.remove(tx, actor, space, ask, id)?)
}

/// Releases the archive of one of the caller's own exports, where all that is in it is shown to them still; else it ends.
///
/// # Errors
/// As [`exports::Exports::take_out`]; [`exports::Error::Changed`].
pub fn take_out(
    house: &House,
    actor: &Actor,
    space: SpaceId,
    ask: &Ask,
    id: ExportId,
) -> Result<Archive, Error> {
    let taken = house.desk.write(|tx| {
        let (archive, permit) = house.exports.take_out(tx, actor, space, ask.clone(), id)?;
        let packed = house.exports.packed_documents(tx, &permit, id)?;
        if !all_shown(house, tx, &permit, &packed)? {
            permit.turn_down(tx, id.uuid(), consent::Reason::Contradicts);
            return Err(exports::Error::Changed.into());
        }
        Ok::<_, Error>(archive)
    });
    if matches!(taken, Err(Error::Exports(exports::Error::Changed))) {
        // The sweeper takes its blobs.
        house.desk.write(|tx| house.exports.end(tx, space, id, EndReason::Changed).map(drop))?;
    }
    taken
}

/// Documents that one statement looks at.
const LOOKED_AT: usize = 5_000;

/// Whether a permit shows all of these documents.
fn all_shown<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<bool, Error> {
    for some in ids.chunks(LOOKED_AT) {
        let visible = house.documents.visible(tx, permit, some)?;
        let is_shown = |id: &Uuid| visible.shown.contains(id) && !visible.withdrawn.contains(id);
        if !some.iter().all(is_shown) {
            return Ok(false);
        }
    }
    Ok(true)
}
