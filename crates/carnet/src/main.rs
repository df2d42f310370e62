//! The program: `carnet serve`, `carnet worker`, `carnet sandbox`, and the commands of operators.
//!
//! Each command is one file under `command/`, and does what the house offers: no rule and no SQL stands here. What
//! a command shares with another is beside it: `start` reads the settings and opens the house, `refusals` says why
//! `serve` and `worker` must not start, `doors` serves the ports.
//!
//! Exit codes: 0 done; 1 it could not be done, or something was found; 2 the command, the settings or the place are
//! not right, and every reason is told at once.

mod backup;
mod beside;
mod command;
mod doors;
mod fault;
mod jobs_of_house;
mod logins;
mod operator;
mod reached;
mod refusals;
mod say;
mod start;
mod store;
mod vocabulary;
mod whole;
mod wrapping;

use std::process::ExitCode;

use clap::Parser;

use command::Cli;

/// A request allocates a few hundred times; the allocator of the system takes a fifth of its time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Whoever was first wins; nothing else in this process installs one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match command::run(cli) {
        Ok(code) => code,
        Err(fault) => {
            say::error(&fault);
            fault.exit_code()
        }
    }
}
