use journal::{Entry, Line};
use kernel::RequestId;
use uuid::Uuid;

use super::*;

fn line(seq: i64) -> Line {
    Line {
        seq,
        entry: Entry {
            at: Default::default(),
            request: RequestId::from(Uuid::nil()),
            who: Who::System { purpose: "upkeep".into() },
            act: "documents.read".into(),
            way: None,
            rule: "W12".into(),
            outcome: Outcome::Done,
            things: Vec::new(),
            detail: Value::Null,
            facts: Vec::new(),
            secret: false,
            times: None,
        },
    }
}

fn page(lines: &[i64], next: Option<i64>) -> Page {
    Page {
        lines: lines.iter().copied().map(line).collect(),
        said: lines.iter().map(|_| Vec::new()).collect(),
        withdrawn: Default::default(),
        next,
        zone: chrono_tz::Europe::Paris,
        holder: None,
    }
}

#[test]
fn a_history_begins_with_its_newest_line() {
    assert_eq!(begins(&page(&[70, 68], Some(68))), Some(71));
}

#[test]
fn a_history_of_which_the_newest_page_shows_nothing_is_not_empty() {
    assert_eq!(begins(&page(&[], Some(41))), Some(41));
}

#[test]
fn a_history_without_a_line_has_no_beginning() {
    assert_eq!(begins(&page(&[], None)), None);
}

#[test]
fn every_page_is_gone_through_also_after_an_empty_one() {
    let read = |before: Option<i64>| {
        Ok(match before {
            Some(71) => page(&[70, 68], Some(68)),
            Some(68) => page(&[], Some(41)),
            _ => page(&[3], None),
        })
    };
    let mut seen = Vec::new();
    let done = pages(&read, Some(71), |page| {
        seen.extend(page.lines.iter().map(|line| line.seq));
        Ok(())
    });
    assert!(done.is_ok());
    assert_eq!(seen, [70, 68, 3]);
}
