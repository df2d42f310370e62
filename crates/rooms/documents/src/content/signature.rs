//! What the bytes themselves show.

use super::Kind;
use crate::cda::{
    CdaFault,
    decode::decode_head,
    scan::{self, Root},
};

/// How much of a file is looked at to find the root of an XML document behind comments and instructions.
const HEAD_BYTES: usize = 256 * 1024;

/// Kinds of file that are text to look at but something else to the program that opens them. Other names that are
/// found in clean text are chance: a note that begins with `BM` is no bitmap.
const WRITTEN_AS_TEXT: [&str; 4] = ["text/html", "text/xml", "text/x-shellscript", "application/postscript"];

/// What was recognised.
pub(super) enum Seen {
    /// A kind that is taken.
    Kind(Kind),
    /// Something else, by its name.
    Other(&'static str),
    /// XML whose root cannot be looked at, or that begins with a document type declaration.
    Broken(CdaFault),
}

/// Recognises a kind that its first bytes alone show.
pub(super) fn recognise_beginning(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', major, b'.', minor, ..]
            if major.is_ascii_digit() && minor.is_ascii_digit() =>
        {
            Some(Kind::Pdf)
        }
        _ if is_png(bytes) => Some(Kind::Png),
        _ if is_jpeg(bytes) => Some(Kind::Jpeg),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Kind::Tiff),
        _ => None,
    }
}

/// Recognises content by its first bytes, by the root of XML, or by being text throughout.
pub(super) fn recognise(bytes: &[u8]) -> Seen {
    match recognise_beginning(bytes) {
        Some(kind) => Seen::Kind(kind),
        None if bytes.starts_with(RTF) => recognise_rtf(bytes),
        None => recognise_text(bytes),
    }
}

/// Start of image, then a marker that may stand first: a table, a frame, an application part or a comment.
fn is_jpeg(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xd8, 0xff, 0xc0..=0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe, ..])
}

/// How rich text begins (Rich Text Format 1.9.1, 2008): a group of version 1.
const RTF: &[u8] = b"{\\rtf";

/// Version 1, whole to its closing brace. It is written in ASCII; an object inside it is kept and never run, since
/// nothing here opens it.
fn recognise_rtf(bytes: &[u8]) -> Seen {
    let is_first = bytes.get(RTF.len()) == Some(&b'1');
    let end = bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    match is_first && end == Some(&b'}') {
        true => Seen::Kind(Kind::Rtf),
        false => Seen::Other("rich text that is cut or of an unknown version"),
    }
}

/// Signature, then a header chunk of 13 bytes with a width and a height.
fn is_png(bytes: &[u8]) -> bool {
    let Some(header) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR") else { return false };
    matches!(header.first_chunk::<8>(), Some([w @ .., _, _, _, _]) if *w != [0; 4])
        && matches!(header.first_chunk::<8>(), Some([_, _, _, _, h @ ..]) if *h != [0; 4])
}

/// Whether the root of an XML document is that of a clinical one.
pub(super) fn is_cda(bytes: &[u8]) -> bool {
    decode_head(head(bytes)).is_ok_and(|head| matches!(scan::root(&head), Root::ClinicalDocument))
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..HEAD_BYTES).unwrap_or(bytes)
}

fn recognise_text(bytes: &[u8]) -> Seen {
    let head = match decode_head(head(bytes)) {
        Ok(head) => head,
        Err(fault) => return Seen::Broken(fault),
    };
    match scan::root(&head) {
        Root::ClinicalDocument => return Seen::Kind(Kind::Cda),
        Root::Dtd(line) if !is_html(&head) => return Seen::Broken(CdaFault::Dtd { line }),
        _ if head.trim_start().starts_with("<?xml") => {
            return Seen::Other("an XML document that is no CDA R2");
        }
        _ => {}
    }
    let known = infer::get(bytes).map(|known| known.mime_type());
    match (std::str::from_utf8(bytes), known) {
        _ if is_html(&head) => Seen::Other("text/html"),
        (Ok(text), known) if !text.chars().any(is_control) => match known {
            Some(known) if WRITTEN_AS_TEXT.contains(&known) => Seen::Other(known),
            _ => Seen::Kind(Kind::Text),
        },
        (_, Some(known)) if Kind::ALL.iter().any(|kind| kind.is_named_by(known)) => {
            Seen::Other("a damaged PDF, JPEG, PNG or TIFF")
        }
        (_, Some(known)) => Seen::Other(known),
        (Ok(_), None) => Seen::Other("text with control characters"),
        (Err(_), None) => Seen::Other("neither a known kind of file nor text in UTF-8"),
    }
}

fn is_html(head: &str) -> bool {
    let start: String = head.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|mark| start.starts_with(mark))
}

/// A control character other than the ones that lay out text.
fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}')
}
