//! A long file: its rows are streamed, so memory does not grow with it. `make soak` takes a million rows.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    time::Instant,
};

use identity::{
    FeedOptions, FeedOutcome,
    feed::{Format, Reject},
};

use super::{HEADER, Person};
use crate::house::House;

/// The most memory that this process has used so far, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Tells a figure to whoever runs this test alone.
fn say(figure: std::fmt::Arguments<'_>) {
    std::io::stderr().write_all(format!("{figure}\n").as_bytes()).unwrap();
}

fn rows() -> u32 {
    if std::env::var_os("CARNET_SOAK").is_some() { 999_999 } else { 10_000 }
}

#[test]
fn a_long_feed_is_imported_in_bounded_memory() {
    let house = House::new();
    let server = house.server();
    let rows = rows();
    let path = std::env::temp_dir().join(format!("carnet-feed-{}.csv", std::process::id()));
    let mut file = BufWriter::new(File::create(&path).unwrap());
    file.write_all(HEADER.as_bytes()).unwrap();
    for nth in 0..rows {
        file.write_all(Person::new(nth).line().as_bytes()).unwrap();
    }
    file.into_inner().unwrap();
    let options = FeedOptions { format: Format::Csv, dry_run: false, batch: FeedOptions::BATCH };
    let mut told = |reject: &Reject| panic!("{reject:?}");
    let (began, before) = (Instant::now(), peak());
    let file = BufReader::new(File::open(&path).unwrap());
    let done = server.identity.import_citizens(&server.desk, file, &options, &mut told).unwrap();
    let (took, grown) = (began.elapsed(), peak() - before);
    let FeedOutcome::Done(counts) = done else { panic!("{done:?}") };
    assert_eq!((counts.rows, counts.new), (u64::from(rows), u64::from(rows)));
    let size = fs::metadata(&path).unwrap().len();
    say(format_args!(
        "{rows} rows ({size} bytes) in {:.1} s: {:.0} rows/s; {grown} KiB of memory more",
        took.as_secs_f64(),
        f64::from(rows) / took.as_secs_f64()
    ));
    // The keys that the vault holds take 3 KiB each, and it holds 20 000 at most.
    assert!(grown < 150_000, "{grown} KiB for {rows} rows");

    // The night after: one row in a hundred has changed.
    let mut file = BufWriter::new(File::create(&path).unwrap());
    file.write_all(HEADER.as_bytes()).unwrap();
    for nth in 0..rows {
        let person = Person::new(nth);
        let person = if nth % 100 == 0 { person.with("usual_name", "Durand") } else { person };
        file.write_all(person.line().as_bytes()).unwrap();
    }
    file.into_inner().unwrap();
    let began = Instant::now();
    let file = BufReader::new(File::open(&path).unwrap());
    let done = server.identity.import_citizens(&server.desk, file, &options, &mut told).unwrap();
    let FeedOutcome::Done(counts) = done else { panic!("{done:?}") };
    assert_eq!((counts.new, counts.changed), (0, u64::from(rows.div_ceil(100))));
    let took = began.elapsed().as_secs_f64();
    say(format_args!("the night after, {} changed: {took:.1} s", counts.changed));
    fs::remove_file(&path).unwrap();
}
