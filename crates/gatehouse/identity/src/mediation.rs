//! A mediator and a citizen together: a short session of the citizen in which a mediator acts beside them, for narrow acts.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{ErrorKind, Ins, PersonId, Private, SessionId, SpaceId};
use thiserror::Error;

use crate::{Session, StrictTraits};

/// What a mediator saw of somebody's identity; its number is never asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentityDocument {
    /// A national identity card.
    IdentityCard,
    /// A passport.
    Passport,
    /// A residence permit.
    ResidencePermit,
    /// A travel document of a refugee or of a stateless person.
    TravelDocument,
}

impl IdentityDocument {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::IdentityCard, Self::Passport, Self::ResidencePermit, Self::TravelDocument];

    /// Its name in the journal and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity_card",
            Self::Passport => "passport",
            Self::ResidencePermit => "residence_permit",
            Self::TravelDocument => "travel_document",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Whom a mediator helps.
#[derive(Debug, Clone)]
pub struct MediationAsked {
    /// The traits, whole, as they stand on the document.
    pub traits: Box<StrictTraits>,
    /// The number, where the person gives one as well. Alone it shows nothing: it stands on no document of identity.
    pub ins: Option<Ins>,
    /// The document of identity that the mediator saw.
    pub document: IdentityDocument,
    /// Whether the mediator says that the person is there and agrees.
    pub is_present: bool,
    /// What the mediator's device says it is, in two words.
    pub agent: Option<String>,
}

/// In whose session, and by whom, somebody is assisted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assistance {
    /// The mediator.
    pub mediator: PersonId,
    /// The mediator's own session, without which the other one counts no more.
    pub session: SessionId,
}

/// A session that was begun.
#[derive(Debug)]
pub struct BegunMediation {
    /// The session, of the citizen.
    pub session: Session,
    /// Their record.
    pub space: SpaceId,
}

/// How such a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndOfMediation {
    /// The two said that they were done.
    Done,
    /// The mediator logged out.
    LoggedOut,
    /// Its time was over, or the mediator's own session or role had ended.
    Over,
}

impl EndOfMediation {
    /// Its name in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::LoggedOut => "logged_out",
            Self::Over => "over",
        }
    }
}

/// What is to be told of a session that has ended.
#[derive(Debug)]
pub struct EndedMediation {
    /// The record.
    pub space: SpaceId,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// The mediator's name.
    pub mediator: Private<String>,
    /// The acts that were done in it, as the journal names them, in their order and each once; those in the records of people
    /// whose carer the citizen became come last.
    pub acts: Vec<String>,
    /// The acts that were done in it in the records of minors whom the citizen represents, in the same way.
    pub acts_for_minors: Vec<String>,
}

/// How many sessions together a mediator began on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediatorDay {
    /// The mediator's name.
    pub mediator: Private<String>,
    /// The mediator.
    pub person: PersonId,
    /// The day, where the service runs.
    pub day: NaiveDate,
    /// How many.
    pub begun: u32,
}

/// Why no session together is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MediationFault {
    /// The person is not there, or does not agree.
    #[error("the person must be there and agree")]
    NotPresent,
    /// The person is a minor: whoever represents a child decides, in a session of their own.
    #[error("a minor is not helped so; whoever represents the child is")]
    Minor,
    /// The mediator has begun as many today as one may.
    #[error("as many sessions were begun today as one mediator may")]
    TooManyToday,
}

impl MediationFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::NotPresent | Self::Minor => ErrorKind::Unprocessable,
            Self::TooManyToday => ErrorKind::TooMany,
        }
    }
}
