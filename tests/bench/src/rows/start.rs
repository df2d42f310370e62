//! How long `carnet serve` takes to be ready on an existing cluster, and what it holds in memory then.

use std::{thread, time::Duration};

use serde_json::json;

use super::turns;
use crate::{Outcome, ground::Ground, machine, plan::Plan, report::Row, server::Server};

/// Seconds.
const READY_WITHIN: f64 = 1.0;
/// MiB.
const MEMORY: f64 = 64.0;
/// How long it lies idle before its memory is looked at.
const IDLE: Duration = Duration::from_secs(3);

/// Starts the program several times.
///
/// # Errors
/// When it does not start.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<[Row; 2]> {
    let (mut starts, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..plan.starts {
        let server = Server::start(&plan.carnet, &ground.environment, &ground.folder)?;
        starts.push(server.ready_after.as_secs_f64());
        if memory.is_empty() {
            thread::sleep(if plan.quick { Duration::ZERO } else { IDLE });
            memory.push(machine::resident(server.pid())?);
        }
        server.stop()?;
    }
    let start = turns::median(starts.clone()).unwrap_or_default();
    let memory = turns::median(memory).unwrap_or_default();
    Ok([
        Row {
            work: "start of `carnet serve` on an existing cluster, until ready".to_owned(),
            floor: "-".to_owned(),
            carnet: format!("{start:.3} s"),
            ratio: None,
            goal: format!("under {READY_WITHIN} s"),
            met: Some(start < READY_WITHIN),
            figures: json!({ "seconds": starts }),
        },
        Row {
            work: "memory of an idle `carnet serve`".to_owned(),
            floor: "-".to_owned(),
            carnet: format!("{memory:.1} MiB"),
            ratio: None,
            goal: format!("under {MEMORY} MiB"),
            met: Some(memory < MEMORY),
            figures: json!({ "mebibytes": memory }),
        },
    ])
}
