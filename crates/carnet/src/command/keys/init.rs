use std::process::ExitCode;

use kernel::SystemRng;
use vault::{FileMasterKeys, MasterKeys};

use crate::{fault::Fault, say, start::Decided, whole::Whole, wrapping};

/// Makes the first master key; nothing is ever overwritten, and none is made beside a database whose keys are wrapped
/// under another.
pub(super) fn run(decided: &Decided) -> Result<ExitCode, Fault> {
    let settings = &decided.settings;
    let folder = &settings.keys.folder;
    match looked_at(decided) {
        Ok(missing) if missing.is_empty() => {}
        Ok(mut missing) => {
            missing.push("no key was made: a new one would open none of this".to_owned());
            return Err(Fault::Refused(missing));
        }
        // A new installation has no database yet, or one without a schema.
        Err(_) => say::line("no database was found that has keys already"),
    }
    let made = FileMasterKeys::create(folder, &SystemRng::default()).map_err(Fault::at("no key was made"))?;
    say::line(format_args!("made `{}.master` in `{}`", made.newest(), folder.display()));
    say::line(
        "copy it to a safe place that is not where the backups are: without it nothing sealed opens again",
    );
    Ok(ExitCode::SUCCESS)
}

/// What is missing for the database of the settings; for the private one too, which nobody may be running.
fn looked_at(decided: &Decided) -> Result<Vec<String>, Fault> {
    let beside = decided.database_beside();
    if beside.is_ok() || decided.settings.database.url.is_some() {
        return wrapping::missing(&decided.settings, &beside?);
    }
    let whole = Whole::reach(decided)?;
    let missing = wrapping::missing(&decided.settings, whole.url());
    whole.close()?;
    missing
}
