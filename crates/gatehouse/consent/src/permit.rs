use std::{cell::Cell, marker::PhantomData};

use chrono::{DateTime, TimeDelta, Utc};
use config::RepresentativeAct;
use database::{Brand, DueId, Tx};
use journal::{Entry, Tally};
use kernel::SpaceId;
use uuid::Uuid;

use crate::{
    Action, Ask, Condition, Consent, Error, Facts, Party, Provision, Reason, Refusal, RuleId, Secrecy,
    Sought, SpaceFacts, SpaceState, Thing,
    lines::refusal_window,
    rules::{
        HOLDERS_SIDE, Preset, acts_for_adult, does_now, is_secret, is_silent, preset_in_force, protection,
        represents,
    },
    store,
};

/// The proof that one act on one space was decided, in this transaction.
///
/// Its fields are private and it is made by [`crate::Consent`] alone; the lifetime belongs to its transaction, so it
/// cannot be carried to another; the type parameter is the action, so it serves no other. Store functions ask for
/// it and filter by what it says: the permit is the WHERE clause.
///
/// ```compile_fail,E0451
/// use consent::{Action, Act, Permit};
/// struct Mine;
/// impl Action for Mine { const NAME: &'static str = "mine"; const ACT: Act = Act::Consult; }
/// fn widen<'tx>(permit: Permit<'tx, Mine>, space: kernel::SpaceId) -> Permit<'tx, Mine> {
///     Permit { space, ..permit }
/// }
/// ```
#[must_use]
pub struct Permit<'tx, A: Action> {
    facts: Facts,
    unseen: Vec<Provision>,
    secrecy: Cell<Secrecy>,
    space: SpaceId,
    way: RuleId,
    visibility: Condition,
    digest: Option<Vec<u8>>,
    due: DueId<'tx>,
    action: PhantomData<fn() -> A>,
}

impl<'tx, A: Action> Permit<'tx, A> {
    pub(crate) fn new(
        facts: Facts,
        space: SpaceId,
        (way, visibility, secrecy): (RuleId, Condition, Secrecy),
        digest: Option<Vec<u8>>,
        due: DueId<'tx>,
    ) -> Self {
        let (facts, unseen) = if secrecy.shown { (facts, Vec::new()) } else { facts.without_secrets() };
        let secrecy = Cell::new(secrecy);
        Self { facts, unseen, secrecy, space, way, visibility, digest, due, action: PhantomData }
    }

    /// The space, the only one whose rows this permit opens.
    pub fn space(&self) -> SpaceId {
        self.space
    }

    /// What the decision knew of the space; none only for the act that makes it.
    pub fn space_facts(&self) -> Option<&SpaceFacts> {
        self.facts.space.as_ref()
    }

    /// Who came in.
    pub fn party(&self) -> &Party {
        &self.facts.party
    }

    /// In which way.
    pub fn way(&self) -> &RuleId {
        &self.way
    }

    /// Whether somebody came in on the holder's side: what is kept for that side alone may be shown.
    pub fn is_of_holders_side(&self) -> bool {
        HOLDERS_SIDE.contains(&self.way.as_str())
    }

    /// Whether somebody came in who acts for the holder, and not a carer or an heir alone: what the holder says of the record,
    /// and how it is kept in order, is theirs to see.
    pub fn acts_for_holder(&self) -> bool {
        let in_charge = || acts_for_adult(&self.facts, self.facts.party.person);
        ["W1", "W2"].contains(&self.way.as_str()) || self.way.as_str() == "W3" && in_charge()
    }

    /// Whether somebody came in who helps the holder and does not act for the holder: a carer, or whoever assists a protected adult.
    pub fn is_of_helper(&self) -> bool {
        ["W3", "W4"].contains(&self.way.as_str()) && !self.acts_for_holder()
    }

    /// Whether the act is done in secret: nobody who represents the holder, a minor, is to learn of it.
    pub fn is_secret(&self) -> bool {
        self.secrecy.get().done
    }

