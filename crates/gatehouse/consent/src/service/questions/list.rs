use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, AdminRole, Limit, OrganisationId, PersonId, ProvisionId, SpaceId};

use super::{QuestionAnswer, Sign};
use crate::{Act, Action, Consent, Error, store};

/// Reading what holders were asked about accesses.
pub struct ReadAccessQuestions;

impl Action for ReadAccessQuestions {
    const NAME: &'static str = "access-questions.list";
    const ACT: Act = Act::Administer;
}

/// A question that a holder was asked about an access.
#[derive(Debug, Clone)]
pub struct AccessQuestion {
    /// The access.
    pub id: ProvisionId,
    /// The record.
    pub space: SpaceId,
    /// The kind of access.
    pub kind: String,
    /// Whose.
    pub person: PersonId,
    /// In which structure.
    pub organisation: Option<OrganisationId>,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// What was seen of it.
    pub signs: Vec<Sign>,
    /// What that weighs.
    pub score: u32,
    /// When the holder was asked.
    pub asked_at: DateTime<Utc>,
    /// What the holder answered.
    pub answer: Option<QuestionAnswer>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A question as an auditor sees it.
#[derive(Debug, Clone)]
pub struct SeenQuestion {
    /// The question.
    pub question: AccessQuestion,
    /// What stands for the patient.
    pub patient: String,
}

impl Consent {
    /// The questions that holders were asked, newest access first, older than one, and where the next page begins.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever is no auditor; the database's.
    pub fn access_questions(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        before: Option<ProvisionId>,
        limit: Limit,
    ) -> Result<(Vec<SeenQuestion>, Option<ProvisionId>), Error> {
        let admin = self.check_admin::<ReadAccessQuestions>(tx, actor, &[AdminRole::Auditor])?;
        let mut found = store::questions(tx, &admin, before, limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id);
        let seen = |question: AccessQuestion| {
            Ok(SeenQuestion { patient: self.pseudonym(question.space)?, question })
        };
        Ok((found.into_iter().map(seen).collect::<Result<_, Error>>()?, next))
    }
}
