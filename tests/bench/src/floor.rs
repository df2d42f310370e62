//! The floors: the same durable work by bare prepared SQL in one transaction, without keys, rules or HTTP.
//!
//! Each statement stands here once, with `:names` for its parameters; pgbench runs the same text.

use crate::{
    Outcome,
    bare::{Bare, Value},
    ground::{FLOOR, Ground},
    load::Worker,
    people::{self, Kind},
};

/// What one floor does between BEGIN and COMMIT.
#[derive(Debug, Clone)]
pub(crate) struct Floor {
    /// The records it works on: spaces whose ids end in `place`.
    pub(crate) kind: Kind,
    /// Each connection has every so-many-th of these records to itself; zero means one record for all.
    pub(crate) records: u64,
    /// The statement before the line, if it stands alone.
    pub(crate) statement: String,
    /// Rows that the statement must give.
    pub(crate) rows: u64,
    /// What is sent with it.
    pub(crate) payload: Payload,
}

/// Bytes as long as Carnet's own, which say nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Payload {
    /// `body`, the sealed content.
    pub(crate) body: Vec<u8>,
    /// `words`, the sealed words.
    pub(crate) words: Vec<u8>,
    /// `wrapped`, the wrapped key.
    pub(crate) wrapped: Vec<u8>,
    /// `entry`, the sealed journal line.
    pub(crate) entry: Vec<u8>,
    /// `mark`, the line's seal.
    pub(crate) mark: Vec<u8>,
}

/// The names of parameters, in the order in which they are looked for; the first is a number, the others are bytes.
pub(crate) const NAMES: [&str; 6] = [":place", ":body", ":words", ":wrapped", ":entry", ":mark"];

impl Payload {
    /// Bytes of these lengths that do not compress.
    pub(crate) fn of(body: usize, words: usize, wrapped: usize, entry: usize) -> Self {
        let bytes = |length| people::content(7, length);
        Self {
            body: bytes(body),
            words: bytes(words),
            wrapped: bytes(wrapped),
            entry: bytes(entry),
            mark: bytes(32),
        }
    }

    /// The bytes of a parameter.
    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        match name {
            ":body" => &self.body,
            ":words" => &self.words,
            ":wrapped" => &self.wrapped,
            ":entry" => &self.entry,
            _ => &self.mark,
        }
    }
}

/// The space of this place, worked out by PostgreSQL.
pub(crate) fn space(kind: Kind) -> String {
    format!("('{}' || lpad(to_hex(:place::int), 12, '0'))::uuid", people::prefix(kind))
}

/// One line at the end of the chain of the space, whatever its head is. Not null when the chain had moved: then the
/// head is locked and the second try holds.
pub(crate) fn append(kind: Kind) -> String {
    format!(
        "select journal.append(array[h.space_id], array[h.seq], array[h.seal], array[h.seq + 1], \
         array[:mark::bytea], array[h.space_id], array[h.seq + 1], array[now()], array[1], array[:mark::bytea], \
         array[:entry::bytea]) from journal.head h where h.space_id = {}",
        space(kind)
    )
}

/// Everything of a row that a list reads.
const LISTED: &str = "space_id, id, series_id, entry_id, replaces, changed_at, sealed_form, version, status, type_code, type_system, class_code, category, \
                      confidentiality, masked, withheld_until, hidden_from_representatives, media_type, size, \
                      service_start, service_end, deposited_at, depositor, depositor_organisation, by_citizen, \
                      natural_author, sealed";

