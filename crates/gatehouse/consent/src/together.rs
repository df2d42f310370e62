//! Lines about a session that a mediator and a citizen have together. Nothing is decided by them: they tell what was decided
//! elsewhere, in the record under the names of both, and beside it under the mediator's.

use chrono::{DateTime, Utc};
use database::Tx;
use journal::{Entry, Outcome, Who};
use kernel::{Actor, SessionId, SpaceId};
use serde_json::Value;

use crate::{Action, Consent, Error, Permit, Purpose, lines};

/// Lines of a record that one statement brings, and how often it is asked: far more than such a session leaves.
const BATCH: i64 = 100;
const BATCHES: usize = 20;

impl Consent {
    /// The permit of the system to tell in a record what two people did together, under their names.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such space, or when the action is none that only tells.
    pub fn tell_together<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        together: &Actor,
        space: SpaceId,
    ) -> Result<Permit<'tx, A>, Error> {
        self.permit_under_purpose(tx, Purpose::Notice, space, Who::from(together), together.request)
    }

    /// Tells in the chain of the system what a mediator did.
    pub fn tell_of_mediator<A: Action>(&self, tx: &mut Tx<'_>, mediator: &Actor, detail: Value) {
        let (who, way) = (Who::from(mediator), Some("admin".to_owned()));
        let mut entry = lines::entry::<A>(self.clock.now(), who, mediator.request, way, "G0", Outcome::Done);
        entry.detail = detail;
        let chain = journal::system_chain(mediator.person.uuid());
        tx.owe(journal::line(chain, None, entry, None, false));
    }

    /// The acts that were done in a session since an instant, as the history of a space names them, in their order and each
    /// once. It gives no access, and shows no more than their names.
    ///
    /// # Errors
    /// The journal's.
    pub fn acts_together(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        session: SessionId,
        since: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let (mut acts, mut before): (Vec<String>, _) = (Vec::new(), None);
        for _ in 0..BATCHES {
            let batch = journal::lines_without_permit(tx, &self.vault, space.uuid(), before, BATCH)?;
            let last = batch.last().map(|line| (line.seq, line.entry.at));
            let theirs = batch.into_iter().map(|line| line.entry).filter(|entry| is_of(entry, session));
            for act in theirs.map(|entry| entry.act) {
                // Newest first: what was done first comes last.
                acts.retain(|known| *known != act);
                acts.push(act);
            }
            match last {
                Some((seq, at)) if at >= since => before = Some(seq),
                _ => break,
            }
        }
        acts.reverse();
        Ok(acts)
    }
}

fn is_of(entry: &Entry, of: SessionId) -> bool {
    let is_theirs = matches!(entry.who, Who::Citizen { session, .. } if session == of);
    is_theirs && entry.outcome == Outcome::Done
}
