//! The rows of the table, one file each, and the order in which they are measured.

mod beside;
mod bulk;
mod consult;
mod decision;
mod deposit;
mod exchange;
mod export;
mod large;
mod login;
mod preferences;
mod read;
mod release;
mod session;
mod sessions;
mod start;
mod token;
mod turns;
mod uses;

use crate::{
    Outcome,
    ground::Ground,
    machine,
    plan::Plan,
    report::{self, Row},
    say,
    server::Server,
};

/// What every row that goes through the server needs.
pub(crate) struct Stage<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) ground: &'a Ground,
    pub(crate) server: &'a Server,
    /// One access token for each doctor.
    pub(crate) tokens: Vec<String>,
}

/// Measures what the plan asks for, checks the journal, prints the table.
///
/// # Errors
/// A wrong answer, a missing line, a journal that does not verify, a floor that pgbench beats.
pub(crate) fn run(plan: &Plan) -> Outcome<()> {
    if plan.waits {
        machine::wait_until_quiet(180);
    }
    let mut facts = machine::facts();
    let ground = Ground::prepare(plan)?;
    let measured = measure(plan, &ground).and_then(|(rows, more)| {
        facts.extend(ground.facts()?);
        facts.extend(more);
        verify(&ground, &mut facts)?;
        Ok(rows)
    });
    ground.stop()?;
    let rows = measured?;
    facts.push(("load at the end".to_owned(), format!("{:.2}", machine::load())));
    let name = if plan.quick { "quick.json" } else { "results.json" };
    report::publish(&facts, &rows, &plan.target.join("bench").join(name))
}

type Measured = (Vec<Row>, Vec<(String, String)>);

fn measure(plan: &Plan, ground: &Ground) -> Outcome<Measured> {
    let tokens = sessions::open(plan, ground)?;
    let mut rows = Vec::new();
    let mut facts = Vec::new();
    if plan.wants("decision") {
        rows.push(decision::measure(plan, ground)?);
    }
    if plan.wants("token") {
        rows.push(token::measure(plan, ground, &tokens)?);
    }
    if plan.wants("session") {
        rows.push(session::measure(plan, ground, &tokens)?);
    }
    if plan.wants("start") {
        rows.extend(start::measure(plan, ground)?);
    }
    if plan.wants("login") {
        say("login");
        rows.push(login::measure(plan, ground)?);
    }
    if plan.wants("exchange") {
        say("exchange");
        rows.push(exchange::measure(plan, ground)?);
    }
    if ["deposit", "consult", "read", "bulk", "large"].into_iter().any(|row| plan.wants(row)) {
        let server = Server::start(&plan.carnet, &ground.environment, &ground.folder)?;
        let stage = Stage { plan, ground, server: &server, tokens };
        if plan.wants("deposit") {
            say("deposit");
            rows.push(deposit::measure(&stage)?);
        }
        if plan.wants("consult") {
            say("consult");
            rows.extend(consult::measure(&stage)?);
        }
        if plan.wants("read") {
            say("read");
            rows.push(read::measure(&stage)?);
        }
        if plan.wants("bulk") {
            say("bulk");
            rows.push(bulk::measure(&stage)?);
        }
        if plan.wants("large") {
            say("large");
            rows.extend(large::measure(&stage)?);
        }
        facts.push((
            "memory of the server after the load".to_owned(),
            format!("{:.0} MiB", machine::resident(server.pid())?),
        ));
        server.stop()?;
    }
    if plan.wants("uses") {
        say("uses");
        rows.push(uses::measure(plan, ground)?);
    }
    if plan.wants("release") {
        say("release");
        rows.push(release::measure(plan, ground)?);
    }
    // Last: it leaves preferences behind.
    if plan.wants("preferences") {
        say("preferences");
        rows.extend(preferences::measure(plan, ground)?);
    }
    if plan.wants("export") {
        say("export");
        rows.push(export::measure(plan, ground)?);
    }
    Ok((rows, facts))
}

/// The whole journal must be what was written.
fn verify(ground: &Ground, facts: &mut Vec<(String, String)>) -> Outcome<()> {
    let house = &ground.house;
    let report = journal::verify(&house.desk, &house.vault, Some(&house.outside))?;
    if let Some(first) = report.findings.first() {
        return Err(format!(
            "the journal does not verify: {} findings, first: {first}",
            report.findings.len()
        )
        .into());
    }
    facts.push((
        "journal".to_owned(),
        format!("{} chains with {} lines verified", report.chains, report.lines),
    ));
    Ok(())
}
