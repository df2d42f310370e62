use std::process::ExitCode;

use crate::{
    fault::Fault,
    say,
    start::{Decided, parse},
};

/// Brings the database to this program's schema.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    let url = match &decided.settings.database.migrations_url {
        Some(url) => parse("database.migrations_url", url)?,
        None => decided.database_url()?,
    };
    let ran = database::migrate(&url).map_err(Fault::at("the database was not migrated"))?;
    for name in &ran {
        say::line(format_args!("ran {name}"));
    }
    if ran.is_empty() {
        say::line("nothing to do: the schema is this program's");
    }
    Ok(ExitCode::SUCCESS)
}
