use std::fmt::Write;

use serde_path_to_error::{Path, Segment};

use crate::Fault;

/// What a place in a request is called in a fault.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The JSON body: a JSON pointer (RFC 6901).
    Body,
    /// A key of the query string or of a form.
    Named(&'static str),
    /// A parameter of the path; the names of all of them in their order.
    PathParameter(&'a [String]),
}

/// Turns a message of serde and the path at which it arose into a fault.
///
/// The value itself is never repeated, only its shape: a body may hold a name or an identifier.
pub(super) fn fault(place: Place<'_>, path: &Path, message: &str) -> Fault {
    let message = message.split(" at line ").next().unwrap_or(message);
    let mut pointer = pointer(place, path);
    if let Some(missing) = in_backticks(message.strip_prefix("missing field ").unwrap_or_default()) {
        extend(place, &mut pointer, missing);
        return Fault::new(pointer, "a value: it is missing");
    }
    if message.starts_with("unknown field ") {
        let known = message.split_once(", ").map_or("no such field", |(_, known)| known);
        return Fault::new(pointer, strip_expected(known)).found("an unknown field");
    }
    if message.starts_with("unknown variant ") {
        let known = message.split_once("`, ").map_or("another value", |(_, known)| known);
        return Fault::new(pointer, strip_expected(known)).found("an unknown value");
    }
    if message.starts_with("duplicate field ") {
        return Fault::new(pointer, "the field once").found("the field twice");
    }
    match message.rsplit_once(", expected ") {
        Some((found, expected)) => Fault::new(pointer, expected).found(shape_of(found)),
        None => Fault::new(pointer, message),
    }
}

fn pointer(place: Place<'_>, path: &Path) -> String {
    let keys = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    match place {
        Place::Body => keys.fold(String::new(), |mut pointer, key| {
            extend(place, &mut pointer, &key);
            pointer
        }),
        Place::Named(kind) => format!("{kind}:{}", keys.collect::<Vec<_>>().join(".")),
        Place::PathParameter(names) => {
            let key = keys.last().unwrap_or_else(|| "0".to_owned());
            let by_order = key.parse::<usize>().ok().and_then(|index| names.get(index));
            format!("path:{}", by_order.unwrap_or(&key))
        }
    }
}

/// Steps one key deeper.
fn extend(place: Place<'_>, pointer: &mut String, key: &str) {
    match place {
        Place::Body => {
            let escaped = key.replace('~', "~0").replace('/', "~1");
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(pointer, "/{escaped}");
        }
        Place::Named(_) | Place::PathParameter(_) => pointer.push_str(key),
    }
}

fn in_backticks(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.strip_suffix('`')
}

fn strip_expected(text: &str) -> &str {
    text.strip_prefix("expected ").unwrap_or(text)
}

/// `invalid type: string "…"` becomes `a string`.
fn shape_of(found: &str) -> &'static str {
    let found = found.split_once(": ").map_or(found, |(_, found)| found);
    match found.split([' ', '`', '"']).next().unwrap_or_default() {
        "string" | "character" => "a string",
        "integer" | "floating" | "number" => "a number",
        "boolean" => "a boolean",
        "null" | "unit" | "Option" => "null",
        "sequence" => "an array",
        "map" => "an object",
        _ => "something else",
    }
}
