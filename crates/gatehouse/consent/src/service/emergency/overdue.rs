use database::Tx;
use journal::{Entry, Outcome, Who};
use kernel::RequestId;

use crate::{Act, Action, Consent, Error, Purpose, store};

/// Suspending a right because nobody looked in time.
pub struct SuspendEmergencyRight;

impl Action for SuspendEmergencyRight {
    const NAME: &'static str = "emergency-rights.suspend";
    const ACT: Act = Act::Maintain;
}

impl Consent {
    /// Writes down which looks are overdue, each once, in the chain of whoever opened the record; says how many. The right is
    /// suspended from the instant itself on, whenever this runs.
    ///
    /// # Errors
    /// The database's.
    pub fn note_overdue_looks(&self, tx: &mut Tx<'_>, most: i64) -> Result<usize, Error> {
        let now = self.clock.now();
        let overdue = store::take_overdue_without_permit(tx, now, most)?;
        for (access, person) in &overdue {
            let entry = Entry {
                at: now,
                request: RequestId::new(self.clock.as_ref(), self.rng.as_ref()),
                who: Who::System { purpose: Purpose::Upkeep.as_str().to_owned() },
                act: SuspendEmergencyRight::NAME.to_owned(),
                way: None,
                rule: "W8".to_owned(),
                outcome: Outcome::Done,
                things: vec![access.uuid(), person.uuid()],
                detail: serde_json::Value::Null,
                facts: Vec::new(),
                secret: false,
                times: None,
            };
            tx.owe(journal::line(journal::system_chain(person.uuid()), None, entry, None, false));
        }
        Ok(overdue.len())
    }
}
