use std::fmt::Write;

use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    X_CONTENT_TYPE_OPTIONS,
};

use crate::CONTENT_POLICY;

/// Longest file name that is answered, in characters.
const LONGEST_NAME: usize = 120;

/// Whether a browser shows content or saves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Save it: the default for anything.
    Attachment,
    /// Show it, inside the empty sandbox of [`CONTENT_POLICY`].
    Inline,
}

/// The headers under which deposited content is answered.
///
/// Whatever the content holds, a browser takes it for `media_type` and nothing else, runs nothing in it and
/// saves it under a name that cannot lead out of a folder. The name is sent in both forms of RFC 6266: plain for
/// old callers, and RFC 8187 for accents.
pub fn download_headers(
    media_type: &str,
    file_name: &str,
    how: Disposition,
) -> Vec<(HeaderName, HeaderValue)> {
    let media = HeaderValue::from_str(media_type).ok().filter(|_| is_media_type(media_type));
    vec![
        (CONTENT_TYPE, media.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
        (CONTENT_DISPOSITION, disposition(file_name, how)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ]
}

fn disposition(file_name: &str, how: Disposition) -> HeaderValue {
    let (how, fallback) = match how {
        Disposition::Attachment => ("attachment", HeaderValue::from_static("attachment")),
        Disposition::Inline => ("inline", HeaderValue::from_static("inline")),
    };
    let name = safe_file_name(file_name);
    let plain: String = name
        .chars()
        .map(|char| if char.is_ascii() && !matches!(char, '"' | '\\' | '%') { char } else { '_' })
        .collect();
    let text = format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(&name));
    HeaderValue::try_from(text).unwrap_or(fallback)
}

/// The name under which content is saved: without what could change a folder, a line or the reading order (so that
/// `exe.pdf` cannot be `fdp.exe`).
pub fn safe_file_name(file_name: &str) -> String {
    let kept = file_name.chars().map(|char| match char {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        other => other,
    });
    let name: String = kept.filter(|char| !char.is_control() && !turns_text(*char)).collect();
    let name = shortened(&name);
    let name = name.trim_matches(|char: char| char == '.' || char.is_whitespace());
    if name.is_empty() { "document".to_owned() } else { name.to_owned() }
}

/// At most so many characters, with the ending that says what the file is.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let is_ending = |ending: &str| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match name.rsplit_once('.').filter(|(_, ending)| is_ending(ending)) {
        Some((stem, ending)) => {
            let stem: String = stem.chars().take(LONGEST_NAME - 1 - ending.len()).collect();
            format!("{}.{ending}", stem.trim_end())
        }
        None => name.chars().take(LONGEST_NAME).collect(),
    }
}

/// Marks of the bidirectional algorithm and characters without a width.
fn turns_text(char: char) -> bool {
    matches!(char, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Encodes all but `attr-char` (RFC 8187 §3.2.1).
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// `type/subtype` of tokens, with parameters of visible ASCII.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.is_ascii() && essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}
