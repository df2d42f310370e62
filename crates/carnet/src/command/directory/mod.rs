mod import;
mod status;

use std::process::ExitCode;

use clap::Subcommand;

use crate::{fault::Fault, start::Decided};

/// What an operator does with the national directory.
#[derive(Debug, Subcommand)]
pub(super) enum Directory {
    /// Import its published files; an import that was cut goes on where it stopped. Exit code 1 when rows could not be
    /// taken, or when more would vanish than may.
    Import(import::Import),
    /// Say how much of it there is, and what was imported lately.
    Status,
}

/// Does it.
pub(super) fn run(command: &Directory) -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    match command {
        Directory::Import(import) => import::run(decided, import),
        Directory::Status => decided.in_house(status::say),
    }
}
