//! Work that comes back runs once each time, whatever the number of workers.
#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

mod office;

use std::sync::Arc;

use chrono::TimeDelta;
use office::{Doing, Office};
use outbox::{Handlers, JobFailure, Runner, RunnerOptions, jobs::JobState};

fn worker(office: &Office, handler: &Arc<Doing>) -> Runner {
    let mut handlers = Handlers::new();
    handlers.add_periodic(handler.clone(), TimeDelta::hours(1)).unwrap();
    office.runner_with(handlers, RunnerOptions::default())
}

#[test]
fn two_workers_run_it_once_an_hour() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("sweep", |_| Ok(()));
    let workers = [worker(&office, &handler), worker(&office, &handler)];
    let start = office.clock.now();
    for hour in 0..5 {
        for worker in &workers {
            worker.schedule().unwrap();
        }
        let ran: Vec<_> = workers.iter().map(|worker| worker.turn().unwrap()).collect();
        assert_eq!(ran.iter().sum::<usize>(), 1, "{hour}: {ran:?}");
        let line = office.only_job();
        assert_eq!((line.state, line.run_at), (JobState::Ready, start + TimeDelta::hours(hour + 1)));
        clock.advance(TimeDelta::minutes(59));
        assert_eq!(workers.iter().map(|worker| worker.turn().unwrap()).sum::<usize>(), 0);
        clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(handler.called(), 5);
}

#[test]
fn while_one_worker_runs_it_no_other_does() {
    let (office, clock) = Office::by_hand();
    let idle = Doing::new("sweep", |_| Ok(()));
    let other = worker(&office, &idle);
    let handler = Doing::new("sweep", move |_| {
        clock.advance(TimeDelta::seconds(30));
        other.schedule().unwrap();
        assert_eq!(other.turn().unwrap(), 0);
        Ok(())
    });
    let first = worker(&office, &handler);
    first.schedule().unwrap();
    assert_eq!(first.turn().unwrap(), 1);
    assert_eq!(office.only_job().state, JobState::Ready);
    assert_eq!((handler.called(), idle.called()), (1, 0));
}

#[test]
fn it_never_dies_and_waits_no_longer_than_its_period() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("sweep", |job| match job.tries() % 2 {
        0 => Err(JobFailure::fail("never")),
        _ => Err(JobFailure::retry("not-now")),
    });
    let worker = worker(&office, &handler);
    worker.schedule().unwrap();
    for turn in 1..60 {
        assert_eq!(worker.turn().unwrap(), 1, "{turn}");
        let line = office.only_job();
        assert_eq!(line.state, JobState::Ready);
        assert!(line.run_at <= office.clock.now() + TimeDelta::hours(1));
        clock.set(line.run_at);
    }
}

#[test]
fn missed_hours_are_left_out() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("sweep", |_| Ok(()));
    let worker = worker(&office, &handler);
    worker.schedule().unwrap();
    worker.turn().unwrap();
    clock.advance(TimeDelta::hours(10));
    assert_eq!(worker.turn().unwrap(), 1);
    assert_eq!(worker.turn().unwrap(), 0);
}

#[test]
fn a_row_written_by_a_clock_that_was_ahead_is_brought_back() {
    let (office, clock) = Office::by_hand();
    let handler = Doing::new("sweep", |_| Ok(()));
    let worker = worker(&office, &handler);
    clock.advance(TimeDelta::days(30));
    worker.schedule().unwrap();
    worker.turn().unwrap();
    clock.advance(TimeDelta::days(-30));
    assert_eq!(worker.turn().unwrap(), 0);
    worker.schedule().unwrap();
    assert_eq!(worker.turn().unwrap(), 1);
}
