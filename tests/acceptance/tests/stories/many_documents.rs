//! A large record is read page after page while documents arrive: each one that was there is met once, in order.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use acceptance::{Caller, Form, Site, soak};
use serde_json::json;

use crate::{SPACE, documents, receipt};

const DEPOSITORS: usize = 8;

fn note(number: usize) -> Form {
    Form::new(json!({ "title": format!("Note {number}") }), "text/plain", format!("note fictive {number}\n"))
}

fn deposit_many(citizen: &Caller, count: usize) -> HashSet<String> {
    thread::scope(|scope| {
        let depositors: Vec<_> = (0..DEPOSITORS)
            .map(|of| {
                scope.spawn(move || {
                    let numbers = (of..count).step_by(DEPOSITORS);
                    numbers.map(|number| receipt(&citizen.deposit(SPACE, &note(number)))).collect::<Vec<_>>()
                })
            })
            .collect();
        depositors.into_iter().flat_map(|one| one.join().expect("deposits succeed")).collect()
    })
}

#[test]
fn a_large_record_is_paged_through_while_documents_arrive() {
    let site = Site::new();
    let server = site.sandbox();
    // Other stories hold each answer to the description of the API.
    let citizen = server.persona("citizen").unheld();
    let count = if soak() { 10_500 } else { 250 };
    let there = deposit_many(&citizen, count);
    assert_eq!(there.len(), count, "each acknowledged document is another one");

    let done = AtomicBool::new(false);
    let met = thread::scope(|scope| {
        let arriving = scope.spawn(|| {
            let mut number = count;
            while !done.load(Ordering::Relaxed) {
                receipt(&citizen.deposit(SPACE, &note(number)));
                number += 1;
            }
        });
        let (mut met, mut after) = (Vec::new(), String::new());
        loop {
            let page = citizen.get(&format!("{}?limit=100{after}", documents(SPACE)));
            met.extend(crate::ids(&page));
            match page.json()["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        done.store(true, Ordering::Relaxed);
        arriving.join().expect("deposits beside the reading succeed");
        met
    });
    assert!(met.is_sorted_by(|newer, older| newer > older), "newest first, and none twice");
    let met: HashSet<String> = met.into_iter().collect();
    assert_eq!(there.difference(&met).count(), 0, "none is missing");

    // What was done for several callers at once is counted under its own name.
    let figures = server.operators().get("/metrics");
    let figures = String::from_utf8_lossy(&figures.body).into_owned();
    assert!(figures.contains("gate=\"shuttle\""), "{figures}");
    assert!(
        !figures.contains("telemetry_labels_refused_total"),
        "a label that the house does not know:\n{figures}"
    );
}
