use blobs::BlockingBlobs;
use chrono::{DateTime, Utc};
use consent::service::{DueErasure, Erasure, ErasureStep};
use database::{BLOBS, Tx};
use documents::Error;
use kernel::{Actor, EventId, PersonId, SpaceId};
use mail::{Letter, Message, When};
use uuid::Uuid;
use vault::KeyStore;

use crate::{
    House,
    leaving::give_up,
    notify::{NewNotice, Told, notify},
    record::{Heading, ReaderSide, heading},
};

/// Records that one statement finds.
const AT_ONCE: i64 = 100;

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Records of which nothing is left.
    pub records: usize,
    /// Records whose time has come, and that nobody here may erase.
    pub waiting: usize,
}

/// An erasure that waits, and whether it is held up; that is told to the holder alone.
pub type Waiting = (Erasure, Option<bool>);

/// Asks that a record be erased: it is closed, and in thirty days nothing of it is left. One that waits is given again; the
/// second value says whether it is new.
///
/// # Errors
/// As [`consent::Consent::ask_erasure`]; what keeps a notice from being left.
pub fn ask(house: &House, actor: &Actor, space: SpaceId) -> Result<(Erasure, bool), Error> {
    let helps = house.desk.read(|rtx| house.consent.helps_somebody(rtx, actor.person))?;
    house.desk.write(|tx| {
        let (erasure, is_new) = house.consent.ask_erasure(tx, actor, space, helps)?;
        if is_new {
            let until = When { at: erasure.due_at, zone: house.settings.country.time_zone };
            tell(house, tx, space, Told::ErasureAsked { until })?;
        }
        Ok((erasure, is_new))
    })
}

/// The erasure that waits, if one does, and whether it is held up: its holder is somebody's carer or representative now, or in
/// charge of somebody, and has to give that up before anything is erased. Whom the holder helps is told to nobody else: none for
/// whoever reads it for the holder.
///
/// # Errors
/// As [`consent::Consent::erasure`].
pub fn stands(house: &House, actor: &Actor, space: SpaceId) -> Result<Option<Waiting>, Error> {
    Ok(seen(house, actor, space)?.1)
}

/// As [`stands`], of the record that the heading names.
///
/// # Errors
/// As [`stands`].
pub fn seen(house: &House, actor: &Actor, space: SpaceId) -> Result<(Heading, Option<Waiting>), Error> {
    let helps = house.desk.read(|rtx| house.consent.helps_somebody(rtx, actor.person))?;
    let (waiting, heading) = house.desk.write(|tx| {
        let (waiting, permit) = house.consent.erasure(tx, actor, space)?;
        Ok::<_, Error>((waiting, heading(house, tx, &permit)?))
    })?;
    let is_holder = heading.side == ReaderSide::Holder;
    Ok((heading, waiting.map(|waiting| (waiting, is_holder.then_some(helps)))))
}

