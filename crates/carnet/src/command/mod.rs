//! The commands, one file each.

mod admin;
mod backup;
mod citizens;
mod config;
mod directory;
mod doctor;
mod health;
mod jobs;
mod journal;
mod keys;
mod migrate;
mod restore;
mod sandbox;
mod serve;
mod software;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::fault::Fault;

/// Carnet, a personal health record. Settings are in docs/configuration.md.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests; as many of these as wanted on one database.
    Serve,
    /// Do the background work; as many of these as wanted on one database.
    Worker,
    /// Try it out: made-up people, a private PostgreSQL, everything in one process.
    Sandbox,
    /// Bring the database to this program's schema, its roles too.
    Migrate,
    /// Copy database, blobs and wrapped keys of one point in time, while the servers go on.
    Backup(backup::Backup),
    /// Read a backup back into an empty database.
    Restore(restore::Restore),
    /// Say what is wrong with this installation and what would be right; exit code 1 when something is.
    Doctor(doctor::Doctor),
    /// Master keys and service keys.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Client software that asks for tokens.
    #[command(subcommand)]
    Software(Box<software::Software>),
    /// The access journal.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// The national directory: who practises where.
    #[command(subcommand)]
    Directory(directory::Directory),
    /// Those who run the service.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Citizens and their records.
    #[command(subcommand)]
    Citizens(citizens::Citizens),
    /// Background work.
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Ask the server or worker of this machine whether it is ready.
    Health,
    /// The settings.
    #[command(subcommand)]
    Config(config::Config),
}

/// Runs what was typed.
pub(crate) fn run(cli: Cli) -> Result<ExitCode, Fault> {
    match cli.command {
        Command::Serve => serve::run(),
        Command::Worker => worker::run(),
        Command::Sandbox => sandbox::run(),
        Command::Migrate => migrate::run(),
        Command::Backup(to) => backup::run(&to),
        Command::Restore(from) => restore::run(&from),
        Command::Doctor(doctor) => doctor::run(&doctor),
        Command::Keys(keys) => keys::run(&keys),
        Command::Software(software) => software::run(&software),
        Command::Journal(journal) => journal::run(&journal),
        Command::Directory(directory) => directory::run(&directory),
        Command::Admin(admin) => admin::run(admin),
        Command::Citizens(citizens) => citizens::run(&citizens),
        Command::Jobs(jobs) => jobs::run(jobs),
        Command::Health => health::run(),
        Command::Config(config) => config::run(&config),
    }
}
