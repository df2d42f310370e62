use std::{
    fs::File,
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
};

/// Digits of SHA-1 in hexadecimal.
const DIGITS: usize = 40;
/// Longest line that can be one of the list: digits, a colon, a count.
const LINE: u64 = 64;

/// Where it is looked up whether a password became known. Nothing leaves the machine unless the source lets it.
pub trait Breached: Send + Sync {
    /// Whether the list holds the password with this SHA-1, in upper-case hexadecimal.
    ///
    /// # Errors
    /// When the list cannot be read.
    fn holds(&self, sha1: &str) -> io::Result<bool>;
}

/// A file in the format of the downloads of Have I Been Pwned: lines `SHA-1:count`, in upper case and in order. It is
/// searched on the disk, by halves.
#[derive(Debug)]
pub struct BreachedFile(PathBuf);

impl BreachedFile {
    /// The list in a file, which must be there and begin as such a list does.
    ///
    /// # Errors
    /// When it cannot be read or begins otherwise.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut line = Vec::new();
        io::Read::take(File::open(path)?, LINE).read_until_newline(&mut line)?;
        let (digits, rest) = line.split_at_checked(DIGITS).unwrap_or_default();
        let upper = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
        if digits.is_empty() || !digits.iter().all(upper) || rest.first() != Some(&b':') {
            let what =
                "it does not begin with a line of forty upper-case hexadecimal digits, a colon and a count";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(Self(path.to_owned()))
    }
}

trait UntilNewline {
    fn read_until_newline(self, line: &mut Vec<u8>) -> io::Result<usize>;
}

impl<R: io::Read> UntilNewline for R {
    fn read_until_newline(self, line: &mut Vec<u8>) -> io::Result<usize> {
        BufReader::new(self).read_until(b'\n', line)
    }
}

impl Breached for BreachedFile {
    fn holds(&self, sha1: &str) -> io::Result<bool> {
        let mut file = File::open(&self.0)?;
        let mut low = 0;
        let mut high = file.metadata()?.len();
        // INVARIANT: the line looked for, if there is one, begins at `low` or behind it and before `high`.
        while low < high {
            let middle = low + (high - low) / 2;
            let (begins, line) = line_from(&mut file, middle)?;
            let digits = line.get(..DIGITS).unwrap_or_default();
            match digits.cmp(sha1.as_bytes()) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less if !line.is_empty() => {
                    low = begins + u64::try_from(line.len()).unwrap_or(u64::MAX);
                }
                // No line begins behind the middle, or it comes after the one looked for.
                _ => high = middle,
            }
        }
        Ok(false)
    }
}

/// The first line that begins at this place or behind it, with its end, and where it begins.
fn line_from(file: &mut File, place: u64) -> io::Result<(u64, Vec<u8>)> {
    let from = place.saturating_sub(1);
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::with_capacity(256, file);
    let mut begins = from;
    if place > 0 {
        let mut before = Vec::new();
        let read = io::Read::take(&mut reader, LINE).read_until(b'\n', &mut before)?;
        begins += u64::try_from(read).unwrap_or_default();
    }
    let mut line = Vec::new();
    io::Read::take(&mut reader, LINE).read_until(b'\n', &mut line)?;
    Ok((begins, line))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::{collections::BTreeSet, io::Write};

    use proptest::prelude::*;

    use super::*;

    fn file(lines: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.as_bytes()).unwrap();
        file
    }

    proptest! {
        #[test]
        fn what_stands_in_the_list_is_found_and_nothing_else(
            listed in prop::collection::btree_map("[0-9A-F]{40}", 1_u32..99_999_999, 1..60),
            others in prop::collection::vec("[0-9A-F]{40}", 20),
            windows in any::<bool>(),
        ) {
            let end = if windows { "\r\n" } else { "\n" };
            let text: Vec<String> = listed.iter().map(|(sha1, count)| format!("{sha1}:{count}")).collect();
            let file = file(&text.join(end));
            let list = BreachedFile::open(file.path()).unwrap();
            let known: BTreeSet<&String> = listed.keys().collect();
            for sha1 in listed.keys().chain(&others) {
                prop_assert_eq!(list.holds(sha1).unwrap(), known.contains(sha1), "{}", sha1);
            }
        }
    }

    #[test]
    fn a_file_that_is_no_such_list_is_not_taken() {
        for wrong in ["", "hello\n", &"a".repeat(40), &format!("{}:3\n", "a".repeat(40)), &"A".repeat(40)] {
            assert!(BreachedFile::open(file(wrong).path()).is_err(), "{wrong}");
        }
        assert!(BreachedFile::open(Path::new("/nowhere")).is_err());
    }
}
