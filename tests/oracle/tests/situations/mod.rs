//! Situations that the sentences of the rules are about.

mod carers;
mod filters;
mod gates;
mod heirs;
mod protected;
mod ways;

use consent::{Act, Facts, IdentityAgreement, PartyKind, Provision, SpaceState, Thing};
use kernel::{PersonId, Practice};
use serde_json::Value;

/// A situation: its name, and whether this is one.
pub(crate) type Situation = (&'static str, fn(&Meeting<'_>) -> bool);

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Situation> {
    gates::GATES
        .iter()
        .chain(ways::WAYS)
        .chain(filters::FILTERS)
        .chain(carers::CARERS)
        .chain(protected::PROTECTED)
        .chain(heirs::HEIRS)
}

/// One case, and what the oracle says.
pub(crate) struct Meeting<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) act: Act,
    pub(crate) thing: Option<&'a Thing>,
    pub(crate) may: bool,
}

impl<'a> Meeting<'a> {
    /// Whether it is about seeing one thing.
    fn sees(&self) -> bool {
        self.act == Act::Consult && self.thing.is_some()
    }

    fn on(&self, about: fn(&Thing) -> bool) -> bool {
        self.thing.is_some_and(about)
    }

    fn person(&self) -> Option<PersonId> {
        Some(self.facts.party.person)
    }

    fn practice(&self) -> Option<&'a Practice> {
        match &self.facts.party.kind {
            PartyKind::Professional(practice) => Some(practice),
            _ => None,
        }
    }

    fn state(&self, state: SpaceState) -> bool {
        self.facts.space.as_ref().is_some_and(|space| space.state == state)
    }

    fn citizen(&self) -> bool {
        self.facts.party.kind == PartyKind::Citizen
    }

    fn holder(&self) -> bool {
        self.citizen() && self.facts.space.as_ref().map(|space| space.holder) == self.person()
    }

    fn agreed(&self) -> bool {
        self.facts.ask.identity == IdentityAgreement::Agrees
    }

    /// Whether the way that the caller names is this one.
    fn by(&self, way: &str) -> bool {
        self.facts.ask.way.as_ref().is_some_and(|named| named.as_str() == way)
    }

    fn all(&self, kind: &'static str) -> impl Iterator<Item = &'a Provision> {
        self.facts.provisions.iter().filter(move |one| one.kind == kind)
    }

    /// What has begun and is not over.
    fn running(&self, kind: &'static str) -> impl Iterator<Item = &'a Provision> {
        let now = self.facts.now;
        self.all(kind).filter(move |one| one.starts_at <= now && one.ends_at.is_none_or(|end| now < end))
    }

    /// What ends at the very instant.
    fn just_over(&self, kind: &'static str) -> impl Iterator<Item = &'a Provision> {
        let now = self.facts.now;
        self.all(kind).filter(move |one| one.starts_at < now && one.ends_at == Some(now))
    }

    /// Whether something that runs names the person.
    fn theirs(&self, kind: &'static str) -> bool {
        self.running(kind).any(|one| one.person == self.person())
    }

    fn blocked_person(&self) -> bool {
        self.theirs("block")
    }

    fn blocked_structure(&self) -> bool {
        let theirs = self.practice().and_then(|practice| practice.organisation);
        theirs.is_some()
            && self.running("block").any(|one| one.person.is_none() && one.organisation == theirs)
    }

    /// Those who handed something on to the person or to the team.
    fn grantors(&self) -> impl Iterator<Item = PersonId> {
        let own = self.facts.party.person;
        let handed_on = self.running("delegation").filter(move |one| one.person.is_none_or(|to| to == own));
        handed_on.map(|one| one.given_by).filter(move |grantor| *grantor != own)
    }
}

/// What the terms of a provision say in a field.
fn says<'a>(one: &'a Provision, field: &str) -> Option<&'a Value> {
    one.terms.get(field)
}

/// The word in a field.
fn word<'a>(one: &'a Provision, field: &str) -> Option<&'a str> {
    says(one, field)?.as_str()
}
