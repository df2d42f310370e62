//! Who acts, of a token that is known again: its session read by one statement, beside that statement alone.

use std::{hint::black_box, time::Instant};

use kernel::RequestId;
use serde_json::json;

use super::turns;
use crate::{
    Outcome,
    bare::Value,
    ground::{FLOOR, Ground},
    plan::Plan,
    report::Row,
};

/// Checks between two looks at the clock.
const AT_ONCE: u32 = 20;

/// Measures both, in turns.
///
/// # Errors
/// When the session does not count.
pub(crate) fn measure(plan: &Plan, ground: &Ground, tokens: &[String]) -> Outcome<Row> {
    let house = &ground.house;
    let token = tokens.first().ok_or("no token")?;
    let session = house.identity.verify(token)?.session.to_string();
    let mut bare = ground.connect(FLOOR)?;
    bare.prepare("session", "select * from identity.session_now where id = $1::text::uuid")?;
    let mut floor = || bare.run("session", &[Value::Text(&session)]).map(drop);
    let mut whole = || {
        let claims = house.identity.verify(black_box(token))?;
        let request = RequestId::new(house.clock.as_ref(), house.rng.as_ref());
        let known = house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, request))?;
        let _ = black_box(known);
        Ok(())
    };
    let (mut floors, mut wholes) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        floors.push(micros(plan, &mut floor)?);
        wholes.push(micros(plan, &mut whole)?);
    }
    let floor = turns::median(floors).unwrap_or_default();
    let whole = turns::median(wholes).unwrap_or_default();
    let ratio = whole / floor.max(1e-9);
    Ok(Row {
        work: "check of a known token with its session beside the bare select (ratio is cost)".to_owned(),
        floor: format!("{floor:.1} µs"),
        carnet: format!("{whole:.1} µs"),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "floor_micros": floor, "check_micros": whole }),
    })
}

/// Microseconds of one call.
fn micros(plan: &Plan, call: &mut dyn FnMut() -> Outcome<()>) -> Outcome<f64> {
    let began = Instant::now();
    let mut calls = 0_u32;
    while began.elapsed() < plan.in_memory {
        for _ in 0..AT_ONCE {
            call()?;
        }
        calls += AT_ONCE;
    }
    Ok(began.elapsed().as_secs_f64() * 1e6 / f64::from(calls))
}
