//! What a log line shows, and what it never shows.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::sync::{Arc, Mutex};

use config::{LogFormat, LogLevel, LogSettings};
use kernel::ManualClock;
use serde_json::Value;
use telemetry::{LogLayer, cleaned};
use tracing_subscriber::layer::SubscriberExt;

const REQUEST: &str = "019a0000-0000-7000-8000-000000000001";
/// A fictitious INS, a name and a title that must never come out.
const INS: &str = "279035121518989";

fn said(level: LogLevel, format: LogFormat, speak: impl FnOnce()) -> String {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00.5Z").unwrap());
    let settings = LogSettings { level, format };
    let layer = LogLayer::new(&settings, clock, Box::new(move |line| sink.lock().unwrap().push_str(line)));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), speak);
    lines.lock().unwrap().clone()
}

fn json(speak: impl FnOnce()) -> Value {
    let said = said(LogLevel::Info, LogFormat::Json, speak);
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn a_line_has_its_time_in_utc_its_level_its_sentence_and_the_request_of_its_span() {
    let line = json(|| {
        let span = tracing::info_span!(
            target: "webkit", "request", request = %REQUEST, method = "GET", route = "/api/v1/spaces/{space}"
        );
        let _inside = span.enter();
        tracing::info!(target: "documents::service", status = 200, micros = 812_u64, "answered");
    });
    assert_eq!(line["at"], "2026-03-01T08:00:00.500000Z");
    assert_eq!(line["level"], "info");
    assert_eq!(line["target"], "documents::service");
    assert_eq!(line["message"], "answered");
    assert_eq!(line["in"], "request");
    assert_eq!(line["request"], REQUEST);
    assert_eq!(line["route"], "/api/v1/spaces/{space}");
    assert_eq!(line["status"], 200);
    assert_eq!(line["micros"], 812);
}

#[test]
fn a_field_recorded_later_is_on_the_lines_that_follow() {
    let line = json(|| {
        let span = tracing::info_span!(target: "webkit", "request", space = tracing::field::Empty);
        span.record("space", REQUEST);
        span.in_scope(|| tracing::info!(target: "api", "known"));
    });
    assert_eq!(line["space"], REQUEST);
}

#[test]
fn text_outside_the_closed_list_or_of_another_look_is_withheld() {
    let line = json(|| {
        tracing::info!(
            target: "documents",
            title = "Compte rendu",
            name = ?"Camille",
            ins = 279_035_121_518_989_u64,
            rpps = 99_700_218_896_i64,
            request = "279035121518989",
            kind = "Compte rendu de Camille",
            key = "279035121518989",
            route = "/patients/279035121518989",
            address = "12 rue des Lilas",
            ratio = 2.790_351_215e14,
            bytes = 20_480,
            masked = true,
            "deposited"
        );
    });
    for name in ["title", "name", "ins", "rpps", "request", "kind", "key", "route", "address", "ratio"] {
        assert_eq!(line[name], "[withheld]", "{name}");
    }
    assert_eq!(line["bytes"], 20_480);
    assert_eq!(line["masked"], true);
}

#[test]
fn words_of_the_code_are_written_as_they_are() {
    let line = json(|| {
        tracing::warn!(
            target: "outbox", kind = "blobs.sweep", error_kind = "database", action = "documents.read", "failed"
        );
    });
    for (name, word) in [("kind", "blobs.sweep"), ("error_kind", "database"), ("action", "documents.read")] {
        assert_eq!(line[name], word);
    }
}

#[test]
fn sentences_are_cleaned_of_what_may_be_a_value() {
    let cases = [
        ("duplicate key value violates unique constraint \"person_pkey\"", "constraint \"person_pkey\""),
        ("invalid input syntax for type uuid: \"Camille\"", "uuid: \"[withheld]\""),
        ("bad input `Camille Durand` here", "`[withheld]` here"),
        ("an open quote \"Camille", "quote \"[withheld]"),
        ("Key (ins)=(Camille) exists", "Key (ins)=([withheld]) exists"),
        ("number 279035121518989 seen", "number [number] seen"),
        ("number 2 79 03 51 215 189 89 seen", "number [number] seen"),
        ("born 12/10/1988", "born [number]"),
        ("postgres://u:hunter2@db/carnet refused", "[address] refused"),
        ("token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 refused", "token [long word] refused"),
        ("crates/foundation/config/src/load.rs:12", "crates/foundation/config/src/load.rs:12"),
        ("after 30 seconds, 3 tries", "after 30 seconds, 3 tries"),
        ("two\nlines", "two lines"),
    ];
    for (sentence, right) in cases {
        let shown = cleaned(sentence);
        assert!(shown.contains(right), "{sentence} became {shown}");
        for secret in ["Camille", INS, "hunter2", "eyJ"] {
            assert!(!shown.contains(secret), "{sentence} became {shown}");
        }
    }
    assert_eq!(cleaned(&"word ".repeat(200)).chars().count(), 401);
}

#[test]
fn messages_and_causes_are_cleaned_in_both_forms() {
    for format in [LogFormat::Json, LogFormat::Text] {
        let said = said(LogLevel::Info, format, || {
            tracing::error!(target: "webkit", cause = %format!("no `Durand` with {INS}"), "refused {INS}");
        });
        assert!(
            said.contains("refused [number]") && said.contains("no `[withheld]` with [number]"),
            "{said}"
        );
        assert_eq!(said.matches('\n').count(), 1);
    }
}

#[test]
fn a_library_is_heard_from_warn_up_and_without_its_words() {
    let quiet = said(LogLevel::Debug, LogFormat::Json, || {
        tracing::info!(target: "h2::codec", "Camille");
        tracing::debug!(target: "webpki", "Camille");
    });
    assert_eq!(quiet, "");
    let heard = json(|| tracing::warn!(target: "h2::codec", kind = "camille", "Camille"));
    assert_eq!(heard["target"], "h2::codec");
    assert!(!heard.to_string().to_lowercase().contains("camille"), "{heard}");
}

#[test]
fn the_level_holds_and_spans_keep_their_request_below_it() {
    let said = said(LogLevel::Warn, LogFormat::Json, || {
        let _inside = tracing::info_span!(target: "webkit", "request", request = REQUEST).entered();
        tracing::info!(target: "api", "not written");
        tracing::warn!(target: "api", "written");
    });
    assert!(!said.contains("not written") && said.contains("written") && said.contains(REQUEST), "{said}");
}

#[test]
fn a_field_cannot_pass_for_a_part_of_the_line() {
    let line = json(|| tracing::info!(target: "api", level = 3, target = true, "said"));
    assert_eq!((&line["level"], &line["level_"]), (&Value::from("info"), &Value::from(3)));
    assert_eq!((&line["target"], &line["target_"]), (&Value::from("api"), &Value::from(true)));
}
