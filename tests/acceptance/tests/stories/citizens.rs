//! The insurer's feed is imported by the command of the real program: what it says, how it ends, and that it goes on after it
//! was killed.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use acceptance::Site;

use crate::directory::{count, family};

const HEADER: &str = "carnet-citizens,1\nins,ins_system,birth_name,first_names,birth_date,sex,birthplace,commune,\
                      identity_status,representatives\n";
const SPACES: &str = "(select count(*) from consent.space)";

/// A test number with a key that fits.
fn number(nth: usize) -> String {
    let body = format!("1800775{nth:06}");
    let value: u64 = body.parse().unwrap();
    format!("{body}{:02}", 97 - value % 97)
}

fn row(nth: usize, commune: &str) -> String {
    format!("{},NIR_TEST,{},CAMILLE|ANNE,1980-07-01,F,75056,{commune},qualified,\n", number(nth), family(nth))
}

fn json_row(nth: usize) -> String {
    serde_json::json!({
        "ins": number(nth), "ins_system": "NIR_TEST", "birth_name": family(nth), "first_names": ["CAMILLE", "ANNE"],
        "birth_date": "1980-07-01", "sex": "F", "birthplace": "75056", "commune": "75056", "identity_status": "qualified",
    })
    .to_string()
        + "\n"
}

fn write(site: &Site, name: &str, text: &str) -> PathBuf {
    let path = site.folder().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn import(site: &Site, path: &Path, more: &[&str]) -> Result<String, String> {
    site.run(&[&["citizens", "import", path.to_str().unwrap()], more].concat())
}

#[test]
fn the_command_says_what_it_did_and_ends_with_one_where_something_was_rejected() {
    let site = Site::new();
    let good: String = (1..4).map(|nth| row(nth, "75056")).collect();
    let file = write(&site, "citizens.csv", &format!("{HEADER}{good}"));

    let said = import(&site, &file, &["--dry-run"]).unwrap();
    assert!(said.contains("would be done: 3 rows, 3 new, 0 known, 0 rejected"), "{said}");
    assert_eq!(count(&site, SPACES), 0, "nothing was written");
    let said = import(&site, &file, &[]).unwrap();
    assert!(said.contains("3 rows: 3 new, 0 changed, 0 as before, 0 rejected"), "{said}");
    assert_eq!(count(&site, SPACES), 3);
    let said = import(&site, &file, &[]).unwrap();
    assert!(said.contains("imported last: nothing was done") && said.contains("3 rows: 3 new"), "{said}");

    // The end of the name says the format, and what it does not say is said.
    let lines = format!("{{\"feed\":\"carnet-citizens\",\"version\":1}}\n{}{}", json_row(3), json_row(4));
    let unnamed = write(&site, "citizens.of-today", &lines);
    let said = import(&site, &unnamed, &[]).unwrap_err();
    assert!(said.contains("exit status: 2") && said.contains("--format jsonl"), "{said}");
    let said = import(&site, &unnamed, &["--format", "csv"]).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("not imported to its end"), "{said}");
    let said = import(&site, &unnamed, &["--format", "xml"]).unwrap_err();
    assert!(said.contains("exit status: 2"), "{said}");
    let said = import(&site, &unnamed, &["--format", "jsonl"]).unwrap();
    assert!(said.contains("2 rows: 1 new, 0 changed, 1 as before, 0 rejected"), "{said}");
    let named = write(&site, "citizens.ndjson", &(lines + &json_row(5)));
    let said = import(&site, &named, &[]).unwrap();
    assert!(said.contains("3 rows: 1 new"), "{said}");

    // What cannot be taken is told by line, field and reason; the rest is taken, and the command ends with 1.
    let wrong = format!("{}00", &number(7)[..13]);
    let bad = format!("{wrong},NIR,SECRET-NAME,CAMILLE,1980-07-01,F,75056,75056,qualified,\n");
    let file = write(&site, "next.csv", &format!("{HEADER}{}{bad}{}", row(6, "75056"), row(8, "00000")));
    let reason = "4,ins,\"the key of the INS does not fit the 13 characters before it";
    let rehearsed = import(&site, &file, &["--dry-run"]).unwrap_err();
    assert!(
        rehearsed.contains("exit status: 1") && rehearsed.contains("3 rows, 1 new, 0 known, 2 rejected"),
        "{rehearsed}"
    );
    assert!(rehearsed.contains(reason), "on standard output without a list: {rehearsed}");
    assert_eq!(count(&site, SPACES), 5);
    let list = site.folder().join("rejects.csv");
    let said = import(&site, &file, &["--rejects", list.to_str().unwrap()]).unwrap_err();
    assert!(
        said.contains("exit status: 1") && said.contains("3 rows: 1 new") && said.contains("2 rejected"),
        "{said}"
    );
    let told = fs::read_to_string(&list).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines.len() == 3 && lines[0] == "line,field,reason", "{told}");
    assert!(lines[1].starts_with(reason) && lines[2].starts_with("5,commune,"), "{told}");
    for text in [&said, &told, &rehearsed] {
        assert!(!text.contains(&wrong) && !text.contains("SECRET-NAME"), "{text}");
    }
    let said = import(&site, &site.folder().join("nowhere.csv"), &[]).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("cannot be opened"), "{said}");
    let unwritable = site.folder().join("nowhere/rejects.csv");
    let said = import(&site, &named, &["--rejects", unwritable.to_str().unwrap()]).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("no list of rejects"), "{said}");
    site.verify_journal();
}

