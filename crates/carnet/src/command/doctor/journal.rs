use chrono::TimeDelta;
use flows::House;
use journal::checkpoint::Checkpoint;

use super::{Line, Lines};

/// A checkpoint may be late by so many of its intervals before somebody looks.
const LATE: i32 = 5;

/// Whether the newest checkpoint holds, or the whole journal, and whether the outside copy is in step.
pub(super) fn look(house: &House, deep: bool) -> Vec<Line> {
    let mut lines = Lines::of("journal");
    // The copy first: a checkpoint that is made meanwhile is in the database before it is copied.
    let copied = house.outside.all().map(|copied| copied.last().cloned());
    match journal::verify_newest(&house.desk, &house.vault) {
        Ok((newest, findings)) => {
            findings.iter().for_each(|finding| lines.fail(finding.to_string()));
            match copied {
                Ok(outside) => in_step(house, newest.as_ref(), outside.as_ref(), &mut lines),
                Err(error) => lines.fail(format!("the outside copy cannot be read: {error}")),
            }
        }
        Err(error) => lines.fail(format!("the checkpoints cannot be read: {error}")),
    }
    if deep {
        match journal::verify(&house.desk, &house.vault, Some(&house.outside)) {
            Ok(report) if report.findings.is_empty() => {
                lines.ok(format!("{} lines in {} chains are whole", report.lines, report.chains));
            }
            Ok(report) => report.findings.iter().for_each(|finding| lines.fail(finding.to_string())),
            Err(error) => lines.fail(format!("it could not be read through: {error}")),
        }
    }
    lines.or_ok("the newest checkpoint holds, and the outside copy ends with it")
}

fn in_step(house: &House, newest: Option<&Checkpoint>, outside: Option<&Checkpoint>, lines: &mut Lines) {
    let every = TimeDelta::from_std(house.settings.journal.checkpoint_every).unwrap_or(TimeDelta::MAX);
    let late = every.checked_mul(LATE).unwrap_or(TimeDelta::MAX);
    let number = |last: Option<&Checkpoint>| last.map_or(0, |last| last.number);
    let (inside_number, outside_number) = (number(newest), number(outside));
    if outside_number > inside_number || (outside_number == inside_number && outside != newest) {
        lines.fail(format!(
            "the outside copy ends with checkpoint {outside_number}, which the database has not or has otherwise: the \
             database was rolled back; keep the file, and find out who restored what"
        ));
    } else if inside_number - outside_number > 1 {
        lines.warn(format!(
            "the outside copy ends with checkpoint {outside_number} of {inside_number}; a `worker` of this machine brings \
             it up to date"
        ));
    }
    match house.desk.write(journal::uncovered_since) {
        Ok(Some(since)) if house.clock.now() - since > late => lines.warn(format!(
            "lines since {} are covered by no checkpoint; is a `worker` running?",
            since.format("%Y-%m-%dT%H:%M:%SZ")
        )),
        Ok(_) => {}
        Err(error) => lines.fail(format!("the lines cannot be read: {error}")),
    }
}
