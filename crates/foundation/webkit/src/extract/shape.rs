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
    let message = without_position(message);
    let mut pointer = joined(place, keys(path));
    if let Some(missing) = message.strip_prefix("missing field ").and_then(in_backticks) {
        extend(place, &mut pointer, missing);
        return Fault::new(pointer, "a value: it is missing");
    }
    if message.starts_with("duplicate field ") {
        return Fault::new(pointer, "the field once").found("the field twice");
    }
    if let Some(chosen) = path.iter().next_back().and_then(variant)
        && let Some((expected, found)) = misused(chosen, message)
    {
        let whole = keys(path).count().saturating_sub(1);
        return Fault::new(joined(place, keys(path).take(whole)), expected).found(found);
    }
    let [field, variant] = ["unknown field ", "unknown variant "].map(|start| message.starts_with(start));
    let shaped = ["invalid type: ", "invalid value: "].into_iter().any(|start| message.starts_with(start));
    // What is found stands first and may hold anything, even these words; what is expected stands last and is ours.
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if field => Fault::new(pointer, expected).found("an unknown field"),
        Some((_, expected)) if variant => Fault::new(pointer, expected).found("an unknown value"),
        Some((found, expected)) if shaped => Fault::new(pointer, wanted(expected)).found(shape_of(found)),
        Some((_, expected)) if message.starts_with("invalid length ") => {
            let right =
                if expected.starts_with("struct") { "an object" } else { "an array of another length" };
            Fault::new(pointer, right).found("an array")
        }
        None if field || variant || shaped => Fault::new(pointer, "something else"),
        _ => Fault::new(pointer, in_plain_words(message)),
    }
}

/// The fault of a place where one out of several is to be chosen, and what stands there is neither a word nor an object with
/// one member.
pub(super) fn chosen(place: Place<'_>, path: &Path) -> Fault {
    let expected =
        "one of the words that the description of the API names, alone or as the one member of an object";
    Fault::new(joined(place, keys(path)), expected)
}

/// What serde expects, in words for who sends JSON: names of types of the program say nothing outside.
fn wanted(expected: &str) -> &str {
    match expected.split(' ').next().unwrap_or_default() {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below zero",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "struct" | "map" => "an object",
        "sequence" | "tuple" => "an array",
        "unit" => "null",
        "enum" => "one of the words that the description of the API names",
        _ if expected.starts_with("a sequence") || expected.starts_with("a tuple") => "an array",
        _ if expected.starts_with("a map") => "an object",
        _ => expected,
    }
}

/// What would be right and what was found where one out of several was chosen, and a word stands where a member with a value
/// does, or the other way round; none for whatever else went wrong.
fn misused(chosen: &str, message: &str) -> Option<(String, String)> {
    let (found, expected) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    match (found, expected.split(' ').next_back()) {
        ("unit variant", Some("variant")) => Some((
            format!("an object with the member `{chosen}` and its value"),
            format!("the word `{chosen}` alone"),
        )),
        (found, Some("unit")) => {
            Some((format!("the word `{chosen}` alone"), format!("`{chosen}` with {}", shape_of(found))))
        }
        _ => None,
    }
}

/// The name of what was chosen out of several, where a path leads there.
fn variant(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Enum { variant } => Some(variant),
        _ => None,
    }
}

/// Says what would be right where a parser only says what went wrong.
fn in_plain_words(message: &str) -> &str {
    match message {
        _ if message.starts_with("UUID parsing failed") => "a UUID",
        "invalid digit found in string" | "cannot parse integer from empty string" => "a whole number",
        _ if message.starts_with("number too ") => "a whole number within its limits",
        _ => message,
    }
}

/// Cuts off the ` at line 1 column 5` that the JSON reader appends.
fn without_position(message: &str) -> &str {
    match message.rsplit_once(" at line ") {
        Some((start, position))
            if position.bytes().all(|byte| byte.is_ascii_digit() || b" column".contains(&byte)) =>
        {
            start
        }
        _ => message,
    }
}

fn keys(path: &Path) -> impl Iterator<Item = String> {
    path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    })
}

/// Where the keys lead, as the place calls it.
fn joined(place: Place<'_>, keys: impl Iterator<Item = String>) -> String {
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
