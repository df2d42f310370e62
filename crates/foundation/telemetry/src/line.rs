use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use crate::fields::Fields;

/// One line of the log before it has a form.
pub(crate) struct Line<'event> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) level: &'static str,
    pub(crate) target: &'event str,
    pub(crate) message: Value,
    pub(crate) spans: Vec<&'static str>,
    pub(crate) fields: Fields,
}

/// Names that the line itself uses; a field of the same name gets an underscore.
const OWN: &[&str] = &["at", "level", "target", "message", "in"];

impl Line<'_> {
    fn instant(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// One JSON object and a line feed.
    pub(crate) fn json(&self) -> String {
        let mut line = String::with_capacity(256);
        let mut put = |name: &str, value: &Value| {
            let mark = if line.is_empty() { '{' } else { ',' };
            // Writing to a String cannot fail.
            let _ = write!(line, "{mark}{}:{value}", Value::from(name));
        };
        put("at", &self.instant().into());
        put("level", &self.level.into());
        put("target", &self.target.into());
        put("message", &self.message);
        if !self.spans.is_empty() {
            put("in", &self.spans.join("/").into());
        }
        for (name, value) in self.fields.iter() {
            if OWN.contains(&name) {
                put(&format!("{name}_"), value);
            } else {
                put(name, value);
            }
        }
        line.push_str("}\n");
        line
    }

    /// Text for a person's eye.
    pub(crate) fn text(&self) -> String {
        let message = self.message.as_str().unwrap_or_default();
        let mut line = format!("{} {:5} {}: {message}", self.instant(), self.level, self.target);
        for (name, value) in self.fields.iter() {
            let _ = match value {
                Value::String(text) => write!(line, " {name}={text}"),
                other => write!(line, " {name}={other}"),
            };
        }
        line.push('\n');
        line
    }
}
