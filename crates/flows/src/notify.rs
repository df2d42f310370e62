use database::Tx;
use kernel::{ErrorKind, Language, PersonId, SpaceId};
use mail::{Address, Letter, Message, Posted};
pub use notifications::{NewNotice, Told};
use thiserror::Error;

use crate::House;

/// Where people get mail: only addresses that they have confirmed.
pub trait Addresses: Send + Sync {
    /// Where a person gets mail and in which language; none where they confirmed no address.
    ///
    /// # Errors
    /// The database's.
    fn confirmed(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<Option<MailTo>, database::Error>;
}

/// Where somebody gets mail.
#[derive(Debug, Clone)]
pub struct MailTo {
    /// The address.
    pub address: Address,
    /// The language that they chose.
    pub language: Language,
}

/// Nobody has confirmed an address.
pub struct NoAddresses;

impl Addresses for NoAddresses {
    fn confirmed(&self, _: &mut Tx<'_>, _: PersonId) -> Result<Option<MailTo>, database::Error> {
        Ok(None)
    }
}

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
            Self::Database(error) => error.kind(),
        }
    }
}

impl database::Failure for Fault {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Notices(error) => error.database(),
            Self::Outbox(error) => error.database(),
            Self::Database(error) => Some(error),
        }
    }
}

/// Leaves a notice in a record and, where its reader has confirmed an address, writes to it that there is something new:
/// both in the transaction of what happened, once for each event. The mail says nothing more, so that whoever reads it
/// over a shoulder, or carries it, learns nothing.
///
/// # Errors
/// The room's, the outbox's, the database's.
pub fn notify(house: &House, tx: &mut Tx<'_>, space: SpaceId, notice: &NewNotice) -> Result<Notified, Fault> {
    let (told, permit) = house.notifications.tell(tx, space, notice)?;
    let reader = notice.person.or_else(|| permit.space_facts().map(|facts| facts.holder));
    let Some(reader) = reader.filter(|_| told) else { return Ok(Notified { told, posted: None }) };
    let Some(MailTo { address, language }) = house.addresses.confirmed(tx, reader)? else {
        return Ok(Notified { told, posted: None });
    };
    let message = Message { event: notice.event, to: address, language, letter: Letter::SomethingNew };
    let posted = house.post.enqueue(tx, &message)?;
    Ok(Notified { told, posted: Some(posted) })
}
