use database::Tx;
use journal::Entry;
use kernel::{Actor, DisputeId, Private};

use super::{Dispute, DisputeState, DisputeWords, Disputed, SendDispute, check_words};
use crate::{
    Consent, Error, Permit, Reason,
    service::check_number,
    store::{self, DisputeRow},
};

/// Disputes of one record that wait at a time.
const MOST_WAITING: u32 = 50;

impl Consent {
    /// Says of a line that this was not right, under the permit for it. The caller of this has made sure that the line is one
    /// that its reader sees.
    ///
    /// # Errors
    /// [`Error::DisputeWaits`] for a line of which that was said and waits; [`Error::Unprocessable`] for words that are empty or
    /// too long, and for more disputes than may wait.
    pub fn send_dispute<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, SendDispute>,
        actor: &Actor,
        line: (i64, &Entry),
        words: &Private<String>,
    ) -> Result<Dispute, Error> {
        self.check_dispute(words)?;
        // Whoever sends another one at the same time waits here.
        permit.hold(tx)?;
        let (seq, entry) = line;
        let waiting = store::dispute_waits(tx, permit)?;
        let keys = self.vault.space(permit.space())?;
        let mut seen = Vec::with_capacity(waiting.len());
        for (line, id) in waiting {
            // One that was sent in secret is not there for whoever is shown no secrets.
            if !permit.sees_secrets() {
                let row = store::disputes(tx, permit, Some(id))?.pop().ok_or(Error::Disagreement)?;
                if row.open(&keys)?.words.secret {
                    continue;
                }
            }
            seen.push((line, id));
        }
        if let Some((_, id)) = seen.iter().find(|(line, _)| *line == seq) {
            permit.turn_down(tx, id.uuid(), Reason::Contradicts);
            return Err(Error::DisputeWaits(*id));
        }
        check_number("disputes that wait for an answer", seen.len() + 1, MOST_WAITING)?;
        let dispute = Dispute {
            id: DisputeId::new(self.clock.as_ref(), self.rng.as_ref()),
            space: permit.space(),
            line: seq,
            state: DisputeState::Sent,
            sent_by: actor.person,
            sent_at: permit.now(),
            reviewer: None,
            reviewed_at: None,
            answered_at: None,
            words: DisputeWords {
                about: Disputed::from(entry),
                sent_by: actor.name.clone(),
                words: words.clone(),
                answered_by: None,
                answer: None,
                secret: permit.is_secret() || entry.secret,
            },
        };
        let patient = keys.mac("consent.dispute.patient", &[]);
        let patient: String = patient.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let row = DisputeRow::of(&keys, self.rng.as_ref(), &dispute)?;
        store::insert_dispute(tx, permit, row, &patient)?;
        permit.name(tx, [dispute.id.uuid()]);
        Ok(dispute)
    }

    /// Whether a dispute can be said in these words.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] for words that are empty or too long.
    pub fn check_dispute(&self, words: &Private<String>) -> Result<(), Error> {
        check_words("what was not right", words)
    }
}
