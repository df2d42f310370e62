use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use flows::House;
use kernel::JobId;
use outbox::jobs::{self, JobFilter, JobLine, JobState};

use crate::{fault::Fault, say, start::Decided};

/// What an operator sees and does of background work.
#[derive(Debug, Subcommand)]
pub(super) enum Jobs {
    /// List jobs, oldest first; what they work on is not shown.
    List {
        /// Only those that stand so.
        #[arg(long)]
        state: Option<State>,
        /// Only those of this kind.
        #[arg(long)]
        kind: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: u16,
    },
    /// Make a dead letter ready again, with all its tries before it.
    Retry {
        /// The id that `jobs list` shows.
        id: JobId,
    },
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum State {
    /// Waits for its time or for a runner.
    Ready,
    /// A runner has it.
    Running,
    /// Failed for good, until it is retried.
    Dead,
}

/// Lists or retries.
pub(super) fn run(command: Jobs) -> Result<ExitCode, Fault> {
    Decided::read()?.in_house(|house| match command {
        Jobs::List { state, kind, limit } => list(house, state, kind, limit),
        Jobs::Retry { id } => {
            let retried = house.desk.write(|tx| jobs::retry(tx, house.clock.as_ref(), id));
            retried.map_err(Fault::at("not retried"))?;
            say::line(format_args!("{id} is ready"));
            Ok(ExitCode::SUCCESS)
        }
    })
}

fn list(house: &House, state: Option<State>, kind: Option<String>, limit: u16) -> Result<ExitCode, Fault> {
    let state = state.map(|state| match state {
        State::Ready => JobState::Ready,
        State::Running => JobState::Running,
        State::Dead => JobState::Dead,
    });
    let filter = JobFilter { state, kind, after: None, limit };
    let found = house.desk.read(|rtx| jobs::list(rtx, &filter)).map_err(Fault::at("no list"))?;
    say::line(
        "id                                    state    tries  next                  kind  (last fault)",
    );
    for JobLine { id, kind, state, run_at, tries, max_tries, error_kind, .. } in found {
        let fault = error_kind.map(|word| format!("  ({word})")).unwrap_or_default();
        let next = run_at.format("%Y-%m-%dT%H:%M:%SZ");
        say::line(format_args!(
            "{id}  {:<7}  {tries:>2}/{max_tries:<2}  {next}  {kind}{fault}",
            state.as_str()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
