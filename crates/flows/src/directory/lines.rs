use consent::Purpose;
use database::{Due, Tx};
use identity::{DirectoryImport, ImportKind, Standed};
use journal::{Entry, Outcome, Who};
use kernel::RequestId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::House;

/// What an operator typed.
const COMMAND: &str = "carnet directory import";

/// The line of an import that is done: what came of it, of which file.
pub(super) fn done(house: &House, tx: &mut Tx<'_>, import: &DirectoryImport) {
    tx.owe(line(
        house,
        "directory.import",
        Vec::new(),
        json!({
            "command": COMMAND, "import": import.id, "kind": import.kind.as_str(), "whole": import.whole,
            "file": hex::encode(import.digest), "lines": import.lines, "counts": import.counts,
        }),
    ));
}

/// The line of standings that were changed: how many, and who was struck off, or was and is no more.
pub(super) fn standings(house: &House, tx: &mut Tx<'_>, import: &DirectoryImport, done: &Standed) {
    if done.changed() == 0 {
        return;
    }
    let named: Vec<Uuid> =
        done.struck_off.iter().chain(&done.reinstated).map(|person| person.uuid()).collect();
    let because = match import.kind {
        ImportKind::Standing => "a file of standings",
        ImportKind::Professionals | ImportKind::Organisations if done.good > 0 => "listed again",
        ImportKind::Professionals | ImportKind::Organisations => "no longer listed",
    };
    let detail = json!({
        "command": COMMAND, "import": import.id, "file": hex::encode(import.digest), "because": because,
        "good": done.good, "suspended": done.suspended, "struck_off": done.struck_off.len(),
        "reinstated": done.reinstated.len(),
    });
    tx.owe(line(house, "directory.standing", named, detail));
}

fn line(house: &House, act: &str, things: Vec<Uuid>, detail: Value) -> Due {
    let entry = Entry {
        at: house.clock.now(),
        request: RequestId::new(house.clock.as_ref(), house.rng.as_ref()),
        who: Who::System { purpose: Purpose::Upkeep.as_str().to_owned() },
        act: act.to_owned(),
        way: None,
        rule: "operator".to_owned(),
        outcome: Outcome::Done,
        things,
        detail,
        facts: Vec::new(),
        secret: false,
        times: None,
    };
    journal::line(journal::system_chain(Uuid::nil()), None, entry, None, false)
}
