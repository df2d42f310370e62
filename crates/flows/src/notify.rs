use database::Tx;
use kernel::{ErrorKind, EventId, PersonId, SpaceId};
use mail::{Letter, Message, Posted};
pub use notifications::{NewNotice, Told};
use thiserror::Error;
use uuid::Uuid;

use crate::{House, notices::of_a_record};

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notified {
    /// Whether it was left now, and not before.
    pub told: bool,
    /// What became of the mail; none where nobody is written to.
    pub posted: Option<Posted>,
}

/// Why a notice was not left.
#[derive(Debug, Error)]
pub enum Fault {
    /// The room's.
    #[error(transparent)]
    Notices(#[from] notifications::Error),
    /// The outbox's.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// Identity's.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl Fault {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Notices(error) => error.kind(),
            Self::Outbox(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }
}

impl database::Failure for Fault {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Notices(error) => error.database(),
            Self::Outbox(error) => error.database(),
            Self::Identity(error) => error.database(),
            Self::Database(error) => Some(error),
        }
    }
}

impl From<Fault> for documents::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Notices(error) => of_a_record(error),
            Fault::Outbox(error) => identity::Error::from(error).into(),
            Fault::Identity(error) => error.into(),
            Fault::Database(error) => error.into(),
        }
    }
}

/// Leaves a notice in a record and, where its reader has confirmed an address, writes to it that there is something new:
/// both in the transaction of what happened, once for each event. The mail says nothing more, so that whoever reads it
/// over a shoulder, or carries it, learns nothing.
///
/// Where the record is kept discreet, no mail is written about it; whoever is told of their own help is written to as ever.
///
/// What the holder is told of the record, whoever represents the holder, a minor, is told as well, each in a notice of their own;
/// but nothing of what was done in secret.
///
/// # Errors
/// The room's, the outbox's, the database's.
pub fn notify(house: &House, tx: &mut Tx<'_>, space: SpaceId, notice: &NewNotice) -> Result<Notified, Fault> {
    let (told, permit) = house.notifications.tell(tx, space, notice)?;
    let reader = notice.person.or_else(|| permit.space_facts().map(|facts| facts.holder));
    let Some(reader) = reader.filter(|_| told) else { return Ok(Notified { told, posted: None }) };
    // Of a record that is kept discreet nobody is written to: who shares the mailbox would learn that something happened.
    let is_silent = permit.is_silent() && notice.person.is_none() && !notice.told.is_of_account();
    let posted = if is_silent { None } else { write_to(house, tx, reader, notice.event)? };
    if notice.person.is_none() && !notice.secret && !notice.told.is_of_account() {
        for person in permit.representatives_told(house.consent.reference().minors()) {
            let event = beside(notice.event, person);
            let (told, _) = house.notifications.tell(
                tx,
                space,
                &NewNotice { event, person: Some(person), ..notice.clone() },
            )?;
            if told && !is_silent {
                write_to(house, tx, person, event)?;
            }
        }
    }
    Ok(Notified { told, posted })
}

/// Writes to whoever has confirmed an address that there is something new.
fn write_to(
    house: &House,
    tx: &mut Tx<'_>,
    reader: PersonId,
    event: EventId,
) -> Result<Option<Posted>, Fault> {
    let Some((address, language)) = house.identity.address_of(tx, reader)? else { return Ok(None) };
    let message = Message { event, to: address, language, letter: Letter::SomethingNew };
    Ok(Some(house.post.enqueue(tx, &message)?))
}

/// The event of telling somebody else of the same thing: the same for the same two, and no other.
fn beside(event: EventId, person: PersonId) -> EventId {
    let of_person = person.uuid().as_u128().rotate_left(64);
    EventId::from(Uuid::from_u128(event.uuid().as_u128() ^ of_person))
}
