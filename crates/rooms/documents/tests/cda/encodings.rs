//! Encodings: what the bytes are, what they say they are.

use documents::cda::{self, CdaFault, Limits};

use crate::{altered, fixtures, read, shown};

#[test]
fn each_encoding_gives_the_same_letters() {
    for name in ["iso-8859-1", "utf-16-le", "utf-16-be", "utf-8-mark"] {
        let patient = read(name).patient.name;
        assert_eq!(shown(&patient.birth_family), Some("LÉVÊQUE-D'ARÇAY"), "{name}");
        assert_eq!(shown(&patient.first_given), Some("ZOÉ"), "{name}");
    }
    let latin9 = read("iso-8859-15");
    assert_eq!(shown(&latin9.title), Some("Devis 40 €"));
    assert_eq!(shown(&latin9.patient.name.birth_family), Some("LEBŒUF"));
    assert_eq!(shown(&read("windows-1252").title), Some("Bilan d’été – « œdème »"));
}

fn fault(bytes: &[u8]) -> CdaFault {
    cda::read(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn bytes_and_declaration_must_agree() {
    assert_eq!(fault(fixtures::bytes("hostile/encoding-lie.xml")), CdaFault::BadBytes { encoding: "UTF-8" });
    assert_eq!(
        fault(fixtures::bytes("hostile/utf-16-called-utf-8.xml")),
        CdaFault::EncodingMismatch { declared: "UTF-8".into(), found: "UTF-16LE" }
    );
    assert_eq!(
        fault(&altered("encoding=\"UTF-8\"", "encoding=\"utf-16\"")),
        CdaFault::EncodingMismatch { declared: "utf-16".into(), found: "UTF-8" }
    );
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(altered("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\""));
    assert_eq!(fault(&marked), CdaFault::EncodingMismatch { declared: "ISO-8859-1".into(), found: "UTF-8" });
}

#[test]
fn an_encoding_that_is_not_read_is_named_with_those_that_are() {
    let fault = fault(&altered("encoding=\"UTF-8\"", "encoding=\"EBCDIC-FR`\u{e9}\""));
    assert_eq!(fault, CdaFault::Encoding { declared: "EBCDIC-FR".into() });
    assert!(fault.to_string().contains("ISO-8859-15"), "{fault}");
}

#[test]
fn half_a_surrogate_or_half_a_unit_is_refused() {
    let utf16 = fixtures::bytes("cda/utf-16-le.xml");
    assert_eq!(fault(&utf16[..utf16.len() - 1]), CdaFault::BadBytes { encoding: "UTF-16LE" });
    let mut broken = utf16.to_vec();
    broken[401] = 0xd8;
    assert_eq!(fault(&broken), CdaFault::BadBytes { encoding: "UTF-16LE" });
}
