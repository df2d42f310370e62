use std::process::ExitCode;

use database::DatabaseUrl;

use crate::{
    fault::Fault,
    say,
    start::{Decided, parse},
    whole,
};

/// Brings the database to this program's schema.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    let database = &decided.settings.database;
    let ran = match (&database.migrations_url, &database.url) {
        (Some(url), _) => migrate(&parse("database.migrations_url", url)?),
        (None, Some(url)) => migrate(&parse("database.url", url)?),
        (None, None) => {
            let whole = whole::reach(&decided)?;
            let ran = migrate(whole.url());
            whole.end(ran)
        }
    }?;
    for name in &ran {
        say::line(format_args!("ran {name}"));
    }
    if ran.is_empty() {
        say::line("nothing to do: the schema is this program's");
    }
    Ok(ExitCode::SUCCESS)
}

fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, Fault> {
    database::migrate(url).map_err(Fault::at("the database was not migrated"))
}
