use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// The labels that a metric may have, each with all the values it may take.
///
/// A label outside is dropped, a value outside becomes `other`, so that no id, path or text of a caller can become a
/// series; ids of client software may, since an operator registers it. What only another crate knows (routes, kinds of job) is added before the recorder is installed.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    words: HashMap<String, HashSet<String>>,
    /// Labels that take ids of things that an operator registers: few, and nobody's.
    ids: HashSet<String>,
}

/// What stands for every value outside the set.
pub(crate) const OTHER: &str = "other";

impl Vocabulary {
    /// What HTTP and the house know by themselves: methods, statuses, outcomes.
    pub fn house() -> Self {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        Self { words: HashMap::new(), ids: HashSet::new() }
            .with("method", methods)
            .with("status", (100..600).map(|status: u16| status.to_string()))
            .with("outcome", ["granted", "refused", "done", "failed", "retried", "dead"])
            .with("route", ["unmatched"])
    }

    /// Adds values to a label.
    #[must_use]
    pub fn with<T: Into<String>>(mut self, label: &str, values: impl IntoIterator<Item = T>) -> Self {
        self.words.entry(label.to_owned()).or_default().extend(values.into_iter().map(Into::into));
        self
    }

    /// Adds a label whose values are ids of what an operator has registered, such as client software. What a caller can make
    /// up must never be its value.
    #[must_use]
    pub fn with_ids(mut self, label: &str) -> Self {
        self.ids.insert(label.to_owned());
        self
    }

    pub(crate) fn knows(&self, label: &str) -> bool {
        self.words.contains_key(label) || self.ids.contains(label)
    }

    pub(crate) fn takes(&self, label: &str, value: &str) -> bool {
        value == OTHER
            || self.words.get(label).is_some_and(|values| values.contains(value))
            || (self.ids.contains(label) && value.parse::<Uuid>().is_ok())
    }
}
