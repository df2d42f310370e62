use journal::Entry;
use kernel::Private;
use serde::Deserialize;

/// Why somebody opened a record in an emergency, as the line of that says.
#[derive(Debug, Clone, Deserialize)]
pub struct EmergencySaid {
    /// Code of the reference data.
    pub reason: String,
    /// In words.
    #[serde(default)]
    pub words: Option<Private<String>>,
}

impl EmergencySaid {
    /// What a line says; none for a line of something else.
    pub fn of_line(entry: &Entry) -> Option<Self> {
        serde_json::from_value(entry.detail.get("emergency")?.clone()).ok()
    }
}
