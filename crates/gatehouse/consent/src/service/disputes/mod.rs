//! "This was not right": the holder's side says so of a line of the history, an auditor looks into it and answers.

mod answer;
mod list;
mod send;
mod take;
mod waiting;

use chrono::{DateTime, Utc};
use database::Tx;
use journal::{Entry, Outcome, Who};
use kernel::{DisputeId, PersonId, Private, SpaceId};
use serde::{Deserialize, Serialize};

use super::EmergencySaid;
use crate::{Act, Action, AdminPermit, Consent, Error, Permit, Sought, store};

/// Saying of a line of the history that this was not right.
pub struct SendDispute;

impl Action for SendDispute {
    const NAME: &'static str = "disputes.send";
    const ACT: Act = Act::Dispute;
}

/// Looking, on the holder's side, at what became of disputes: whoever reads the history does.
pub struct ListDisputes;

impl Action for ListDisputes {
    const NAME: &'static str = "disputes.list";
    const ACT: Act = Act::ReadHistory;
}

/// Looking at the disputes that wait, in whatever record.
pub struct ListWaitingDisputes;

impl Action for ListWaitingDisputes {
    const NAME: &'static str = "disputes.waiting";
    const ACT: Act = Act::Administer;
}

/// Taking a dispute to look into.
pub struct TakeDispute;

impl Action for TakeDispute {
    const NAME: &'static str = "disputes.take";
    const ACT: Act = Act::Administer;
}

/// Answering a dispute that one looks into.
pub struct SettleDispute;

impl Action for SettleDispute {
    const NAME: &'static str = "disputes.settle";
    const ACT: Act = Act::Administer;
}

/// Reading, in its record, a dispute that one looks into.
pub struct ReviewDispute;

impl Action for ReviewDispute {
    const NAME: &'static str = "disputes.review";
    const ACT: Act = Act::Dispute;
}

/// Writing the answer to a dispute into its record.
pub struct AnswerDispute;

impl Action for AnswerDispute {
    const NAME: &'static str = "disputes.answer";
    const ACT: Act = Act::Dispute;
}

/// What somebody says of a line of the history, and what became of it.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// The record.
    pub space: SpaceId,
    /// The number of the line in its chain; it leaves the house sealed alone.
    pub line: i64,
    /// What became of it.
    pub state: DisputeState,
    /// Who said so.
    pub sent_by: PersonId,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// The admin who looks, or looked, into it.
    pub reviewer: Option<PersonId>,
    /// Since when.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// What is sealed.
    pub words: DisputeWords,
}

/// What became of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeState {
    /// It was sent, and nobody has looked at it.
    Sent,
    /// An auditor looks into it.
    InReview,
    /// It was answered.
    Answered,
}

impl DisputeState {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::InReview => "in_review",
            Self::Answered => "answered",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Sent, Self::InReview, Self::Answered].into_iter().find(|state| state.as_str() == name)
    }
}

/// The sealed part of a dispute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisputeWords {
    /// What the line said to whoever disputes it.
    pub about: Disputed,
    /// Name of who sent it.
    pub sent_by: Private<String>,
    /// What was not right, in their words.
    pub words: Private<String>,
    /// Name of who answered.
    pub answered_by: Option<Private<String>>,
    /// The answer.
    pub answer: Option<Private<String>>,
    /// Whether it was said in secret, or of what was done so: nobody who represents the holder is shown it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub secret: bool,
}

/// A line of the history as far as a dispute is about it: who, when and what, and never about which document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Disputed {
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub who: Who,
    /// The act.
    pub act: String,
    /// In which way.
    pub way: Option<String>,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Of an opening in an emergency why, code of the reference data; the words beside it may name the patient.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub emergency: Option<String>,
}

impl From<&Entry> for Disputed {
    fn from(entry: &Entry) -> Self {
        let Entry { at, who, act, way, outcome, .. } = entry;
        let emergency = EmergencySaid::of_line(entry).map(|said| said.reason);
        Self { at: *at, who: who.clone(), act: act.clone(), way: way.clone(), outcome: *outcome, emergency }
    }
}

/// A dispute that waits, for whoever might look into it: whose it is stays a pseudonym.
#[derive(Debug, Clone)]
pub struct WaitingDispute {
    /// Its id.
    pub id: DisputeId,
    /// The same for all disputes of one record, and nothing else.
    pub patient: String,
    /// What became of it.
    pub state: DisputeState,
    /// Who looks into it.
    pub reviewer: Option<PersonId>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}

/// Longest text, in characters.
const LONGEST: usize = 2_000;

fn check_words(what: &str, words: &Private<String>) -> Result<(), Error> {
    super::check_words(what, words.reveal(), LONGEST)
}

impl Consent {
    /// The dispute that waits under this name, its record's permit, and a lock on it until the transaction ends.
    fn waiting_dispute<'tx, B: Action, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        id: DisputeId,
    ) -> Result<(Permit<'tx, B>, Dispute), Error> {
        let Some(space) = store::where_disputed(tx, admin, id)? else {
            admin.turn_down(tx, id.uuid(), "Absent");
            return Err(Error::Absent(Sought::Dispute));
        };
        let permit = self.permit_to_answer::<B, A>(tx, admin, space)?;
        let keys = self.vault.space(space)?;
        let row = store::disputes(tx, &permit, Some(id))?.pop().ok_or(Error::Disagreement)?;
        permit.name(tx, [id.uuid()]);
        admin.name(tx, [id.uuid()]);
        let dispute = row.open(&keys)?;
        if dispute.words.secret {
            permit.keep_secret(tx);
        }
        Ok((permit, dispute))
    }
}
