//! Blobs in an S3-compatible store: what two servers share, what a range costs, and what callers see when the store is
//! slow, wrong, cut off or gone.

use std::{thread, time::Duration};

use acceptance::{Form, Server, Site, Store, VESTRELAINE, soak};
use serde_json::{Value, json};
use testkit::Mischief;

use crate::{
    SPACE, documents,
    load::{self, Manner, all_are_there, during},
    receipt,
};

const PHOTO: &[u8] = include_bytes!("../../../fixtures/files/square.jpg");

#[test]
fn what_is_large_lies_in_the_store_and_a_range_fetches_its_segments_alone() {
    let store = Store::new();
    let site = Site::new().with_blobs_in(&store);
    let registry = site.registry();
    let citizen = registry.citizen(&VESTRELAINE.person());
    let (token, _) = registry.log_in(citizen);
    let space = citizen.space.to_string();
    let (left, right) = (Server::start(&site, "serve", &[]), Server::start(&site, "serve", &[]));
    let (at_left, at_right) = (left.bearer(&token), right.bearer(&token));
    let large = "une ligne de texte fictif, longue assez\n".repeat(100_000).into_bytes();
    let small = Form::new(json!({ "title": "Petite note" }), "text/plain", "quelques mots");
    let form = Form::new(json!({ "title": "Grande note" }), "text/plain", large.clone());
    receipt(&at_left.deposit(&space, &small));
    let document = receipt(&at_left.deposit(&space, &form));
    assert_eq!(store.objects(), 1, "the large one alone");
    assert_eq!(acceptance::Counts::of(&site).get("blobs"), 0, "nothing lies in the folder");
    assert!(at_right.content(&space, &document).body == large);

    let path = format!("{}/{document}/content", documents(&space));
    let before = store.between().answered();
    for (range, bytes) in [
        ("bytes=0-99", &large[..100]),
        ("bytes=1000000-1000099", &large[1_000_000..1_000_100]),
        ("bytes=65500-65599", &large[65_500..65_600]),
        ("bytes=-100", &large[large.len() - 100..]),
    ] {
        let part = at_right.with("range", range).get(&path);
        assert_eq!(part.status, 206, "{range}: {part:?}");
        assert!(part.body == bytes, "{range}");
    }
    let fetched = store.between().answered() - before;
    assert!(fetched < 6 * 70_000, "four ranges of a document of 4 MB fetched {fetched} bytes");
    at_right.with("range", "bytes=9000000-").get(&path).problem(416, "range-not-satisfiable");
    site.verify_journal();
}

/// A photo with as many bytes of comments as make it long.
fn photo_of(megabytes: usize) -> Vec<u8> {
    let comment = [[0xff, 0xfe, 0xff, 0xff].as_slice(), &[b' '; 65_533]].concat();
    [&PHOTO[..2], &comment.repeat(megabytes * 16), &PHOTO[2..]].concat()
}

#[test]
fn a_long_photo_of_a_citizen_becomes_a_document_wherever_blobs_lie() {
    let store = Store::new();
    for site in [Site::new(), Site::new().with_blobs_in(&store)] {
        let server = site.sandbox();
        let citizen = server.persona("citizen");
        let photo = Form::new(json!({ "title": "Radio" }), "image/jpeg", photo_of(6));
        let kept = receipt(&citizen.deposit(SPACE, &photo));
        let read = citizen.get(&format!("{}/{kept}", documents(SPACE))).json();
        assert_eq!(read["media_type"], "application/pdf");
    }
}

#[test]
fn a_store_that_fails_under_load_loses_nothing_and_leaves_nothing_by_half_alone() {
    let store = Store::new();
    let site = Site::new().with_blobs_in(&store);
    let server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor").unheld(), server.persona("citizen").unheld());
    let before = load::shown(&citizen);
    let rounds = if soak() { 100 } else { 1 };
    let (load, ()) = during(&doctor, &citizen, 4, Manner::Patient, || {
        for _ in 0..rounds {
            for mischief in [
                Mischief::Answer(500),
                Mischief::Answer(503),
                Mischief::Slow(Duration::from_millis(300)),
                Mischief::CutRequest(30_000),
                Mischief::CutAnswer(20),
                Mischief::Refuse,
                Mischief::Silent,
            ] {
                store.between().set(mischief);
                thread::sleep(Duration::from_millis(400));
                store.between().set(Mischief::None);
                thread::sleep(Duration::from_millis(200));
            }
            store.kill();
            thread::sleep(Duration::from_millis(300));
            store.start_again();
            thread::sleep(Duration::from_millis(300));
        }
    });
    println!("{} acknowledged, {} refused, {} unknown", load.kept.len(), load.refused, load.unknown);
    assert!(load.refused > 0, "the store was at fault, and somebody met it");
    assert!(store.between().met() > 0);

    assert_eq!(all_are_there(&citizen, &load.kept), load.kept.len());
    let shown = load::shown(&citizen) - before;
    assert!(
        (load.kept.len()..=load.kept.len() + load.unknown).contains(&shown),
        "{shown} documents for {} acknowledged and {} unknown",
        load.kept.len(),
        load.unknown
    );
    // What failed after its blob was stored left one that no row names; nothing else is swept.
    let swept = site.sweep(Some(&store));
    assert_eq!(store.objects(), site.named_blobs().len(), "{swept:?}");
    assert_eq!(all_are_there(&citizen, &load.kept), load.kept.len(), "after the sweep");
    site.verify_journal();
}

/// The log has a line about the store that gives this cause, in words.
fn said_in_the_log(site: &Site, cause: &str) {
    let logs = site.logs();
    let lines = logs.iter().flat_map(|(_, log)| log.split(|byte| *byte == b'\n'));
    let lines: Vec<Value> = lines.filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let of_store = |line: &&Value| line["message"] == "the object store did not do what it was asked";
    let causes: Vec<_> = lines.iter().filter(of_store).map(|line| &line["cause"]).collect();
    assert!(causes.iter().any(|said| *said == cause), "{causes:?}");
}

#[test]
fn while_the_store_is_gone_large_deposits_wait_and_everything_else_goes_on() {
    let store = Store::new();
    let site = Site::new().with_blobs_in(&store);
    let server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let large = load::form_of("grand", 3_000);
    let there = receipt(&doctor.deposit(SPACE, &large));
    store.kill();
    let refused = doctor.with("idempotency-key", "while-gone").deposit(SPACE, &large);
    refused.problem(503, "overloaded");
    assert!(refused.header("retry-after").is_some());
    let refused = citizen.content(SPACE, &there);
    refused.problem(503, "overloaded");
    said_in_the_log(&site, "it does not answer, or not as it should");
    store.start_again();
    store.between().set(Mischief::Answer(403));
    citizen.content(SPACE, &there).problem(503, "overloaded");
    said_in_the_log(&site, "it refuses the key, or the clock of this machine is wrong");
    store.between().set(Mischief::None);
    store.kill();
    let small = receipt(&doctor.deposit(SPACE, &load::form_of("petit", 3)));
    assert_eq!(citizen.content(SPACE, &small).status, 200);
    assert_eq!(citizen.get(&documents(SPACE)).status, 200);
    store.start_again();
    let sent_again = receipt(&doctor.with("idempotency-key", "while-gone").deposit(SPACE, &large));
    assert!(citizen.content(SPACE, &sent_again).body == large.bytes());
    assert!(citizen.content(SPACE, &there).body == large.bytes());
}
