use std::process::ExitCode;

use kernel::SystemRng;
use vault::{FileMasterKeys, MasterKeys};

use crate::{beside, fault::Fault, say, start::Decided, whole, wrapping};

/// Makes the first master key; nothing is ever overwritten, and none is made beside a database whose keys are wrapped
/// under another.
pub(super) fn run(decided: &Decided) -> Result<ExitCode, Fault> {
    let settings = &decided.settings;
    let folder = &settings.keys.folder;
    let mut missing = looked_at(decided)?;
    if !missing.is_empty() {
        missing.push("no key was made: a new one would open none of this".to_owned());
        return Err(Fault::Refused(missing));
    }
    let made = FileMasterKeys::create(folder, &SystemRng::default()).map_err(Fault::at("no key was made"))?;
    say::line(format_args!("made `{}.master` in `{}`", made.newest(), folder.display()));
    say::line(
        "copy it to a safe place that is not where the backups are: without it nothing sealed opens again",
    );
    Ok(ExitCode::SUCCESS)
}

/// What is missing for the database of the settings; for the private one too, which nobody may be running. Whether it has
/// keys must be known: one that is named and does not answer may have them.
fn looked_at(decided: &Decided) -> Result<Vec<String>, Fault> {
    let (settings, database) = (&decided.settings, &decided.settings.database);
    let unseen = |fault: Fault| match fault {
        Fault::Failed(why) => Fault::Failed(format!(
            "no key was made: whether there are keys already is not known before the database answers: {why}"
        )),
        refused => refused,
    };
    let named =
        database.url.is_some() || database.migrations_url.is_some() || settings.keys.store_url.is_some();
    if !named && !database.folder.join("data").exists() {
        say::line("no database is named and there is no private one: this is a new installation");
        return Ok(Vec::new());
    }
    if database.url.is_none() && database.migrations_url.is_some() {
        let whole = whole::reach(decided)?;
        return wrapping::missing(settings, whole.url()).map_err(unseen);
    }
    let beside = beside::reach(decided)?;
    let missing = wrapping::missing(settings, beside.url()).map_err(unseen);
    beside.close()?;
    missing
}
