//! The threads of a process: called at once, patient with long jobs, and gone in good order.
#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

mod office;

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use database::SERVER;
use kernel::SystemClock;
use metrics_exporter_prometheus::PrometheusBuilder;
use office::{Doing, Office, until};
use outbox::{Bell, JobFailure, NewJob, RunnerOptions, Running, jobs::JobState};
use serde_json::json;

fn start(office: &Office, handler: &Arc<Doing>, options: RunnerOptions) -> Running {
    Arc::new(office.runner(handler.clone(), options)).start(office.database.url(SERVER)).unwrap()
}

const NEVER: Duration = Duration::from_secs(3_600);

#[test]
fn the_bell_calls_a_runner_that_would_not_look_by_itself() {
    let office = Office::new(Arc::new(SystemClock));
    let handler = Doing::new("write", |_| Ok(()));
    let bell = Bell::start(office.database.url(SERVER)).unwrap();
    let running = start(&office, &handler, RunnerOptions { poll: NEVER, ..RunnerOptions::default() });
    // the listener wakes the runner once when it is connected
    let listener =
        "pg_stat_activity where application_name = 'carnet listen' and datname = current_database()";
    until("the listener is connected", || office.count(listener) == 1);
    thread::sleep(Duration::from_millis(100));
    office.enqueue(&NewJob::new("write", json!({})));
    thread::sleep(Duration::from_millis(200));
    assert_eq!(handler.called(), 0, "nobody has called");
    bell.ring();
    until("the job is done", || office.jobs().is_empty());
    for n in 0..100 {
        office.enqueue(&NewJob::new("write", json!({"n": n})));
        bell.ring();
    }
    until("all jobs are done", || office.jobs().is_empty());
    assert_eq!(handler.called(), 101);
    running.stop();
}

#[test]
fn a_runner_that_nobody_calls_looks_by_itself() {
    let office = Office::new(Arc::new(SystemClock));
    let handler = Doing::new("write", |_| Ok(()));
    let running = start(&office, &handler, RunnerOptions::default());
    Bell::silent().ring();
    office.enqueue(&NewJob::new("write", json!({})));
    until("the job is done", || office.jobs().is_empty());
    running.stop();
}

#[test]
fn a_job_longer_than_its_lease_is_not_done_twice() {
    let office = Office::new(Arc::new(SystemClock));
    let handler = Doing::new("write", |_| {
        thread::sleep(Duration::from_millis(1_500));
        Ok(())
    });
    let options = RunnerOptions {
        lease: Duration::from_millis(400),
        poll: Duration::from_millis(20),
        ..RunnerOptions::default()
    };
    let workers = [start(&office, &handler, options), start(&office, &handler, options)];
    office.enqueue(&NewJob::new("write", json!({})));
    until("the job is done", || office.jobs().is_empty());
    assert_eq!(handler.called(), 1);
    workers.into_iter().for_each(Running::stop);
}

#[test]
fn stopping_finishes_the_job_in_hand_and_gives_the_others_back() {
    let office = Office::new(Arc::new(SystemClock));
    let (let_go, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let handler =
        Doing::new("write", move |_| held.lock().unwrap().recv().map_err(|_| JobFailure::fail("test-ended")));
    for n in 0..8 {
        office.enqueue(&NewJob::new("write", json!({"n": n})));
    }
    let running = start(&office, &handler, RunnerOptions { threads: 1, ..RunnerOptions::default() });
    until("the first job has begun", || handler.called() == 1);
    assert_eq!(office.jobs().iter().filter(|line| line.state == JobState::Running).count(), 8);
    let stopping = thread::spawn(move || running.stop());
    thread::sleep(Duration::from_millis(100));
    assert!(!stopping.is_finished(), "it waits for the job in hand");
    let_go.send(()).unwrap();
    stopping.join().unwrap();
    assert_eq!(handler.called(), 1);
    let left = office.jobs();
    assert_eq!(left.len(), 7);
    assert!(left.iter().all(|line| line.state == JobState::Ready && line.tries == 0), "{left:?}");
}

#[test]
fn runners_go_on_when_their_connections_are_cut() {
    let office = Office::new(Arc::new(SystemClock));
    let handler = Doing::new("write", |_| Ok(()));
    let bell = Bell::start(office.database.url(SERVER)).unwrap();
    let running = start(&office, &handler, RunnerOptions::default());
    office.enqueue(&NewJob::new("write", json!({})));
    bell.ring();
    until("the first job is done", || office.jobs().is_empty());
    let theirs = "select pid from pg_stat_activity
                  where usename = 'carnet_server' and datname = current_database() offset 0";
    assert!(office.count(&format!("(select pg_terminate_backend(pid) from ({theirs}) p) t")) > 3);
    until("a job can be written again", || {
        let job = NewJob::new("write", json!({}));
        let enqueue = |tx: &mut database::Tx<'_>| {
            outbox::enqueue(tx, &office.vault, office.clock.as_ref(), office.rng.as_ref(), &job)
        };
        office.desk.write(enqueue).is_ok()
    });
    bell.ring();
    until("the second job is done", || handler.called() >= 2);
    running.stop();
}

#[test]
fn the_queue_and_its_outcomes_are_measured_without_ids() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let figures = recorder.handle();
    metrics::set_global_recorder(recorder).unwrap();
    let office = Office::new(Arc::new(SystemClock));
    let handler = Doing::new("write", |job| match job.payload().get("fails") {
        Some(_) => Err(JobFailure::fail("never")),
        None => Ok(()),
    });
    let id = office.enqueue(&NewJob::new("write", json!({}))).unwrap();
    office.enqueue(&NewJob::new("write", json!({"fails": true})));
    office.enqueue(&NewJob::new("of-another-release", json!({})));
    office.runner(handler.clone(), RunnerOptions::default()).turn().unwrap();
    let running = start(&office, &handler, RunnerOptions::default());
    until("the queue is measured", || figures.render().contains("outbox_queue_length"));
    running.stop();
    let text = figures.render();
    for line in [
        "outbox_jobs_total{kind=\"write\",outcome=\"done\"} 1",
        "outbox_jobs_total{kind=\"write\",outcome=\"dead\"} 1",
        "outbox_queue_length{kind=\"of-another-release\"} 1",
        "outbox_dead_letters{kind=\"write\"} 1",
    ] {
        assert!(text.contains(line), "`{line}` is missing in\n{text}");
    }
    assert!(!text.contains(&id.to_string()));
}
