use chrono::{DateTime, Utc};
use consent::service::Pair;
use flows::doubles::{Counted, ReadProposal};
use identity::{IdentityStatus, Proposal, ProposalReason, ProposalState, TraitName, Wanted};
use kernel::{CorrectionId, ErrorKind, PersonId, ProposalId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::{Fault, Problem};

use super::SpaceStateCode;

/// What is proposed.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProposalKind)]
pub(crate) enum ProposalKindCode {
    /// `record` is a double of `other_record` and goes into it.
    Merge,
    /// That is undone.
    Split,
    /// Documents in `record` belong to `other_record`.
    NotMine,
}

/// Most requests for correction in one proposal.
const CORRECTIONS: usize = 50;

impl ProposalKindCode {
    /// What is proposed about these records.
    ///
    /// # Errors
    /// 422 where requests for correction are missing, too many, or out of place.
    pub(crate) fn wanted(
        self,
        record: SpaceId,
        other: SpaceId,
        corrections: &[Uuid],
    ) -> Result<Wanted, Problem> {
        let pair = Pair { double: record, stays: other };
        let fits = match self {
            Self::Merge | Self::Split => corrections.is_empty(),
            Self::NotMine => (1..=CORRECTIONS).contains(&corrections.len()),
        };
        if !fits {
            let expected = "1 to 50 requests with `not_mine`, and none with anything else";
            let fault = Fault::new("/corrections", expected).found(corrections.len().to_string());
            return Err(Problem::fault(ErrorKind::Unprocessable, fault));
        }
        Ok(match self {
            Self::Merge => Wanted::Merge(pair),
            Self::Split => Wanted::Split(pair),
            Self::NotMine => Wanted::NotMine { from: record, to: other, corrections: corrections.to_vec() },
        })
    }
}

/// Why something is proposed.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProposalReason)]
pub(crate) enum ProposalReasonCode {
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

impl From<ProposalReasonCode> for ProposalReason {
    fn from(code: ProposalReasonCode) -> Self {
        match code {
            ProposalReasonCode::RegisteredTwice => Self::RegisteredTwice,
            ProposalReasonCode::NumberReplaced => Self::NumberReplaced,
            ProposalReasonCode::WrongNumber => Self::WrongNumber,
            ProposalReasonCode::TwoPeople => Self::TwoPeople,
            ProposalReasonCode::IdentityTakenOver => Self::IdentityTakenOver,
            ProposalReasonCode::WrongRecord => Self::WrongRecord,
        }
    }
}

impl From<ProposalReason> for ProposalReasonCode {
    fn from(reason: ProposalReason) -> Self {
        match reason {
            ProposalReason::RegisteredTwice => Self::RegisteredTwice,
            ProposalReason::NumberReplaced => Self::NumberReplaced,
            ProposalReason::WrongNumber => Self::WrongNumber,
            ProposalReason::TwoPeople => Self::TwoPeople,
            ProposalReason::IdentityTakenOver => Self::IdentityTakenOver,
            ProposalReason::WrongRecord => Self::WrongRecord,
        }
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProposalState)]
enum ProposalStateCode {
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

/// What one support admin proposes and another one decides about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub(crate) struct ProposalView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProposalId,
    /// What is proposed.
    kind: ProposalKindCode,
    /// The record that it is about.
    #[schema(value_type = Uuid)]
    record: SpaceId,
    /// The other record.
    #[schema(value_type = Uuid)]
    other_record: SpaceId,
    /// Why.
    reason: ProposalReasonCode,
    /// The requests for correction that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    corrections: Vec<Uuid>,
    /// What became of it.
    state: ProposalStateCode,
    /// Whether it is the caller's own, which somebody else decides about.
    own: bool,
    /// When it was made.
    proposed_at: DateTime<Utc>,
    /// Until when it waits.
    expires_at: DateTime<Utc>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    decided_at: Option<DateTime<Utc>>,
    /// When all documents that it concerns had arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    settled_at: Option<DateTime<Utc>>,
    /// How many documents the last run could not move, because their contents cannot be opened. They stay where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    left_behind: Option<u32>,
}

impl ProposalView {
    pub(crate) fn of(proposal: &Proposal, viewer: PersonId) -> Self {
        let (record, other_record) = proposal.wanted.records();
        Self {
            id: proposal.id,
            kind: match &proposal.wanted {
                Wanted::Merge(_) => ProposalKindCode::Merge,
                Wanted::Split(_) => ProposalKindCode::Split,
                Wanted::NotMine { .. } => ProposalKindCode::NotMine,
            },
            record,
            other_record,
            reason: proposal.reason.into(),
            corrections: proposal.wanted.corrections().to_vec(),
            state: match proposal.state {
                ProposalState::Open => ProposalStateCode::Open,
                ProposalState::Confirmed => ProposalStateCode::Confirmed,
                ProposalState::Declined => ProposalStateCode::Declined,
                ProposalState::TakenBack => ProposalStateCode::TakenBack,
                ProposalState::Expired => ProposalStateCode::Expired,
            },
            own: proposal.proposed_by == viewer,
            proposed_at: proposal.proposed_at,
            expires_at: proposal.expires_at,
            decided_at: proposal.decided_at,
            settled_at: proposal.settled_at,
            left_behind: proposal.left_behind,
        }
    }

    pub(crate) fn id(&self) -> ProposalId {
        self.id
    }
}

/// A proposal with how its records stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalWithRecords {
    /// The proposal.
    proposal: ProposalView,
    /// Its records: the one that it is about, then the other one.
    records: Vec<RecordView>,
    /// With a merge and its undoing: in what the identities of the two differ, and nothing of what stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    differing: Option<Vec<IdentityPart>>,
}

impl ProposalWithRecords {
    pub(crate) fn of(read: ReadProposal, viewer: PersonId) -> Self {
        let ReadProposal { proposal, records, differences } = read;
        Self {
            proposal: ProposalView::of(&proposal, viewer),
            records: records.into_iter().map(RecordView::from).collect(),
            differing: differences.map(|differences| {
                let number = differences.numbers.then_some(IdentityPart::Ins);
                differences.traits.into_iter().map(IdentityPart::from).chain(number).collect()
            }),
        }
    }
}

/// A part of an identity.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum IdentityPart {
    /// Family name of birth.
    BirthName,
    /// Given names of birth.
    FirstNames,
    /// Date of birth.
    BirthDate,
    /// Administrative sex.
    Sex,
    /// Place of birth.
    Birthplace,
    /// The national health identity, where both have one.
    Ins,
}

