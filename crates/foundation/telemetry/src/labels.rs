use std::collections::{HashMap, HashSet};

/// The labels that a metric may have, each with all the values it may take.
///
/// A label outside is dropped, a value outside becomes `other`, so that no id, path or text of a caller can become a
/// series. What only another crate knows (routes, kinds of job) is added before the recorder is installed.
#[derive(Debug, Clone)]
pub struct Vocabulary(HashMap<String, HashSet<String>>);

/// What stands for every value outside the set.
pub(crate) const OTHER: &str = "other";

impl Vocabulary {
    /// What HTTP and the house know by themselves: methods, statuses, outcomes.
    pub fn house() -> Self {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        Self(HashMap::new())
            .with("method", methods)
            .with("status", (100..600).map(|status: u16| status.to_string()))
            .with("outcome", ["granted", "refused", "done", "failed", "retried", "dead"])
            .with("route", ["unmatched"])
    }

    /// Adds values to a label.
    #[must_use]
    pub fn with<T: Into<String>>(mut self, label: &str, values: impl IntoIterator<Item = T>) -> Self {
        self.0.entry(label.to_owned()).or_default().extend(values.into_iter().map(Into::into));
        self
    }

    pub(crate) fn knows(&self, label: &str) -> bool {
        self.0.contains_key(label)
    }

    pub(crate) fn takes(&self, label: &str, value: &str) -> bool {
        value == OTHER || self.0.get(label).is_some_and(|values| values.contains(value))
    }
}
