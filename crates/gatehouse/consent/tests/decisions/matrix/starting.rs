//! How a care relationship begins.

use consent::{Act, Ask, Facts, Rules, rules::Evidence};
use serde_json::json;

use super::{
    cells::may_or_why,
    people::{block_of, colleague, of_sector, secretary, therapist},
    table::{Table, heading},
};
use crate::ground::{REFERENCE, doctor, facts, said, with};

/// What the holder chose, the preset that says the same, and the column.
const STARTS: [(&str, &str, &str); 3] = [
    ("on_declaration", "open", "on declaration"),
    ("on_approval", "ask_me", "on my approval"),
    ("only_by_code", "closed", "only by my code"),
];

const EVIDENCE: [Evidence; 7] = [
    Evidence::TeamInCharge,
    Evidence::ConsentOfThisConsultation,
    Evidence::Admission,
    Evidence::Card,
    Evidence::Code,
    Evidence::Approval,
    Evidence::Invitation,
];

fn people() -> Vec<(String, Facts)> {
    let mut people = vec![
        ("doctor".to_owned(), facts(doctor())),
        ("blocked doctor".to_owned(), with(facts(doctor()), block_of(&doctor()))),
        ("nurse".to_owned(), facts(colleague("60"))),
        ("secretary (by delegation alone)".to_owned(), facts(secretary())),
        ("therapist in no matrix".to_owned(), facts(therapist())),
    ];
    let occupational = REFERENCE
        .occupational_sectors()
        .map(|code| (format!("doctor of occupational medicine ({code})"), facts(of_sector(doctor(), code))));
    people.extend(occupational);
    people
}

pub(super) fn text(rules: &Rules) -> String {
    let named = |declared: bool| {
        let some = EVIDENCE.iter().filter(|evidence| evidence.is_declared() == declared);
        some.map(|evidence| json!(evidence).as_str().unwrap().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let mut text = heading(
        "How a care relationship begins (W5)",
        &format!(
            "An active record; no relationship runs. Columns: what the holder chose, or the preset that says the same (open, \
             ask-me, closed; both were asked). Evidence that is declared: {}. By the holder's act: {}. A \
             reason stands behind a refusal as the caller is told it: NotOnDeclaration offers a request, OnlyByCode a code; \
             NoWay tells nothing. How long it runs is not decided here but by config/reference/durations.toml.",
            named(true),
            named(false)
        ),
    );
    let mut table = Table::of(STARTS.map(|(.., name)| name));
    let entrances = [
        ("declares", Act::OpenRelationship, false),
        ("by the holder's act", Act::OpenRelationship, true),
        ("sends a request", Act::AskRelationship, false),
    ];
    for (name, facts) in people() {
        for (how, act, invited) in entrances {
            let facts = Facts { ask: Ask { invited, ..Ask::default() }, ..facts.clone() };
            let cells = STARTS.map(|(start, preset, _)| {
                let by_choice = with(facts.clone(), said("starting", json!({ "start": start })));
                let by_preset = with(facts.clone(), said("preset", json!({ "preset": preset })));
                let answer = may_or_why(rules, &by_choice, act);
                assert_eq!(answer, may_or_why(rules, &by_preset, act), "{name} {start}");
                answer
            });
            table.line(format!("{name} {how}"), cells.into());
        }
    }
    text.push_str(&table.listed(""));
    text
}
