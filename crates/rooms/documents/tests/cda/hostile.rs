//! Bytes made to hurt: each is refused with its own fault, in bounded time and stack.

use std::time::{Duration, Instant};

use documents::cda::{self, CdaFault, Limits};
use kernel::ErrorKind;

use crate::{altered, fixtures};

fn fault(bytes: &[u8]) -> CdaFault {
    let begun = Instant::now();
    let fault = cda::read(bytes, &Limits::default()).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "too slow: {:?}", begun.elapsed());
    fault
}

fn fixture(name: &str) -> CdaFault {
    fault(fixtures::bytes(&format!("hostile/{name}.xml")))
}

#[test]
fn every_hostile_fixture_is_refused_without_repeating_what_it_says() {
    for fixture in fixtures::hostile() {
        let fault = fault(fixture.bytes);
        assert_eq!(fault.kind(), ErrorKind::Unprocessable, "{}", fixture.name);
        for word in ["VESTRELAINE", "285037", "hostname", "elsewhere.invalid", "egrave"] {
            assert!(!fault.to_string().contains(word), "{fault}");
        }
    }
}

#[test]
fn each_trap_has_its_own_fault() {
    assert_eq!(fixture("billion-laughs"), CdaFault::Dtd { line: 2 });
    assert_eq!(fixture("external-entity"), CdaFault::Dtd { line: 2 });
    assert!(matches!(fixture("undeclared-entity"), CdaFault::NotWellFormed { line: 8, reason, .. }
        if reason == "an entity is not one of the five of XML"));
    assert!(matches!(fixture("truncated"), CdaFault::NotWellFormed { .. }));
    assert_eq!(fixture("no-clinical-document"), CdaFault::NotClinicalDocument);
    assert_eq!(fixture("another-namespace"), CdaFault::NotClinicalDocument);
    assert_eq!(fixture("two-patients"), CdaFault::Repeated { path: "ClinicalDocument/recordTarget".into() });
    assert_eq!(fixture("impossible-date").path(), Some("ClinicalDocument/effectiveTime/@value"));
}

#[test]
fn a_declaration_hidden_behind_a_comment_or_in_another_case_is_found() {
    for start in
        ["<!-- a --><!DOCTYPE x>", "<!doctype x>", "<!ENTITY a 'b'>", "<![INCLUDE[<!ENTITY a 'b'>]]>"]
    {
        assert!(matches!(
            fault(&altered("<ClinicalDocument", &format!("{start}<ClinicalDocument"))),
            CdaFault::Dtd { .. }
        ));
    }
    assert!(matches!(fault(&altered("<title>", "<!DOCTYPE x><title>")), CdaFault::Dtd { .. }));
}

#[test]
fn a_million_nested_elements_need_no_stack() {
    let nested = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    let bytes = altered("<footnote ID=\"n1\">", &format!("{nested}<footnote ID=\"n1\">"));
    let deep = Limits { depth: usize::MAX, nodes: u32::MAX, ..Limits::default() };
    let small = std::thread::Builder::new().stack_size(192 * 1024);
    let thread = small.spawn(move || {
        let limited = cda::read(&bytes, &Limits::default()).unwrap_err();
        let unlimited = cda::read(&bytes, &deep).map(|document| document.body.level());
        (limited, unlimited)
    });
    let (limited, unlimited) = thread.unwrap().join().expect("no overflow of the stack");
    assert_eq!(limited, CdaFault::TooDeep { limit: 100 });
    assert_eq!(unlimited, Ok(2), "even without the limit the reading does not recurse");
}

