use std::process::ExitCode;

use kernel::SystemRng;
use vault::{FileMasterKeys, MasterKeys};

use crate::{fault::Fault, say, start::Decided};

/// Makes the first master key; nothing is ever overwritten.
pub(super) fn run(decided: &Decided) -> Result<ExitCode, Fault> {
    let folder = &decided.settings.keys.folder;
    let made = FileMasterKeys::create(folder, &SystemRng::default()).map_err(Fault::at("no key was made"))?;
    say::line(format_args!("made `{}.master` in `{}`", made.newest(), folder.display()));
    say::line(
        "copy it to a safe place that is not where the backups are: without it nothing sealed opens again",
    );
    Ok(ExitCode::SUCCESS)
}
