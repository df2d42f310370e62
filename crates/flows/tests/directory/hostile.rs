//! Rows and files that are not what they should be.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use crate::ground::{Ground, PEOPLE, Person, extract, lines, person, row, rpps};

/// A row in which one text stands in the place of another.
fn with(person: &Person, old: &str, new: &str) -> String {
    let row = row(person);
    assert!(row.contains(old));
    row.replacen(old, new, 1)
}

#[test]
fn a_row_that_cannot_be_taken_says_where_and_why_and_the_others_are_taken() {
    let ground = Ground::new();
    let (good, bad_key) =
        (rpps(1), format!("{}{}", &rpps(1)[..10], (rpps(1).as_bytes()[10] - b'0' + 1) % 10));
    let one = person(1);
    let cases = [
        (
            with(&one, &format!("|{good}|8{good}|"), &format!("|{bad_key}|8{bad_key}|")),
            "Identifiant PP",
            "no RPPS number",
        ),
        (with(&one, &format!("|{good}|"), "|12|"), "Identifiant PP", "no RPPS number"),
        (
            with(&one, &format!("|{good}|"), &format!("|{}|", rpps(9))),
            "Identification nationale PP",
            "contradicts another column",
        ),
        (with(&one, &format!("|8{good}|"), "||"), "Identification nationale PP", "empty"),
        (with(&one, "|FICTIF|", "||"), "Nom d'exercice", "empty"),
        (with(&one, "|FICTIF|", "| - |"), "Nom d'exercice", "no letter"),
        (with(&one, "|FICTIF|", "|FIC\0TIF|"), "Nom d'exercice", "control characters"),
        (with(&one, "|FICTIF|", "|FIC\u{1b}[31mTIF|"), "Nom d'exercice", "control characters"),
        (with(&one, "|FICTIF|", &format!("|{}|", "A".repeat(201))), "Nom d'exercice", "too long"),
        (with(&one, "|10|", "||"), "Code profession", "empty"),
        (with(&one, "|10|", "|10;drop|"), "Code profession", "no code"),
        (with(&one, "|SM54|", "|SPECIALITE|"), "Code savoir-faire", "no code"),
        (with(&one, "|SA07|", "||"), "Code secteur d'activité", "empty"),
        (row(&Person { finess: "990000037", ..person(1) }), "Numéro FINESS site", "no FINESS number"),
        (row(&Person { siret: "123", ..person(1) }), "Numéro SIRET site", "no SIRET number"),
        (format!("{}|more", row(&one)), "", "not as many fields as the first line"),
        ("8|99".to_owned(), "", "not as many fields as the first line"),
    ];
    let mut rows: Vec<String> = cases.iter().map(|(row, ..)| row.clone()).collect();
    rows.push(row(&person(2)));
    let ended = ground.import(&lines(&rows), PEOPLE);
    let expected: Vec<_> =
        cases.iter().enumerate().map(|(at, (_, column, why))| (at as u64 + 2, *column, *why)).collect();
    assert_eq!(ended.rejects, expected);
    let counts = ended.done().counts;
    assert_eq!((counts.taken, counts.all_rejected()), (1, cases.len() as u64));
    assert_eq!(ground.rows("rpps", "professional"), [rpps(2)]);
}

#[test]
fn what_a_spreadsheet_or_a_browser_would_run_is_text_like_other_text() {
    let ground = Ground::new();
    let quotes =
        Person { family: "\"O'NEIL", given: "=HYPERLINK(\"x\")", place: "<script>\"';--", ..person(1) };
    let done = ground.people(&[quotes]);
    assert_eq!(done.counts.taken, 1);
    assert_eq!(ground.rows("name", "professional"), ["=HYPERLINK(\"x\") \"O'NEIL"]);
    assert_eq!(ground.rows("place", "situation"), ["<script>\"';--"]);
}

/// Bytes of which the middle is one line of a hundred megabytes that is in no memory.
struct Endless {
    before: Vec<u8>,
    filler: u64,
    after: Vec<u8>,
    at: u64,
}

impl Endless {
    fn new() -> Self {
        let mut before = extract(&[person(1)]);
        before.push(b'8');
        let after = format!("|end\n{}\n", row(&person(2))).into_bytes();
        Self { before, filler: 100 * 1024 * 1024, after, at: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begins = self.before.len() as u64;
        let ends = begins + self.filler;
        let read = if self.at < begins {
            (&self.before[self.at as usize..]).read(buffer)?
        } else if self.at < ends {
            let length = buffer.len().min((ends - self.at) as usize);
            buffer[..length].fill(b'x');
            length
        } else {
            (&self.after[(self.at - ends) as usize..]).read(buffer)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(at) = to else { panic!("only from the beginning") };
        self.at = at;
        Ok(at)
    }
}

#[test]
fn a_line_without_end_is_passed_over_in_little_memory() {
    use identity::extract::{Line, Lines, survey};
    let known = survey(&mut Endless::new()).unwrap();
    assert_eq!(
        known.length,
        Endless::new().before.len() as u64 + 100 * 1024 * 1024 + Endless::new().after.len() as u64
    );
    let mut lines = Lines::new(io::BufReader::new(Endless::new()));
    assert!(matches!(lines.read().unwrap(), Some(Line::Whole(_))));
    assert!(matches!(lines.read().unwrap(), Some(Line::Whole(_))));
    assert_eq!(lines.read().unwrap(), Some(Line::TooLong));
    assert!(matches!(lines.read().unwrap(), Some(Line::Whole(_))));
    assert_eq!(lines.read().unwrap(), None);
    assert_eq!((lines.number(), lines.read_to()), (4, known.length));
}

#[test]
fn a_long_line_is_one_reject_and_the_rest_is_imported() {
    let ground = Ground::new();
    let long = "x".repeat(70_000);
    let ended = ground.import(&lines(&[row(&person(1)), long, row(&person(2))]), PEOPLE);
    assert_eq!(ended.rejects, [(3, "", "too long a line")]);
    assert_eq!(ended.done().counts.professionals_added, 2);
}

#[test]
fn a_file_that_is_cut_or_grows_while_it_is_read_is_not_believed_to_be_whole() {
    let ground = Ground::new();
    let bytes = extract(&[person(1), person(2)]);
    let longer = [bytes.clone(), format!("{}\n", row(&person(3))).into_bytes()].concat();
    let ended = ground.import_from(Cursor::new(longer), &bytes, PEOPLE);
    let said = ended.outcome.unwrap_err().to_string();
    assert!(said.contains("changed while it was read"), "{said}");
    assert_eq!(ground.count("directory_import where state = 'running'"), 1);
}

#[test]
fn a_first_line_that_is_none_is_refused() {
    let ground = Ground::new();
    for first in ["x".repeat(70_000), "rien\n".to_owned()] {
        assert!(ground.import(first.as_bytes(), PEOPLE).outcome.is_err());
    }
    assert_eq!(ground.count("professional"), 0);
}
