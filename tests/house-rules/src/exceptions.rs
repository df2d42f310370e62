use std::collections::{BTreeMap, BTreeSet};

/// Compares where something is found (file → lines) with the files where it may be.
///
/// Both directions are faults: a place that is not listed, and a listed file where it is no longer found.
#[must_use]
pub fn exceptions(what: &str, found: &BTreeMap<String, Vec<usize>>, listed: &[&str]) -> Vec<String> {
    let listed: BTreeSet<&str> = listed.iter().copied().collect();
    let unlisted = found.iter().filter(|(path, _)| !listed.contains(path.as_str())).map(|(path, lines)| {
        format!("{path}: {what} at line {lines:?}, and the file is not in the rule's list")
    });
    let stale = listed
        .iter()
        .filter(|path| !found.contains_key(**path))
        .map(|path| format!("{path}: in the rule's list without need any more ({what})"));
    unlisted.chain(stale).collect()
}

/// Stops with all faults of a rule at once, or does nothing when there is none.
///
/// # Panics
/// When there is a fault: this is how a rule fails its test.
pub fn none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}: {} fault(s)\n  {}", faults.len(), faults.join("\n  "));
}
