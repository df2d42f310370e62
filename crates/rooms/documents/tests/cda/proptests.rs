//! Whatever the bytes: no panic, no long wait, and a verdict that does not change.

use std::time::{Duration, Instant};

use documents::{
    cda::{self, Limits},
    content::sniff,
};
use proptest::{collection::vec, prelude::*, sample::Index};

use crate::fixtures;

/// Half a second for a file of a few kilobytes, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_millis(500);

fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let begun = Instant::now();
    let read = cda::read(bytes, &Limits::default());
    if let Ok(document) = &read {
        for attachment in document.body.attachments() {
            let _ = attachment.embedded();
        }
    }
    prop_assert_eq!(&read, &cda::read(bytes, &Limits::default()));
    if let Err(fault) = read {
        prop_assert!(fault.to_string().len() < 500);
    }
    let _ = sniff(bytes, Some("text/xml"));
    prop_assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    Ok(())
}

#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Cut(Index, Index),
    Repeat(Index, Index),
    Insert(Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let pieces = prop::sample::select(vec![
        "<",
        ">",
        "\"",
        "'",
        "&",
        "&#0;",
        "&#x1F600;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<!DOCTYPE",
        "</",
        "/>",
        " nullFlavor=\"NI\"",
        " xmlns=\"\"",
        " xmlns:a=\"urn:hl7-org:v3\"",
        "\0",
        "\u{feff}",
        "é",
        "<a:b/>",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Cut(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Repeat(from, to)),
        (any::<Index>(), pieces).prop_map(|(at, piece)| Change::Insert(at, piece)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() || bytes.len() > 100_000 {
        return;
    }
    let span = |from: Index, to: Index| {
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        from.min(to)..from.max(to)
    };
    match *change {
        Change::Set(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        Change::Cut(from, to) => {
            let span = span(from, to);
            bytes.drain(span);
        }
        Change::Repeat(from, to) => {
            let span = span(from, to);
            let (end, piece) = (span.end, bytes[span].to_vec());
            bytes.splice(end..end, piece);
        }
        Change::Insert(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, piece.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..2_000)) {
        survives(&bytes)?;
    }

    #[test]
    fn changed_fixtures_do_no_harm(which in any::<Index>(), changes in vec(change(), 1..5)) {
        let fixtures: Vec<_> = fixtures::cda().into_iter().chain(fixtures::hostile()).collect();
        let mut bytes = which.get(&fixtures).bytes.to_vec();
        for change in changes {
            apply(&mut bytes, &change);
        }
        survives(&bytes)?;
    }
}
