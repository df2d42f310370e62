//! What whoever does not see all that the holder sees is not told of the acts of others. A document may be hidden from one
//! representative and shown to another one who brought it, and the holder sees them all: what a list showed somebody else, and what
//! somebody else was refused, would tell what is hidden from whom.

use consent::{
    Action,
    service::{Foresee, SendDispute},
};
use documents::{ExportDocuments, ListChanges, ListDocuments, SearchDocuments};
use journal::{Entry, Outcome, Who};
use kernel::PersonId;
use uuid::Uuid;

use super::of_documents;

/// Acts that name whatever there is to see.
const OF_ALL: [&str; 3] = [ListDocuments::NAME, SearchDocuments::NAME, ListChanges::NAME];

/// Acts that change nothing in what others may see, and may be about what is hidden.
const UNTOLD: [&str; 2] = [SendDispute::NAME, Foresee::NAME];

/// The rule that hides documents from representatives.
const HIDDEN_FROM_REPRESENTATIVES: &str = "F2";

/// Ways of those who act for a holder, and of the holder.
const FOR_HOLDER: [&str; 3] = ["W1", "W2", "W3"];

/// Takes off a line what its reader is not told; says whether the line is left.
pub(super) fn keep_what_is_told(entry: &mut Entry, reader: PersonId, space: Uuid) -> bool {
    let is_own = person_of(&entry.who) == Some(reader);
    let for_holder = entry.way.as_deref().is_some_and(|way| FOR_HOLDER.contains(&way));
    let is_of_other = for_holder && !is_own;
    let act = entry.act.as_str();
    if is_of_other && UNTOLD.contains(&act) {
        return false;
    }
    if entry.outcome == Outcome::Refused {
        let about_one = entry.things.iter().any(|thing| *thing != space);
        if is_of_other && about_one && of_documents(act) {
            return false;
        }
        // It reads like the refusal of a document that was never there.
        if entry.rule == HIDDEN_FROM_REPRESENTATIVES {
            entry.things.retain(|thing| *thing == space);
            "F".clone_into(&mut entry.rule);
            entry.detail = serde_json::Value::Null;
        }
        return true;
    }
    // How full a batch of an export is tells of what is hidden; that it was exported stands in lines that all read.
    if !is_own && act == ExportDocuments::NAME && entry.detail.get("whole").is_none() {
        return false;
    }
    if is_of_other && OF_ALL.contains(&act) {
        entry.things.retain(|thing| *thing == space);
    }
    true
}

pub(super) fn person_of(who: &Who) -> Option<PersonId> {
    match who {
        Who::Citizen { person, .. }
        | Who::Professional { person, .. }
        | Who::Establishment { person, .. }
        | Who::Guest { person, .. }
        | Who::Admin { person, .. } => Some(*person),
        Who::System { .. } => None,
    }
}
