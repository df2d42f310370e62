//! A document of 20 kB is deposited over HTTP: acknowledged means durable and journaled.

use memchr::memmem::{self, Finder};

use super::{
    Stage,
    turns::{self, Comparison},
};
use crate::{
    Outcome,
    floor::{self, Floor, Payload},
    ground::CARNET,
    http::{self, Line},
    load::Worker,
    people::{self, Kind},
    report::Row,
};

const DOCUMENTS: &str = "select count(*) from documents.document";

/// Measures it, and reads back what was acknowledged last.
///
/// # Errors
/// As [`turns::compare`]; when a document that was acknowledged is not there.
pub(crate) fn measure(stage: &Stage<'_>) -> Outcome<Row> {
    let plan = stage.plan;
    let mut workers: Vec<Box<dyn Worker>> = Vec::new();
    for number in 0..plan.connections {
        workers.push(Box::new(Depositor::new(stage, number)?));
    }
    let mut conn = stage.ground.connect(CARNET)?;
    let before = conn.ask_number(DOCUMENTS)?;
    let lines = turns::lines(stage)?;
    let floor = Floor {
        kind: Kind::Deposit,
        records: plan.records,
        statement: floor::deposit(),
        rows: 0,
        payload: Payload::default(),
    };
    let row = turns::compare(
        stage,
        Comparison {
            work: format!(
                "deposit of {} bytes over HTTP into {} records, {} connections",
                people::LENGTH,
                plan.records,
                plan.connections
            ),
            act: "documents.deposit",
            record: (Kind::Deposit, 0),
            floor,
            connections: plan.connections,
            workers: &mut workers,
            goal: Some(0.6),
            with_pgbench: true,
        },
    )?;
    let (documents, lines) = (conn.ask_number(DOCUMENTS)? - before, turns::lines(stage)? - lines);
    if documents != lines {
        return Err(format!("{documents} documents beside {lines} lines").into());
    }
    read_back(stage)?;
    Ok(row)
}

/// The newest document of some records must be what was sent.
fn read_back(stage: &Stage<'_>) -> Outcome<()> {
    let mut conn = stage.ground.connect(CARNET)?;
    let mut line = Line::connect(stage.server.address)?;
    for (number, token) in (0..).zip(&stage.tokens) {
        let space = people::space((Kind::Deposit, number));
        let newest =
            format!("select id from documents.document where space_id = '{space}' order by id desc limit 1");
        let id = conn.ask(&newest)?.into_iter().flatten().next().ok_or("a record without documents")?;
        let path = format!("/api/v1/spaces/{space}/documents/{id}/content");
        let answer = line.ask(&http::get(stage.server.address, &path, token))?;
        if answer.status != 200 || answer.body != people::content(number, people::LENGTH) {
            return Err(format!("a deposited document reads as {} with other bytes", answer.status).into());
        }
    }
    Ok(())
}

struct Depositor {
    line: Line,
    requests: Vec<Vec<u8>>,
    next: usize,
    id: Finder<'static>,
    size: Finder<'static>,
    last: Vec<u8>,
}

impl Depositor {
    fn new(stage: &Stage<'_>, number: u64) -> Outcome<Self> {
        let token = usize::try_from(number).ok().and_then(|at| stage.tokens.get(at)).ok_or("no token")?;
        let step = usize::try_from(stage.plan.connections)?;
        let requests = (number..stage.plan.records)
            .step_by(step)
            .map(|record| {
                let path = format!("/api/v1/spaces/{}/documents", people::space((Kind::Deposit, record)));
                let (metadata, file) =
                    (people::metadata((Kind::Deposit, record)), people::content(record, people::LENGTH));
                http::deposit(stage.server.address, &path, token, &metadata, "application/pdf", &file)
            })
            .collect();
        Ok(Self {
            line: Line::connect(stage.server.address)?,
            requests,
            next: 0,
            id: Finder::new(b"\"id\":\""),
            size: Finder::new(b"\"size\":20000"),
            last: Vec::new(),
        })
    }
}

impl Worker for Depositor {
    fn once(&mut self) -> Outcome<()> {
        let request = self.requests.get(self.next).ok_or("no record to deposit in")?;
        self.next = (self.next + 1) % self.requests.len();
        let answer = self.line.ask(request)?;
        let id = self.id.find(answer.body).and_then(|at| answer.body.get(at + 6..at + 42));
        match id {
            Some(id) if answer.status == 201 && self.size.find(answer.body).is_some() && id != self.last => {
                self.last = id.to_vec();
                Ok(())
            }
            _ => Err(unexpected(answer.status, answer.body)),
        }
    }
}

/// An answer that is not the right one.
pub(crate) fn unexpected(status: u16, body: &[u8]) -> crate::Fault {
    let is_text = memmem::find(body, b"%PDF").is_none();
    let shown =
        if is_text { String::from_utf8_lossy(body).chars().take(600).collect() } else { String::new() };
    format!("a wrong answer, {status} with {} bytes: {shown}", body.len()).into()
}
