//! One decision in memory, over the facts of a record with 30 provisions.

use std::{hint::black_box, time::Instant};

use chrono::TimeDelta;
use consent::{
    Act, Decision, Facts, Party, Provision, Rules, SpaceFacts, SpaceState, decide,
    rules::{CARE_RELATIONSHIP, CareRelationshipTerms, Evidence},
};
use kernel::{ProvisionId, RequestId, SessionId};
use serde_json::json;

use crate::{Outcome, ground::Ground, people, plan::Plan, report::Row};

/// Provisions of the record, one of them the asker's.
const PROVISIONS: u64 = 30;
/// Microseconds.
const GOAL: f64 = 10.0;
/// Decisions between two looks at the clock.
const AT_ONCE: u32 = 1_000;

/// Measures it.
///
/// # Errors
/// When the decision is not the one expected.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let house = &ground.house;
    let rules = Rules::fr(&house.reference);
    let facts = facts(ground)?;
    if !matches!(decide(&rules, &facts, Act::Consult), Decision::Granted { .. }) {
        return Err("the measured decision should be granted".into());
    }
    let began = Instant::now();
    let mut decisions = 0_u32;
    while began.elapsed() < plan.in_memory {
        for _ in 0..AT_ONCE {
            black_box(decide(black_box(&rules), black_box(&facts), Act::Consult));
        }
        decisions += AT_ONCE;
    }
    let micros = began.elapsed().as_secs_f64() * 1e6 / f64::from(decisions);
    Ok(Row {
        work: format!("one decision in memory, {PROVISIONS} provisions"),
        floor: "-".to_owned(),
        carnet: format!("{micros:.2} µs"),
        ratio: None,
        goal: format!("at most {GOAL} µs"),
        met: Some(micros <= GOAL),
        figures: json!({ "micros": micros, "decisions": decisions }),
    })
}

fn facts(ground: &Ground) -> Outcome<Facts> {
    let (clock, rng) = (ground.house.clock.as_ref(), ground.house.rng.as_ref());
    let now = clock.now();
    let actor = people::actor(0, SessionId::new(clock, rng), RequestId::new(clock, rng))?;
    let record = (people::Kind::Ordinary, 0);
    let terms = CareRelationshipTerms {
        evidence: Evidence::TeamInCharge,
        profession: people::PROFESSION.to_owned(),
        collected_by: None,
    };
    let provisions = (0..PROVISIONS)
        .map(|number| Provision {
            id: ProvisionId::new(clock, rng),
            kind: CARE_RELATIONSHIP.to_owned(),
            person: Some(people::doctor(PROVISIONS - 1 - number)),
            organisation: Some(people::practice()),
            terms: json!(terms).into(),
            starts_at: now - TimeDelta::days(1),
            ends_at: Some(now + TimeDelta::days(1)),
            given_by: people::doctor(PROVISIONS - 1 - number),
            given_at: now - TimeDelta::days(1),
            secret: false,
        })
        .collect();
    let space = SpaceFacts {
        id: people::space(record),
        state: SpaceState::Active,
        holder: people::holder(record),
        zone: ground.house.settings.country.time_zone,
    };
    Ok(Facts { space: Some(space), provisions, ..Facts::nowhere(now, Party::from(&actor)) })
}