/// One new row with its content.
pub(crate) fn deposit() -> String {
    format!(
        "insert into documents.document (space_id, id, series_id, entry_id, changed_at, sealed_form, version, unique_tag, status, type_code, \
         type_system, class_code, category, confidentiality, masked, hidden_from_representatives, media_type, size, \
         service_start, deposited_at, depositor, depositor_organisation, by_citizen, natural_author, sealed, \
         object_key, body) values ({space}, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 2, 1, \
         uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'approved', '11488-4', \
         '2.16.840.1.113883.6.1', '10', 'synthesis', 'N', false, false, 'application/pdf', {length}, now(), now(), \
         '{person}', '{organisation}', false, '{person}', :words::bytea, :wrapped::bytea, :body::bytea)",
        space = space(Kind::Deposit),
        length = people::LENGTH,
        person = people::doctor(0),
        organisation = people::practice(),
    )
}

/// The first page of 20.
pub(crate) fn consult(kind: Kind) -> String {
    format!(
        "select {LISTED} from documents.document where space_id = {} and status = 'approved' \
         order by id desc limit 20",
        space(kind)
    )
}

/// One row with its content.
pub(crate) fn read() -> String {
    let document =
        format!("('{}' || lpad(to_hex(:place::int), 12, '0'))::uuid", people::prefix(Kind::Document));
    format!(
        "select {LISTED}, object_key, body from documents.document where space_id = {} and id = {document}",
        space(Kind::Deposit)
    )
}

/// The names of a statement's parameters in their order, and the statement with `$1`, `$2` … for them.
fn numbered(sql: &str) -> (Vec<&'static str>, String) {
    let mut names = Vec::new();
    let mut sql = sql.to_owned();
    for name in NAMES {
        if sql.contains(name) {
            names.push(name);
            sql = sql.replace(name, &format!("${}", names.len()));
        }
    }
    (names, sql)
}

impl Floor {
    /// One worker for each of so many connections.
    ///
    /// # Errors
    /// PostgreSQL's.
    pub(crate) fn workers(&self, ground: &Ground, connections: u64) -> Outcome<Vec<Box<dyn Worker>>> {
        (0..connections).map(|number| self.worker(ground, connections, number)).collect()
    }

    fn worker(&self, ground: &Ground, connections: u64, number: u64) -> Outcome<Box<dyn Worker>> {
        let mut conn = ground.connect(FLOOR)?;
        let (statement_names, statement) = numbered(&self.statement);
        let (line_names, line) = numbered(&append(self.kind));
        conn.prepare("begin", "begin")?;
        conn.prepare("statement", &statement)?;
        conn.prepare("line", &line)?;
        conn.prepare("commit", "commit")?;
        let next = if self.records == 0 { 0 } else { number };
        let step = connections;
        Ok(Box::new(FloorWorker {
            conn,
            floor: self.clone(),
            statement_names,
            line_names,
            next,
            first: next,
            step,
        }))
    }
}

struct FloorWorker {
    conn: Bare,
    floor: Floor,
    statement_names: Vec<&'static str>,
    line_names: Vec<&'static str>,
    next: u64,
    first: u64,
    step: u64,
}

impl Worker for FloorWorker {
    fn once(&mut self) -> Outcome<()> {
        let place = self.next.to_string();
        self.next =
            if self.next + self.step < self.floor.records { self.next + self.step } else { self.first };
        let payload = &self.floor.payload;
        let value = |name: &&'static str| match *name {
            ":place" => Value::Text(&place),
            other => Value::Bytes(payload.bytes(other)),
        };
        let of_statement: Vec<Value<'_>> = self.statement_names.iter().map(value).collect();
        let of_line: Vec<Value<'_>> = self.line_names.iter().map(value).collect();
        self.conn.run("begin", &[])?;
        let given = self.conn.run("statement", &of_statement)?;
        if given.rows != self.floor.rows {
            return Err(format!("the floor got {} rows instead of {}", given.rows, self.floor.rows).into());
        }
        let mut line = self.conn.run("line", &of_line)?;
        if line.filled {
            line = self.conn.run("line", &of_line)?;
        }
        if line.rows != 1 || line.filled {
            return Err("the floor's line was not taken".into());
        }
        self.conn.run("commit", &[]).map(drop)
    }
}
