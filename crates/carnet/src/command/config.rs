use std::process::ExitCode;

use clap::Subcommand;

use crate::{fault::Fault, refusals, say, start::Decided};

/// What can be asked of the settings.
#[derive(Debug, Subcommand)]
pub(super) enum Config {
    /// Say everything for which `serve` and `worker` would refuse to start.
    Check,
}

/// Checks the settings.
pub(super) fn run(config: &Config) -> Result<ExitCode, Fault> {
    let Config::Check = config;
    let decided = Decided::read()?;
    let of_mail = decided.settings.mail_faults();
    let mut reasons = refusals::of_serve(&decided);
    reasons.extend(of_mail.iter().map(ToString::to_string));
    if !reasons.is_empty() {
        return Err(Fault::Refused(reasons));
    }
    say::line("the settings are right: `serve` and `worker` would start");
    Ok(ExitCode::SUCCESS)
}
