use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::AccessQuestion;
use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision, Sought,
    rules::{CARE_RELATIONSHIP, EMERGENCY_ACCESS},
    store,
};

/// Answering a question about an access.
pub struct AnswerQuestion;

impl Action for AnswerQuestion {
    const NAME: &'static str = "access-questions.answer";
    const ACT: Act = Act::Dispute;
}

/// Whether the holder has seen the professional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionAnswer {
    /// Yes.
    Seen,
    /// No: the access ends, and it is a dispute.
    NotSeen,
}

impl QuestionAnswer {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::NotSeen => "not_seen",
        }
    }

    /// The answer of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Seen, Self::NotSeen].into_iter().find(|answer| answer.as_str() == name)
    }
}

impl Consent {
    /// Answers a question about an access. Whoever was not seen gets in no more; of an emergency it is a report of misuse.
    /// An answer may still become `not_seen`; the way back is a new relationship.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for what was never asked; [`Error::Unprocessable`] for an answer taken back.
    pub fn answer_question(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        access: ProvisionId,
        answer: QuestionAnswer,
    ) -> Result<(), Error> {
        let permit = self.check::<AnswerQuestion>(tx, actor, space, ask)?;
        permit.hold(tx)?;
        let Some(question) = store::hold_question(tx, &permit, access)? else {
            return Err(permit.absent(tx, Sought::Relationship, access.uuid()));
        };
        permit.name(tx, [access.uuid()]);
        permit.detail(tx, json!({ "answer": answer.as_str() }));
        match (question.answer, answer) {
            (Some(before), now) if before == now => return Ok(()),
            (Some(QuestionAnswer::NotSeen), QuestionAnswer::Seen) => {
                let fault = "it was answered that this professional was not seen, and the access has ended; \
                             a care relationship can be begun anew";
                return Err(Error::Unprocessable(fault.to_owned()));
            }
            _ => {}
        }
        store::write_answer(tx, &permit, access, answer)?;
        match answer {
            QuestionAnswer::Seen => Ok(()),
            QuestionAnswer::NotSeen if question.kind == EMERGENCY_ACCESS => {
                self.end_reported(tx, &permit, access).map(drop)
            }
            QuestionAnswer::NotSeen => self.end_unseen(tx, &permit, &question),
        }
    }

    fn end_unseen<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, AnswerQuestion>,
        question: &AccessQuestion,
    ) -> Result<(), Error> {
        let change = self.change(tx, permit)?;
        // What was declared anew since then is ended with it: whoever was not seen gets in no more.
        let is_theirs = |one: &Provision| {
            (one.person, one.organisation, one.given_by)
                == (Some(question.person), question.organisation, question.person)
        };
        let is_it =
            |one: &Provision| one.kind == CARE_RELATIONSHIP && (one.id == question.id || is_theirs(one));
        change.end(tx, permit.now(), is_it)?;
        change.settle(tx)
    }
}
