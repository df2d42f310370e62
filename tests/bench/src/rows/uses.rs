//! The question which of a million spaces a project of secondary use may use now, beside a bare filtered scan of the same rows.

use std::time::Instant;

use serde_json::json;

use super::turns;
use crate::{
    Outcome,
    bare::Bare,
    ground::{FLOOR, Ground},
    plan::Plan,
    report::Row,
};

/// Spaces.
const SPACES: u64 = 1_000_000;
/// How much dearer the question may be.
const AT_MOST: f64 = 2.0;
/// Times that each is asked in one round.
const ASKED: u32 = 3;
/// The project of the question.
const PROJECT: &str = "00000000-0000-7000-8000-0000000000aa";

/// Measures it in the copy of the database in which floors work, whose rows are put in by hand for it.
///
/// # Errors
/// When the question does not find whom the scan finds.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let spaces = if plan.quick { SPACES / 100 } else { SPACES };
    let mut bare = ground.connect(FLOOR)?;
    fill(&mut bare, spaces)?;
    // Research on cancer (7), which is a part of research (5); laboratory results (4) and reports (5).
    bare.prepare(
        "scan",
        "select space_id from consent.secondary_use where state in ('active', 'created') and yes[7] & 48 <> 0",
    )?;
    bare.prepare(
        "asked",
        &format!("select space_id from consent.secondary_use_of('{PROJECT}', 7, 5, 48, 0, now())"),
    )?;
    let (mut scans, mut questions) = (Vec::new(), Vec::new());
    let (scanned, asked) = (bare.run("scan", &[])?.rows, bare.run("asked", &[])?.rows);
    // Of ten of them who answered for the project apart, five said no.
    if asked + 5 != scanned || asked < spaces / 10 {
        return Err(format!("the scan found {scanned} spaces and the question {asked}").into());
    }
    for _ in 0..plan.rounds.max(1) {
        for (name, times) in [("scan", &mut scans), ("asked", &mut questions)] {
            let began = Instant::now();
            for _ in 0..ASKED {
                bare.run(name, &[])?;
            }
            times.push(began.elapsed().as_secs_f64() * 1e3 / f64::from(ASKED));
        }
    }
    bare.ask("truncate consent.secondary_use, consent.secondary_use_project")?;
    let (scan, question) = (
        turns::median(scans).ok_or("no scan was measured")?,
        turns::median(questions).ok_or("no question was measured")?,
    );
    let ratio = question / scan.max(1e-9);
    Ok(Row {
        work: format!("which of {spaces} spaces a project may use, beside a bare scan (ratio is cost)"),
        floor: format!("{scan:.0} ms"),
        carnet: format!("{question:.0} ms"),
        ratio: Some(ratio),
        goal: format!("at most {AT_MOST}"),
        met: Some(ratio <= AT_MOST),
        figures: json!({ "spaces": spaces, "found": asked, "scan_ms": scan, "question_ms": question }),
    })
}

/// A row for each space: one in three says yes to research on cancer, and some of them answered for the project apart.
fn fill(bare: &mut Bare, spaces: u64) -> Outcome<()> {
    bare.ask("truncate consent.secondary_use, consent.secondary_use_project")?;
    bare.ask(&format!(
        "insert into consent.secondary_use (space_id, state, yes, no, said_at, tag)
         select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
             case when n % 20 = 0 then 'closed' when n % 7 = 0 then 'created' else 'active' end,
             array[0, 0, 0, 0, 0, 0, case when n % 3 = 0 then 8190 else 0 end, 0, 0, 0, 0, 0]::bigint[],
             array[0, 0, 0, 0, 8190, 0, 0, 0, 0, 0, 0, 0]::bigint[], now(), decode(repeat('ab', 32), 'hex')
         from generate_series(1, {spaces}) n"
    ))?;
    bare.ask(&format!(
        "insert into consent.secondary_use_project (project, space_id, yes, no)
         select '{PROJECT}', space_id, case when at % 2 = 0 then 48 else 0 end, case when at % 2 = 0 then 0 else 48 end
         from (select space_id, row_number() over (order by space_id) as at from consent.secondary_use
               where state = 'active' and yes[7] <> 0 limit 10) as chosen"
    ))?;
    bare.ask("vacuum analyze consent.secondary_use, consent.secondary_use_project")?;
    Ok(())
}
