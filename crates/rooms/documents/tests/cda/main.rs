//! Clinical documents and contents: every fixture gives exactly what its trap says, hostile bytes are refused in
//! bounded time, and the corpus (when `CARNET_CORPUS` names one) is read whole.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop at the first surprise"
)]

#[path = "../../../../../tests/testkit/src/fixtures.rs"]
pub mod fixtures;

mod bodies;
mod content;
mod corpus;
mod encodings;
mod entries;
mod header;
mod hostile;
mod patients;
mod proptests;
mod rendered;
mod times;

use documents::cda::{self, ClinicalDocument, Limits};
use kernel::Private;

fn read(name: &str) -> ClinicalDocument {
    let bytes = fixtures::bytes(&format!("cda/{name}.xml"));
    cda::read(bytes, &Limits::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// The document of `level3-letter` with one text put in place of another.
fn altered(from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(fixtures::bytes("cda/level3-letter.xml")).unwrap();
    assert!(text.contains(from), "`{from}` is not in the fixture");
    text.replacen(from, to, 1).into_bytes()
}

fn shown(text: &Option<Private<String>>) -> Option<&str> {
    text.as_ref().map(|text| text.reveal().as_str())
}

fn all(texts: &[Private<String>]) -> Vec<&str> {
    texts.iter().map(|text| text.reveal().as_str()).collect()
}
