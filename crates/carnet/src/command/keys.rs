mod init;
mod list;
mod rotate;

use std::process::ExitCode;

use clap::Subcommand;
use vault::Purpose;

use crate::{fault::Fault, say, start::Decided};

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make the first master key in `keys.folder`.
    Init,
    /// List master keys and service keys; no key is shown.
    List,
    /// Make a newer key while every program goes on serving.
    Rotate {
        /// `master`, or what a service key is for: `keys list` names them.
        purpose: rotate::Target,
    },
    /// Wrap every key anew under the newest master key.
    Rewrap,
    /// Make the tags by which patients are found anew under the current index key.
    Reindex,
}

/// Does it.
pub(super) fn run(command: &Keys) -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    match command {
        Keys::Init => init::run(&decided),
        Keys::List => list::run(&decided),
        Keys::Rotate { purpose } => rotate::run(decided, *purpose),
        Keys::Rewrap => rewrap(decided),
        Keys::Reindex => reindex(decided),
    }
}

fn rewrap(decided: Decided) -> Result<ExitCode, Fault> {
    let done = decided
        .in_house(|house| house.vault.rewrap_all().map_err(Fault::at("not all keys were wrapped anew")))?;
    say::line(format_args!("wrapped anew: {} keys of spaces, {} service keys", done.spaces, done.services));
    if done.unreadable == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    say::error(format_args!(
        "{} keys do not unwrap and were left as they are; the log names them",
        done.unreadable
    ));
    Ok(ExitCode::from(1))
}

fn reindex(decided: Decided) -> Result<ExitCode, Fault> {
    let done = decided.in_house(|house| {
        let keys = house.vault.service(Purpose::BlindIndex);
        let of = |error| Fault::at("no tag was made anew")(error);
        let in_force = keys.current().map_err(of)?.id();
        let newest = keys.live().map_err(of)?.iter().map(|key| key.id()).max().unwrap_or(in_force);
        if newest > in_force {
            return Err(Fault::Failed(format!(
                "key {newest} of `blind_index` is not in force yet: it is after twice `keys.reload_seconds`; run this \
                 again then, or leave it to a worker"
            )));
        }
        house.identity.reindex(&house.desk).map_err(Fault::at("not all tags were made anew"))
    })?;
    say::line(format_args!("tags made anew for {} spaces", done.spaces));
    Ok(ExitCode::SUCCESS)
}