/// When a record of one's own is erased, if an erasure waits, for the pages that lead on from there; none where that is not to be
/// looked at. It leaves no line.
///
/// # Errors
/// The database's; the vault's.
pub fn due(house: &House, actor: &Actor, space: SpaceId) -> Result<Option<DateTime<Utc>>, Error> {
    if actor.secret || actor.assisted_by.is_some() {
        return Ok(None);
    }
    match house.desk.rehearse(|tx| Ok(house.consent.erasure(tx, actor, space)?.0)) {
        Ok(waiting) => Ok(waiting.map(|waiting| waiting.due_at)),
        Err(Error::Consent(consent::Error::Refused(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes an erasure back; the record stays closed.
///
/// # Errors
/// As [`consent::Consent::take_back_erasure`]; what keeps a notice from being left.
pub fn take_back(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<(), Error> {
    house.consent.take_back_erasure(tx, actor, space)?;
    tell(house, tx, space, Told::ErasureTakenBack)
}

/// Reminds the holders of records that are erased before long, each once; says how many. One that cannot be reminded keeps no other
/// one back.
///
/// # Errors
/// The database's; what kept the last notice from being left that was not.
pub fn remind(house: &House) -> Result<usize, Error> {
    let (mut reminded, mut after, mut failed) = (0, None, None);
    loop {
        let near = house.desk.rehearse(|tx| house.consent.near_erasures(tx, after, AT_ONCE))?;
        let Some(last) = near.last() else { break };
        after = Some(last.space);
        for DueErasure { space, .. } in near {
            let done: Result<bool, Error> = house.desk.write(|tx| {
                let Some(erasure) = house.consent.remind_of_erasure(tx, space)? else { return Ok(false) };
                let until = When { at: erasure.due_at, zone: house.settings.country.time_zone };
                tell(house, tx, space, Told::ErasureNear { until })?;
                Ok(true)
            });
            match done {
                Ok(done) => reminded += usize::from(done),
                Err(error) => {
                    tracing::error!(cause = %error, "the holder of a record could not be reminded of its erasure");
                    failed = Some(error);
                }
            }
        }
    }
    failed.map_or(Ok(reminded), Err)
}

/// Erases the records whose time has come, one after the other: the last line of each, then its keys and all of its rows in one
/// transaction, then its blobs. Whatever is killed on the way, it goes on; one that cannot be erased keeps no other one back.
///
/// # Errors
/// The database's; what kept the last one of those that stay.
pub fn carry_out(house: &House, blobs: &BlockingBlobs) -> Result<Erased, Error> {
    let (mut erased, mut after, mut failed) = (Erased::default(), None, None);
    loop {
        let due = house.desk.rehearse(|tx| house.consent.due_erasures(tx, after, AT_ONCE))?;
        let Some(last) = due.last() else { break };
        after = Some(last.space);
        for due in due {
            match erase(house, blobs, due) {
                Ok(Some(true)) => erased.records += 1,
                Ok(Some(false)) => {}
                Ok(None) => erased.waiting += 1,
                Err(error) => {
                    tracing::error!(cause = %error, "a record could not be erased");
                    failed = Some(error);
                }
            }
        }
    }
    failed.map_or(Ok(erased), Err)
}

/// Erases one record; false where it waits, none where nobody here may.
fn erase(house: &House, blobs: &BlockingBlobs, due: DueErasure) -> Result<Option<bool>, Error> {
    let Some(erasing) = &house.erasing else { return Ok(None) };
    let DueErasure { space, asked_by, has_begun } = due;
    // Only what erases can take a key away, and it did so when the proof under that key had been looked at.
    let is_proven = has_begun && matches!(house.vault.space(space), Err(vault::Error::NoSpaceKey(_)));
    if !is_proven {
        match begin(house, space, asked_by)? {
            ErasureStep::Begins(_) | ErasureStep::GoesOn => {}
            ErasureStep::Waits => return Ok(Some(false)),
            ErasureStep::HeldUp => {
                tracing::warn!(
                    "an erasure that is due waits until its holder is nobody's carer or representative"
                );
                return Ok(Some(false));
            }
        }
    }
    let mut gone = house.desk.read(|rtx| house.consent.doubles_of(rtx, space))?;
    gone.push(space);
    if let Some(keys) = &erasing.keys {
        for one in &gone {
            keys.delete_space(*one)?;
        }
    }
    let left = erasing.eraser.erase(space.uuid())?;
    for one in gone {
        house.vault.forget_space(one);
    }
    give_up_unless_copied(house, blobs, &left)?;
    Ok(Some(true))
}

/// Begins an erasure, or finds that it had begun, as its holder asked.
fn begin(house: &House, space: SpaceId, asked_by: PersonId) -> Result<ErasureStep, Error> {
    let helps = house.desk.read(|rtx| house.consent.helps_somebody(rtx, asked_by))?;
    house.desk.write(|tx| {
        let step = house.consent.begin_erasure(tx, space, helps)?;
        if let ErasureStep::Begins(holder) = step {
            say_goodbye(house, tx, space, holder)?;
        }
        Ok(step)
    })
}

/// Removes blobs that nobody names any more; while a backup copies those of its point, they are left for the sweeper.
fn give_up_unless_copied(house: &House, blobs: &BlockingBlobs, left: &[Uuid]) -> Result<(), Error> {
    house.desk.write(|tx| {
        if tx.try_lock_beside(BLOBS)? {
            give_up(blobs, left);
        }
        Ok(())
    })
}

/// Writes to the holder that the record is erased: the last that leaves the house for them.
fn say_goodbye(house: &House, tx: &mut Tx<'_>, space: SpaceId, holder: PersonId) -> Result<(), Error> {
    let Some((to, language)) = house.identity.address_of(tx, holder)? else { return Ok(()) };
    let event = EventId::from(space.uuid());
    let message = Message { event, to, language, letter: Letter::RecordErased };
    house.post.enqueue(tx, &message).map_err(identity::Error::from)?;
    Ok(())
}

fn tell(house: &House, tx: &mut Tx<'_>, space: SpaceId, told: Told) -> Result<(), Error> {
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
    Ok(())
}
