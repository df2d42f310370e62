//! What a block leaves.

use consent::{Act, Facts, Party, Provision, Rules, Thing};
use oracle::{organisation, person};
use serde_json::json;
use uuid::Uuid;

use super::{
    cells::{amends, may, sees},
    documents::letter,
    people::{at, block_at, block_of, colleague, delegated, delegation, in_emergency, secretary, temporary},
    table::{Table, heading, wrapped},
};
use crate::ground::{doctor, establishment, facts, in_care_of, with};

/// A letter that somebody wrote and deposited in a structure.
fn of(number: u128, depositor: &Party, structure: Option<u8>) -> Thing {
    Thing {
        id: Uuid::from_u128(number),
        series: Uuid::from_u128(number),
        depositor: depositor.person,
        depositor_organisation: structure.map(organisation),
        natural_author: Some(depositor.person),
        ..letter()
    }
}

fn people() -> Vec<(&'static str, Facts)> {
    let dr_x = block_of(&doctor());
    let blocked = |facts: Facts| with(facts, dr_x.clone());
    let at_a = block_at(0);
    let reached = |party: Party, scope| with(facts(party.clone()), temporary(&party, &scope));
    let named = json!({ "documents": [Uuid::from_u128(55)] });
    let to_team = |party: Party| Facts {
        provisions: vec![crate::ground::relationship(&doctor()), delegation(None)],
        practising: [doctor().person].into(),
        ..facts(party)
    };
    let of_person = |party: &Party| -> Provision { block_of(party) };
    vec![
        ("Dr X, nobody blocked", in_care_of(doctor())),
        ("Dr X blocked, in practice A", blocked(in_care_of(doctor()))),
        ("Dr X blocked, in practice B", blocked(in_care_of(at(doctor(), 1)))),
        ("Dr X blocked, no relationship", blocked(facts(doctor()))),
        ("another doctor of practice A, Dr X blocked", blocked(in_care_of(colleague("10")))),
        ("Dr X, practice A blocked, in A", with(in_care_of(doctor()), at_a.clone())),
        ("Dr X, practice A blocked, in B", with(in_care_of(at(doctor(), 1)), at_a.clone())),
        ("Dr X and practice A blocked, in A", blocked(with(in_care_of(doctor()), at_a.clone()))),
        ("another doctor of practice A, A blocked", with(in_care_of(colleague("10")), at_a.clone())),
        ("secretary by Dr X, nobody blocked", delegated(secretary())),
        ("secretary by Dr X, Dr X blocked", blocked(delegated(secretary()))),
        ("nurse of the team by Dr X, Dr X blocked", blocked(to_team(colleague("60")))),
        ("secretary by Dr X, practice A blocked", with(delegated(secretary()), at_a)),
        ("secretary blocked, by Dr X", with(delegated(secretary()), of_person(&secretary()))),
        ("Dr X blocked, temporary access to all (W7)", blocked(reached(doctor(), json!("whole")))),
        ("Dr X blocked, temporary access to Dr Z's letter (W7)", blocked(reached(doctor(), named))),
        ("Dr X blocked, who broke the glass (W8)", blocked(in_emergency(doctor()))),
        ("software of establishment B", facts(establishment(true))),
        ("software of establishment B, B blocked", with(facts(establishment(true)), block_at(1))),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Blocks (G3)",
        "An active record whose preset is open. Each letter was written by whoever deposited it. Dr X works in practice A and in \
         establishment B; each has a care relationship that runs in the practice of the session, unless it says otherwise. Dr Z \
         works in neither. A block is of a person in all practices, or of a structure with all its sessions.",
    );
    let person_z = Party { person: person(9), ..doctor() };
    let own_of = |facts: &Facts| {
        let structure = if facts.party.organisation() == Some(organisation(1)) { 1 } else { 0 };
        of(50, &facts.party, Some(structure))
    };
    let letters = [
        of(51, &doctor(), Some(0)),
        of(52, &doctor(), Some(1)),
        of(53, &Party { person: person(8), ..doctor() }, Some(0)),
        of(55, &person_z, None),
    ];
    let columns = [
        "Feed", "Begin", "Glass", "| own", "X in A", "X in B", "A's", "Z's", "| own", "X in A", "A's", "Z's",
    ];
    let mut table = Table::of(columns);
    for (name, facts) in people() {
        let own = own_of(&facts);
        let mut cells: Vec<String> =
            [Act::Deposit, Act::OpenRelationship, Act::BreakGlass].map(|act| may(rules, &facts, act)).into();
        let [in_a, in_b, of_a, of_z] = &letters;
        cells.extend([&own, in_a, in_b, of_a, of_z].map(|thing| sees(rules, &facts, thing)));
        cells.extend([&own, in_a, of_a, of_z].map(|thing| amends(rules, &facts, thing)));
        table.line(name, cells);
    }
    text.push_str(&wrapped(
        "Feed, Begin, Glass: Deposit, OpenRelationship, BreakGlass (BTG). Then, behind each bar, Consult and Amend of letters. \
         own: deposited in the session's own name and structure. X in A, X in B: by Dr X in either practice. A's: by a \
         colleague of Dr X for practice A. Z's: by Dr Z.",
        0,
    ));
    text.push_str("\n\n");
    text.push_str(&table.listed(""));
    text
}
