//! One job, one effect: with many runners, with runners that die, and with runners that come back too late.
#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

mod office;

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use chrono::TimeDelta;
use database::{DatabaseUrl, SERVER};
use diesel::{RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Uuid as SqlUuid};
use kernel::{Clock, Rng, SystemClock, SystemRng};
use office::{Doing, LEASE_AND_MORE, Office, desk, open_vault, until};
use outbox::{Handlers, Job, JobFailure, NewJob, Runner, RunnerOptions, jobs::JobState};
use serde_json::json;
use vault::FileMasterKeys;

impl Office {
    /// A table for the effects of handlers, without any key that would hide a second one.
    fn with_effects(self) -> Self {
        let make =
            "create table public.effect (job uuid not null); grant insert on public.effect to carnet_server";
        self.database.connect_superuser().batch_execute(make).unwrap();
        self
    }
}

/// Leaves the effect and ends the job in one transaction.
fn leave_effect(desk: &database::Desk, job: &Job) -> Result<(), JobFailure> {
    let written = desk.write(|tx| {
        let insert = sql_query("insert into public.effect values ($1)");
        insert.bind::<SqlUuid, _>(job.id().uuid()).execute(tx.conn()).map_err(outbox::Error::from)?;
        job.finish(tx)
    });
    Ok(written?)
}

