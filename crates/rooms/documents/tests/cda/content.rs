//! What bytes are, and what they were called.

use documents::{
    cda::CdaFault,
    content::{ContentFault, Kind, sniff},
};
use kernel::ErrorKind;

use crate::fixtures;

fn kind(bytes: &[u8], declared: &str) -> Result<Kind, ContentFault> {
    sniff(bytes, Some(declared)).map(|content| content.kind)
}

#[test]
fn each_kind_is_known_by_its_bytes_and_takes_its_own_names_only() {
    let samples = [
        (Kind::Pdf, "files/letter.pdf", vec!["application/pdf", "Application/PDF", "application/x-pdf"]),
        (Kind::Jpeg, "files/square.jpg", vec!["image/jpeg", "image/jpg", "image/pjpeg"]),
        (Kind::Png, "files/square.png", vec!["image/png", "image/x-png"]),
        (Kind::Tiff, "files/square.tiff", vec!["image/tiff", "image/tiff-fx"]),
        (Kind::Rtf, "files/letter.rtf", vec!["application/rtf", "text/rtf"]),
        (
            Kind::Text,
            "files/note.txt",
            vec!["text/plain", "text/plain; charset=UTF-8", "text/plain;format=flowed"],
        ),
        (Kind::Cda, "cda/level1-pdf.xml", vec!["text/xml", "application/xml; charset=utf-8"]),
    ];
    for (own, name, names) in &samples {
        let bytes = fixtures::bytes(name);
        assert_eq!(sniff(bytes, None).unwrap().kind, *own);
        assert_eq!(kind(bytes, "application/octet-stream").unwrap(), *own);
        for declared in names {
            assert_eq!(kind(bytes, declared).unwrap(), *own, "{declared}");
        }
        for (other, _, _) in samples.iter().filter(|(other, _, _)| other != own) {
            let fault = kind(bytes, other.media_type()).unwrap_err();
            let declared = other.media_type().to_owned();
            assert_eq!(fault, ContentFault::Mismatch { found: own.media_type(), declared });
            assert_eq!(fault.kind(), ErrorKind::UnsupportedMedia);
        }
    }
}

#[test]
fn every_cda_fixture_is_known_in_its_encoding() {
    for fixture in fixtures::cda() {
        assert_eq!(kind(fixture.bytes, "text/xml"), Ok(Kind::Cda), "{}", fixture.name);
    }
}

#[test]
fn nothing_is_refused() {
    let fault = sniff(b"", Some("text/plain")).unwrap_err();
    assert_eq!((fault.kind(), fault), (ErrorKind::Invalid, ContentFault::Empty));
}

#[test]
fn a_kind_that_is_not_taken_is_named_with_those_that_are() {
    let cases: [(&[u8], &str); 13] = [
        (b"PK\x03\x04\x14\0\0\0\x08\0", "application/zip"),
        (b"{\\rtf1\\ansi Bonjour", "rich text that is cut or of an unknown version"),
        (b"{\\rtf2\\ansi Bonjour}", "rich text that is cut or of an unknown version"),
        (b"GIF89a\x01\0\x01\0\0\0\0", "image/gif"),
        (b"<!DOCTYPE html><html><body>a</body></html>", "text/html"),
        (b"  <HTML><script>alert(1)</script></HTML>", "text/html"),
        (b"#!/bin/sh\necho a\n", "text/x-shellscript"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "application/vnd.microsoft.portable-executable"),
        (
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "an XML document that is no CDA R2",
        ),
        (b"bip\x07bip", "text with control characters"),
        (b"\xff\xd8\xff", "a damaged PDF, JPEG, PNG or TIFF"),
        (b"\xff\xfe\xfd\xfc", "neither a known kind of file nor text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\x01", "a damaged PDF, JPEG, PNG or TIFF"),
    ];
    for (bytes, found) in cases {
        let fault = sniff(bytes, Some("application/pdf")).unwrap_err();
        assert_eq!(fault, ContentFault::Unknown { found });
        assert!(
            fault.to_string().contains(
                "application/pdf, image/jpeg, image/png, image/tiff, application/rtf, text/plain, text/xml"
            ),
            "{fault}"
        );
    }
}

#[test]
fn a_file_that_is_cut_is_refused_with_what_a_whole_one_is() {
    let cases: [(&[u8], &str, &str); 5] = [
        (b"%PDF-1.4 nothing", "application/pdf", "startxref"),
        (b"\xff\xd8\xff\xe0\0\x04ab", "image/jpeg", "end marker"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01", "image/png", "IEND"),
        (b"II*\0\xff\0\0\0\x01\0\0\x01", "image/tiff", "directory"),
        (b"MM\0*\0\0\0\x04\0\0", "image/tiff", "directory"),
    ];
    for (bytes, declared, said) in cases {
        let fault = kind(bytes, declared).unwrap_err();
        assert!(matches!(fault, ContentFault::Damaged { .. }) && fault.to_string().contains(said), "{fault}");
        assert_eq!(fault.kind(), ErrorKind::Unprocessable);
        // A lie about the type is told first.
        assert!(matches!(kind(bytes, "text/plain"), Err(ContentFault::Mismatch { .. })));
    }
}

#[test]
fn text_is_utf_8() {
    let latin = fixtures::bytes("files/note-latin1.txt");
    assert!(matches!(kind(latin, "text/plain"), Err(ContentFault::Unknown { .. })));
    let fault = kind(fixtures::bytes("files/note.txt"), "text/plain; charset=\"ISO-8859-1\"").unwrap_err();
    assert_eq!(fault, ContentFault::Charset { declared: "ISO-8859-1".into() });
    assert_eq!(kind(b"plain ASCII", "text/plain; charset=iso-8859-1"), Ok(Kind::Text));
}

#[test]
fn notes_that_begin_like_something_else_are_notes() {
    for note in
        ["BM fait ce jour", "MZ vu", "< 1,10 g/L", "<< Bonjour >>", "ID3 : rien", "% PDF", "a\u{c}b\r\n"]
    {
        assert_eq!(kind(note.as_bytes(), "text/plain"), Ok(Kind::Text), "{note}");
    }
}

#[test]
fn xml_that_cannot_be_looked_at_says_why() {
    for name in ["hostile/billion-laughs.xml", "hostile/external-entity.xml"] {
        let fault = kind(fixtures::bytes(name), "text/xml").unwrap_err();
        assert_eq!(fault, ContentFault::Xml(CdaFault::Dtd { line: 2 }), "{name}");
        assert_eq!(fault.kind(), ErrorKind::Unprocessable);
    }
    let other = kind(b"<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>", "text/xml").unwrap_err();
    assert_eq!(other, ContentFault::Xml(CdaFault::Encoding { declared: "UTF-7".into() }));
}

#[test]
fn a_declared_type_is_repeated_cut_and_plain() {
    let long = format!("image/{}\u{e9}`\n", "x".repeat(500));
    let Err(ContentFault::Mismatch { declared, .. }) = kind(b"note", &long) else { panic!("a lie") };
    assert_eq!(declared.len(), 64);
    assert!(declared.starts_with("image/xxx"));
}
