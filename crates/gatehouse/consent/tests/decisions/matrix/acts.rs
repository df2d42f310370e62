//! Who may do what in which state of the record.

use consent::{Act, Facts, Rules, SpaceState};
use serde_json::json;

use super::{
    cells::may,
    documents,
    people::{Persona, personas, purposes},
    table::{Table, heading},
};
use crate::ground::{in_state, said, with};

/// Not about one record.
const NOWHERE: [Act; 4] = [Act::FindPatient, Act::OwnDesk, Act::OpenSpace, Act::Administer];
/// What alone depends on how the holder lets a care relationship begin.
const BEGINNING: [Act; 2] = [Act::OpenRelationship, Act::AskRelationship];

fn states() -> [(&'static str, SpaceState); 7] {
    [
        ("to-oppose", SpaceState::OppositionRunning),
        ("opposed", SpaceState::Opposed),
        ("created", SpaceState::Created),
        ("active", SpaceState::Active),
        ("suspended", SpaceState::Suspended),
        ("closed", SpaceState::Closed),
        ("deceased", SpaceState::Deceased),
    ]
}

fn in_each_state(rules: &Rules, facts: &Facts, act: Act) -> Vec<String> {
    states().into_iter().map(|(_, state)| may(rules, &in_state(facts.clone(), state), act)).collect()
}

/// The presets change nothing but how a relationship begins, which has a table of its own.
fn presets_change_nothing_else(rules: &Rules, facts: &Facts, act: Act) {
    for preset in ["ask_me", "closed"] {
        let chosen = with(facts.clone(), said("preset", json!({ "preset": preset })));
        assert_eq!(in_each_state(rules, facts, act), in_each_state(rules, &chosen, act), "{act:?} {preset}");
    }
}

fn of_persona(rules: &Rules, facts: &Facts) -> Table {
    let mut table = Table::of(states().map(|(name, _)| name));
    for act in Act::ALL.into_iter().filter(|act| !NOWHERE.contains(act)) {
        if !BEGINNING.contains(&act) {
            presets_change_nothing_else(rules, facts, act);
        }
        table.line(format!("{act:?}"), in_each_state(rules, facts, act));
    }
    table
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Acts on one record, by its state",
        "For each persona, or several who may do the same: the acts with the same answers are one line, and \
         \"every other act\" are those of the list above that no line of the block names. The preset is open, the \
         identity given with a deposit agrees, no second factor was shown but where it says so, the switches of emergency \
         stand as by default, an emergency is claimed for the purpose that the session has, everything that the \
         holder gave runs until tomorrow, and what lasts for a day at most began an hour ago. An act that is granted may still reach few documents or none: see the tables of documents. \
         The presets ask-me and closed change OpenRelationship and AskRelationship alone: see their table.",
    );
    let mut blocks: Vec<(Vec<&str>, Table)> = Vec::new();
    for Persona { name, facts } in personas(&documents::all_of_them()) {
        let table = of_persona(rules, &facts);
        match blocks.iter_mut().find(|(_, same)| *same == table) {
            Some((names, _)) => names.push(name),
            None => blocks.push((vec![name], table)),
        }
    }
    let blocks = blocks.iter().map(|(names, table)| table.grouped(&names.join("; ").to_uppercase()));
    text.push_str(&blocks.collect::<Vec<_>>().join("\n"));
    text.push('\n');
    text.push_str(&of_system(rules));
    text
}

/// What the system itself may do: the one table with the acts that are not about a record that is there.
fn of_system(rules: &Rules) -> String {
    let mut text = heading(
        "Acts of the system itself (W12)",
        "No person acts here. Gate G1 lets the system pass in every state, so that a state is ended as well as begun. No way \
         shows it a document.",
    );
    let mut table = Table::of(states().map(|(name, _)| name).into_iter().chain(["no record"]));
    for (name, facts) in purposes() {
        for act in Act::ALL {
            let mut cells = in_each_state(rules, &facts, act);
            cells.push(may(rules, &Facts { space: None, ..facts.clone() }, act));
            if cells.iter().any(|cell| !cell.starts_with('-')) {
                table.line(format!("{name}: {act:?}"), cells);
            }
        }
    }
    text.push_str(&table.listed(""));
    text.push_str("Every other act of each purpose is refused.\n");
    text
}
