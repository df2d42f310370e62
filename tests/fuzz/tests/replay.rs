//! Every kept case holds, and so do the fixtures; a case that breaks its promise names itself.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::PathBuf};

use fuzz::{TARGETS, page_fault};
use testkit::fixtures;

fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_kept_case_holds() {
    for (target, promise) in TARGETS {
        let cases = kept(target);
        assert!(cases.len() >= 3, "{target}: only {} cases are kept", cases.len());
        for (name, bytes) in cases {
            let held = std::panic::catch_unwind(|| promise(&bytes));
            assert!(held.is_ok(), "{target}/{name}");
        }
    }
}

#[test]
fn every_fixture_holds_whole_and_cut_off_and_with_one_sign_changed() {
    for fixture in fixtures::cda().into_iter().chain(fixtures::hostile()) {
        fuzz::cda(fixture.bytes);
        let length = fixture.bytes.len();
        for tenth in 1..10 {
            fuzz::cda(&fixture.bytes[..length * tenth / 10]);
            let mut changed = fixture.bytes.to_vec();
            changed[length * tenth / 10] ^= 0x15;
            fuzz::cda(&changed);
        }
    }
}

#[test]
fn what_is_no_plain_page_is_found() {
    for page in [
        "<p>text",
        "<p>text</div>",
        "</p>",
        "<script>x</script>",
        "<p onclick=\"x\">x</p>",
        "<p style=\"x\">x</p>",
        "<td colspan=\"2\" onclick=\"x\">x</td>",
        "<td colspan=\"2&quot;\">x</td>",
        "<p colspan=\"2\">x</p>",
        "<a href=\"/\">x</a>",
        "<img src=\"x\">",
        "<br/>",
        "a & b",
        "a &nbsp; b",
        "a > b",
        "a \" b",
        "<p",
    ] {
        assert!(page_fault(page).is_some(), "{page}");
    }
    let plain = "<section><h2>a &amp; b</h2>\n<table><tr><td colspan=\"2\" rowspan=\"10\">&lt;<br>é</td></tr></table></section>";
    assert_eq!(page_fault(plain), None);
}
