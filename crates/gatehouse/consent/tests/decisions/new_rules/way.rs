//! A way to things that the holder chose, for a named person: several of them add up.

use consent::{Act, Condition, Facts, Offer, Provision, RuleId, Way};
use oracle::{Case, Stage, Statement};
use serde::Deserialize;
use uuid::Uuid;

/// The rule.
pub(crate) struct ChosenThings;

#[derive(Deserialize)]
struct Terms {
    things: Vec<Uuid>,
}

impl Way for ChosenThings {
    fn id(&self) -> RuleId {
        RuleId::new("W90")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let mine = facts.provisions.iter().filter(|provision| {
            provision.kind == "test_access"
                && provision.person == Some(facts.party.person)
                && provision.runs_at(facts.now)
        });
        mine.filter_map(|provision| {
            let Terms { things } = provision.terms()?;
            Some(Offer {
                acts: vec![Act::Consult],
                things: Condition::InSeries(things.into()),
                until: provision.ends_at,
                provision: Some(provision.id),
            })
        })
        .collect()
    }
}

/// Its sentence.
pub(crate) struct TheChoice;

impl Statement for TheChoice {
    fn stage(&self) -> Stage {
        Stage::Way("W90")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        facts.provisions.iter().map(Some).collect()
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if case.act != Act::Consult {
            return false;
        }
        let named = |things: &Vec<serde_json::Value>| {
            case.thing.is_none_or(|thing| things.iter().any(|one| *one == thing.series.to_string()))
        };
        case.through.is_some_and(|provision| {
            let begun = provision.starts_at <= case.facts.now;
            let over = matches!(provision.ends_at, Some(end) if end <= case.facts.now);
            let mine = provision.person == Some(case.facts.party.person);
            let things = provision.terms.get("things").and_then(|things| things.as_array());
            provision.kind == "test_access" && begun && !over && mine && things.is_some_and(named)
        })
    }
}
