//! One document of 20 kB is read over HTTP: decided, decrypted, verified, journaled.

use super::{
    Stage,
    deposit::unexpected,
    turns::{self, Comparison},
};
use crate::{
    Outcome,
    floor::{self, Floor, Payload},
    http::{self, Line},
    load::Worker,
    people::{self, Kind},
    report::Row,
};

/// Measures it.
///
/// # Errors
/// As [`turns::compare`].
pub(crate) fn measure(stage: &Stage<'_>) -> Outcome<Row> {
    let plan = stage.plan;
    let mut workers: Vec<Box<dyn Worker>> = Vec::new();
    for number in 0..plan.connections {
        workers.push(Box::new(Reader::new(stage, number)?));
    }
    let floor = Floor {
        kind: Kind::Deposit,
        records: plan.records,
        statement: floor::read(),
        rows: 1,
        payload: Payload::default(),
    };
    turns::compare(
        stage,
        Comparison {
            work: format!(
                "read of one document of {} bytes in {} records, {} connections",
                people::LENGTH,
                plan.records,
                plan.connections
            ),
            act: "documents.content",
            record: (Kind::Deposit, 0),
            floor,
            connections: plan.connections,
            workers: &mut workers,
            goal: Some(0.6),
            with_pgbench: true,
        },
    )
}

struct Reader {
    line: Line,
    /// What to ask and what must come.
    questions: Vec<(Vec<u8>, Vec<u8>)>,
    next: usize,
}

impl Reader {
    fn new(stage: &Stage<'_>, number: u64) -> Outcome<Self> {
        let token = usize::try_from(number).ok().and_then(|at| stage.tokens.get(at)).ok_or("no token")?;
        let step = usize::try_from(stage.plan.connections)?;
        let questions = (number..stage.plan.records)
            .step_by(step)
            .map(|record| {
                let (space, id) = (people::space((Kind::Deposit, record)), people::document(record));
                let path = format!("/api/v1/spaces/{space}/documents/{id}/content");
                (http::get(stage.server.address, &path, token), people::content(record, people::LENGTH))
            })
            .collect();
        Ok(Self { line: Line::connect(stage.server.address)?, questions, next: 0 })
    }
}

impl Worker for Reader {
    fn once(&mut self) -> Outcome<()> {
        let (request, content) = self.questions.get(self.next).ok_or("no document to read")?;
        self.next = (self.next + 1) % self.questions.len();
        let answer = self.line.ask(request)?;
        if answer.status == 200 && answer.body == content.as_slice() {
            Ok(())
        } else {
            Err(unexpected(answer.status, answer.body))
        }
    }
}
