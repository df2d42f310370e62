use database::Tx;
use kernel::{Actor, AdminRole, DisputeId};

use super::{Dispute, DisputeState, ReviewDispute, TakeDispute};
use crate::{Consent, Error, store};

impl Consent {
    /// Takes a dispute to look into: from now on its words are this auditor's to read. One that another auditor looks into goes
    /// over, so that none waits for somebody who left. The line in the record's chain says who read it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`Error::Absent`] for nothing that waits.
    pub fn take_dispute(&self, tx: &mut Tx<'_>, actor: &Actor, id: DisputeId) -> Result<Dispute, Error> {
        let admin = self.check_admin::<TakeDispute>(tx, actor, &[AdminRole::Auditor])?;
        let (permit, mut dispute) = self.waiting_dispute::<ReviewDispute, _>(tx, &admin, id)?;
        if dispute.reviewer != Some(actor.person) {
            dispute.state = DisputeState::InReview;
            dispute.reviewer = Some(actor.person);
            dispute.reviewed_at = Some(permit.now());
            let keys = self.vault.space(permit.space())?;
            store::change_dispute(tx, &permit, &keys, self.rng.as_ref(), &dispute)?;
        }
        Ok(dispute)
    }
}
