//! Many documents of 20 kB in one call, each decided, durable and journaled, beside the same rows by bare SQL.

use serde_json::{Value, json};

use super::{Stage, deposit::unexpected, turns};
use crate::{
    Outcome,
    floor::{self, Floor},
    http::Line,
    load::{self, Turn, Worker},
    people::{self, Kind},
    plan::Span,
    report::{self, Row},
    say,
};

/// Documents of one call.
const DOCUMENTS: u64 = 200;
/// Connections of the floor: as many as documents of one call are decided about at once.
const CONNECTIONS: u64 = 8;

/// Measures it.
///
/// # Errors
/// A wrong answer, a document that was refused.
pub(crate) fn measure(stage: &Stage<'_>) -> Outcome<Row> {
    let (plan, ground) = (stage.plan, stage.ground);
    let mut callers: Vec<Box<dyn Worker>> = vec![Box::new(Caller::new(stage)?)];
    let one_call = match plan.turn {
        Span::Times(_) => Span::Times(1),
        time @ Span::For(_) => time,
    };
    let before = (turns::documents(stage)?, turns::lines(stage)?);
    let mut calls = vec![turns::carnet_turn(stage, &mut callers, one_call)?];
    let floor = Floor {
        kind: Kind::Deposit,
        records: plan.records,
        statement: floor::deposit(),
        rows: 0,
        payload: turns::payload(stage, (Kind::Deposit, 0))?,
    };
    let mut bare = floor.workers(ground, CONNECTIONS)?;
    load::turn(&mut bare, plan.turn, ground.meter(None))?;
    let mut floors = Vec::new();
    for _ in 0..plan.rounds {
        floors.push(load::turn(&mut bare, plan.turn, ground.meter(None))?);
        calls.push(turns::carnet_turn(stage, &mut callers, one_call)?);
    }
    let acknowledged = calls.iter().map(|turn| u64::from(turn.operations)).sum::<u64>() * DOCUMENTS;
    let written = (turns::documents(stage)? - before.0, turns::lines(stage)? - before.1);
    if written != (acknowledged, acknowledged) {
        let (documents, lines) = written;
        let reason = format!(
            "bulk: {acknowledged} documents were acknowledged; {documents} and {lines} lines are there"
        );
        return Err(reason.into());
    }
    let calls = calls.split_off(1);
    let documents = |turn: &Turn| turn.rate() * f64::from(u32::try_from(DOCUMENTS).unwrap_or(u32::MAX));
    let carnet = turns::median(calls.iter().map(documents).collect()).unwrap_or_default();
    let bare = turns::median_rate(&floors);
    let ratio = carnet / bare.max(1e-9);
    let work =
        format!("bulk deposit of {DOCUMENTS} documents of {} bytes in one call, one caller", people::LENGTH);
    say(&format!("{work}: {carnet:.0} documents/s beside {bare:.0}/s: {ratio:.2}"));
    Ok(Row {
        work,
        floor: report::in_words(&Turn::together(&floors)),
        carnet: format!("{carnet:.0} documents/s"),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "documents_per_second": carnet, "floor_per_second": bare }),
    })
}

/// Somebody who sends many documents in one call, under other keys each time.
struct Caller {
    line: Line,
    head: String,
    documents: Vec<(String, Vec<u8>)>,
    call: u64,
}

const BOUNDARY: &str = "bench-bulk-3c5d";

impl Caller {
    fn new(stage: &Stage<'_>) -> Outcome<Self> {
        let token = stage.tokens.first().ok_or("no token")?;
        let address = stage.server.address;
        let documents = (0..DOCUMENTS)
            .map(|number| {
                let record = (Kind::Deposit, number % stage.plan.records);
                let said: Value = serde_json::from_str(&people::metadata(record))?;
                let said = json!({ "space": people::space(record), "document": said, "key": "KEY" });
                Ok((said.to_string(), people::content(number, people::LENGTH)))
            })
            .collect::<Outcome<_>>()?;
        let head = format!(
            "POST /api/v1/deposits HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: "
        );
        Ok(Self { line: Line::connect(address)?, head, documents, call: 0 })
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (number, (said, file)) in self.documents.iter().enumerate() {
            let said = said.replace("KEY", &format!("{}/{}/{number}", std::process::id(), self.call));
            body.extend_from_slice(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{said}\r\n--{BOUNDARY}\r\n\
                     Content-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"\r\n\
                     Content-Type: application/pdf\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}

impl Worker for Caller {
    fn once(&mut self) -> Outcome<()> {
        self.call += 1;
        let body = self.body();
        let request = [format!("{}{}\r\n\r\n", self.head, body.len()).as_bytes(), &body].concat();
        let answer = self.line.ask(&request)?;
        let outcome: Value = serde_json::from_slice(answer.body)?;
        let items = outcome.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let kept = items.iter().filter(|item| item.get("status") == Some(&json!(201))).count();
        if answer.status == 200 && u64::try_from(kept)? == DOCUMENTS {
            return Ok(());
        }
        Err(unexpected(answer.status, answer.body))
    }
}
