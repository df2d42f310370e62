//! PostgreSQL's own load program on the floor's own SQL: a floor that it beats is no floor.

use std::{
    fmt::Write as _,
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    Outcome,
    floor::{Floor, NAMES, append},
    ground::{FLOOR, FLOOR_ROLE, Ground},
    plan::{Plan, Span},
};

/// Runs one floor for one turn and gives its transactions a second.
///
/// Bytes go to it as variables and from it as hexadecimal text, since it knows no binary parameters.
///
/// # Errors
/// When it is missing, or a transaction fails.
pub(crate) fn rate(ground: &Ground, plan: &Plan, floor: &Floor) -> Outcome<f64> {
    let program = ground.program("pgbench")?;
    let script = ground.folder.join("floor.sql");
    let own = (floor.records / plan.connections).max(1);
    let place = match floor.records {
        0 => "\\set place 0".to_owned(),
        _ => format!("\\set place random(0, {}) * {} + :client_id", own - 1, plan.connections),
    };
    let sql = [&floor.statement, &append(floor.kind)];
    let text = format!("{place}\nbegin;\n{};\n{};\ncommit;\n", floor.statement, append(floor.kind));
    fs::write(&script, text)?;
    let mut command = Command::new(program);
    command.args(["-n", "-M", "prepared", "-j", "2", "-c", &plan.connections.to_string()]);
    match plan.turn {
        Span::For(time) => command.args(["-T", &time.max(Duration::from_secs(1)).as_secs().to_string()]),
        Span::Times(times) => command.args(["-t", &times.to_string()]),
    };
    for name in NAMES.iter().skip(1).filter(|name| sql.iter().any(|sql| sql.contains(**name))) {
        let bytes = floor.payload.bytes(name);
        let mut text = format!("{}=\\x", name.trim_start_matches(':'));
        for byte in bytes {
            write!(text, "{byte:02x}")?;
        }
        command.args(["-D", &text]);
    }
    command
        .arg("-f")
        .arg(&script)
        .arg("-h")
        .arg(ground.socket())
        .args(["-p", "5432", "-U", FLOOR_ROLE, FLOOR])
        .env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan -c timezone=UTC")
        .stdin(Stdio::null());
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = !said.contains("number of failed transactions: 0 ");
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    match rate {
        Some(rate) if output.status.success() && !failed => Ok(rate),
        _ => Err(format!("pgbench failed: {said}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}
