//! What is withheld from the patient.

use chrono::TimeDelta;
use consent::{Facts, Rules, SpaceState, Thing};
use oracle::moment;
use serde_json::json;

use super::{
    cells::sees,
    documents::{letter, masked, of_doctor},
    people::{colleague, delegated, guest, in_emergency, regulator, secretary, temporary, therapist},
    table::{Table, heading},
};
use crate::ground::{citizen, doctor, facts, holder, in_care_of, in_state, representation, with};

fn people() -> Vec<(&'static str, Facts)> {
    let named = json!({ "documents": [letter().series] });
    let reached = |party: consent::Party| with(facts(party.clone()), temporary(&party, &named));
    let parent = citizen(oracle::person(3));
    vec![
        ("holder", facts(citizen(holder()))),
        ("holder of a closed record", in_state(facts(citizen(holder())), SpaceState::Closed)),
        ("parent", with(facts(parent.clone()), representation(parent.person))),
        ("the doctor who wrote it, in care (W5)", in_care_of(doctor())),
        ("another doctor in care (W5)", in_care_of(colleague("10"))),
        ("secretary of the doctor (W6)", delegated(secretary())),
        ("therapist, temporary access that names it (W7)", reached(therapist())),
        ("declared guest, access that names it (W7)", reached(guest())),
        ("doctor who broke the glass (W8)", in_emergency(colleague("10"))),
        ("regulating doctor (W8)", in_emergency(regulator())),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Withheld from the patient (F1)",
        "A letter that the doctor wrote, in an active record. A release by the author, an announcement or the delay is one \
         instant in the row of the document; what is withheld shows again from that instant on.",
    );
    let until = |ahead: TimeDelta| Thing { withheld_until: Some(moment(0) + ahead), ..of_doctor(letter()) };
    let things = [
        ("never", of_doctor(letter())),
        ("for an hour", until(TimeDelta::hours(1))),
        ("for a microsecond", until(TimeDelta::microseconds(1))),
        ("released now", until(TimeDelta::zero())),
        ("released", until(-TimeDelta::hours(1))),
        ("for an hour, masked", masked(until(TimeDelta::hours(1)))),
        ("released, masked", masked(until(-TimeDelta::hours(1)))),
    ];
    let mut table = Table::of(things.iter().map(|(name, _)| *name));
    for (name, facts) in people() {
        table.line(name, things.iter().map(|(_, thing)| sees(rules, &facts, thing)).collect());
    }
    text.push_str(&table.listed(""));
    text
}
