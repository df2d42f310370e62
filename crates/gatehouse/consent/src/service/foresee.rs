use std::sync::Arc;

use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::{Value, json};

use super::{
    Blocked, Granted, NamedException, Preferences,
    opens_more::topics_of_exceptions,
    preferences::{KINDS, says_the_same},
};
use crate::{
    Act, Action, Ask, Condition, Consent, Decision, EmergencyPurpose, Error, Facts, Party, Permit, Provision,
    Reason, RuleId, Thing, Topic,
    decide::{self, Shown},
    rules::{
        CARE_RELATIONSHIP, CareRelationshipTerms, EMERGENCY_ACCESS, EmergencyTerms, Evidence, Scope, Start,
        TEMPORARY_ACCESS, TemporaryAccessTerms, masked, start_in_force,
    },
};

/// Looking at who can see a document, and why.
pub struct SeeAudience;

impl Action for SeeAudience {
    const NAME: &'static str = "documents.audience";
    const ACT: Act = Act::Oversee;
}

/// Looking at what somebody else would see.
pub struct Preview;

impl Action for Preview {
    const NAME: &'static str = "preferences.preview";
    const ACT: Act = Act::Oversee;
}

/// Looking at what preferences would bring about before they are said.
pub struct Foresee;

impl Action for Foresee {
    const NAME: &'static str = "preferences.foresee";
    const ACT: Act = Act::Oversee;
}

/// Somebody through whose eyes a record is looked at.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub party: Party,
    /// By which way, where there is more than one.
    pub way: Option<RuleId>,
    /// What to suppose that lets them in.
    pub supposed: Supposed,
}

/// What a holder thinks of saying, and has not said.
#[derive(Debug, Clone, Default)]
pub struct Thought {
    /// Other preferences.
    pub preferences: Option<Preferences>,
    /// One more named exception.
    pub exception: Option<NamedException>,
    /// One more block.
    pub block: Option<Blocked>,
}

/// What is supposed that lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supposed {
    /// Nothing beyond what does.
    Nothing,
    /// A care relationship that the holder approved.
    InCare,
    /// That the record was opened in an emergency.
    InEmergency(EmergencyPurpose),
}

impl Supposed {
    /// The kind and the terms of the provision that it would be.
    fn said(self, profession: &str) -> Option<(&'static str, Value)> {
        let profession = profession.to_owned();
        match self {
            Self::Nothing => None,
            Self::InCare => {
                let evidence = Evidence::Approval;
                let terms = CareRelationshipTerms { evidence, profession, collected_by: None };
                Some((CARE_RELATIONSHIP, json!(terms)))
            }
            Self::InEmergency(purpose) => {
                let reason = String::new();
                let terms =
                    EmergencyTerms { purpose, profession, reason, words: None, had_relationship: false };
                Some((EMERGENCY_ACCESS, json!(terms)))
            }
        }
    }
}

/// What the holder hides from professionals.
#[derive(Debug, Clone)]
pub struct Hides {
    masked: Condition,
    topics: Vec<(HiddenTopic, Arc<Topic>)>,
}

/// A topic that hides something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenTopic {
    /// Its name: of the reference data, or the id of one of the holder's own.
    pub key: String,
    /// What the holder calls it, where it is their own.
    pub own: Option<String>,
}

/// By what a thing is hidden from professionals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hiding {
    /// The holder masks it.
    Masked,
    /// It belongs to these topics.
    Topics(Vec<HiddenTopic>),
    /// It was masked as it came in.
    AsItCameIn,
}

impl Hides {
    /// By what a thing is hidden; not at all when none.
    pub fn by(&self, thing: &Thing) -> Option<Hiding> {
        if !self.masked.holds(thing) {
            return None;
        }
        if thing.masked {
            return Some(Hiding::Masked);
        }
        let topics = self.topics.iter().filter(|(_, topic)| topic.holds(thing));
        let topics: Vec<HiddenTopic> = topics.map(|(said, _)| said.clone()).collect();
        Some(if topics.is_empty() { Hiding::AsItCameIn } else { Hiding::Topics(topics) })
    }
}

