//! The first page of 20 documents of a record, over HTTP: decided, opened, journaled with the ids shown.

use memchr::memmem::{self, Finder};
use serde_json::json;

use super::{
    Stage,
    deposit::unexpected,
    turns::{self, Comparison},
};
use crate::{
    Outcome,
    bare::Bare,
    floor::{self, Floor, Payload},
    ground::CARNET,
    http::{self, Line},
    load::{Turn, Worker},
    people::{self, Kind},
    report::{self, Row},
};

const ACT: &str = "documents.list";
/// Documents of a page.
const PAGE: u64 = 20;
/// How much dearer a large record may be.
const LARGE_AT_MOST: f64 = 1.3;

/// Measures ordinary records, large ones beside as many ordinary ones, and one record that everybody consults.
///
/// # Errors
/// As [`turns::compare`].
pub(crate) fn measure(stage: &Stage<'_>) -> Outcome<Vec<Row>> {
    let plan = stage.plan;
    let records = format!("of {} records of {} documents", plan.records, plan.documents);
    let ordinary = spread(stage, Kind::Ordinary, plan.records, plan.connections, &records, Some(0.5))?;
    let large = large(stage)?;
    let hot = spread(stage, Kind::Hot, 0, plan.connections, "of one record for all", None)?;
    Ok(vec![ordinary, large, hot])
}

fn spread(
    stage: &Stage<'_>,
    kind: Kind,
    records: u64,
    connections: u64,
    of: &str,
    goal: Option<f64>,
) -> Outcome<Row> {
    let mut workers = workers(stage, kind, records, connections)?;
    let floor =
        Floor { kind, records, statement: floor::consult(kind), rows: PAGE, payload: Payload::default() };
    turns::compare(
        stage,
        Comparison {
            work: format!("consult: first page {of}, {connections} connections"),
            act: ACT,
            record: (kind, 0),
            floor,
            connections,
            workers: &mut workers,
            goal,
            with_pgbench: goal.is_some(),
        },
    )
}

/// A large record beside an ordinary one: as many records and connections on both sides, in turns.
fn large(stage: &Stage<'_>) -> Outcome<Row> {
    let plan = stage.plan;
    let count = plan.large_records;
    let before = turns::lines(stage)?;
    let mut large_workers = workers(stage, Kind::Large, count, count)?;
    let mut ordinary_workers = workers(stage, Kind::Ordinary, count, count)?;
    let mut warm = vec![
        turns::carnet_turn(stage, &mut ordinary_workers, plan.warm)?,
        turns::carnet_turn(stage, &mut large_workers, plan.warm)?,
    ];
    turns::check_newest_line(stage, (Kind::Large, 0), ACT)?;
    let (mut ordinary, mut large) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        ordinary.push(turns::carnet_turn(stage, &mut ordinary_workers, plan.turn)?);
        large.push(turns::carnet_turn(stage, &mut large_workers, plan.turn)?);
    }
    warm.extend(ordinary.iter().chain(&large).cloned());
    let done: u64 = warm.iter().map(|turn| u64::from(turn.operations)).sum();
    let written = turns::lines(stage)? - before;
    if written != done {
        return Err(format!("{done} consultations left {written} journal lines").into());
    }
    let time = turns::median_rate(&ordinary) / turns::median_rate(&large).max(1e-9);
    let (ordinary, large) = (Turn::together(&ordinary), Turn::together(&large));
    let used = |turn: &Turn| (turn.server + turn.postgres) / f64::from(turn.operations.max(1));
    let cpu = used(&large) / used(&ordinary).max(1e-12);
    Ok(Row {
        work: format!(
            "consult: {count} records of {} documents beside {count} of {}, {count} connections (ratio is cost)",
            plan.large_documents, plan.documents
        ),
        floor: format!("(records of {}) {}", plan.documents, report::in_words(&ordinary)),
        carnet: format!(
            "(records of {}) {}  cpu ratio {cpu:.2}",
            plan.large_documents,
            report::in_words(&large)
        ),
        ratio: Some(time),
        goal: format!("at most {LARGE_AT_MOST}"),
        met: Some(time <= LARGE_AT_MOST),
        figures: json!({
            "ordinary": report::in_json(&ordinary), "large": report::in_json(&large), "time_ratio": time,
            "cpu_ratio": cpu,
        }),
    })
}

fn workers(stage: &Stage<'_>, kind: Kind, records: u64, connections: u64) -> Outcome<Vec<Box<dyn Worker>>> {
    let mut conn = stage.ground.connect(CARNET)?;
    let mut workers: Vec<Box<dyn Worker>> = Vec::new();
    for number in 0..connections {
        let of_worker: Vec<u64> = match records {
            0 => vec![0],
            _ => (number..records).step_by(usize::try_from(connections)?).collect(),
        };
        let token = usize::try_from(number).ok().and_then(|at| stage.tokens.get(at)).ok_or("no token")?;
        let questions =
            of_worker.into_iter().map(|record| Question::new(stage, &mut conn, token, (kind, record)));
        let questions = questions.collect::<Outcome<Vec<_>>>()?;
        workers.push(Box::new(Consulter { line: Line::connect(stage.server.address)?, questions, next: 0 }));
    }
    Ok(workers)
}

/// One record: what to ask, and which ids must come in which order.
struct Question {
    request: Vec<u8>,
    ids: Vec<Finder<'static>>,
}

impl Question {
    fn new(stage: &Stage<'_>, conn: &mut Bare, token: &str, record: people::Record) -> Outcome<Self> {
        let space = people::space(record);
        let newest = format!(
            "select id from documents.document where space_id = '{space}' and status = 'approved' \
             order by id desc limit {PAGE}"
        );
        let ids: Vec<Finder<'static>> = conn
            .ask(&newest)?
            .into_iter()
            .flatten()
            .map(|id| Finder::new(format!("\"id\":\"{id}\"").as_bytes()).into_owned())
            .collect();
        let path = format!("/api/v1/spaces/{space}/documents");
        Ok(Self { request: http::get(stage.server.address, &path, token), ids })
    }

    /// Whether a body names these documents, in this order, and no other.
    fn is_answered_by(&self, body: &[u8]) -> bool {
        let mut rest = body;
        for id in &self.ids {
            let Some(after) = id.find(rest).and_then(|at| rest.get(at + id.needle().len()..)) else {
                return false;
            };
            rest = after;
        }
        memmem::find_iter(body, b"\"entry_id\":").count() == self.ids.len() && body.ends_with(b"}")
    }
}

struct Consulter {
    line: Line,
    questions: Vec<Question>,
    next: usize,
}

impl Worker for Consulter {
    fn once(&mut self) -> Outcome<()> {
        let question = self.questions.get(self.next).ok_or("no record to consult")?;
        self.next = (self.next + 1) % self.questions.len();
        let answer = self.line.ask(&question.request)?;
        if answer.status == 200 && question.is_answered_by(answer.body) {
            Ok(())
        } else {
            Err(unexpected(answer.status, answer.body))
        }
    }
}
