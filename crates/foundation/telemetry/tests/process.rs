//! What a process has once: its log, its panics, its figures. Each test wants a process of its own.
#![allow(clippy::allow_attributes, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{fs, io::Write, process::Command};

use config::{LogFormat, LogLevel, LogSettings};
use telemetry::{Error, Vocabulary, init, install_metrics, metrics_text};

/// Runs one test of this file in a child process and returns what it wrote to its standard error.
fn child(test: &str) -> String {
    let output = Command::new(fs::read_link("/proc/self/exe").unwrap())
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads", "1"])
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
#[ignore = "runs as the child of the test below"]
fn panics_with_a_value() {
    let settings = LogSettings { level: LogLevel::Info, format: LogFormat::Json };
    init(&settings).unwrap();
    assert!(matches!(init(&settings), Err(Error::LogTaken)));
    let ins = "279035121518989";
    let formatted = std::thread::spawn(move || panic!("no such INS {ins}")).join();
    let fixed = std::thread::spawn(|| panic!("Camille")).join();
    assert!(formatted.is_err() && fixed.is_err());
}

#[test]
fn a_panic_is_told_by_its_place_and_never_by_its_payload() {
    let said = child("panics_with_a_value");
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("a thread panicked")).collect();
    assert_eq!(lines.len(), 2, "{said}");
    for line in lines {
        assert!(line.contains("tests/process.rs") && line.contains(r#""level":"error""#), "{line}");
    }
    assert!(!said.contains("279035121518989") && !said.contains("Camille"), "{said}");
}

#[test]
#[ignore = "runs as the child of the test below"]
fn records_figures() {
    assert_eq!(metrics_text(), "");
    install_metrics(Vocabulary::house().with("route", ["/api/v1/me"]).with_ids("client")).unwrap();
    assert!(matches!(install_metrics(Vocabulary::house()), Err(Error::MetricsTaken)));
    metrics::counter!("http_requests_total", "route" => "/api/v1/me", "status" => "200").increment(2);
    metrics::counter!("http_requests_total", "route" => "/api/v1/279035121518989", "status" => "200")
        .increment(1);
    metrics::counter!("http_requests_total", "patient" => "Camille").increment(1);
    let client = "00000000-0000-7000-8000-000000000051";
    metrics::counter!("client_calls_total", "client" => client).increment(1);
    metrics::counter!("client_calls_total", "client" => "Logiciel Fictif").increment(1);
    metrics::histogram!("http_request_seconds", "method" => "GET").record(0.003);
    std::io::stderr().write_all(metrics_text().as_bytes()).unwrap();
}

#[test]
fn labels_outside_the_vocabulary_do_not_become_series() {
    let text = child("records_figures");
    assert!(text.contains(r#"http_requests_total{route="/api/v1/me",status="200"} 2"#), "{text}");
    assert!(text.contains(r#"http_requests_total{route="other",status="200"} 1"#), "{text}");
    assert!(text.contains("\nhttp_requests_total 1"), "{text}");
    assert!(
        text.contains(r#"client_calls_total{client="00000000-0000-7000-8000-000000000051"} 1"#),
        "{text}"
    );
    assert!(text.contains(r#"client_calls_total{client="other"} 1"#), "{text}");
    assert!(text.contains("telemetry_labels_refused_total 3"), "{text}");
    assert!(text.contains(r#"http_request_seconds_bucket{method="GET",le="0.005"} 1"#), "{text}");
    assert!(
        !text.contains("279035121518989") && !text.contains("Camille") && !text.contains("Fictif"),
        "{text}"
    );
}
