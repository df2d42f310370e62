use std::marker::PhantomData;

use chrono::{DateTime, TimeDelta, Utc};
use database::{Brand, DueId, Tx};
use journal::{Entry, Outcome, Tally, Who};
use kernel::{Actor, AdminRole, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Act, Action, Consent, Error, Facts, Gate, GateAnswer, Party, Permit, Purpose, Reason, Refusal, RuleId,
    Sought, lines, rules::G0Identity,
};

/// The proof that a work of somebody who runs the service was decided, in this transaction. It opens no record.
#[must_use]
pub struct AdminPermit<'tx, A: Action> {
    actor: Actor,
    now: DateTime<Utc>,
    due: DueId<'tx>,
    brand: Brand<'tx>,
    action: PhantomData<fn() -> A>,
}

impl<'tx, A: Action> AdminPermit<'tx, A> {
    /// Who works.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When it was decided.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Names the things on the journal line of this work.
    pub fn name(&self, tx: &mut Tx<'tx>, things: impl IntoIterator<Item = Uuid>) {
        if let Some(entry) = tx.due_mut(self.due).and_then(Entry::of) {
            entry.things.extend(things);
        }
    }

    /// Turns the journal line into a refusal because nobody was found, and gives the error to return: a record that is not
    /// there and one that takes no such work are one answer.
    pub fn nobody(&self, tx: &mut Tx<'tx>) -> Error {
        self.refuse(tx, format!("nobody/{}/{}", self.actor.person, A::NAME), TimeDelta::minutes(1));
        Error::Absent(Sought::Patient)
    }

    /// Turns the journal line into a refusal because there were too many of a kind; the first line of an hour stands for all
    /// others.
    pub fn spent(&self, tx: &mut Tx<'tx>, of: &'static str) {
        self.refuse(tx, format!("spent/{}/{of}/{}", self.actor.person, A::NAME), TimeDelta::hours(1));
        self.detail(tx, json!({ "reason": "TooMany", "of": of }));
    }

    fn refuse(&self, tx: &mut Tx<'tx>, key: String, window: TimeDelta) {
        if let Some(due) = tx.due_mut(self.due) {
            Entry::refuse(due, "W", self.actor.person.uuid(), Tally { key, window });
        }
    }

    /// Adds to the journal line what a later reader needs to understand the work.
    pub fn detail(&self, tx: &mut Tx<'tx>, detail: serde_json::Value) {
        if let Some(entry) = tx.due_mut(self.due).and_then(Entry::of) {
            entry.detail = detail;
        }
    }

    /// Turns the journal line of this work into its refusal, because of what is there: it is durable before the caller
    /// hears of it.
    pub fn turn_down(&self, tx: &mut Tx<'tx>, thing: Uuid, reason: &'static str) {
        if let Some(due) = tx.due_mut(self.due) {
            let key = format!("turned-down/{}/{thing}/{}/{reason}", self.actor.person, A::NAME);
            Entry::refuse(due, "G0", thing, lines::refusal_window(key));
            if let Some(entry) = Entry::of(due) {
                entry.detail = serde_json::json!({ "reason": reason });
            }
        }
    }
}

impl Consent {
    /// Decides whether somebody may do a work of those who run the service: an admin with one of these roles now. The
    /// line stands in a chain of the system.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule; its line is durable before the caller hears of it.
    pub fn check_admin<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        roles: &[AdminRole],
    ) -> Result<AdminPermit<'tx, A>, Error> {
        let now = self.clock.now();
        let party = Party::from(actor);
        let facts = Facts::nowhere(now, party);
        let (who, request) = (Who::from(actor), actor.request);
        let gate = G0Identity::new(self.reference());
        let refusal = match gate.judge(&facts, Act::Administer) {
            GateAnswer::Refuse(reason) => Some(Refusal { rule: gate.id(), reason }),
            _ if roles.iter().any(|role| actor.has_role(*role)) => None,
            _ => Some(Refusal { rule: RuleId::new("W"), reason: Reason::RoleMissing }),
        };
        if let Some(refusal) = refusal {
            return Err(lines::refused::<A>(tx, &facts, SpaceId::from(Uuid::nil()), who, request, refusal));
        }
        let chain = journal::system_chain(actor.person.uuid());
        let entry = lines::entry::<A>(now, who, request, Some("admin".to_owned()), "G0", Outcome::Done);
        let due = tx.owe(journal::line(chain, None, entry, None, false));
        Ok(AdminPermit { actor: actor.clone(), now, due, brand: tx.brand(), action: PhantomData })
    }

    /// The permit of the system for the life of one space, under the name of an admin who was let in: the line in the
    /// space's chain says who.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such space, or when the life of a space does not cover the action.
    pub fn permit_of_admin<'tx, B: Action, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        space: SpaceId,
    ) -> Result<Permit<'tx, B>, Error> {
        let _: Brand<'tx> = admin.brand;
        let (who, request) = (Who::from(&admin.actor), admin.actor.request);
        self.permit_under_purpose(tx, Purpose::Life, space, who, request)
    }

    /// The permit of the system to look into a dispute of one space and to answer it, under the name of an admin who was let
    /// in for that: the line in the space's chain says who.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such space, or for an action that answers nothing.
    pub(crate) fn permit_to_answer<'tx, B: Action, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        space: SpaceId,
    ) -> Result<Permit<'tx, B>, Error> {
        let _: Brand<'tx> = admin.brand;
        let (who, request) = (Who::from(&admin.actor), admin.actor.request);
        self.permit_under_purpose(tx, Purpose::Answer, space, who, request)
    }
}
