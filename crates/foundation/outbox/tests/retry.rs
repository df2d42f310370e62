//! What fails comes back later and later, then is a dead letter, until an operator says otherwise.
#![allow(clippy::unwrap_used, dead_code, clippy::panic, reason = "tests")]

mod office;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::TimeDelta;
use kernel::JobId;
use office::{Doing, Office, seconds};
use outbox::{
    Error, JobFailure, NewJob, RunnerOptions,
    jobs::{self, JobFilter, JobState},
};
use serde_json::json;

#[test]
fn a_failed_job_waits_twice_as_long_each_time_and_then_is_a_dead_letter() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("send", |_| Err(JobFailure::retry("no-answer")));
    let runner = office.runner(handler.clone(), RunnerOptions::default());
    office.enqueue(&NewJob { max_tries: 4, ..NewJob::new("send", json!({})) });
    for (tries, whole) in [(1, 1.0), (2, 2.0), (3, 4.0)] {
        assert_eq!(runner.turn().unwrap(), 1);
        let line = office.only_job();
        let wait = seconds(office.clock.now(), line.run_at);
        assert!((whole / 2.0..=whole).contains(&wait), "after {tries}: {wait} s");
        assert_eq!(
            (line.state, line.tries, line.error_kind.as_deref()),
            (JobState::Ready, tries, Some("no-answer"))
        );
        clock.set(line.run_at - TimeDelta::milliseconds(1));
        assert_eq!(runner.turn().unwrap(), 0, "not before its time");
        clock.set(line.run_at);
    }
    assert_eq!(runner.turn().unwrap(), 1);
    let line = office.only_job();
    assert_eq!((line.state, line.tries, line.error_kind.as_deref()), (JobState::Dead, 4, Some("no-answer")));
    clock.advance(TimeDelta::days(365));
    assert_eq!(runner.turn().unwrap(), 0);
    assert_eq!(handler.called(), 4);
}

#[test]
fn an_operator_lists_dead_letters_and_tries_them_again() {
    let (office, _) = Office::by_hand();
    let fails = Arc::new(AtomicBool::new(true));
    let handler = {
        let fails = Arc::clone(&fails);
        Doing::new("send", move |_| {
            if fails.load(Ordering::Relaxed) { Err(JobFailure::fail("refused")) } else { Ok(()) }
        })
    };
    let runner = office.runner(handler.clone(), RunnerOptions::default());
    let id = office.enqueue(&NewJob::new("send", json!({}))).unwrap();
    office.enqueue(&NewJob::new("other", json!({})));
    assert_eq!(runner.turn().unwrap(), 1);

    let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    let listed = office.desk.read::<_, Error>(|rtx| jobs::list(rtx, &dead)).unwrap();
    assert_eq!(listed.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
    assert_eq!(listed.first().unwrap().error_kind.as_deref(), Some("refused"));

    let retry = |id: JobId| office.desk.write(|tx| jobs::retry(tx, office.clock.as_ref(), id));
    let other = office.jobs().iter().find(|line| line.kind == "other").unwrap().id;
    assert!(matches!(retry(other), Err(Error::NotDead(_))));
    retry(id).unwrap();
    fails.store(false, Ordering::Relaxed);
    assert_eq!(runner.turn().unwrap(), 1);
    assert_eq!(handler.calls().get(&id), Some(&2));
    assert_eq!(office.only_job().kind, "other");
}

#[test]
fn a_dead_letter_is_kept_for_thirty_days_and_one_that_nobody_can_mend_is_emptied_at_once() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("send", |job| {
        let emptied = job.payload().get("nobody").is_some();
        Err(if emptied { JobFailure::empty("nobody-there") } else { JobFailure::fail("refused") })
    });
    let runner = office.runner(handler, RunnerOptions::default());
    let refused = office.enqueue(&NewJob::new("send", json!({}))).unwrap();
    let emptied = office.enqueue(&NewJob::new("send", json!({"nobody": 1}))).unwrap();
    office.enqueue(&NewJob::new("other", json!({})));
    assert_eq!(runner.turn().unwrap(), 2);
    let left = |id: JobId| {
        office
            .count(&format!("outbox.job where id = '{id}' and state = 'dead' and octet_length(payload) > 0"))
    };
    assert_eq!((left(refused), left(emptied)), (1, 0));
    let line = office.jobs().into_iter().find(|line| line.id == emptied).unwrap();
    assert_eq!((line.state, line.error_kind.as_deref()), (JobState::Dead, Some("nobody-there")));
    let again = office.desk.write(|tx| jobs::retry(tx, office.clock.as_ref(), emptied));
    assert!(matches!(again, Err(Error::NotDead(_))), "nothing is left to be tried: {again:?}");

    let forget_of =
        |kinds: &[&str]| office.desk.write(|tx| jobs::forget_dead(tx, kinds, office.clock.as_ref())).unwrap();
    let forget = || forget_of(&["send"]);
    clock.advance(jobs::DEAD_KEPT);
    assert_eq!(forget(), 0);
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(forget_of(&["another"]), 0, "what somebody may still need stays");
    assert_eq!(forget(), 2);
    assert_eq!(office.only_job().kind, "other", "what waits is not dead");
}

#[test]
fn a_list_is_paged_and_narrowed_by_kind() {
    let (office, _) = Office::by_hand();
    let ids: Vec<_> =
        (0..5).map(|n| office.enqueue(&NewJob::new("send", json!({"n": n}))).unwrap()).collect();
    office.enqueue(&NewJob::new("other", json!({})));
    let page = |after| {
        let filter = JobFilter { kind: Some("send".to_owned()), after, limit: 3, ..JobFilter::default() };
        let lines = office.desk.read::<_, Error>(|rtx| jobs::list(rtx, &filter)).unwrap();
        lines.iter().map(|line| line.id).collect::<Vec<_>>()
    };
    let first = page(None);
    assert_eq!([first.clone(), page(first.last().copied())].concat(), ids);
}

#[test]
fn a_handler_may_choose_how_long_to_wait_and_may_panic() {
    let (office, _) = Office::by_hand();
    let handler = Doing::new("send", |job| match job.payload().get("panics") {
        Some(_) => panic!("as the test wants it"),
        None => Err(JobFailure::retry_after("quiet-hours", TimeDelta::hours(9))),
    });
    let runner = office.runner(handler, RunnerOptions::default());
    office.enqueue(&NewJob::new("send", json!({})));
    office.enqueue(&NewJob::new("send", json!({"panics": true})));
    assert_eq!(runner.turn().unwrap(), 2);
    let jobs = office.jobs();
    let of = |kind: &str| jobs.iter().find(|line| line.error_kind.as_deref() == Some(kind)).unwrap();
    assert_eq!(of("quiet-hours").run_at, office.clock.now() + TimeDelta::hours(9));
    assert_eq!(of("panic").state, JobState::Ready);
}
