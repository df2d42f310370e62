use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::{Clock, Rng};

/// An identifier of one kind of thing: a UUID version 7 that cannot be mixed up with another kind's.
///
/// `T` is a marker only; two ids are equal when their UUIDs are. Ids are technical: they say nothing of the
/// person and may appear in logs and URLs.
pub struct Id<T> {
    uuid: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Makes a fresh id from the given instant (milliseconds), a counter of 12 bits and 62 random bits.
    pub fn new(clock: &dyn Clock, rng: &dyn Rng) -> Self {
        let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or_default();
        let mut bytes = [0u8; 10];
        rng.fill(&mut bytes);
        let [high, low] = rng.ordered(millis).to_be_bytes();
        let [first, second, ..] = &mut bytes;
        (*first, *second) = (high, low);
        Self::from(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }

    /// The bare UUID, for a database row or a wire format.
    pub fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}

/// Markers: one empty type per kind of thing.
pub mod kind {
    /// A citizen's record.
    pub enum Space {}
    /// A human being, citizen or professional.
    pub enum Person {}
    /// An account with a password of its own.
    pub enum Account {}
    /// A practice, hospital, pharmacy or other structure.
    pub enum Organisation {}
    /// One log-in, on one device, in one capacity.
    pub enum Session {}
    /// A piece of client software.
    pub enum Software {}
    /// One version of a document.
    pub enum Document {}
    /// A folder in which documents are put.
    pub enum Folder {}
    /// A request that a document be corrected.
    pub enum Correction {}
    /// Somebody's word that a line of their history was not right.
    pub enum Dispute {}
    /// A project that uses health data beyond care.
    pub enum Project {}
    /// One extract that a project asked for.
    pub enum Extract {}
    /// One notice in a record.
    pub enum Notice {}
    /// One export of a record.
    pub enum Export {}
    /// One thing that a space's consent says: a relationship, a block, an access.
    pub enum Provision {}
    /// What one admin proposes and another one confirms.
    pub enum Proposal {}
    /// One piece of background work.
    pub enum Job {}
    /// One fact that a room announced.
    pub enum Event {}
    /// One request at a door.
    pub enum Request {}
}

/// Names a citizen's record.
pub type SpaceId = Id<kind::Space>;
/// Names a human being.
pub type PersonId = Id<kind::Person>;
/// Names a structure.
pub type OrganisationId = Id<kind::Organisation>;
/// Names a log-in.
pub type SessionId = Id<kind::Session>;
/// Names client software.
pub type SoftwareId = Id<kind::Software>;
/// Names one version of a document.
pub type DocumentId = Id<kind::Document>;
/// Names a folder of documents.
pub type FolderId = Id<kind::Folder>;
/// Names a request for correction.
pub type CorrectionId = Id<kind::Correction>;
/// Names a dispute about a line of a history.
pub type DisputeId = Id<kind::Dispute>;
/// See [`kind::Project`].
pub type ProjectId = Id<kind::Project>;
/// See [`kind::Extract`].
pub type ExtractId = Id<kind::Extract>;
/// Names an account with a password of its own.
pub type AccountId = Id<kind::Account>;
/// Names a notice.
pub type NoticeId = Id<kind::Notice>;
/// Names an export of a record.
pub type ExportId = Id<kind::Export>;
/// Names a provision of a space's consent.
pub type ProvisionId = Id<kind::Provision>;
/// Names a proposal of an admin.
pub type ProposalId = Id<kind::Proposal>;
/// Names a job.
pub type JobId = Id<kind::Job>;
/// Names an event.
pub type EventId = Id<kind::Event>;
/// Names a request, in logs, in the journal and in problem documents.
pub type RequestId = Id<kind::Request>;