#[test]
fn attributes_namespaces_nodes_and_bytes_are_bounded() {
    let attributes: String = (0..200_000).map(|number| format!(" a{number}='1'")).collect();
    assert_eq!(
        fault(&altered("<footnote", &format!("<footnote{attributes}"))),
        CdaFault::TooManyAttributes { line: 67, limit: 64 }
    );
    let nested: String = (0..90).map(|number| format!("<a xmlns:p{number}='urn:{number}'>")).collect();
    assert!(matches!(
        fault(&altered("<footnote", &format!("{nested}<footnote"))),
        CdaFault::TooManyNamespaces { limit: 64, .. }
    ));
    assert_eq!(
        fault(&altered("<footnote", &format!("{}<footnote", "<br/>".repeat(600_000)))),
        CdaFault::TooManyNodes { limit: 500_000 }
    );
    let many = "<a b='' c='' d='' e='' f='' g='' h='' i='' j='' k=''/>".repeat(60_000);
    assert_eq!(
        fault(&altered("<footnote", &format!("{many}<footnote"))),
        CdaFault::TooManyNodes { limit: 500_000 }
    );
    let large = vec![b' '; 25_000_001];
    assert_eq!(fault(&large), CdaFault::TooLarge { bytes: 25_000_001, limit: 25_000_000 });
    assert_eq!(fault(&large).kind(), ErrorKind::TooLarge);
    assert!(matches!(fault(&large[1..]), CdaFault::NotWellFormed { .. }));
}

#[test]
fn long_texts_and_long_lists_of_the_header_are_bounded() {
    let title = format!("<title>{}", "mot ".repeat(2_000));
    assert_eq!(
        fault(&altered("<title>", &title)),
        CdaFault::TooLong { path: "ClinicalDocument/title".into(), limit: 4096 }
    );
    let authors = "<author><assignedAuthor/></author>".repeat(501);
    assert_eq!(
        fault(&altered("<author>", &format!("{authors}<author>"))),
        CdaFault::TooMany { path: "ClinicalDocument/author".into(), limit: 500 }
    );
    let id = format!("extension=\"{}\"", "1".repeat(5000));
    assert!(matches!(fault(&altered("extension=\"285037500000162\"", &id)), CdaFault::TooLong { path, .. }
        if path == "ClinicalDocument/recordTarget/patientRole/id[1]/@extension"));
}

#[test]
fn worst_cases_stay_quick() {
    for (name, piece) in [
        ("open tags", "<a "),
        ("open comments", "<!--"),
        ("quotes", "<a b='"),
        ("closings", "</"),
        ("ampersands", "&"),
        ("brackets", "<![CDATA["),
        ("instructions", "<?"),
        ("namespaces", "<a xmlns:a=''/>"),
    ] {
        let bytes = altered("<footnote", &format!("{}<footnote", piece.repeat(4_000_000 / piece.len())));
        let begun = Instant::now();
        let _ = cda::read(&bytes, &Limits::default());
        assert!(begun.elapsed() < Duration::from_secs(10), "{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn what_must_be_there_once_is_named_when_it_is_not() {
    for (from, to, path) in [
        ("<id root=\"1.2.250.1.999.1\" extension=\"D3\"/>", "", "ClinicalDocument/id"),
        ("codeSystem=\"2.16.840.1.113883.6.1\"", "", "ClinicalDocument/code"),
        (
            "<effectiveTime value=",
            "<effectiveTime nullFlavor=\"NI\" value=",
            "ClinicalDocument/effectiveTime",
        ),
        ("<patientRole>", "<patientRole nullFlavor=\"NI\">", "ClinicalDocument/recordTarget/patientRole"),
        ("<author>", "<author nullFlavor=\"NI\">", "ClinicalDocument/author"),
        ("versionNumber value=\"1\"", "versionNumber value=\"un\"", "ClinicalDocument/versionNumber/@value"),
        (
            "code=\"F\"",
            "code=\"X\"",
            "ClinicalDocument/recordTarget/patientRole/patient/administrativeGenderCode/@code",
        ),
        (
            "value=\"19850312\"",
            "value=\"12031985\"",
            "ClinicalDocument/recordTarget/patientRole/patient/birthTime/@value",
        ),
        ("<title>", "<title/><title>", "ClinicalDocument/title"),
    ] {
        assert_eq!(fault(&altered(from, to)).path(), Some(path), "{from}");
    }
}
