use std::{fmt, net::SocketAddr};

use serde_json::Value;
use tracing::field::{Field, Visit};
use uuid::Uuid;

use crate::sentence::{WITHHELD, cleaned};

/// The name under which `tracing` hands over the sentence of an event.
pub(crate) const MESSAGE: &str = "message";

/// The greatest number that is written: eleven digits may be an RPPS, thirteen an INS.
const GREATEST: u64 = 9_999_999_999;

/// What the text of a field may look like.
#[derive(Clone, Copy)]
enum Look {
    /// A UUID.
    Id,
    /// A short word of the code: a kind, a state, a method.
    Word,
    /// The template of a route, or a word.
    Route,
    /// An IP address with a port.
    Address,
    /// A sentence, cleaned.
    Sentence,
}

/// The fields that may be text. A name that is not here is written without its value.
const TEXTS: &[(&str, Look)] = &[
    ("act", Look::Word),
    ("action", Look::Word),
    ("address", Look::Address),
    ("cause", Look::Sentence),
    ("check", Look::Word),
    ("digest", Look::Word),
    ("document", Look::Id),
    ("error", Look::Sentence),
    ("error_kind", Look::Word),
    ("event", Look::Id),
    ("fault", Look::Sentence),
    ("file", Look::Sentence),
    ("folder", Look::Sentence),
    ("job", Look::Id),
    ("key", Look::Word),
    ("kind", Look::Word),
    (MESSAGE, Look::Sentence),
    ("method", Look::Word),
    ("migration", Look::Word),
    ("organisation", Look::Id),
    ("outcome", Look::Word),
    ("person", Look::Id),
    ("place", Look::Sentence),
    ("provider", Look::Word),
    ("provision", Look::Id),
    ("recovery", Look::Id),
    ("purpose", Look::Word),
    ("request", Look::Id),
    ("role", Look::Word),
    ("route", Look::Route),
    ("rule", Look::Word),
    ("session", Look::Id),
    ("software", Look::Id),
    ("space", Look::Id),
    ("state", Look::Word),
    ("status", Look::Sentence),
    ("thread", Look::Word),
    ("version", Look::Word),
    ("way", Look::Word),
    ("what", Look::Word),
];

/// Fields as they may be written, in the order in which they came; a later one replaces one of the same name.
#[derive(Default, Clone)]
pub(crate) struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// Takes out the sentence of an event.
    pub(crate) fn take_message(&mut self) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| *name == MESSAGE)?;
        Some(self.0.remove(at).1)
    }

    pub(crate) fn put(&mut self, name: &'static str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    fn text(&mut self, field: &Field, text: &str) {
        let look = TEXTS.iter().find(|(name, _)| *name == field.name()).map(|(_, look)| *look);
        self.put(field.name(), look.and_then(|look| look.shown(text)).unwrap_or_else(|| WITHHELD.into()));
    }
}

impl Look {
    /// The text as it may be written, or `None` where it looks otherwise.
    fn shown(self, text: &str) -> Option<Value> {
        let right = match self {
            Self::Id => text.parse::<Uuid>().is_ok(),
            Self::Word => is_word(text, "_-.:"),
            Self::Route => is_word(text, "_-.:/{}*"),
            Self::Address => text.parse::<SocketAddr>().is_ok(),
            Self::Sentence => return Some(cleaned(text).into()),
        };
        right.then(|| text.into())
    }
}

/// Letters, digits and these marks, at most 120, and never enough digits side by side for somebody's number.
fn is_word(text: &str, marks: &str) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    (1..=120).contains(&text.len())
        && digits < 6
        && text.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), if value <= GREATEST { value.into() } else { WITHHELD.into() });
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), if value.unsigned_abs() <= GREATEST { value.into() } else { WITHHELD.into() });
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        let small = value.is_finite() && value.abs() < 1e10;
        self.put(field.name(), if small { value.into() } else { WITHHELD.into() });
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, &format!("{value:?}"));
    }
}
