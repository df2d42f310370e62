use std::collections::BTreeSet;

use config::Settings;
use flows::House;
use vault::FileMasterKeys;

use super::{Line, Lines};

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
pub(super) fn compare(house: &House) -> Vec<Line> {
    let mut lines = Lines::of("keys");
    let here: BTreeSet<String> = match FileMasterKeys::open(&house.settings.keys.folder) {
        Ok(keys) => keys.ids().into_iter().collect(),
        Err(_) => return lines.lines,
    };
    match house.vault.master_ids() {
        Ok(used) => {
            for id in used.difference(&here) {
                lines.fail(format!(
                    "keys of the database are wrapped under `{id}`, which is not in `keys.folder`; bring `{id}.master` \
                     back from its safe place: what is sealed under them does not open"
                ));
            }
            lines.or_ok("every key of the database is wrapped under a master key that is here")
        }
        Err(error) => {
            lines.fail(format!("the wrapped keys cannot be read: {error}"));
            lines.lines
        }
    }
}
