//! The table and the file.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use serde_json::{Value, json};

use crate::{Outcome, load::Turn};

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// What is done.
    pub(crate) work: String,
    /// The floor's figures, as text for a person: rate and processor time.
    pub(crate) floor: String,
    /// Carnet's.
    pub(crate) carnet: String,
    /// What is compared.
    pub(crate) ratio: Option<f64>,
    /// What is wanted.
    pub(crate) goal: String,
    /// Whether it is so; none where nothing is wanted.
    pub(crate) met: Option<bool>,
    /// All figures for programs.
    pub(crate) figures: Value,
}

/// A turn's figures for a person: rate, times, seconds of processor for a thousand operations.
pub(crate) fn in_words(turn: &Turn) -> String {
    let per_thousand = |seconds: f64| seconds * 1_000.0 / f64::from(turn.operations.max(1));
    let server = match turn.server {
        0.0 => String::new(),
        seconds => format!("server {:.3} + ", per_thousand(seconds)),
    };
    format!(
        "{:.0}/s  p50 {:.2} p99 {:.2} ms  cpu/1000: {server}postgres {:.3} (client {:.3}) s",
        turn.rate(),
        turn.percentile(500) * 1e3,
        turn.percentile(990) * 1e3,
        per_thousand(turn.postgres),
        per_thousand(turn.client),
    )
}

/// A turn's figures for programs.
pub(crate) fn in_json(turn: &Turn) -> Value {
    json!({
        "operations": turn.operations,
        "seconds": turn.seconds,
        "per_second": turn.rate(),
        "p50_ms": turn.percentile(500) * 1e3,
        "p99_ms": turn.percentile(990) * 1e3,
        "cpu_seconds": { "server": turn.server, "postgres": turn.postgres, "client": turn.client },
    })
}

/// Prints the table and the facts, and writes the file.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn publish(facts: &[(String, String)], rows: &[Row], file: &Path) -> Outcome<()> {
    let mut out = io::stdout().lock();
    for (name, value) in facts {
        writeln!(out, "{name}: {value}")?;
    }
    for row in rows {
        let ratio = row.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = match row.met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "-",
        };
        writeln!(out, "\n{}\n  floor   {}\n  carnet  {}", row.work, row.floor, row.carnet)?;
        writeln!(out, "  ratio   {ratio}  goal {}  {met}", row.goal)?;
    }
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({ "work": row.work, "ratio": row.ratio, "goal": row.goal, "met": row.met, "figures": row.figures })
        })
        .collect();
    let facts: serde_json::Map<String, Value> =
        facts.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, serde_json::to_vec_pretty(&json!({ "facts": facts, "rows": rows }))?)?;
    writeln!(out, "\n{}", file.display())?;
    Ok(())
}
