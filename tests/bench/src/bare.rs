//! The cheapest client of PostgreSQL there can be: one socket, prepared statements, one write and one read for each.
//!
//! It speaks protocol 3.0 over the Unix socket of the cluster and does nothing that a floor does not need: no types,
//! no pool, no copy of a row.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

use crate::Outcome;

/// A value for a parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// In PostgreSQL's text form.
    Text(&'a str),
    /// Bytes of a `bytea`, as they are.
    Bytes(&'a [u8]),
}

/// What a statement gave.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given {
    /// Rows.
    pub(crate) rows: u64,
    /// Bytes of all of them.
    pub(crate) bytes: usize,
    /// Whether the first column of the last row held something.
    pub(crate) filled: bool,
}

/// One connection.
pub(crate) struct Bare {
    stream: UnixStream,
    out: Vec<u8>,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

const AT_ONCE: usize = 64 * 1024;

/// What a message of the server was.
enum Next {
    /// One of several.
    More,
    /// The end of an answer.
    Ready,
    /// A refusal; the end of the answer follows.
    Refused(String),
}

impl Bare {
    /// Connects through the socket in `folder`.
    pub(crate) fn connect(folder: &Path, role: &str, database: &str) -> Outcome<Self> {
        let stream = UnixStream::connect(folder.join(".s.PGSQL.5432"))?;
        let mut this = Self { stream, out: Vec::new(), buffer: vec![0; AT_ONCE], from: 0, to: 0 };
        let mut words = 196_608_i32.to_be_bytes().to_vec();
        let settings = "-c plan_cache_mode=force_generic_plan -c timezone=UTC";
        for word in ["user", role, "database", database, "application_name", "floor", "options", settings, ""]
        {
            words.extend_from_slice(word.as_bytes());
            words.push(0);
        }
        this.out.extend_from_slice(&length_of(words.len() + 4)?);
        this.out.extend_from_slice(&words);
        this.send()?;
        this.finish(|_| ())?;
        Ok(this)
    }

    /// Prepares a statement under a name.
    pub(crate) fn prepare(&mut self, name: &str, sql: &str) -> Outcome<()> {
        let body = [name.as_bytes(), b"\0", sql.as_bytes(), b"\0\0\0"].concat();
        self.message(b'P', &body)?;
        self.message(b'S', &[])?;
        self.send()?;
        self.finish(|_| ()).map(drop)
    }

    /// Runs a prepared statement; its rows come in binary form and are counted.
    pub(crate) fn run(&mut self, name: &str, values: &[Value<'_>]) -> Outcome<Given> {
        let mut body = [b"\0", name.as_bytes(), b"\0"].concat();
        let count = u16::try_from(values.len())?.to_be_bytes();
        body.extend_from_slice(&count);
        for value in values {
            body.extend_from_slice(&u16::from(matches!(value, Value::Bytes(_))).to_be_bytes());
        }
        body.extend_from_slice(&count);
        for value in values {
            let bytes = match value {
                Value::Text(text) => text.as_bytes(),
                Value::Bytes(bytes) => bytes,
            };
            body.extend_from_slice(&length_of(bytes.len())?);
            body.extend_from_slice(bytes);
        }
        body.extend_from_slice(&[0, 1, 0, 1]);
        self.message(b'B', &body)?;
        self.message(b'E', &[0, 0, 0, 0, 0])?;
        self.message(b'S', &[])?;
        self.send()?;
        let mut given = Given::default();
        self.finish(|row| {
            given.rows += 1;
            given.bytes += row.len();
            given.filled = row.get(2..6).is_some_and(|length| length != [0xff; 4]);
        })?;
        Ok(given)
    }

    /// Runs statements as text and gives their rows: for what is not measured.
    pub(crate) fn ask(&mut self, sql: &str) -> Outcome<Vec<Vec<String>>> {
        self.message(b'Q', &[sql.as_bytes(), b"\0"].concat())?;
        self.send()?;
        let mut rows = Vec::new();
        self.finish(|row| rows.push(fields(row)))?;
        Ok(rows)
    }

    /// The one number that a question has for an answer.
    pub(crate) fn ask_number(&mut self, sql: &str) -> Outcome<u64> {
        let rows = self.ask(sql)?;
        let field = rows.first().and_then(|row| row.first()).ok_or("a question without an answer")?;
        Ok(field.parse()?)
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> Outcome<()> {
        self.out.push(kind);
        self.out.extend_from_slice(&length_of(body.len() + 4)?);
        self.out.extend_from_slice(body);
        Ok(())
    }

    fn send(&mut self) -> Outcome<()> {
        self.stream.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Reads messages until the server is ready again; hands each row on.
    fn finish(&mut self, mut row: impl FnMut(&[u8])) -> Outcome<()> {
        let mut refused: Option<String> = None;
        loop {
            match self.next(&mut row) {
                Ok(Next::Ready) => break,
                Ok(Next::More) => {}
                Ok(Next::Refused(text)) => refused = Some(text),
                // Who is not let in is told why before the connection ends.
                Err(fault) if refused.is_none() => return Err(fault),
                Err(_) => break,
            }
        }
        refused.map_or(Ok(()), |text| Err(format!("PostgreSQL refused: {text}").into()))
    }

    fn next(&mut self, row: &mut impl FnMut(&[u8])) -> Outcome<Next> {
        let head = self.need(5)?;
        let Some((kind, [a, b, c, d])) = head.split_first().map(|(kind, length)| (*kind, length)) else {
            return Err("a message without a head".into());
        };
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d]))?;
        let whole = self.need(length + 1)?;
        let body = whole.get(5..).unwrap_or_default();
        let next = match kind {
            b'D' => {
                row(body);
                Next::More
            }
            b'E' => Next::Refused(String::from_utf8_lossy(body).replace('\0', " ")),
            b'Z' => Next::Ready,
            _ => Next::More,
        };
        self.from += length + 1;
        Ok(next)
    }

    /// At least so many bytes that were received and not yet used, without using them.
    fn need(&mut self, bytes: usize) -> Outcome<&[u8]> {
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
        }
        while self.to - self.from < bytes {
            if self.from + bytes > self.buffer.len() {
                self.buffer.copy_within(self.from..self.to, 0);
                (self.from, self.to) = (0, self.to - self.from);
                if bytes > self.buffer.len() {
                    self.buffer.resize(bytes + AT_ONCE, 0);
                }
            }
            let free = self.buffer.get_mut(self.to..).ok_or("the buffer ended")?;
            match self.stream.read(free)? {
                0 => return Err("PostgreSQL closed the connection".into()),
                read => self.to += read,
            }
        }
        self.buffer.get(self.from..self.from + bytes).ok_or_else(|| "the buffer ended".into())
    }
}

fn length_of(bytes: usize) -> Outcome<[u8; 4]> {
    Ok(u32::try_from(bytes)?.to_be_bytes())
}

/// The fields of a row in text form; a null is empty.
fn fields(row: &[u8]) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = row.get(2..).unwrap_or_default();
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
        let (field, more) = more.split_at_checked(length).unwrap_or_default();
        fields.push(String::from_utf8_lossy(field).into_owned());
        rest = more;
    }
    fields
}