#[test]
fn eight_runners_do_five_hundred_jobs_once_each() {
    let office = Office::new(Arc::new(SystemClock)).with_effects();
    for n in 0..500 {
        office.enqueue(&NewJob::new("add", json!({"n": n})));
    }
    let desk = office.desk.clone();
    let handler = Doing::new("add", move |job| leave_effect(&desk, job));
    let runners: Vec<_> = (0..8).map(|_| office.runner(handler.clone(), RunnerOptions::default())).collect();
    let shares: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = runners
            .iter()
            .map(|runner| {
                scope.spawn(move || {
                    let mut share = 0;
                    // nothing may be due for a moment only because others are claiming it
                    for idle in 0..3 {
                        loop {
                            match runner.turn().unwrap() {
                                0 => break,
                                done => share += done,
                            }
                        }
                        std::thread::sleep(Duration::from_millis(idle * 20));
                    }
                    share
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(shares.iter().sum::<usize>(), 500, "{shares:?}");
    assert!(shares.iter().filter(|share| **share > 0).count() > 1, "{shares:?}");
    assert_eq!(handler.called(), 500);
    assert_eq!(office.count("public.effect"), 500);
    assert_eq!(office.count("(select distinct job from public.effect) e"), 500);
    assert!(office.jobs().is_empty());
}

#[test]
fn a_job_whose_runner_hangs_is_taken_over_when_the_lease_ends() {
    let (office, clock) = Office::by_hand();
    let (let_go, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let (began, beginning) = mpsc::channel::<()>();
    let hanging = Doing::new("add", move |_| {
        began.send(()).unwrap();
        held.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let first = office.runner(hanging, RunnerOptions::default());
    let second = Doing::new("add", |_| Ok(()));
    let taking_over = office.runner(second.clone(), RunnerOptions::default());
    office.enqueue(&NewJob::new("add", json!({})));
    std::thread::scope(|scope| {
        let hanging = scope.spawn(|| first.turn().unwrap());
        beginning.recv().unwrap();
        assert_eq!(office.only_job().state, JobState::Running);
        assert_eq!(taking_over.turn().unwrap(), 0, "the lease holds");
        clock.advance(LEASE_AND_MORE);
        assert_eq!(taking_over.turn().unwrap(), 1);
        assert!(office.jobs().is_empty());
        let again = office.enqueue(&NewJob::new("other", json!({}))).unwrap();
        let_go.send(()).unwrap();
        hanging.join().unwrap();
        assert_eq!(office.only_job().id, again);
    });
    assert_eq!(second.called(), 1);
}

#[test]
fn a_runner_that_was_overtaken_ends_nobody_elses_attempt() {
    let (office, clock) = Office::by_hand();
    let slower =
        office.runner(Doing::new("add", |_| Err(JobFailure::retry("later"))), RunnerOptions::default());
    let handler = Doing::new("add", move |_| {
        clock.advance(LEASE_AND_MORE);
        assert_eq!(slower.turn().unwrap(), 1);
        Ok(())
    });
    office.enqueue(&NewJob::new("add", json!({})));
    assert_eq!(office.runner(handler, RunnerOptions::default()).turn().unwrap(), 1);
    let line = office.only_job();
    assert_eq!((line.state, line.tries, line.error_kind.as_deref()), (JobState::Ready, 2, Some("later")));
}

#[test]
fn a_runner_that_was_overtaken_ends_no_attempt_that_still_runs() {
    let (office, clock) = Office::by_hand();
    let (let_go, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let (began, beginning) = mpsc::channel::<()>();
    let second = Doing::new("add", move |_| {
        began.send(()).unwrap();
        held.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let second = Arc::new(office.runner(second, RunnerOptions::default()));
    let beginning = Mutex::new(beginning);
    let first = Doing::new("add", move |_| {
        clock.advance(LEASE_AND_MORE);
        let second = Arc::clone(&second);
        std::thread::spawn(move || second.turn().unwrap());
        beginning.lock().unwrap().recv().unwrap();
        Ok(())
    });
    office.enqueue(&NewJob::new("add", json!({})));
    office.runner(first, RunnerOptions::default()).turn().unwrap();
    let line = office.only_job();
    assert_eq!((line.state, line.tries), (JobState::Running, 2));
    let_go.send(()).unwrap();
    until("the second attempt ends the job", || office.jobs().is_empty());
}

#[test]
fn the_effect_of_an_overtaken_attempt_is_not_committed() {
    let (office, clock) = Office::by_hand();
    let office = office.with_effects();
    let desk = office.desk.clone();
    let second = {
        let desk = desk.clone();
        office.runner(Doing::new("add", move |job| leave_effect(&desk, job)), RunnerOptions::default())
    };
    let first = Doing::new("add", move |job| {
        clock.advance(LEASE_AND_MORE);
        assert_eq!(second.turn().unwrap(), 1);
        let late = leave_effect(&desk, job);
        assert_eq!(late, Err(JobFailure::retry("overtaken")));
        late
    });
    office.enqueue(&NewJob::new("add", json!({})));
    office.runner(first, RunnerOptions::default()).turn().unwrap();
    assert_eq!(office.count("public.effect"), 1);
    assert!(office.jobs().is_empty());
}

#[test]
fn a_job_that_takes_its_runners_with_it_is_given_up_after_its_tries() {
    let (office, clock) = Office::by_hand();
    let idle = Doing::new("add", |_| Ok(()));
    let survivor = office.runner(idle.clone(), RunnerOptions::default());
    let handler = Doing::new("add", move |_| {
        clock.advance(LEASE_AND_MORE);
        assert_eq!(survivor.turn().unwrap(), 0);
        Ok(())
    });
    office.enqueue(&NewJob { max_tries: 1, ..NewJob::new("add", json!({})) });
    office.runner(handler, RunnerOptions::default()).turn().unwrap();
    let line = office.only_job();
    assert_eq!((line.state, line.error_kind.as_deref()), (JobState::Dead, Some("runner-lost")));
    assert_eq!(idle.called(), 0);
}

#[test]
fn a_runner_that_is_killed_loses_no_job() {
    let office = Office::new(Arc::new(SystemClock));
    office.enqueue(&NewJob::new("add", json!({})));
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_runner_that_will_be_killed", "--ignored", "--nocapture"])
        .env(URL, office.database.url(SERVER).reveal())
        .env(KEYS, &office.folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the other process has the job and keeps its lease", || {
        let line = office.only_job();
        line.locked_until.is_some_and(|until| until > line.created_at + TimeDelta::seconds(3))
    });
    other.kill().unwrap();
    other.wait().unwrap();
    let lease = office.only_job().locked_until.unwrap();
    let handler = Doing::new("add", |_| Ok(()));
    let runner = office.runner(handler.clone(), RunnerOptions::default());
    until("the lease ends and the job is done", || runner.turn().unwrap() == 1);
    assert!(SystemClock.now() >= lease);
    assert_eq!(handler.called(), 1);
    assert!(office.jobs().is_empty());
}

const URL: &str = "CARNET_OUTBOX_TEST_URL";
const KEYS: &str = "CARNET_OUTBOX_TEST_KEYS";

/// Claims a job in a process of its own, keeps its short lease and never ends it.
#[test]
#[ignore = "a part of `a_runner_that_is_killed_loses_no_job`, which starts it"]
#[expect(
    clippy::disallowed_methods,
    reason = "how a test tells the process that it starts where the database is"
)]
fn the_runner_that_will_be_killed() {
    let (Ok(url), Ok(keys)) = (std::env::var(URL), std::env::var(KEYS)) else { return };
    let url: DatabaseUrl = url.parse().unwrap();
    let (clock, rng): (Arc<dyn Clock>, Arc<dyn Rng>) =
        (Arc::new(SystemClock), Arc::new(SystemRng::default()));
    let vault = open_vault(&url, FileMasterKeys::open(Path::new(&keys)).unwrap(), &clock, &rng);
    let mut handlers = Handlers::new();
    let hanging = Doing::new("add", |_| {
        std::thread::sleep(Duration::from_secs(60));
        Ok(())
    });
    handlers.add(hanging).unwrap();
    let options = RunnerOptions { lease: Duration::from_millis(1_500), ..RunnerOptions::default() };
    let runner = Arc::new(Runner::new(desk(&url), vault, clock, rng, handlers, options));
    let _running = runner.start(url).unwrap();
    std::thread::sleep(Duration::from_secs(60));
}
