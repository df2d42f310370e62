//! Bytes to text: byte order mark, first bytes and XML declaration say the encoding, and must agree.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::CdaFault;

/// Bytes in which an XML declaration must end.
const DECLARATION_BYTES: usize = 512;

/// An encoding, how to name it in a message, and the bytes of its mark.
struct Found {
    encoding: &'static Encoding,
    mark: usize,
}

/// The whole text, without its byte order mark.
///
/// ISO-8859-1 is read as windows-1252, its superset in use: bytes 80 to 9F are letters and signs there, unused
/// control characters in ISO-8859-1.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, CdaFault> {
    let found = encoding_of(bytes)?;
    let body = bytes.get(found.mark..).unwrap_or_default();
    found
        .encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or(CdaFault::BadBytes { encoding: found.encoding.name() })
}

/// The text of the beginning of a file that may be cut inside a character: for looking at its root only.
pub(crate) fn decode_head(head: &[u8]) -> Result<String, CdaFault> {
    let found = encoding_of(head)?;
    let body = head.get(found.mark..).unwrap_or_default();
    let mut decoder = found.encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(body.len()).unwrap_or_default());
    let _ = decoder.decode_to_string(body, &mut text, false);
    Ok(text)
}

fn encoding_of(bytes: &[u8]) -> Result<Found, CdaFault> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, mark)| Found { encoding, mark });
    let found = match (marked, bytes) {
        (Some(found), _) => found,
        (None, [b'<', 0, ..]) => Found { encoding: UTF_16LE, mark: 0 },
        (None, [0, b'<', ..]) => Found { encoding: UTF_16BE, mark: 0 },
        (None, _) => return single_byte_family(bytes),
    };
    let end = bytes.len().min(DECLARATION_BYTES);
    let head = bytes.get(found.mark..end).unwrap_or_default();
    let (head, _) = found.encoding.decode_without_bom_handling(head);
    match declared_label(&head) {
        None => Ok(found),
        Some(label) => {
            let named = known(label)?;
            let agrees = named.is_none_or(|named| named == found.encoding)
                && (named.is_some() || found.encoding != UTF_8);
            if agrees { Ok(found) } else { Err(mismatch(label, found.encoding)) }
        }
    }
}

fn single_byte_family(bytes: &[u8]) -> Result<Found, CdaFault> {
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES)).unwrap_or_default();
    let (head, _) = WINDOWS_1252.decode_without_bom_handling(head);
    let encoding = match declared_label(&head) {
        None => UTF_8,
        Some(label) => match known(label)? {
            Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
            _ => return Err(mismatch(label, UTF_8)),
        },
    };
    Ok(Found { encoding, mark: 0 })
}

/// The encoding of a label; `None` inside for `UTF-16`, whose byte order the mark says.
fn known(label: &str) -> Result<Option<&'static Encoding>, CdaFault> {
    match label.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(Some(UTF_8)),
        "utf-16" => Ok(None),
        "utf-16le" => Ok(Some(UTF_16LE)),
        "utf-16be" => Ok(Some(UTF_16BE)),
        "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" => Ok(Some(WINDOWS_1252)),
        "iso-8859-15" | "latin9" => Ok(Some(ISO_8859_15)),
        _ => Err(CdaFault::Encoding { declared: shown(label) }),
    }
}

fn mismatch(label: &str, found: &'static Encoding) -> CdaFault {
    CdaFault::EncodingMismatch { declared: shown(label), found: found.name() }
}

fn shown(label: &str) -> String {
    label.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).take(32).collect()
}

/// The value of `encoding` in `<?xml … ?>`, if there is a declaration that has one.
fn declared_label(head: &str) -> Option<&str> {
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.strip_prefix(quote)?.split_once(quote).map(|(label, _)| label)
}