impl From<TraitName> for IdentityPart {
    fn from(name: TraitName) -> Self {
        match name {
            TraitName::BirthName => Self::BirthName,
            TraitName::FirstNames => Self::FirstNames,
            TraitName::BirthDate => Self::BirthDate,
            TraitName::Sex => Self::Sex,
            TraitName::Birthplace => Self::Birthplace,
        }
    }
}

/// How a record stands, and nothing of what is in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordStands)]
pub(crate) struct RecordView {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// Its state.
    state: SpaceStateCode,
    /// How sure its identity is.
    identity_status: IdentityStatusView,
    /// How many documents are in it.
    documents: i64,
    /// The record into which it went, where it was a double.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    merged_into: Option<SpaceId>,
    /// The holder's requests for correction that wait and say that a document is somebody else's, oldest first, at most 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_mine_requests: Vec<RequestNotMine>,
}

/// A request for correction that says that a document is somebody else's, and nothing of the document.
#[derive(Debug, Serialize, ToSchema)]
struct RequestNotMine {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: CorrectionId,
    /// When it was made.
    asked_at: DateTime<Utc>,
}

/// How sure an identity is (RNIV).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IdentityStatusNow)]
enum IdentityStatusView {
    /// As somebody said it.
    Provisional,
    /// Taken from the national identity service.
    Retrieved,
    /// Compared with a document of high trust.
    Validated,
    /// Both: its number counts.
    Qualified,
}

impl From<Counted> for RecordView {
    fn from(counted: Counted) -> Self {
        let Counted { stands, documents, not_mine } = counted;
        Self {
            space: stands.space,
            state: stands.state.into(),
            identity_status: match stands.identity_status {
                IdentityStatus::Provisional => IdentityStatusView::Provisional,
                IdentityStatus::Retrieved => IdentityStatusView::Retrieved,
                IdentityStatus::Validated => IdentityStatusView::Validated,
                IdentityStatus::Qualified => IdentityStatusView::Qualified,
            },
            documents,
            merged_into: stands.merged_into,
            not_mine_requests: not_mine
                .into_iter()
                .map(|(id, asked_at)| RequestNotMine { id, asked_at })
                .collect(),
        }
    }
}
