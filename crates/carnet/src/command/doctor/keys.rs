use config::Settings;
use database::DatabaseUrl;
use vault::FileMasterKeys;

use super::{Line, Lines};
use crate::wrapping;

/// Whether the master keys are there and closed to others.
pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("keys");
    match FileMasterKeys::open(&settings.keys.folder) {
        Ok(keys) => lines.ok(format!("{} master keys, closed to others", keys.ids().len())),
        Err(fault) => lines.fail(format!("`keys.folder`: {fault}")),
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
