//! Servers and PostgreSQL killed under load: whatever was acknowledged is there once, and nothing is there by half.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use acceptance::{CAMILLE, Caller, Form, Server, Site, soak};
use kernel::{Rng, SystemRng};
use serde_json::{Value, json};

use crate::{SPACE, documents};

/// Nobody waits longer for an acknowledgement.
const PATIENCE: Duration = Duration::from_secs(90);

/// What is killed in the middle of a round.
#[derive(Debug, Clone, Copy)]
enum Victim {
    Server,
    PostgreSql,
}

/// One document to deposit, and the key that makes it one however often it is sent.
struct Work {
    key: String,
    form: Form,
}

/// Every tenth document is so large that it lies among the blobs.
fn work(round: usize, count: usize) -> Vec<Work> {
    let make = |number: usize| {
        let lines = if number.is_multiple_of(10) { 4_000 } else { 20 + number % 200 };
        let line = format!("compte rendu fictif {round}-{number}, une ligne comme une autre\n");
        let metadata = json!({
            "type": { "code": "11490-0" },
            "title": format!("Compte rendu {round}-{number}"),
            "patient": CAMILLE.person().patient_json(),
        });
        Work {
            key: format!("round-{round}-{number}"),
            form: Form::new(metadata, "text/plain", line.repeat(lines)),
        }
    };
    (0..count).map(make).collect()
}

/// Deposits until it is acknowledged, as a client that retries does; the id.
fn deposit(caller: &Caller, work: &Work) -> String {
    let caller = caller.with("idempotency-key", &work.key);
    let began = Instant::now();
    loop {
        match caller.try_deposit(SPACE, &work.form) {
            Ok(answer) if answer.status == 201 => {
                return answer.json()["id"].as_str().expect("a receipt names the document").to_owned();
            }
            // No place, or no database: said so, and never as a failure of the request.
            Ok(answer) => {
                answer.problem(503, "overloaded");
                assert!(answer.header("retry-after").is_some(), "{}: {answer:?}", work.key);
            }
            Err(_) => {}
        }
        assert!(began.elapsed() < PATIENCE, "{}: never acknowledged", work.key);
        thread::sleep(Duration::from_millis(50));
    }
}

/// All deposits at once; in the middle, when so many were acknowledged, the victim is killed.
fn round(
    site: &Site,
    server: &mut Server,
    caller: &Caller,
    works: &[Work],
    victim: Victim,
    kill_after: usize,
) -> Vec<String> {
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        let clients: Vec<_> = works
            .iter()
            .map(|work| {
                let done = &done;
                let client = move || {
                    let id = deposit(caller, work);
                    done.fetch_add(1, Ordering::Relaxed);
                    id
                };
                thread::Builder::new().stack_size(512 * 1024).spawn_scoped(scope, client).expect("a thread")
            })
            .collect();
        let began = Instant::now();
        while done.load(Ordering::Relaxed) < kill_after && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        let acknowledged = done.load(Ordering::Relaxed);
        match victim {
            Victim::Server => {
                server.kill();
                server.start_again();
            }
            Victim::PostgreSql => site.cluster().kill(),
        }
        println!("{victim:?} killed when {acknowledged} of {} were acknowledged", works.len());
        clients.into_iter().map(|client| client.join().expect("a client")).collect()
    })
}

/// Every document that the holder is shown, page by page: id, title, size.
fn all_documents(citizen: &Caller) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = citizen.get(&format!("{}?limit=100{after}", documents(SPACE)));
        assert_eq!(page.status, 200, "{page:?}");
        let page = page.json();
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[test]
fn own_cluster_kill_nine_under_load_alone() {
    let site = Site::with_own_cluster();
    let mut server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor").unheld(), server.persona("citizen").unheld());
    let before = all_documents(&citizen).len();
    let (count, rounds) = if soak() { (500, 12) } else { (500, 2) };

    let mut deposited: BTreeMap<String, Work> = BTreeMap::new();
    for number in 0..rounds {
        let works = work(number, count);
        let victim = if number % 2 == 0 { Victim::Server } else { Victim::PostgreSql };
        let mut random = [0; 8];
        SystemRng::default().fill(&mut random);
        let kill_after = usize::try_from(u64::from_le_bytes(random) % (count as u64 * 4 / 5)).unwrap() + 1;
        let ids = round(&site, &mut server, &doctor, &works, victim, kill_after);
        for (id, work) in ids.into_iter().zip(works) {
            assert!(deposited.insert(id, work).is_none(), "two requests were acknowledged as one document");
        }
    }

    // Exactly once: as many as were sent, each under the id of its receipt.
    let found = all_documents(&citizen);
    assert_eq!(
        found.len() - before,
        count * rounds,
        "one document for each request, however often it was sent"
    );
    let listed = |id: &str| found.iter().filter(|document| document["id"] == *id).count();
    for id in deposited.keys() {
        assert_eq!(listed(id), 1, "{id} was acknowledged");
    }
    // None by half.
    for (id, work) in &deposited {
        let read = citizen.content(SPACE, id);
        assert!(read.status == 200 && read.body == work.form.bytes(), "{}: {}", work.key, read.status);
    }
    // Sent once more, each is the document that it was.
    for (id, work) in deposited.iter().step_by(50) {
        assert_eq!(deposit(&doctor, work), *id);
    }
    assert_eq!(all_documents(&citizen).len() - before, count * rounds);
    site.verify_journal();
}
