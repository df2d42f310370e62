//! An import that is cut goes on where it stopped.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use flows::directory::{Started, start};
use identity::extract::survey;

use crate::ground::{Ground, PEOPLE, Person, WHOLE, extract, person};

/// A source that fails after so many bytes.
struct Failing {
    inner: Cursor<Vec<u8>>,
    after: u64,
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.after.saturating_sub(self.inner.position());
        if left == 0 {
            return Err(io::Error::other("the disk is gone"));
        }
        let length = buffer.len().min(left as usize);
        self.inner.read(&mut buffer[..length])
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[test]
fn what_was_cut_goes_on_where_it_stopped_and_comes_to_the_same() {
    let (ground, whole) = (Ground::new(), Ground::new());
    let bytes = extract(&(1..6_000).map(person).collect::<Vec<_>>());
    for part in [3, 2] {
        let source =
            Failing { inner: Cursor::new(bytes.clone()), after: bytes.len() as u64 * (5 - part) / 5 };
        let ended = ground.import_from(source, &bytes, PEOPLE);
        let said = ended.outcome.unwrap_err().to_string();
        assert!(said.contains("the disk is gone"), "{said}");
    }
    let known = ground.count("professional");
    assert_eq!(known, 2_000, "what was written stays written");
    let Started::Goes(begun) =
        start(ground.house.house(), &survey(&mut bytes.as_slice()).unwrap(), &PEOPLE).unwrap()
    else {
        panic!("it goes on")
    };
    assert_eq!(begun.lines, 2_001, "the first line and one batch");
    let done = ground.import(&bytes, PEOPLE).done();
    let at_once = whole.import(&bytes, PEOPLE).done();
    assert_eq!(done.counts, at_once.counts, "no row counts twice");
    assert_eq!(done.lines, 6_000);
    let all = "rpps, name, standing, search_family";
    assert_eq!(ground.rows(all, "professional"), whole.rows(all, "professional"));
    assert_eq!(ground.count("situation"), 5_999);
}

#[test]
fn another_file_gives_up_what_was_cut_and_nothing_of_it_is_taken_for_met() {
    let ground = Ground::new();
    ground.people(&(1..200).map(person).collect::<Vec<_>>());
    let cut = extract(&(1..6_000).map(person).collect::<Vec<_>>());
    let source = Failing { inner: Cursor::new(cut.clone()), after: cut.len() as u64 * 3 / 5 };
    assert!(ground.import_from(source, &cut, WHOLE).outcome.is_err());
    assert!(ground.count("directory_seen") > 0);
    let other = extract(&(1..195).map(person).collect::<Vec<_>>());
    let ended = ground.import(&other, WHOLE);
    let missing = ended.held_back();
    assert!(
        missing.professionals > 1_000,
        "those of the file that was given up are missing too: {missing:?}"
    );
    assert_eq!(ground.count("directory_import where state = 'abandoned'"), 1);
}

#[test]
fn two_imports_at_once_do_not_run_into_each_other() {
    let ground = Ground::new();
    let bytes = extract(&(1..9_000).map(person).collect::<Vec<_>>());
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| ground.import(&bytes, PEOPLE).outcome.map(|_| ())));
        both.map(|one| one.join().unwrap()).into_iter().collect()
    });
    let failed: Vec<String> =
        outcomes.iter().filter_map(|one| one.as_ref().err()).map(ToString::to_string).collect();
    assert!(failed.iter().all(|why| why.contains("another import has taken over")), "{failed:?}");
    if failed.len() == 2 {
        ground.import(&bytes, PEOPLE).done();
    }
    assert_eq!(ground.count("professional"), 8_999);
    assert_eq!(ground.count("situation"), 8_999);
    let counted = ground
        .rows("counts->>'taken', counts->>'professionals_added'", "directory_import where state = 'done'");
    assert_eq!(counted, ["8999/8999"]);
}

#[test]
fn the_file_of_before_goes_again_after_another_one_was_cut() {
    let ground = Ground::new();
    let people: Vec<_> = (1..6_000).map(person).collect();
    let before = extract(&people);
    ground.import(&before, PEOPLE).done();
    assert!(ground.is_known(&before, PEOPLE));
    ground.house.clock().advance(chrono::TimeDelta::minutes(1));
    let wrong: Vec<_> = people.into_iter().map(|one| Person { family: "FAUX", ..one }).collect();
    let wrong = extract(&wrong);
    let source = Failing { inner: Cursor::new(wrong.clone()), after: wrong.len() as u64 * 3 / 5 };
    assert!(ground.import_from(source, &wrong, PEOPLE).outcome.is_err());
    assert!(ground.count("professional where name like '%FAUX'") >= 2_000);
    ground.house.clock().advance(chrono::TimeDelta::minutes(1));
    let done = ground.import(&before, PEOPLE).done();
    assert_eq!(ground.count("professional where name like '%FAUX'"), 0, "{:?}", done.counts);
    assert!(ground.is_known(&before, PEOPLE), "and then it is what was imported last");
}
