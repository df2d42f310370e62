use std::borrow::Cow;

/// How the letters of a file are written. A file is one or the other from its first byte to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without the mark at its beginning.
    Utf8,
    /// Latin-1, in the form that is met (Windows-1252).
    Latin1,
}

/// The mark that some programs write at the beginning of UTF-8.
const MARK: &str = "\u{feff}";

impl Encoding {
    /// The text of a line.
    pub(super) fn text(self, line: &[u8]) -> Cow<'_, str> {
        match self {
            // The whole file was looked through: nothing is replaced here.
            Self::Utf8 => String::from_utf8_lossy(line),
            Self::Latin1 => encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0,
        }
    }

    /// The text of the first line, without the mark.
    pub(super) fn first_text(self, line: &[u8]) -> String {
        let text = self.text(line);
        text.strip_prefix(MARK).unwrap_or(&text).to_owned()
    }
}
