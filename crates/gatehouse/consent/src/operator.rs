use database::Tx;
use journal::{Entry, Outcome, Who};
use kernel::RequestId;
use serde_json::Value;
use uuid::Uuid;

use crate::Consent;

impl Consent {
    /// Writes into a chain of the system what the operator of the machine did by a command: it is about no record, and
    /// nobody decides about it but whoever holds the machine.
    pub fn by_operator(&self, tx: &mut Tx<'_>, act: &str, things: Vec<Uuid>, detail: Value) {
        let entry = Entry {
            at: self.clock.now(),
            request: RequestId::new(self.clock.as_ref(), self.rng.as_ref()),
            who: Who::System { purpose: "operator".to_owned() },
            act: act.to_owned(),
            way: None,
            rule: "operator".to_owned(),
            outcome: Outcome::Done,
            things,
            detail,
            facts: Vec::new(),
            secret: false,
            times: None,
        };
        tx.owe(journal::line(journal::system_chain(Uuid::nil()), None, entry, None, false));
    }
}
