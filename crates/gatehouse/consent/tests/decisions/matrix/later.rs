//! Ways of the design that no rule offers.

use std::collections::BTreeSet;

use super::{
    cells::may_or_why,
    table::{Table, heading},
};
use crate::ground::{citizen, doctor, facts, holder, in_care_of, in_state};
use consent::{Act, Ask, Facts, RuleId, Rules, SpaceState};

fn people() -> Vec<(&'static str, &'static str, Facts)> {
    vec![
        ("application that the holder opened", "W10", facts(citizen(holder()))),
        ("professional from another European country", "W11", in_care_of(doctor())),
    ]
}

pub(super) fn text(rules: &Rules) -> String {
    let mut text = heading(
        "Ways that come later (W10, W11)",
        "Each names the way that the design gives them, with the factor that the act asks for. All acts in the states created, active and deceased; each \
         answer that was met is in the cell.",
    );
    let states = [SpaceState::Created, SpaceState::Active, SpaceState::Deceased];
    let mut table = Table::of(["names", "created", "active", "deceased"]);
    for (name, way, facts) in people() {
        let ask = Ask { way: Some(RuleId::new(way)), ..Ask::default() };
        let mut party = facts.party.clone();
        party.second_factor_at = Some(facts.now);
        let facts = Facts { ask, party, ..facts };
        let mut cells = vec![way.to_owned()];
        cells.extend(states.map(|state| {
            let facts = in_state(facts.clone(), state);
            let acts = Act::ALL.into_iter().filter(|act| {
                !matches!(act, Act::FindPatient | Act::OwnDesk | Act::OpenSpace | Act::Administer)
            });
            let answers: BTreeSet<String> = acts.map(|act| may_or_why(rules, &facts, act)).collect();
            answers.into_iter().collect::<Vec<_>>().join(", ")
        }));
        table.line(name, cells);
    }
    text.push_str(&table.listed(""));
    text
}