impl Consent {
    /// What somebody would see, by the facts of a permit and by what is thought of and not said yet. It opens nothing: what
    /// comes back only narrows what the permit shows.
    ///
    /// # Errors
    /// The vault's.
    pub fn view_of<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        viewer: &Viewer,
        thought: &Thought,
        actor: &Actor,
    ) -> Result<Result<Condition, Reason>, Error> {
        let facts = self.as_seen_by(permit, viewer, Some((thought, actor)))?;
        Ok(match self.explain(&facts, Act::Consult) {
            // That something is hidden from representatives is told to nobody from whom it is.
            Decision::Granted { visibility, .. } if !permit.sees_secrets() => {
                Ok(visibility.of_unhidden_from_representatives())
            }
            Decision::Granted { visibility, .. } => Ok(visibility),
            Decision::Refused(refusal) => Err(refusal.reason),
        })
    }

    /// Whether somebody sees a thing, by the facts of a permit: by which way, or what hides it.
    ///
    /// # Errors
    /// The vault's.
    pub fn sees<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        viewer: &Viewer,
        thing: &Thing,
    ) -> Result<Shown, Error> {
        let facts = self.as_seen_by(permit, viewer, None)?;
        if permit.sees_secrets() {
            return Ok(decide::shown(self.rules(), &facts, Act::Consult, thing));
        }
        // That something is hidden from representatives is told to nobody from whom it is.
        let thing = Thing { hidden_from_representatives: false, ..thing.clone() };
        Ok(decide::shown(self.rules(), &facts, Act::Consult, &thing))
    }

    fn as_seen_by<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        viewer: &Viewer,
        thought: Option<(&Thought, &Actor)>,
    ) -> Result<Facts, Error> {
        let mut facts = permit.facts().clone();
        facts.party = viewer.party.clone();
        facts.ask = Ask { way: viewer.way.clone(), ..Ask::default() };
        if let Some((thought, actor)) = thought {
            facts = self.thinking(facts, permit.space(), thought, actor)?;
        }
        let said = facts.party.practice().and_then(|practice| viewer.supposed.said(&practice.profession));
        if let Some((kind, terms)) = said {
            let supposed = supposed_of(&facts, kind, terms);
            facts.provisions.push(supposed);
        }
        Ok(facts)
    }

    /// The permit under which a holder looks at what preferences would bring about.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn foresee<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Permit<'tx, Foresee>, Error> {
        self.check::<Foresee>(tx, actor, space, Ask::default())
    }

    /// What preferences would let a permit's record hide from professionals, as they stand and as they are thought of.
    ///
    /// # Errors
    /// The vault's.
    pub fn masked_by<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        actor: &Actor,
        wanted: &Preferences,
    ) -> Result<(Condition, Condition), Error> {
        let supposed = self.supposing(permit.facts(), permit.space(), wanted, actor)?;
        Ok((masked(permit.facts()), masked(&supposed)))
    }

    /// What the holder hides from professionals, by the facts of a permit, and by what.
    ///
    /// # Errors
    /// The vault's.
    pub fn hides<A: Action>(&self, permit: &Permit<'_, A>) -> Result<Hides, Error> {
        let facts = permit.facts();
        let said = self.preferred(permit.space(), permit.provisions(), permit.now())?.preferences;
        let topics = said.topics.into_iter().filter(|topic| topic.hidden);
        let topics = topics.filter_map(|said| {
            let topic = Arc::clone(facts.topics.get(&said.key)?);
            Some((HiddenTopic { key: said.key, own: said.own.map(|own| own.name) }, topic))
        });
        Ok(Hides { masked: masked(facts), topics: topics.collect() })
    }

    /// Whether a thing is hidden by what the holder said, in a temporary access to the whole record that does not name it: from
    /// somebody, or, where nobody is known yet, from professionals. One that names it shows it.
    ///
    /// # Errors
    /// The vault's.
    pub fn is_hidden_unless_named<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        whom: Option<&Party>,
        thing: &Thing,
    ) -> Result<bool, Error> {
        let Some(party) = whom else { return Ok(masked(permit.facts()).holds(thing)) };
        let viewer =
            Viewer { party: party.clone(), way: Some(RuleId::new("W7")), supposed: Supposed::Nothing };
        let mut facts = self.as_seen_by(permit, &viewer, None)?;
        let terms =
            TemporaryAccessTerms { scope: Scope::Whole, given_at: facts.now, guest: None, code: None };
        facts.provisions.retain(|one| one.kind != TEMPORARY_ACCESS);
        let supposed = supposed_of(&facts, TEMPORARY_ACCESS, json!(terms));
        facts.provisions.push(supposed);
        let shown = decide::shown(self.rules(), &facts, Act::Consult, thing);
        Ok(matches!(shown, Shown::HiddenBy(rule) if matches!(rule.as_str(), "F4" | "F5")))
    }

    /// The topics that would be hidden, as the record would know them.
    ///
    /// # Errors
    /// The vault's.
    pub fn topics_hidden_by<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        actor: &Actor,
        wanted: &Preferences,
    ) -> Result<Vec<Arc<Topic>>, Error> {
        let supposed = self.supposing(permit.facts(), permit.space(), wanted, actor)?;
        let hidden = wanted.topics.iter().filter(|topic| topic.hidden);
        Ok(hidden.filter_map(|topic| supposed.topics.get(&topic.key).cloned()).collect())
    }

    /// Whether preferences would open something that is shut now.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] for what cannot be said as things stand; the vault's.
    pub fn opens<A: Action>(&self, permit: &Permit<'_, A>, wanted: &Preferences) -> Result<bool, Error> {
        let standing = self.preferred(permit.space(), permit.provisions(), permit.now())?;
        let named = topics_of_exceptions(permit.provisions(), permit.now());
        wanted.check_named(&named, &standing.preferences)?;
        Ok(wanted.opens_more_than(&standing.preferences)
            || wanted.reshapes(&standing.preferences, |key| named.contains(key)))
    }

    /// Everything that lets somebody in, by the facts of a permit.
    pub fn granted<A: Action>(&self, permit: &Permit<'_, A>) -> Vec<Granted> {
        super::care_team::granted(permit.facts())
    }

    /// How a care relationship starts, by the facts of a permit.
    pub fn start_of<A: Action>(&self, permit: &Permit<'_, A>) -> Start {
        start_in_force(permit.facts())
    }

    fn thinking(
        &self,
        facts: Facts,
        space: SpaceId,
        thought: &Thought,
        actor: &Actor,
    ) -> Result<Facts, Error> {
        let Thought { preferences, exception, block } = thought;
        let mut facts = match preferences {
            Some(preferences) => self.supposing(&facts, space, preferences, actor)?,
            None => facts,
        };
        if let Some(exception) = exception {
            facts.provisions.retain(|one| !exception.is_said_by(one));
            facts.provisions.push(self.provision_of_exception(exception, actor, facts.now));
            facts.topics = self.topics_of(space, &facts.provisions)?;
        }
        facts.provisions.extend(block.map(|block| self.provision_of_block(block, actor, facts.now)));
        Ok(facts)
    }

    fn supposing(
        &self,
        facts: &Facts,
        space: SpaceId,
        preferences: &Preferences,
        actor: &Actor,
    ) -> Result<Facts, Error> {
        let mut facts = facts.clone();
        // What stays the same keeps since when it was said.
        let said = self.as_provisions(preferences, actor, facts.now);
        let is_said = |one: &Provision| said.iter().any(|new| says_the_same(new, one));
        facts.provisions.retain(|one| !KINDS.contains(&one.kind.as_str()) || is_said(one));
        let is_known = |new: &Provision| facts.provisions.iter().any(|one| says_the_same(new, one));
        let new: Vec<Provision> = said.iter().filter(|new| !is_known(new)).cloned().collect();
        facts.provisions.extend(new);
        facts.topics = self.topics_of(space, &facts.provisions)?;
        Ok(facts)
    }
}

/// A provision by which the holder would let the party of these facts in from now on.
fn supposed_of(facts: &Facts, kind: &str, terms: Value) -> Provision {
    Provision {
        id: ProvisionId::from(uuid::Uuid::nil()),
        kind: kind.to_owned(),
        person: Some(facts.party.person),
        organisation: facts.party.organisation(),
        terms: terms.into(),
        starts_at: facts.now,
        ends_at: None,
        given_by: facts.space.as_ref().map_or(facts.party.person, |space| space.holder),
        given_at: facts.now,
        secret: false,
    }
}
