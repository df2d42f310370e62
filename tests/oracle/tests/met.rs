//! The vocabulary meets what the sentences of the rules are about: a sentence that no random case ever touches is not
//! tested by comparing, however many cases there are. Each situation below must come up often enough in a known number of
//! throws, which are the same each time.
#![allow(clippy::unwrap_used, reason = "tests")]

mod situations;

use std::collections::BTreeMap;

use config::Reference;
use consent::Act;
use oracle::{Oracle, Scene, Vocabulary};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use situations::Meeting;

/// Throws in each scene.
const THROWS: usize = 15_000;
/// How often a situation must come up in all of them together.
const ENOUGH: usize = 4;

#[test]
fn what_the_sentences_are_about_comes_up() {
    let reference = Reference::load(None).unwrap();
    let (words, oracle) = (Vocabulary::new(&reference), Oracle::new(&reference));
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<&str, usize> = situations::all().map(|(name, _)| (*name, 0)).collect();
    for scene in Scene::ALL {
        let scenes = words.arbitrary_scene(scene, 2);
        for _ in 0..THROWS {
            let (facts, things) = scenes.new_tree(&mut runner).unwrap().current();
            let of_things =
                things.iter().flat_map(|thing| [(Act::Consult, Some(thing)), (Act::Amend, Some(thing))]);
            for (act, thing) in of_things.chain(Act::ALL.map(|act| (act, None))) {
                let meeting = Meeting { facts: &facts, act, thing, may: oracle.may(&facts, act, thing) };
                for (name, _) in situations::all().filter(|(_, comes_up)| comes_up(&meeting)) {
                    *met.entry(name).or_default() += 1;
                }
            }
        }
    }
    let seldom: Vec<_> = met.into_iter().filter(|(_, times)| *times < ENOUGH).collect();
    assert!(seldom.is_empty(), "situations that come up too seldom, and how often: {seldom:#?}");
}
