use chrono::{DateTime, Utc};
use consent::service::{Pair, Unfit};
use kernel::{ErrorKind, PersonId, ProposalId, SpaceId};
use thiserror::Error;
use uuid::Uuid;

use crate::TraitName;

/// What one support admin proposes and another one confirms or turns down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// What is proposed.
    pub wanted: Wanted,
    /// Why.
    pub reason: ProposalReason,
    /// What became of it.
    pub state: ProposalState,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Until when it waits.
    pub expires_at: DateTime<Utc>,
    /// Who confirmed it, turned it down or took it back.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When the work that the confirmation brought was done.
    pub settled_at: Option<DateTime<Utc>>,
    /// How many documents the last run could not move; none where there was no such document.
    pub left_behind: Option<u32>,
}

/// In what the identities of two records differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    /// The traits.
    pub traits: Vec<TraitName>,
    /// Whether each has a number, and another one.
    pub numbers: bool,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The first record is a double of the second one, and goes into it.
    Merge(Pair),
    /// That is undone.
    Split(Pair),
    /// Documents which the holder of a record says are not theirs belong to another record.
    NotMine {
        /// The record in which they lie.
        from: SpaceId,
        /// The record to which they belong.
        to: SpaceId,
        /// The requests for correction in which the holder says so.
        corrections: Vec<Uuid>,
    },
}

impl Wanted {
    /// The name of its kind in the database and in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Merge(_) => MERGE,
            Self::Split(_) => SPLIT,
            Self::NotMine { .. } => NOT_MINE,
        }
    }

    /// The record that it is about, and the other one.
    pub fn records(&self) -> (SpaceId, SpaceId) {
        match self {
            Self::Merge(pair) | Self::Split(pair) => (pair.double, pair.stays),
            Self::NotMine { from, to, .. } => (*from, *to),
        }
    }

    /// The requests for correction that it is about.
    pub fn corrections(&self) -> &[Uuid] {
        match self {
            Self::Merge(_) | Self::Split(_) => &[],
            Self::NotMine { corrections, .. } => corrections,
        }
    }

    /// Whether this may be done although the other one is not done to its end: a merge is undone whatever keeps it from
    /// being whole, and what has arrived goes back. Of what else was decided, documents that cannot be opened hold up nothing.
    pub(crate) fn overtakes(&self, other: &Proposal) -> bool {
        match (self, &other.wanted) {
            (Self::Split(this), Self::Merge(that)) => this == that,
            (_, Self::Merge(_)) => false,
            (_, Self::Split(_) | Self::NotMine { .. }) => other.left_behind.is_some(),
        }
    }

    pub(crate) fn read(kind: &str, record: SpaceId, other: SpaceId, things: Vec<Uuid>) -> Option<Self> {
        let pair = Pair { double: record, stays: other };
        match kind {
            MERGE => Some(Self::Merge(pair)),
            SPLIT => Some(Self::Split(pair)),
            NOT_MINE => Some(Self::NotMine { from: record, to: other, corrections: things }),
            _ => None,
        }
    }
}

const MERGE: &str = "merge";
const SPLIT: &str = "split";
const NOT_MINE: &str = "not_mine";

/// Why something is proposed: a closed list, so that nobody writes about a person there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalReason {
    /// The feed gave one person twice.
    RegisteredTwice,
    /// The person's number was replaced by another one.
    NumberReplaced,
    /// One of the two numbers was never the person's.
    WrongNumber,
    /// The two records are of two people.
    TwoPeople,
    /// Somebody used the identity of somebody else.
    IdentityTakenOver,
    /// A document was filed in the wrong record.
    WrongRecord,
}

