use chrono::TimeDelta;
use flows::House;
use outbox::jobs::{self, JobFilter, JobState};

use super::{Line, Lines};

/// A job may wait for a runner so long before somebody looks.
const LAG: TimeDelta = TimeDelta::minutes(2);
/// Jobs that are looked at.
const MOST: u16 = 1_000;

/// Whether jobs are done in time, and whether some were given up.
pub(super) fn look(house: &House) -> Vec<Line> {
    let mut lines = Lines::of("jobs");
    let find = |state| {
        let filter = JobFilter { state: Some(state), limit: MOST, ..JobFilter::default() };
        house.desk.read(|rtx| jobs::list(rtx, &filter))
    };
    let found =
        find(JobState::Dead).and_then(|dead| Ok((dead, find(JobState::Ready)?, find(JobState::Running)?)));
    let (dead, ready, running) = match found {
        Ok(found) => found,
        Err(error) => {
            lines.fail(format!("they cannot be read: {error}"));
            return lines.lines;
        }
    };
    if !dead.is_empty() {
        lines.fail(format!(
            "{} were given up; `carnet jobs list --state dead` names them and why, `carnet jobs retry` tries one again",
            dead.len()
        ));
    }
    let now = house.clock.now();
    let due = ready.iter().map(|job| job.run_at);
    let left = running.iter().filter_map(|job| job.locked_until);
    if let Some(oldest) = due.chain(left).min().filter(|oldest| now - *oldest > LAG) {
        lines.warn(format!(
            "the oldest has waited for {} s; is a `worker` running, and is `jobs.runners` large enough?",
            (now - oldest).num_seconds()
        ));
    }
    lines.or_ok("none was given up, none waits too long")
}
