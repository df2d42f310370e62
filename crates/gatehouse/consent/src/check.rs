use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::Reference;
use database::{Laid, Tx};
use journal::{Outcome, Who};
use kernel::{Actor, Assurance, Clock, PersonId, RequestId, Rng, SpaceId};
use uuid::Uuid;
use vault::Vault;

use crate::{
    Act, Action, Ask, Decision, Error, Facts, LookupPermit, Party, PartyKind, Permit, Provision, Purpose,
    Reason, Refusal, RuleId, Rules, Topics, decide,
    decide::is_granted,
    lines::{entry, refused},
    store,
    topic::ReadyMade,
};

/// The engine: rules, reference data, and what it needs to leave its trace.
pub struct Consent {
    rules: Rules,
    pub(crate) reference: Arc<Reference>,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    ready_made: ReadyMade,
}

impl Consent {
    /// The engine with the rules of a country profile.
    pub fn new(
        rules: Rules,
        reference: Arc<Reference>,
        vault: Vault,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        let ready_made = ReadyMade::of(&reference);
        Self { rules, reference, vault, clock, rng, ready_made }
    }

    /// Decides whether somebody may do this action on this space now, and leaves the trace in the transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule; its line is durable before the caller hears of it.
    pub fn check<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<Permit<'tx, A>, Error> {
        let now = self.clock.now();
        let (facts, seen) = self.facts(tx, Party::from(actor), space, ask, now)?;
        self.conclude(tx, facts, space, seen, Who::from(actor), actor.request)
    }

    /// As [`Consent::check`], by the facts and one provision more that the act itself is about to give, if it is about to.
    pub(crate) fn check_supposing<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        suppose: impl FnOnce(&Facts) -> Option<Provision>,
    ) -> Result<Permit<'tx, A>, Error> {
        let now = self.clock.now();
        let (mut facts, seen) = self.facts(tx, Party::from(actor), space, ask, now)?;
        let supposed = suppose(&facts);
        facts.provisions.extend(supposed);
        self.conclude(tx, facts, space, seen, Who::from(actor), actor.request)
    }

    /// Decides before the first byte of a large deposit is taken. It is no permit and leaves a line only when it
    /// refuses; the check that counts is in the transaction that commits the row.
    ///
    /// # Errors
    /// As [`Consent::check`].
    pub fn preflight<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let (facts, _) = self.facts(tx, Party::from(actor), space, ask, now)?;
        match decide(&self.rules, &facts, A::ACT) {
            Decision::Granted { .. } => Ok(()),
            Decision::Refused(refusal) => {
                Err(refused::<A>(tx, &facts, space, Who::from(actor), actor.request, refusal))
            }
        }
    }

    /// Decides about an act that is not about one space: finding a patient by identity.
    ///
    /// # Errors
    /// [`Error::Refused`]: only professionals in good standing and listed establishments may look somebody up.
    pub fn check_lookup<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
    ) -> Result<LookupPermit<'tx, A>, Error> {
        let facts = self.may_look_up::<A>(tx, actor)?;
        let (now, who, request) = (facts.now, Who::from(actor), actor.request);
        let entry = entry::<A>(now, who, request, Some("lookup".to_owned()), "G0", Outcome::Done);
        let due = tx.owe(journal::line(journal::system_chain(actor.person.uuid()), None, entry, None, false));
        let brand = tx.brand();
        Ok(LookupPermit::new(facts.party, now, due, brand))
    }

    /// Decides before a look-up is counted, so that whoever may look nobody up spends nothing. It is no permit and leaves a
    /// line only when it refuses.
    ///
    /// # Errors
    /// As [`Consent::check_lookup`].
    pub fn preflight_lookup<A: Action>(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        self.may_look_up::<A>(tx, actor).map(drop)
    }

    fn may_look_up<A: Action>(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Facts, Error> {
        let facts = Facts::nowhere(self.clock.now(), Party::from(actor));
        let gate = self.rules.gates.iter().find_map(|gate| match gate.judge(&facts, A::ACT) {
            crate::GateAnswer::Refuse(reason) => Some(Refusal { rule: gate.id(), reason }),
            _ => None,
        });
        let looks_up =
            matches!(facts.party.kind, PartyKind::Professional(_) | PartyKind::Establishment { .. });
        let refusal = gate
            .or((!looks_up).then(|| Refusal { rule: RuleId::new("W"), reason: Reason::ProfessionalsSide }));
        match refusal {
            None => Ok(facts),
            Some(refusal) => {
                let nowhere = SpaceId::from(Uuid::nil());
                Err(refused::<A>(tx, &facts, nowhere, Who::from(actor), actor.request, refusal))
            }
        }
    }

    /// The permit of the system itself for a purpose of the closed list, on one space.
    ///
    /// # Errors
    /// [`Error::Refused`] when the purpose does not cover the action.
    pub fn system_permit<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        purpose: Purpose,
        space: SpaceId,
    ) -> Result<Permit<'tx, A>, Error> {
        let request = RequestId::new(self.clock.as_ref(), self.rng.as_ref());
        let who = Who::System { purpose: purpose.as_str().to_owned() };
        self.permit_under_purpose(tx, purpose, space, who, request)
    }

    /// As [`Consent::system_permit`] on several spaces, one permit for each place, in order. What decisions look at is read
    /// in one statement.
    ///
    /// # Errors
    /// As [`Consent::system_permit`].
    pub fn system_permits<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        purpose: Purpose,
        spaces: &[SpaceId],
    ) -> Result<Vec<Permit<'tx, A>>, Error> {
        let request = RequestId::new(self.clock.as_ref(), self.rng.as_ref());
        let now = self.clock.now();
        let mut loaded = store::load_many(tx, &self.vault, spaces, now)?;
        let mut permits = Vec::with_capacity(spaces.len());
        for space in spaces {
            let ahead = store::Ahead { space: *space, at: now, loaded: loaded.remove(space) };
            let (facts, seen) = self.facts_of(system_party(purpose), ahead, Ask::default())?;
            let who = Who::System { purpose: purpose.as_str().to_owned() };
            permits.push(self.conclude(tx, facts, *space, seen, who, request)?);
        }
        Ok(permits)
    }

    /// The permit of a purpose of the closed list, under the name of whoever stands behind it.
    pub(crate) fn permit_under_purpose<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        purpose: Purpose,
        space: SpaceId,
        who: Who,
        request: RequestId,
    ) -> Result<Permit<'tx, A>, Error> {
        let (facts, seen) = self.facts(tx, system_party(purpose), space, Ask::default(), self.clock.now())?;
        self.conclude(tx, facts, space, seen, who, request)
    }

    /// Whether somebody would be granted an act, asked while explaining another refusal. It opens nothing and leaves
    /// no line: the refusal that is being explained does.
    ///
    /// # Errors
    /// The database's.
    pub fn would(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId, act: Act) -> Result<bool, Error> {
        let (facts, _) = self.facts(tx, Party::from(actor), space, Ask::default(), self.clock.now())?;
        Ok(is_granted(&self.rules, &facts, act))
    }

    /// Whether nothing but a way is missing for an act: no gate refuses, and no way leads to it, whichever one was named.
    pub(crate) fn has_no_way(&self, facts: &Facts, act: Act) -> bool {
        matches!(
            decide(&self.rules, facts, act),
            Decision::Refused(Refusal { reason: Reason::NoWay | Reason::WayNotOpen, .. })
        )
    }

    /// Reads at once what decisions about these spaces look at, one for each place, in order. Laid into the
    /// transactions of errands ([`database::Errand`]), it serves the first decision of each.
    ///
    /// # Errors
    /// The database's.
    pub fn read_ahead(&self, tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<Vec<Laid>, database::Error> {
        let now = self.clock.now();
        let all = store::load_each(tx, &self.vault, spaces, now)?;
        let ahead = |space: &SpaceId| -> Laid {
            match all.get(space) {
                None => Box::new(store::Ahead { space: *space, at: now, loaded: None }),
                Some(Ok(loaded)) => {
                    Box::new(store::Ahead { space: *space, at: now, loaded: Some(loaded.clone()) })
                }
                // Whoever asks about this one finds out alone.
                Some(Err(_)) => Box::new(()),
            }
        };
        Ok(spaces.iter().map(ahead).collect())
    }

    /// The topics that the consent of a space speaks of, as its rows know them.
    pub(crate) fn topics_of(&self, space: SpaceId, provisions: &[Provision]) -> Result<Topics, Error> {
        Ok(self.ready_made.spoken_of(self.vault.space(space)?.as_ref(), provisions))
    }

    /// Every topic by which the documents of the permit's space are recognised: those of the reference data, and the
    /// holder's own.
    ///
    /// # Errors
    /// The vault's.
    pub fn recognising<A: Action>(&self, permit: &Permit<'_, A>) -> Result<Topics, Error> {
        let said: Vec<Provision> = permit.provisions().iter().chain(permit.unseen()).cloned().collect();
        Ok(self.ready_made.all(self.vault.space(permit.space())?.as_ref(), &said))
    }

    /// Decides about another act by the facts of a permit: what one call does beyond what it was let in for.
    ///
    /// # Errors
    /// [`Error::Refused`]; the line of the permit becomes the refusal.
    pub(crate) fn also<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        act: Act,
    ) -> Result<(), Error> {
        match self.explain(permit.facts(), act) {
            Decision::Granted { .. } => Ok(()),
            Decision::Refused(refusal) => {
                permit.turn_down(tx, permit.space().uuid(), refusal.reason);
                Err(Error::Refused(refusal))
            }
        }
    }

    /// The reference data that the rules were made from.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The names of the ways there are, whoever they lead in.
    pub fn ways(&self) -> Vec<RuleId> {
        self.rules.ways.iter().map(|way| way.id()).collect()
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Decides on given facts, as [`Consent::check`] would; for explanations and tests.
    pub fn explain(&self, facts: &Facts, act: Act) -> Decision {
        decide(&self.rules, facts, act)
    }

    pub(crate) fn facts(
        &self,
        tx: &mut Tx<'_>,
        party: Party,
        space: SpaceId,
        ask: Ask,
        now: DateTime<Utc>,
    ) -> Result<(Facts, Option<store::Seen>), Error> {
        let mut ahead = store::load(tx, &self.vault, space, now)?;
        if tx.is_again() && store::lock(tx, space)? {
            ahead = store::load(tx, &self.vault, space, now)?;
        }
        let opens = ask.emergency.is_some() && store::is_suspended_without_permit(tx, party.person, now)?;
        let (mut facts, seen) = self.facts_of(party, ahead, ask)?;
        facts.suspended.extend(opens.then_some(facts.party.person));
        Ok((facts, seen))
    }

    /// What was read about a space, as the rules see it. The instant of the decision is the one at which it holds.
    pub(crate) fn facts_of(
        &self,
        party: Party,
        ahead: store::Ahead,
        ask: Ask,
    ) -> Result<(Facts, Option<store::Seen>), Error> {
        let store::Ahead { at, loaded, .. } = ahead;
        let Some(store::Loaded { space, provisions, practising, suspended, seen, at: now }) = loaded else {
            return Ok((Facts { ask, ..Facts::nowhere(at, party) }, None));
        };
        let topics = self.topics_of(space.id, &provisions)?;
        let space = Some(space);
        let facts = Facts { now, party, space, provisions, topics, practising, suspended, ask }.standing();
        Ok((facts, Some(seen)))
    }

    /// What comes of facts that were read: the permit with its line, or the refusal with its own.
    pub(crate) fn conclude<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        facts: Facts,
        space: SpaceId,
        seen: Option<store::Seen>,
        who: Who,
        request: RequestId,
    ) -> Result<Permit<'tx, A>, Error> {
        match decide(&self.rules, &facts, A::ACT) {
            Decision::Refused(refusal) => Err(refused::<A>(tx, &facts, space, who, request, refusal)),
            Decision::Granted { way, visibility, secrecy, .. } => {
                let mut entry = entry::<A>(
                    facts.now,
                    who,
                    request,
                    Some(way.as_str().to_owned()),
                    way.as_str(),
                    Outcome::Done,
                );
                entry.secret = secrecy.done;
                let (head, digest) = seen.map(|seen| (seen.head, seen.digest)).unzip();
                let due = tx.owe(journal::line(space.uuid(), head, entry, None, false));
                Ok(Permit::new(facts, space, (way, visibility, secrecy), digest, due))
            }
        }
    }
}

/// The system itself, for a purpose.
pub(crate) fn system_party(purpose: Purpose) -> Party {
    Party {
        person: PersonId::from(Uuid::nil()),
        assurance: Assurance::High,
        second_factor_at: None,
        assisted: false,
        secret: false,
        kind: PartyKind::System(purpose),
    }
}