impl ProposalReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::RegisteredTwice,
        Self::NumberReplaced,
        Self::WrongNumber,
        Self::TwoPeople,
        Self::IdentityTakenOver,
        Self::WrongRecord,
    ];

    /// Its name in the database, in the journal and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegisteredTwice => "registered_twice",
            Self::NumberReplaced => "number_replaced",
            Self::WrongNumber => "wrong_number",
            Self::TwoPeople => "two_people",
            Self::IdentityTakenOver => "identity_taken_over",
            Self::WrongRecord => "wrong_record",
        }
    }

    /// The reason of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Whether it is a reason for this.
    pub fn explains(self, wanted: &Wanted) -> bool {
        match self {
            Self::RegisteredTwice | Self::NumberReplaced | Self::WrongNumber => {
                matches!(wanted, Wanted::Merge(_))
            }
            Self::TwoPeople => matches!(wanted, Wanted::Split(_)),
            Self::IdentityTakenOver => !matches!(wanted, Wanted::Merge(_)),
            Self::WrongRecord => matches!(wanted, Wanted::NotMine { .. }),
        }
    }

    /// Whether it says why the two numbers of one person differ.
    pub(crate) fn explains_two_numbers(self) -> bool {
        matches!(self, Self::NumberReplaced | Self::WrongNumber)
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalState {
    /// It waits.
    Open,
    /// Another admin confirmed it.
    Confirmed,
    /// Another admin turned it down.
    Declined,
    /// Who made it took it back.
    TakenBack,
    /// Nobody decided in time.
    Expired,
}

impl ProposalState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Confirmed, Self::Declined, Self::TakenBack, Self::Expired];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::TakenBack => "taken_back",
            Self::Expired => "expired",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Why nothing is done with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProposalFault {
    /// There is none.
    #[error("there is no such proposal")]
    Absent,
    /// Nobody decides about a proposal of their own.
    #[error("a proposal is decided by another admin than the one who made it")]
    Own,
    /// Only who made it takes it back.
    #[error("a proposal is taken back by who made it")]
    OfAnother,
    /// It waits no more.
    #[error("this proposal is decided already: {}", .0.as_str())]
    Decided(ProposalState),
    /// It waited too long.
    #[error("this proposal waited too long; it has to be made anew")]
    Expired,
    /// Who made it is no active admin of support any more.
    #[error("who made this proposal is no admin of support any more; it has to be made anew")]
    ProposerLeft,
    /// Another proposal about the record waits.
    #[error("another proposal about this record waits for a decision")]
    Waits(ProposalId),
    /// The work that another proposal about one of the records brought is not done yet.
    #[error("the work of another proposal about one of these records is not done yet")]
    UnderWay,
    /// Its work is done, or something else was decided since.
    #[error("the work of this proposal is done, or another decision has overtaken it")]
    Done,
    /// The reason is none for what is proposed.
    #[error("this is no reason for what is proposed")]
    Reason,
    /// The records do not fit.
    #[error("the records do not fit what is proposed: {}", sentence(*.0))]
    Records(Unfit),
    /// The identities do not fit.
    #[error("{0}")]
    Identities(UnfitIdentities),
    /// Not all of these are requests of the record that wait and say that a document is not the holder's.
    #[error("not all of these are requests that wait, of this record, about a document of somebody else")]
    Corrections,
    /// The record to which something belongs takes nothing in.
    #[error("the record to which the documents belong takes nothing in now")]
    TakesNothing,
}

/// Why two identities are not taken for those of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnfitIdentities {
    /// Two or more of the decisive traits differ, or no given name is the same.
    #[error(
        "two or more of name, given names, date of birth and sex differ, or no given name is the same: these are two people"
    )]
    TwoPeople,
    /// Both have a number and these differ, and the reason does not say why.
    #[error("the two numbers differ; the reason has to say that one was replaced or wrong")]
    TwoNumbers,
    /// The identity of the record that stays is the less sure one.
    #[error(
        "the identity of the record that stays is less sure than that of the double; it is the other way round"
    )]
    LessSure,
}

impl ProposalFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Absent => ErrorKind::NotFound,
            Self::Own | Self::OfAnother => ErrorKind::Forbidden,
            Self::Reason | Self::Records(Unfit::SameRecord) => ErrorKind::Unprocessable,
            Self::Decided(_)
            | Self::Expired
            | Self::ProposerLeft
            | Self::Waits(_)
            | Self::UnderWay
            | Self::Done
            | Self::Records(_)
            | Self::Identities(_)
            | Self::Corrections
            | Self::TakesNothing => ErrorKind::Conflict,
        }
    }

    /// What the journal calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Own => "own_proposal",
            Self::OfAnother => "of_another",
            Self::Decided(_) => "decided",
            Self::Expired => "expired",
            Self::ProposerLeft => "proposer_left",
            Self::Waits(_) => "another_waits",
            Self::UnderWay => "under_way",
            Self::Done => "done",
            Self::Reason => "no_reason",
            Self::Records(_) => "records_do_not_fit",
            Self::Identities(_) => "identities_do_not_fit",
            Self::Corrections => "no_such_requests",
            Self::TakesNothing => "takes_nothing_in",
        }
    }
}

/// Why records do not fit, in words.
fn sentence(unfit: Unfit) -> String {
    match unfit {
        Unfit::SameRecord => "it is one record".to_owned(),
        Unfit::NoDouble => "there is no such double".to_owned(),
        Unfit::NoneStays => "there is no such record that stays".to_owned(),
        Unfit::DoubleIsMerged => "the double went into another record already".to_owned(),
        Unfit::ErasureWaits => "an erasure of one of the two records waits".to_owned(),
        Unfit::StaysIsMerged => "the record that stays went into another one".to_owned(),
        Unfit::DoubleHasDoubles => "other records went into the double; let those stay with it".to_owned(),
        Unfit::States(double, stays) => {
            format!("the double is {} and the record that stays is {}", double.as_str(), stays.as_str())
        }
        Unfit::UnknownProvision => "the double has a rule of consent that no merge knows".to_owned(),
        Unfit::NotMerged => "the double did not go into this record".to_owned(),
    }
}
