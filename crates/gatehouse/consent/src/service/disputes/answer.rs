use database::Tx;
use kernel::{Actor, AdminRole, DisputeId, Private};

use super::{AnswerDispute, Dispute, DisputeState, SettleDispute, check_words};
use crate::{Consent, Error, store};

impl Consent {
    /// Answers a dispute that one looks into. It waits no more, and of its line it may be said anew.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`Error::Absent`] for nothing that waits; [`Error::NotTaken`] for one that
    /// somebody else, or nobody yet, looks into; [`Error::Unprocessable`] for an answer that is empty or too long.
    pub fn answer_dispute(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        id: DisputeId,
        answer: &Private<String>,
    ) -> Result<Dispute, Error> {
        let admin = self.check_admin::<SettleDispute>(tx, actor, &[AdminRole::Auditor])?;
        check_words("an answer", answer)?;
        let (permit, mut dispute) = self.waiting_dispute::<AnswerDispute, _>(tx, &admin, id)?;
        if dispute.reviewer != Some(actor.person) {
            admin.turn_down(tx, id.uuid(), "NotTaken");
            return Err(Error::NotTaken);
        }
        dispute.state = DisputeState::Answered;
        dispute.answered_at = Some(permit.now());
        dispute.words.answered_by = Some(actor.name.clone());
        dispute.words.answer = Some(answer.clone());
        let keys = self.vault.space(permit.space())?;
        store::change_dispute(tx, &permit, &keys, self.rng.as_ref(), &dispute)?;
        Ok(dispute)
    }
}