    /// Whether whoever came in is shown what was done in secret.
    pub fn sees_secrets(&self) -> bool {
        self.secrecy.get().shown
    }

    /// Makes the act of this permit a secret one: what it rests on was given in secret, or what it tells of was done so.
    pub fn keep_secret(&self, tx: &mut Tx<'tx>) {
        self.secrecy.set(Secrecy { done: true, ..self.secrecy.get() });
        if let Some(entry) = self.entry(tx) {
            entry.secret = true;
        }
    }

    /// Whether the record is kept discreet so that no mail is written about it: others may read along.
    pub fn is_silent(&self) -> bool {
        is_silent(&self.facts)
    }

    /// Those who represent the holder now: a minor, as far as a profile lets them read notices, or a protected adult.
    pub fn representatives_told(&self, minors: &config::Minors) -> Vec<kernel::PersonId> {
        let zone = self.facts.space.as_ref().map(|space| space.zone);
        let told = |one: &&Provision| {
            if let Some(terms) = protection(&self.facts, one) {
                return terms.with == config::ProtectedWith::Representation;
            }
            represents(&self.facts, one)
                && zone.is_some_and(|zone| {
                    does_now(one, minors, zone, self.facts.now, RepresentativeAct::Notices)
                })
        };
        let mut people: Vec<_> =
            self.facts.provisions.iter().filter(told).filter_map(|one| one.person).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// All that the decision knew, but for what was said in secret where whoever came in is not shown it.
    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the space's consent says that runs now, and that whoever came in is shown.
    pub(crate) fn provisions(&self) -> &[Provision] {
        &self.facts.provisions
    }

    /// What runs now and was said in secret, where whoever came in is not shown it: for what must count all the same.
    pub(crate) fn unseen(&self) -> &[Provision] {
        &self.unseen
    }

    /// How the record may be reached, as its holder chose.
    pub(crate) fn preset(&self) -> Preset {
        preset_in_force(&self.facts)
    }

    /// When it was decided; everything done under this permit bears this time.
    pub fn now(&self) -> DateTime<Utc> {
        self.facts.now
    }

    /// Which things may be reached: to be compiled into the WHERE clause.
    pub fn visibility(&self) -> &Condition {
        &self.visibility
    }

    /// The same permit, with less to show: what somebody else would see is never more than what one sees oneself.
    pub fn narrowed(self, more: Condition) -> Self {
        Self { visibility: self.visibility.and(more), ..self }
    }

    /// Decides again on a row that was fetched under [`Permit::visibility`].
    ///
    /// # Errors
    /// [`Error::Disagreement`] when the row may not be seen after all: the SQL filter let through what the rules
    /// refuse.
    pub fn confirm(&self, thing: &Thing) -> Result<(), Error> {
        if self.visibility.holds(thing) { Ok(()) } else { Err(Error::Disagreement) }
    }

    /// Counts and logs a row that the rules refuse though its filter lets it through.
    pub fn disagrees(&self) {
        metrics::counter!("consent_disagreements_total").increment(1);
        tracing::error!(action = A::NAME, "a fetched row is not what its filter let through; refused");
    }

    /// Names the things on the journal line of this act.
    pub fn name(&self, tx: &mut Tx<'tx>, things: impl IntoIterator<Item = Uuid>) {
        if let Some(entry) = self.entry(tx) {
            entry.things.extend(things);
        }
    }

    /// Adds to the journal line what a later reader needs to understand the act.
    pub fn detail(&self, tx: &mut Tx<'tx>, detail: serde_json::Value) {
        if let Some(entry) = self.entry(tx) {
            entry.detail = detail;
        }
    }

    /// Tells on the journal line of this act, in full, one thing that changed in what the consent of the space says: the
    /// line is what a verification replays.
    pub(crate) fn tell_fact(&self, tx: &mut Tx<'tx>, kind: &str, fact: serde_json::Value) {
        if let Some(entry) = self.entry(tx) {
            entry.tell_fact(kind, fact);
        }
    }

    /// Tells on the journal line of this act that a document with all its versions was masked, or the mask taken off.
    pub fn tell_mask(&self, tx: &mut Tx<'tx>, series: Uuid, masked: bool) {
        self.tell_fact(tx, "mask", serde_json::json!({ "series": series, "masked": masked }));
    }

    /// Makes the journal line of this act stand for all equal ones of a window.
    pub fn count_equals(&self, tx: &mut Tx<'tx>, tally: Tally) {
        if let Some(due) = tx.due_mut(self.due) {
            Entry::count(due, tally);
        }
    }

    /// Turns the journal line of this act into a refusal, because the thing is absent or hidden, and gives the
    /// error to return. Both cost one durable write and cannot be told apart.
    pub fn absent(&self, tx: &mut Tx<'tx>, sought: Sought, thing: Uuid) -> Error {
        self.hidden(tx, sought, thing, &RuleId::new("F"))
    }

    /// As [`Permit::absent`], with the rule that hides the thing, for its holder's history.
    pub fn hidden(&self, tx: &mut Tx<'tx>, sought: Sought, thing: Uuid, rule: &RuleId) -> Error {
        if let Some(due) = tx.due_mut(self.due) {
            let apart = if self.is_secret() { "/secret" } else { "" };
            let key = format!("absent/{}/{}/{}{apart}", self.facts.party.person, A::NAME, thing);
            Entry::refuse(due, rule.as_str(), thing, refusal_window(key));
        }
        Error::Absent(sought)
    }

    /// Turns the journal line of this act into a refusal about a thing (or the space itself), because what was sent
    /// contradicts what is there, is about somebody else, or is not the caller's: whatever is told of the space leaves
    /// its trace.
    pub fn turn_down(&self, tx: &mut Tx<'tx>, thing: Uuid, reason: Reason) {
        if let Some(due) = tx.due_mut(self.due) {
            let person = self.facts.party.person;
            let apart = if self.is_secret() { "/secret" } else { "" };
            let key = format!("turned-down/{person}/{thing}/{}/{reason:?}{apart}", A::NAME);
            Entry::refuse(due, self.way.as_str(), thing, refusal_window(key));
            if let Some(entry) = Entry::of(due) {
                entry.detail = serde_json::json!({ "reason": format!("{reason:?}") });
            }
        }
    }

    /// Turns the journal line of this act into the refusal of somebody to whom nothing opens the space, and gives the error
    /// to return: for an act that is offered to all who might have something here, and about whom nothing is.
    pub fn no_way(&self, tx: &mut Tx<'tx>) -> Error {
        self.refuse(tx, Reason::NoWay)
    }

    /// Turns the journal line of this act into the refusal of a citizen where a professional or an establishment alone has
    /// something to do, and gives the error to return.
    pub fn professionals_only(&self, tx: &mut Tx<'tx>) -> Error {
        self.refuse(tx, Reason::ProfessionalsSide)
    }

    /// Turns the journal line of this act into the refusal of somebody who did too many of a kind, and gives the error to
    /// return: it tells nothing of the space.
    pub(crate) fn too_many(&self, tx: &mut Tx<'tx>) -> Error {
        self.refuse(tx, Reason::TooMany)
    }

    fn refuse(&self, tx: &mut Tx<'tx>, reason: Reason) -> Error {
        self.turn_down(tx, self.space.uuid(), reason);
        Error::Refused(Refusal { rule: RuleId::new("W"), reason })
    }

    /// Holds the space as it was decided about, until the transaction ends: nobody else changes what is said in it, and what
    /// was said meanwhile is decided about anew. What this transaction itself has said counts as known. Gives the digest of
    /// what is said.
    ///
    /// # Errors
    /// [`database::Error::Transient`] when something else is said in it by now; the database's.
    pub(crate) fn hold(&self, tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, Error> {
        let stands = store::hold(tx, self)?;
        self.is_still(tx, stands.as_ref())?;
        Ok(stands)
    }

    /// As [`Permit::hold`], beside others who do so: for what was worked out by what is said in the space. Once in a transaction,
    /// however many documents it brings.
    ///
    /// # Errors
    /// As [`Permit::hold`].
    pub fn hold_beside(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if tx.has_laid(|held: &Held| held.0 == self.space) {
            return Ok(());
        }
        let stands = store::hold_beside(tx, self)?;
        self.is_still(tx, stands.as_ref())?;
        tx.lay(Box::new(Held(self.space)));
        Ok(())
    }

    fn is_still(&self, tx: &Tx<'_>, stands: Option<&Vec<u8>>) -> Result<(), Error> {
        let own = |said: &store::Said| said.space == self.space && Some(&said.digest) == stands;
        if self.digest.as_ref() == stands || tx.has_laid(own) {
            return Ok(());
        }
        Err(database::Error::Transient("a record was changed while it was decided about").into())
    }

    fn entry<'line>(&self, tx: &'line mut Tx<'tx>) -> Option<&'line mut Entry> {
        tx.due_mut(self.due).and_then(Entry::of)
    }
}

/// A space that this transaction holds beside others.
struct Held(SpaceId);

/// The proof that an act that is not about one space was decided, in this transaction.
#[must_use]
pub struct LookupPermit<'tx, A: Action> {
    party: Party,
    now: DateTime<Utc>,
    due: DueId<'tx>,
    brand: Brand<'tx>,
    action: PhantomData<fn() -> A>,
}

impl<'tx, A: Action> LookupPermit<'tx, A> {
    pub(crate) fn new(party: Party, now: DateTime<Utc>, due: DueId<'tx>, brand: Brand<'tx>) -> Self {
        Self { party, now, due, brand, action: PhantomData }
    }

