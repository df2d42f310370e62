//! A job is there exactly when its transaction commits, and its payload is nobody's to read.
#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

mod office;

use office::{Doing, Office};
use outbox::{Error, JobFailure, NewJob, RunnerOptions, enqueue};
use serde_json::json;

#[test]
fn a_job_goes_with_its_transaction() {
    let (office, _) = Office::by_hand();
    let outcome = office.desk.write(|tx| {
        enqueue(
            tx,
            &office.vault,
            office.clock.as_ref(),
            office.rng.as_ref(),
            &NewJob::new("write", json!({})),
        )?;
        Err::<(), _>(Error::Overtaken)
    });
    assert!(matches!(outcome, Err(Error::Overtaken)));
    assert!(office.jobs().is_empty());
    assert!(office.enqueue(&NewJob::new("write", json!({}))).is_some());
    assert_eq!(office.only_job().kind, "write");
}

#[test]
fn the_handler_gets_the_payload_and_the_row_does_not_show_it() {
    let (office, _) = Office::by_hand();
    let handler = Doing::new("event.document.deposited", |job| {
        let told = job.payload().get("document").and_then(|id| id.as_str());
        if told == Some("cafe-babe") { Ok(()) } else { Err(JobFailure::fail("other-payload")) }
    });
    office.enqueue(&NewJob::event("document.deposited", json!({"document": "cafe-babe"})));
    let hidden = "outbox.job where position('cafe'::bytea in payload) = 0 and octet_length(payload) > 24";
    assert_eq!(office.count(hidden), 1);
    assert_eq!(office.count("outbox.job where job::text like '%cafe%'"), 0);
    assert_eq!(office.runner(handler.clone(), RunnerOptions::default()).turn().unwrap(), 1);
    assert_eq!(handler.called(), 1);
    assert!(office.jobs().is_empty());
}

#[test]
fn a_payload_opens_in_its_own_row_only() {
    let (office, _) = Office::by_hand();
    let handler = Doing::new("write", |_| Ok(()));
    office.enqueue(&NewJob::new("write", json!({"n": 1})));
    office.enqueue(&NewJob::new("other", json!({"n": 2})));
    let swap = "with other as (delete from outbox.job where kind = 'other' returning payload)
                update outbox.job set payload = other.payload from other";
    diesel::RunQueryDsl::execute(diesel::sql_query(swap), &mut office.database.connect_superuser()).unwrap();
    assert_eq!(office.runner(handler.clone(), RunnerOptions::default()).turn().unwrap(), 1);
    assert_eq!(handler.called(), 0);
    assert_eq!(office.only_job().error_kind.as_deref(), Some("payload"));
}

#[test]
fn a_unique_key_is_taken_until_the_job_is_done() {
    let (office, _) = Office::by_hand();
    let handler = Doing::new("tidy", |_| Ok(()));
    let job = NewJob::new("tidy", json!({})).unique("tidy:7");
    assert!(office.enqueue(&job).is_some());
    assert!(office.enqueue(&job).is_none());
    office.runner(handler, RunnerOptions::default()).turn().unwrap();
    assert!(office.enqueue(&job).is_some());
}

#[test]
fn what_cannot_be_a_job_is_refused() {
    let (office, _) = Office::by_hand();
    let refused = |job: &NewJob| {
        office
            .desk
            .write(|tx| enqueue(tx, &office.vault, office.clock.as_ref(), office.rng.as_ref(), job))
            .unwrap_err()
    };
    for kind in ["", "Write", "écrire", "1st", "a b", &"k".repeat(65)] {
        assert!(matches!(refused(&NewJob::new(kind.to_owned(), json!({}))), Error::Kind(_)), "{kind}");
    }
    let content = json!({"content": "x".repeat(9_000)});
    assert!(matches!(refused(&NewJob::new("write", content)), Error::TooLarge { .. }));
}

#[test]
fn a_job_waits_for_its_time_and_for_a_handler_of_its_kind() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("remind", |_| Ok(()));
    let runner = office.runner(handler, RunnerOptions::default());
    let later = office.clock.now() + chrono::TimeDelta::minutes(5);
    office.enqueue(&NewJob::new("remind", json!({})).at(later));
    office.enqueue(&NewJob::new("of-another-release", json!({})));
    assert_eq!(runner.turn().unwrap(), 0);
    clock.set(later);
    assert_eq!(runner.turn().unwrap(), 1);
    assert_eq!(office.only_job().kind, "of-another-release");
}
