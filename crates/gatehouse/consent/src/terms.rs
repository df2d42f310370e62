use std::{
    fmt,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use vault::Plain;

/// What a provision says beyond its columns: a JSON object of which the rule for its kind knows the names.
///
/// Of the hundreds of things that are said in a space, few matter to one decision: the text that was sealed is read when it is
/// asked for.
#[derive(Clone)]
pub struct Terms {
    text: Option<Arc<Plain>>,
    value: OnceLock<Value>,
}

impl Terms {
    pub(crate) fn of_text(text: Plain) -> Self {
        Self { text: Some(Arc::new(text)), value: OnceLock::new() }
    }

    /// The terms in the form that a rule expects. Terms are named: a list is no terms, though a type with the same fields in
    /// order could be read from it.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> Option<T> {
        match (self.value.get(), &self.text) {
            (None, Some(text)) => {
                text.first().filter(|first| **first == b'{').and_then(|_| serde_json::from_slice(text).ok())
            }
            _ => self.is_object().then(|| T::deserialize(&**self).ok()).flatten(),
        }
    }

    /// Whether a name or a word may stand in them: false only where it does not.
    pub(crate) fn may_say(&self, word: &str) -> bool {
        let stands_in = |text: &Plain| memchr::memmem::find(text, word.as_bytes()).is_some();
        self.value.get().is_some() || self.text.as_ref().is_none_or(|text| stands_in(text))
    }
}

impl Default for Terms {
    fn default() -> Self {
        Self::from(Value::Null)
    }
}

impl From<Value> for Terms {
    fn from(value: Value) -> Self {
        Self { text: None, value: OnceLock::from(value) }
    }
}

impl Deref for Terms {
    type Target = Value;

    fn deref(&self) -> &Value {
        let read = || self.text.as_ref().and_then(|text| serde_json::from_slice(text).ok());
        self.value.get_or_init(|| read().unwrap_or_default())
    }
}

impl PartialEq for Terms {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}
