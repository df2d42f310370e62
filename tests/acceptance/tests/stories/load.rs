//! Deposits and reads that go on while a story does something to the installation.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use acceptance::{CAMILLE, Caller, Form};
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::SPACE;

/// What a caller does when it is told to come back, or hears nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Sends it again, as a client that retries does.
    Patient,
    /// Fails the story: nothing may go wrong.
    Strict,
}

/// A deposit that was acknowledged.
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) content: Vec<u8>,
    /// When the caller had the answer.
    pub(crate) at: DateTime<Utc>,
}

/// What came of the load.
pub(crate) struct Load {
    pub(crate) kept: Vec<Kept>,
    /// Deposits that were under way when the load ended: each is there whole or not at all.
    pub(crate) unknown: usize,
    /// Answers by 503.
    pub(crate) refused: usize,
}

/// A document; every third is so large that it lies among the blobs.
pub(crate) fn form(name: &str) -> Form {
    let large = name.bytes().map(usize::from).sum::<usize>().is_multiple_of(3);
    form_of(name, if large { 3_000 } else { 30 })
}

/// A document of so many lines.
pub(crate) fn form_of(name: &str, lines: usize) -> Form {
    let metadata = json!({
        "type": { "code": "11490-0" },
        "title": format!("Compte rendu {name}"),
        "patient": CAMILLE.person().patient_json(),
    });
    let line = format!("compte rendu fictif {name}, une ligne comme une autre\n");
    Form::new(metadata, "text/plain", line.repeat(lines))
}

/// Deposits in threads, and reads back what was deposited, while `meanwhile` runs.
pub(crate) fn during<T>(
    depositor: &Caller,
    reader: &Caller,
    threads: usize,
    manner: Manner,
    meanwhile: impl FnOnce() -> T,
) -> (Load, T) {
    let (stop, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let clients: Vec<_> = (0..threads)
            .map(|number| {
                let (stop, refused) = (&stop, &refused);
                scope.spawn(move || go_on(depositor, reader, number, manner, stop, refused))
            })
            .collect();
        let stopping = Stop(&stop);
        let done = meanwhile();
        drop(stopping);
        let (mut kept, mut unknown) = (Vec::new(), 0);
        for client in clients {
            let (of_client, cut) = client.join().expect("a client");
            kept.extend(of_client);
            unknown += usize::from(cut);
        }
        (Load { kept, unknown, refused: refused.load(Ordering::Relaxed) }, done)
    })
}

/// Ends the load when it goes, also when a story fails meanwhile.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn go_on(
    depositor: &Caller,
    reader: &Caller,
    client: usize,
    manner: Manner,
    stop: &AtomicBool,
    refused: &AtomicUsize,
) -> (Vec<Kept>, bool) {
    let mut kept: Vec<Kept> = Vec::new();
    for number in 0.. {
        let name = format!("{client}-{number}");
        let form = form(&name);
        let caller = depositor.with("idempotency-key", &format!("load-{name}"));
        let id = loop {
            if stop.load(Ordering::Relaxed) {
                return (kept, true);
            }
            match caller.try_deposit(SPACE, &form) {
                Ok(answer) if answer.status == 201 => break crate::receipt(&answer),
                answer if manner == Manner::Strict => panic!("{name} was not taken: {answer:?}"),
                Ok(answer) => {
                    answer.problem(503, "overloaded");
                    assert!(answer.header("retry-after").is_some(), "{name}: {answer:?}");
                    refused.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => {}
            }
            thread::sleep(Duration::from_millis(20));
        };
        kept.push(Kept { id, content: form.bytes().to_vec(), at: Utc::now() });
        let earlier = &kept[number / 2];
        match reader.try_get(&format!("{}/{}/content", crate::documents(SPACE), earlier.id)) {
            Ok(read) if read.status == 200 => {
                assert!(read.body == earlier.content, "{} is another", earlier.id)
            }
            read if manner == Manner::Strict => panic!("{} was not given: {read:?}", earlier.id),
            Ok(read) => {
                read.problem(503, "overloaded");
                assert!(read.header("retry-after").is_some(), "{read:?}");
                refused.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => {}
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    (kept, false)
}

/// Reads every one of them, byte for byte.
pub(crate) fn all_are_there<'a>(reader: &Caller, kept: impl IntoIterator<Item = &'a Kept>) -> usize {
    let mut count = 0;
    for Kept { id, content, at } in kept {
        let read = reader.content(SPACE, id);
        assert_eq!(read.status, 200, "{id}, acknowledged at {at}: {read:?}");
        assert!(read.body == *content, "{id} came back as something else");
        count += 1;
    }
    count
}

/// How many documents the holder is shown.
pub(crate) fn shown(holder: &Caller) -> usize {
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = holder.get(&format!("{}?limit=100{after}", crate::documents(SPACE)));
        assert_eq!(page.status, 200, "{page:?}");
        let page = page.json();
        count += page["items"].as_array().expect("a page has items").len();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return count,
        }
    }
}
