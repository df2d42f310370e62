//! Floor and Carnet taking turns.

use serde_json::json;

use super::Stage;
use crate::{
    Outcome,
    floor::{Floor, Payload},
    ground::CARNET,
    load::{self, Turn, Worker},
    machine, people, pgbench,
    report::{self, Row},
    say,
};

/// How much faster than the floor pgbench may be.
const PGBENCH_AT_MOST: f64 = 1.1;

/// A comparison to make.
pub(crate) struct Comparison<'a> {
    /// What the row says.
    pub(crate) work: String,
    /// The act that each operation leaves one journal line of.
    pub(crate) act: &'static str,
    /// A record in which it is done, whose newest line is looked at.
    pub(crate) record: people::Record,
    /// What the floor does; its payload's lengths are taken from what Carnet writes.
    pub(crate) floor: Floor,
    /// How many connections each side has.
    pub(crate) connections: u64,
    /// Carnet's connections.
    pub(crate) workers: &'a mut [Box<dyn Worker>],
    /// The least ratio wanted, where one is.
    pub(crate) goal: Option<f64>,
    /// Whether pgbench checks the floor.
    pub(crate) with_pgbench: bool,
}

/// Does it: warms both up, lets them take turns, counts the lines.
///
/// # Errors
/// A wrong answer, a missing line, a floor that pgbench beats.
pub(crate) fn compare(stage: &Stage<'_>, comparison: Comparison<'_>) -> Outcome<Row> {
    let Comparison { work, act, record, mut floor, connections, workers, goal, with_pgbench } = comparison;
    let (plan, ground) = (stage.plan, stage.ground);
    ground.settle()?;
    let beside_us = match plan.quick {
        true => 0.0,
        false => machine::wait_until_quiet(if plan.waits { 20 } else { 0 }),
    };
    let lines = lines(stage)?;
    let mut carnets = vec![carnet_turn(stage, workers, plan.warm)?];
    check_newest_line(stage, record, act)?;
    floor.payload = payload(stage, record)?;
    let mut floor_workers = floor.workers(ground, connections)?;
    load::turn(&mut floor_workers, plan.warm, ground.meter(None))?;
    let (mut floors, mut pgbenches) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        floors.push(load::turn(&mut floor_workers, plan.turn, ground.meter(None))?);
        carnets.push(carnet_turn(stage, workers, plan.turn)?);
        if with_pgbench {
            pgbenches.push(pgbench::rate(ground, plan, &floor)?);
        }
    }
    let done: u64 = carnets.iter().map(|turn| u64::from(turn.operations)).sum();
    let written = self::lines(stage)? - lines;
    if written != done {
        return Err(format!("{work}: {done} operations left {written} journal lines").into());
    }
    let carnets = carnets.split_off(1);
    let (floor_rate, carnet_rate) = (median_rate(&floors), median_rate(&carnets));
    let ratio = carnet_rate / floor_rate;
    let pgbench = median(pgbenches.clone());
    if let Some(pgbench) = pgbench
        && !plan.quick
        && pgbench > floor_rate * PGBENCH_AT_MOST
    {
        return Err(format!(
            "{work}: pgbench does {pgbench:.0}/s of the floor's SQL, the floor {floor_rate:.0}/s"
        )
        .into());
    }
    let (floor, carnet) = (Turn::together(&floors), Turn::together(&carnets));
    let beside = pgbench.map_or_else(String::new, |rate| format!("  pgbench {rate:.0}/s"));
    let work =
        if beside_us < 0.1 { work } else { format!("{work} ({beside_us:.1} processors busy beside us)") };
    say(&format!("{work}: {carnet_rate:.0}/s beside {floor_rate:.0}/s: {ratio:.2}"));
    let used = |turn: &Turn| (turn.server + turn.postgres) / f64::from(turn.operations.max(1));
    Ok(Row {
        work,
        floor: format!("{}{beside}", report::in_words(&floor)),
        carnet: report::in_words(&carnet),
        ratio: Some(ratio),
        goal: goal.map_or_else(|| "-".to_owned(), |goal| format!("at least {goal}")),
        met: goal.map(|goal| ratio >= goal),
        figures: json!({
            "floor": report::in_json(&floor), "carnet": report::in_json(&carnet), "pgbench_per_second": pgbenches,
            "floor_median_per_second": floor_rate, "carnet_median_per_second": carnet_rate,
            "cpu_ratio": used(&carnet) / used(&floor).max(1e-12),
            "processors_busy_beside_us": beside_us,
            "payload_bytes": payload_lengths(stage, record)?,
        }),
    })
}

/// One turn of Carnet's connections.
pub(crate) fn carnet_turn(
    stage: &Stage<'_>,
    workers: &mut [Box<dyn Worker>],
    span: crate::plan::Span,
) -> Outcome<Turn> {
    load::turn(workers, span, stage.ground.meter(Some(stage.server.pid())))
}

/// How many lines the whole journal has.
pub(crate) fn lines(stage: &Stage<'_>) -> Outcome<u64> {
    stage.ground.connect(CARNET)?.ask_number("select count(*) from journal.line")
}

/// How many documents all records have.
pub(crate) fn documents(stage: &Stage<'_>) -> Outcome<u64> {
    stage.ground.connect(CARNET)?.ask_number("select count(*) from documents.document")
}

/// The newest line of a record must be of this act.
pub(crate) fn check_newest_line(stage: &Stage<'_>, record: people::Record, act: &str) -> Outcome<()> {
    let house = &stage.ground.house;
    let chain = people::space(record).uuid();
    let newest = house.desk.write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 1))?;
    match newest.first() {
        Some(line) if line.entry.act == act && !line.entry.things.is_empty() => Ok(()),
        Some(line) => {
            Err(format!("the newest line of a record is of `{}`, not of `{act}`", line.entry.act).into())
        }
        None => Err("a record has no journal line".into()),
    }
}

/// Lengths of what Carnet writes in this record: content, words, wrapped key, line.
fn payload_lengths(stage: &Stage<'_>, record: people::Record) -> Outcome<[usize; 4]> {
    let space = people::space(record);
    let mut conn = stage.ground.connect(CARNET)?;
    let mut length = |column: &str, table: &str, order: &str| -> Outcome<usize> {
        let newest = format!(
            "select octet_length({column}) from {table} where space_id = '{space}' order by {order} desc limit 1"
        );
        Ok(usize::try_from(conn.ask_number(&newest)?)?)
    };
    Ok([
        length("body", "documents.document", "id")?,
        length("sealed", "documents.document", "id")?,
        length("object_key", "documents.document", "id")?,
        length("sealed", "journal.line", "seq")?,
    ])
}

/// What Carnet writes in this record, by its lengths: the floor writes the same.
pub(crate) fn payload(stage: &Stage<'_>, record: people::Record) -> Outcome<Payload> {
    let [body, words, wrapped, entry] = payload_lengths(stage, record)?;
    Ok(Payload::of(body, words, wrapped, entry))
}

/// The middle of the turns' rates.
pub(crate) fn median_rate(turns: &[Turn]) -> f64 {
    median(turns.iter().map(Turn::rate).collect()).unwrap_or_default()
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}
