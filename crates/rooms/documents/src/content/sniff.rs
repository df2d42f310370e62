use super::{
    ContentFault, Kind,
    signature::{Seen, is_cda, recognise, recognise_beginning},
    whole::Wholeness,
};

/// What a content is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// The kind.
    pub kind: Kind,
}

/// The type of a sender who does not know, which declares nothing.
const UNDECLARED: &str = "application/octet-stream";

/// Says what bytes are, and refuses them when they were declared as something else.
///
/// `declared` is the media type that came with them; `None` and `application/octet-stream` declare nothing. Work is
/// one pass over the bytes at most, and memory is bounded whatever their size.
///
/// # Errors
/// [`ContentFault`]: empty, a lie about the type, a kind that is not taken, or cut.
pub fn sniff(bytes: &[u8], declared: Option<&str>) -> Result<Content, ContentFault> {
    if bytes.is_empty() {
        return Err(ContentFault::Empty);
    }
    let kind = match recognise(bytes) {
        Seen::Kind(kind) => kind,
        Seen::Other(found) => return Err(ContentFault::Unknown { found }),
        Seen::Broken(fault) => return Err(fault.into()),
    };
    check_declared(kind, declared)?;
    if let (Kind::Text, Some(declared)) = (kind, said(declared)) {
        check_charset(bytes, declared)?;
    }
    let mut wholeness = Wholeness::of(kind);
    wholeness.push(bytes);
    wholeness.check()?;
    Ok(Content { kind })
}

/// Says what a long file is by its beginning, where that is enough: then its bytes need not be held to be looked at.
/// `None` for what must be looked at whole. Whether it came whole, [`Wholeness`] says at its end.
///
/// # Errors
/// [`ContentFault::Mismatch`] when it was declared as something else.
pub fn sniff_beginning(beginning: &[u8], declared: Option<&str>) -> Result<Option<Kind>, ContentFault> {
    let Some(kind) = recognise_beginning(beginning) else { return Ok(None) };
    check_declared(kind, declared)?;
    Ok(Some(kind))
}

fn said(declared: Option<&str>) -> Option<&str> {
    declared.map(str::trim).filter(|declared| {
        let essence = declared.split(';').next().unwrap_or_default().trim();
        !essence.is_empty() && !essence.eq_ignore_ascii_case(UNDECLARED)
    })
}

fn check_declared(kind: Kind, declared: Option<&str>) -> Result<(), ContentFault> {
    match said(declared) {
        Some(declared) if !kind.is_named_by(declared) => {
            Err(ContentFault::Mismatch { found: kind.media_type(), declared: shown(declared) })
        }
        _ => Ok(()),
    }
}

/// Text that is not plain ASCII must not be declared in another character set than UTF-8.
fn check_charset(bytes: &[u8], declared: &str) -> Result<(), ContentFault> {
    let charset = declared.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    match charset {
        Some(charset) if !charset.eq_ignore_ascii_case("utf-8") && !bytes.is_ascii() => {
            Err(ContentFault::Charset { declared: shown(charset) })
        }
        _ => Ok(()),
    }
}

fn shown(declared: &str) -> String {
    declared.chars().filter(|c| c.is_ascii_graphic() && *c != '`').take(64).collect()
}

/// Whether bytes are a clinical document, which takes time and memory to read. [`sniff`] says the same of the same bytes.
pub fn is_clinical(bytes: &[u8]) -> bool {
    recognise_beginning(bytes).is_none() && is_cda(bytes)
}
