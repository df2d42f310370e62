//! Provisions as they lie there: whether one runs and counts still, and what its terms say field by field.

use chrono::{DateTime, Utc};
use config::Category;
use consent::{Facts, Provision};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{f4, w2, w3};

/// The provisions of a kind that have begun, are not over and count still.
pub(crate) fn now<'a>(facts: &'a Facts, kind: &str) -> Vec<&'a Provision> {
    let mut found = Vec::new();
    for provision in &facts.provisions {
        let over = matches!(provision.ends_at, Some(end) if end <= facts.now);
        if provision.kind == kind && provision.starts_at <= facts.now && !over && lives(facts, provision) {
            found.push(provision);
        }
    }
    found
}

/// Whether a provision counts still: what opens something lives only while the right of whoever gave it does. That is the
/// holder, the feed, the professional who declared to care for the holder, or somebody who represents the holder now. What hides stands, whoever said it.
fn lives(facts: &Facts, provision: &Provision) -> bool {
    let by = provision.given_by;
    let holder = facts.space.as_ref().map(|space| space.holder);
    let declared = provision.kind == "care_relationship" && provision.person == Some(by);
    let in_their_own_right = holder == Some(by) || by.uuid().is_nil() || declared;
    !opens(provision) || in_their_own_right || w2::is_representative(facts, by) || w3::represents(facts, by)
}

/// Whether it opens something to somebody.
fn opens(provision: &Provision) -> bool {
    match provision.kind.as_str() {
        "access_code" | "administrator" | "assistance" | "carer" | "care_relationship" | "opened"
        | "temporary_access" => true,
        _ => f4::shows(provision),
    }
}

/// All provisions of a kind, to be tried one after the other, and none of them.
pub(crate) fn doors<'a>(facts: &'a Facts, kind: &str) -> Vec<Option<&'a Provision>> {
    let mut doors = vec![None];
    doors.extend(now(facts, kind).into_iter().map(Some));
    doors
}

/// The one that began last; of two that began at once the one with the greater id.
pub(crate) fn latest<'a>(facts: &'a Facts, kind: &str) -> Option<&'a Provision> {
    let mut last: Option<&Provision> = None;
    for provision in now(facts, kind) {
        if last.is_none_or(|known| (known.starts_at, known.id) <= (provision.starts_at, provision.id)) {
            last = Some(provision);
        }
    }
    last
}

/// The fields of terms, if all that must be there are and no other is but those that may.
pub(crate) fn fields<'a>(terms: &'a Value, must: &[&str], may: &[&str]) -> Option<&'a Map<String, Value>> {
    let fields = terms.as_object()?;
    let all_there = must.iter().all(|name| fields.contains_key(*name));
    let all_known = fields.keys().all(|name| must.contains(&name.as_str()) || may.contains(&name.as_str()));
    (all_there && all_known).then_some(fields)
}

/// A field that may be left out; to say that there is nothing leaves it out. None when it is something else than text.
pub(crate) fn text_or_nothing<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<Option<&'a str>> {
    match fields.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text)),
        Some(_) => None,
    }
}

/// A list of ids; none when it is no list, or one of them is no id.
pub(crate) fn ids(list: &Value) -> Option<Vec<Uuid>> {
    list.as_array()?.iter().map(|one| Uuid::parse_str(one.as_str()?).ok()).collect()
}

/// A category by its code.
pub(crate) fn category(code: &Value) -> Option<Category> {
    let code = code.as_str()?;
    Category::ALL.into_iter().find(|category| category.code() == code)
}

/// The one field of an object of one field.
pub(crate) fn only(value: &Value) -> Option<(&str, &Value)> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    fields.iter().next().map(|(name, value)| (name.as_str(), value))
}

/// An instant as RFC 3339 writes it.
pub(crate) fn instant(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|instant| instant.to_utc())
}
