use std::{process::ExitCode, str::FromStr};

use kernel::SystemRng;
use vault::{FileMasterKeys, Purpose};

use crate::{fault::Fault, say, start::Decided};

/// Which key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// The operator's.
    Master,
    /// A service key.
    Service(Purpose),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "master" {
            return Ok(Self::Master);
        }
        Purpose::parse(text).map(Self::Service).ok_or_else(|| {
            let names: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.as_str()).collect();
            format!("one of master, {}", names.join(", "))
        })
    }
}

/// Makes a newer key; what the older ones made still counts.
pub(super) fn run(decided: Decided, target: Target) -> Result<ExitCode, Fault> {
    match target {
        Target::Master => {
            let folder = &decided.settings.keys.folder;
            let id =
                FileMasterKeys::add(folder, &SystemRng::default()).map_err(Fault::at("no key was made"))?;
            say::line(format_args!("made `{id}.master` in `{}`", folder.display()));
            say::line(
                "copy it to every machine and to its safe place before any program is started again or any other key is \
                 rotated, then run `carnet keys rewrap`",
            );
        }
        Target::Service(purpose) => {
            let seconds = decided.settings.keys.reload.as_secs() * 2;
            let id =
                decided.in_house(|house| house.vault.rotate(purpose).map_err(Fault::at("not rotated")))?;
            say::line(format_args!("{purpose}: key {id} is made and in force in {seconds} s, everywhere"));
        }
    }
    Ok(ExitCode::SUCCESS)
}
