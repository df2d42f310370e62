use kernel::Private;
use serde::{Deserialize, Serialize};

/// The most characters of one.
const LONGEST: usize = 120;

/// A short text from elsewhere, such as the name of a device, on one line: whatever else was in it is taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Private<String>", into = "Private<String>")]
pub struct Line(Private<String>);

impl Line {
    /// The text on one line. Control characters, those that turn the direction of writing and those that are not seen
    /// become spaces.
    pub fn new(text: &str) -> Self {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control() || is_unseen(c));
        let joined = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        Self(Private::new(joined.chars().take(LONGEST).collect()))
    }

    /// The text, to be shown to whom it is about.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl From<Private<String>> for Line {
    fn from(text: Private<String>) -> Self {
        Self::new(text.reveal())
    }
}

impl From<Line> for Private<String> {
    fn from(line: Line) -> Self {
        line.0
    }
}
