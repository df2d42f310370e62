use config::Settings;
use database::DatabaseUrl;
use vault::FileMasterKeys;

use super::{Line, Lines};
use crate::{refusals::of_database, start::parse, wrapping};

/// Whether the master keys are there and closed to others.
pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("keys");
    match FileMasterKeys::open(&settings.keys.folder) {
        Ok(keys) => lines.ok(format!("{} master keys, closed to others", keys.ids().len())),
        Err(fault) => lines.fail(format!("`keys.folder`: {fault}")),
    }
    lines.lines
}

/// Whether the database of the wrapped keys, where they have one of their own, has a schema and a role as the other one.
pub(super) fn store(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("keys");
    let key = "keys.store_url";
    if let Some(url) = &settings.keys.store_url {
        let found = match parse(key, url) {
            Ok(url) => of_database(key, &url),
            Err(fault) => vec![fault.to_string().replace("\n  ", " ")],
        };
        found.into_iter().for_each(|fault| lines.fail(fault));
    }
    lines.lines
}

/// Whether the keys of the database were wrapped under master keys that are here.
pub(super) fn compare(settings: &Settings, url: &DatabaseUrl) -> Vec<Line> {
    let mut lines = Lines::of("keys");
    match wrapping::missing(settings, url) {
        Ok(missing) => missing.into_iter().for_each(|reason| lines.fail(reason)),
        Err(fault) => lines.fail(fault.to_string()),
    }
    lines.or_ok("every key of the database is wrapped under a master key that is here")
}