#[test]
fn an_import_of_citizens_that_is_killed_goes_on_where_it_stood() {
    const ROWS: usize = 6_000;
    let site = Site::new();
    let mut text = HEADER.to_owned();
    for nth in 0..ROWS {
        // One in a thousand lives nowhere.
        let commune = if nth % 1_000 == 999 { "00000" } else { "75056" };
        write!(text, "{}", row(nth, commune)).unwrap();
    }
    let file = write(&site, "citizens.csv", &text);
    let list = site.folder().join("rejects.csv");
    let arguments = ["citizens", "import", file.to_str().unwrap(), "--rejects", list.to_str().unwrap()];
    let written = "coalesce((select lines from identity.citizens_import where state = 'running'), 0)";
    for round in 1..4 {
        let before = count(&site, written);
        let mut running = site.begin(&[], &arguments);
        let begun = Instant::now();
        while count(&site, written) <= before.max(2) {
            assert!(begun.elapsed() < Duration::from_secs(60), "round {round}: nothing is written");
            thread::sleep(Duration::from_millis(2));
        }
        running.kill().unwrap();
        running.wait().unwrap();
    }
    let (cut, made) = (count(&site, written), count(&site, SPACES));
    assert!(cut > 500 && made > 500 && made < ROWS as i64, "{cut} lines, {made} records");

    let said = site.run(&arguments).unwrap_err();
    let (taken, rejected) = (ROWS - ROWS / 1_000, ROWS / 1_000);
    let whole = format!("{ROWS} rows: {taken} new, 0 changed, 0 as before, {rejected} rejected");
    assert!(
        said.contains("exit status: 1") && said.contains(&whole),
        "begun again, they would be as before: {said}"
    );
    assert_eq!(count(&site, SPACES), taken as i64);
    assert_eq!(
        count(&site, "(select count(*) from identity.citizens_import)"),
        1,
        "one import in four parts"
    );
    assert_eq!(count(&site, "(select count(*) from identity.citizens_seen)"), 0);
    // What is told is told before it is written: twice at most where a batch was cut, and never not at all.
    let told = fs::read_to_string(&list).unwrap();
    for nth in (999..ROWS).step_by(1_000) {
        let line = format!("{},commune,", nth + 3);
        assert!(told.lines().any(|told| told.starts_with(&line)), "{line}: {told}");
    }
    assert_eq!(told.lines().filter(|line| *line == "line,field,reason").count(), 1, "{told}");
    let again = site.run(&arguments).unwrap();
    assert!(again.contains("imported last: nothing was done"), "{again}");
    site.verify_journal();
}
