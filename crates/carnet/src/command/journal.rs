use std::process::ExitCode;

use clap::Subcommand;

use crate::{fault::Fault, say, start::Decided};

/// What can be asked of the journal.
#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Work out every seal, checkpoint and outside copy again, and compare what each consent and each mask is in its rows with
    /// what the journal says of it; exit code 1 when something does not fit.
    Verify,
}

/// Verifies the journal while the servers go on.
pub(super) fn run(command: &Journal) -> Result<ExitCode, Fault> {
    let Journal::Verify = command;
    let (report, forged) = Decided::read()?.in_house(|house| {
        let report = journal::verify(&house.desk, &house.vault, Some(&house.outside))
            .map_err(Fault::at("the journal could not be read through"))?;
        let forged = flows::replay::compare_all(house)
            .map_err(Fault::at("what stands in the rows could not be compared with the journal"))?;
        Ok((report, forged))
    })?;
    say::line(format_args!(
        "{} lines in {} chains and {} checkpoints were looked at",
        report.lines, report.chains, report.checkpoints
    ));
    say::line(match report.covered_until {
        Some(until) => format!(
            "window: lines since {} are held by their chains alone; a cut of the newest ones shows once a checkpoint \
             covers them",
            until.format("%Y-%m-%dT%H:%M:%SZ")
        ),
        None => "window: there is no checkpoint yet, so the lines are held by their chains alone".to_owned(),
    });
    for finding in &report.findings {
        say::line(format_args!("FOUND {finding}"));
    }
    for finding in &forged {
        say::line(format_args!("FOUND {finding}"));
    }
    if report.findings.is_empty() && forged.is_empty() {
        say::line("the journal is whole");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(1))
}