    /// Who asks.
    pub fn party(&self) -> &Party {
        &self.party
    }

    /// When it was decided.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Moves the journal line into the chain of the space that was found, whose holder shall see it. A space that
    /// takes nothing in (opposed, suspended, closed, of somebody who died) is nobody's: finding tells no more than
    /// any other act would.
    ///
    /// # Errors
    /// [`Error::Absent`] as [`LookupPermit::nobody`]; the database's.
    pub fn found(&self, tx: &mut Tx<'tx>, consent: &Consent, space: SpaceId) -> Result<(), Error> {
        let _: Brand<'tx> = self.brand;
        // Nobody, and somebody who is not to be found, cost the same: what is in a record is read once it is found.
        let state = store::state_of(tx, space)?;
        if !matches!(state, Some(SpaceState::Created | SpaceState::Active)) {
            return Err(self.nobody(tx));
        }
        let (facts, _) = consent.facts(tx, self.party.clone(), space, Ask::default(), self.now)?;
        let secret = is_secret(&facts, &[]);
        if let Some(due) = tx.due_mut(self.due) {
            due.chain = space.uuid();
            due.head = None;
            if let Some(entry) = Entry::of(due) {
                entry.things.push(space.uuid());
                entry.secret = secret;
            }
        }
        Ok(())
    }

    /// Turns the journal line into a refusal because too many were looked up in this hour; the first line of the hour
    /// stands for all others.
    pub fn spent(&self, tx: &mut Tx<'tx>, of: &'static str) {
        if let Some(due) = tx.due_mut(self.due) {
            let person = self.party.person;
            let key = format!("spent/{person}/{of}/{}", A::NAME);
            Entry::refuse(due, "W", person.uuid(), Tally { key, window: TimeDelta::hours(1) });
            if let Some(entry) = Entry::of(due) {
                entry.detail = serde_json::json!({ "reason": "TooManyLookups", "of": of });
            }
        }
    }

    /// Turns the journal line into a refusal because nobody was found, and gives the error to return.
    pub fn nobody(&self, tx: &mut Tx<'tx>) -> Error {
        if let Some(due) = tx.due_mut(self.due) {
            let key = format!("nobody/{}/{}", self.party.person, A::NAME);
            Entry::refuse(due, "W", self.party.person.uuid(), refusal_window(key));
        }
        Error::Absent(Sought::Patient)
    }
}
