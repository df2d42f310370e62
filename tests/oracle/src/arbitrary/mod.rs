//! Facts and things at random, on edges often.
//!
//! Each is thrown with a dice of its own, so that what fails is made smaller by leaving provisions out.

mod given;
mod party;
mod said;
mod terms;
mod thing;
mod times;
mod topics;

use consent::{Facts, Thing};
use proptest::{collection::vec, prelude::*, strategy::BoxedStrategy};

use crate::{Vocabulary, dice::Dice, person};
use given::give;
use said::About;
use times::{Moments, moments};

/// Of what facts mostly speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Whoever comes, for whatever.
    Anybody,
    /// Professionals in a care relationship.
    Care,
    /// Somebody to whom a care relationship was handed on.
    Team,
    /// Professionals and guests with a temporary access.
    Access,
    /// Professionals who open a record in an emergency.
    Emergency,
    /// Citizens who help the holder.
    Carers,
    /// Whoever represents a minor, and whom they let in.
    Family,
    /// Whoever comes after the death of the holder.
    Death,
}

impl Scene {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Anybody,
        Self::Care,
        Self::Team,
        Self::Access,
        Self::Emergency,
        Self::Carers,
        Self::Family,
        Self::Death,
    ];
}

/// The most provisions that are thrown; a delegation brings its care relationship along, and what a representative gave
/// the representation.
const PROVISIONS: usize = 8;

impl Vocabulary {
    /// Facts of one decision.
    pub fn arbitrary_facts(&self) -> BoxedStrategy<Facts> {
        self.arbitrary_scene(Scene::Anybody, 0).prop_map(|(facts, _)| facts).boxed()
    }

    /// A thing that stands in a space.
    pub fn arbitrary_thing(&self) -> BoxedStrategy<Thing> {
        let words = self.clone();
        let now = Moments::usual();
        any::<u64>().no_shrink().prop_map(move |seed| words.thing(&mut Dice::new(seed), &now)).boxed()
    }

    /// Facts of one decision, and so many things about which it may be.
    pub fn arbitrary_scene(&self, scene: Scene, things: usize) -> BoxedStrategy<(Facts, Vec<Thing>)> {
        let words = self.clone();
        let provisions = vec(any::<u64>().no_shrink(), 0..=PROVISIONS);
        let things = vec(any::<u64>().no_shrink(), things);
        (any::<u64>().no_shrink(), provisions, things)
            .prop_map(move |(seed, provisions, things)| {
                let mut dice = Dice::new(seed);
                let now = moments(&mut dice, scene);
                let facts = words.facts(&mut dice, scene, &now, &provisions);
                (facts, things.into_iter().map(|seed| words.thing(&mut Dice::new(seed), &now)).collect())
            })
            .boxed()
    }

    fn facts(&self, dice: &mut Dice, scene: Scene, now: &Moments, seeds: &[u64]) -> Facts {
        let party = self.party(dice, scene, now);
        let space =
            dice.maybe(if scene == Scene::Anybody { 95 } else { 99 }, |dice| self.space(dice, scene, &party));
        let ask = self.ask(dice, scene, &party);
        let practising = [0, 1, 2].into_iter().filter(|_| dice.percent(85)).map(person).collect();
        let suspended = [0, 1, 2].into_iter().filter(|_| dice.percent(8)).map(person).collect();
        let holder = space.as_ref().map_or(party.person, |space| space.holder);
        let about = About { scene, now, party: &party, holder };
        let mut provisions = Vec::new();
        for (at, seed) in seeds.iter().enumerate() {
            let (mut dice, before) = (Dice::new(*seed), provisions.len());
            self.say(&mut dice, &about, at, &mut provisions);
            give(&mut dice, &about, before, &mut provisions);
        }
        let topics = self.topics_of(dice, &provisions);
        Facts { now: now.now, party, space, provisions, topics, practising, suspended, ask }
    }
}
