//! Speed of the real server on a real PostgreSQL, each figure beside its floor, in one run.
//!
//! ```text
//! bench [--quick] [--busy] [--row <name>]... [--carnet <program>]
//! ```
//!
//! A **floor** is the same durable work done by bare prepared SQL over the same socket, with the same number of
//! connections, on a copy of the same database in the same cluster. Floor and Carnet take turns, so that whatever
//! else the machine does hits both. pgbench runs the floor's own SQL too: a floor that it beats by more than a tenth
//! would flatter Carnet, and fails the run.
//!
//! The load client reads every answer whole and fails on a wrong one; each row's journal lines are counted before and
//! after; the journal must verify at the end. Nothing is written round the services: records are filled through the
//! deposit service. A filled cluster is kept under the folder of the build, one for each set of migrations.
//!
//! `--quick` does about a hundredth of everything and asserts no figure: `make test` runs it. `--busy` does not wait for
//! the machine to be quiet. Whoever reads figures looks at what was busy beside us first: it is printed with them.

mod bare;
mod fill;
mod floor;
mod ground;
mod http;
mod load;
mod machine;
mod people;
mod pgbench;
mod plan;
mod report;
mod rows;
mod server;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use plan::Plan;

/// Whatever stops the bench, in a sentence.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What may come of each step.
pub(crate) type Outcome<T> = Result<T, Fault>;

fn main() -> ExitCode {
    match Plan::from_arguments().and_then(|plan| rows::run(&plan)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say(&format!("bench: {fault}"));
            ExitCode::FAILURE
        }
    }
}

/// Says on standard error how far it is; the table alone goes to standard output.
pub(crate) fn say(text: &str) {
    // Nobody is left to tell when the reader has gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
