//! The promises of a store, kept against a real S3-compatible server, and when it or the way to it is at fault.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use blobs::{BlobId, BlobStore, BlockingBlobs, Error, S3Blobs, S3Options, Sweeper, Swept, probe};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use kernel::{Clock, ErrorKind, Id, ManualClock, SeededRng};
use testkit::{BUCKET, Between, Mischief, ObjectServer};

const THEN: &str = "2026-03-01T08:00:00Z";
const PATIENCE: Duration = Duration::from_secs(2);

fn options(server: &ObjectServer, endpoint: String) -> S3Options {
    S3Options {
        endpoint,
        bucket: BUCKET.to_owned(),
        region: "eu-west-3".to_owned(),
        path_style: true,
        access_key: server.access_key().into(),
        secret_key: server.secret_key().into(),
        authorities: None,
        patience: PATIENCE,
    }
}

fn store(server: &ObjectServer, endpoint: String) -> S3Blobs {
    S3Blobs::open(&options(server, endpoint)).unwrap()
}

fn content(length: usize) -> Bytes {
    (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect::<Vec<_>>().into()
}

async fn all(store: &S3Blobs) -> Vec<BlobId> {
    let mut found: Vec<_> = store.list(instant("2090-01-01T00:00:00Z")).map(|id| id.unwrap()).collect().await;
    found.sort();
    found
}

fn instant(text: &str) -> DateTime<Utc> {
    ManualClock::at(text).unwrap().now()
}

fn fresh(at: &str, seed: u64) -> BlobId {
    Id::new(&ManualClock::at(at).unwrap(), &SeededRng::new(seed))
}

#[tokio::test]
async fn a_blob_comes_back_byte_for_byte_also_after_the_server_was_killed() {
    let mut server = ObjectServer::new();
    let id = fresh(THEN, 1);
    store(&server, server.endpoint()).put(id, content(3_000_000)).await.unwrap();
    server.start_again();
    assert_eq!(store(&server, server.endpoint()).get(id).await.unwrap(), content(3_000_000));
}

#[tokio::test]
async fn a_range_is_exact_or_refused() {
    let server = ObjectServer::new();
    let store = store(&server, server.endpoint());
    let id = fresh(THEN, 1);
    store.put(id, content(1_000)).await.unwrap();
    assert_eq!(store.get_range(id, 10..20).await.unwrap(), content(1_000).slice(10..20));
    assert_eq!(store.get_range(id, 999..1_000).await.unwrap().len(), 1);
    for outside in [990..1_001, 1_000..1_001, 5_000..5_001, 7..7] {
        let found = store.get_range(id, outside.clone()).await;
        assert!(matches!(found, Err(Error::Range)), "{outside:?}: {found:?}");
    }
    let absent = fresh(THEN, 2);
    assert!(matches!(store.get_range(absent, 0..1).await, Err(Error::NotFound)));
    assert!(matches!(store.get(absent).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_id_is_used_once_and_the_same_bytes_sent_twice_are_sent_once() {
    let server = ObjectServer::new();
    let store = store(&server, server.endpoint());
    let id = fresh(THEN, 1);
    store.put(id, "first".into()).await.unwrap();
    store.put(id, "first".into()).await.unwrap();
    for other in ["second", "FIRST"] {
        assert!(matches!(store.put(id, other.into()).await, Err(Error::Taken)), "{other}");
    }
    assert_eq!(store.get(id).await.unwrap(), "first");
    store.delete(id).await.unwrap();
    store.delete(id).await.unwrap();
    assert!(matches!(store.get(id).await, Err(Error::NotFound)));
    probe(&store, fresh(THEN, 2)).await.unwrap();
    assert!(all(&store).await.is_empty(), "the probe removes what it wrote");
}

#[tokio::test]
async fn a_list_goes_on_over_many_pages() {
    let server = ObjectServer::new();
    let store = store(&server, server.endpoint());
    let mut put: Vec<_> = (0..1_050).map(|seed| fresh(THEN, seed)).collect();
    for id in &put {
        store.put(*id, "sealed".into()).await.unwrap();
    }
    put.sort();
    assert_eq!(all(&store).await, put);
    assert!(store.list(instant(THEN)).next().await.is_none(), "none is older than its id says");
}

#[test]
fn the_sweeper_removes_what_no_row_names() {
    let server = ObjectServer::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let blobs = BlockingBlobs::new(Arc::new(store(&server, server.endpoint())), runtime.handle().clone());
    let ids: Vec<_> = (0..20).map(|seed| fresh(THEN, seed)).collect();
    for id in &ids {
        blobs.put(*id, "sealed".into()).unwrap();
    }
    let named: HashSet<_> = ids[..5].iter().copied().collect();
    let clock = ManualClock::at("2090-03-01T08:00:00Z").unwrap();
    let sweeper = Sweeper::new(blobs.clone(), TimeDelta::days(1), Duration::ZERO);
    let sweep = || {
        let named = &named;
        sweeper
            .sweep::<Error>(&clock, |ids| Ok(ids.iter().copied().filter(|id| named.contains(id)).collect()))
    };
    assert_eq!(sweep().unwrap(), Swept { old: 20, waiting: 15, removed: 0, unfinished: 0 });
    assert_eq!(sweep().unwrap(), Swept { old: 20, waiting: 0, removed: 15, unfinished: 0 });
    for id in ids {
        assert_eq!(blobs.get(id).is_ok(), named.contains(&id));
    }
}

#[tokio::test]
async fn a_store_that_is_gone_silent_slow_or_broken_is_said_to_be_away_in_time_and_comes_back() {
    let server = ObjectServer::new();
    let between = Between::new(server.address());
    let store = store(&server, between.endpoint());
    let there = fresh(THEN, 1);
    store.put(there, content(100_000)).await.unwrap();
    for (mischief, seed) in [
        Mischief::Refuse,
        Mischief::Silent,
        Mischief::Slow(PATIENCE * 2),
        Mischief::Answer(500),
        Mischief::Answer(503),
        Mischief::Answer(403),
        Mischief::CutRequest(20_000),
        Mischief::CutAnswer(10),
    ]
    .into_iter()
    .zip(100..)
    {
        between.set(mischief);
        let id = fresh(THEN, seed);
        let began = Instant::now();
        let put = store.put(id, content(100_000)).await.unwrap_err();
        let read = store.get(there).await;
        let took = began.elapsed();
        assert_eq!(put.kind(), ErrorKind::Overloaded, "{mischief:?}: {put}");
        match read {
            Err(error) => assert_eq!(error.kind(), ErrorKind::Overloaded, "{mischief:?}: {error}"),
            // a read says so little that it passes before the cut
            Ok(bytes) => assert!(matches!(mischief, Mischief::CutRequest(_)) && bytes == content(100_000)),
        }
        assert!(took < PATIENCE * 10, "{mischief:?} took {took:?}");
        between.set(Mischief::None);
        assert_eq!(store.get(there).await.unwrap(), content(100_000), "after {mischief:?}");
        match store.get(id).await {
            Ok(whole) => assert_eq!(whole, content(100_000), "{mischief:?} left it by half"),
            Err(error) => assert!(matches!(error, Error::NotFound), "{mischief:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_put_is_told_from_an_id_that_is_taken() {
    let server = ObjectServer::new();
    let between = Arc::new(Between::new(server.address()));
    let store = store(&server, between.endpoint());
    // the first answers are lost, the request is sent again and finds itself
    between.set(Mischief::CutAnswer(3));
    let healing = Arc::clone(&between);
    let healer = tokio::spawn(async move {
        while healing.met() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(60)).await;
        healing.set(Mischief::None);
    });
    let id = fresh(THEN, 1);
    let outcome = store.put(id, content(70_000)).await;
    healer.await.unwrap();
    if let Err(error) = outcome {
        assert_eq!(error.kind(), ErrorKind::Overloaded, "{error}");
        store.put(id, content(70_000)).await.unwrap();
    }
    assert_eq!(store.get(id).await.unwrap(), content(70_000));
    assert!(between.met() > 0);
}

#[tokio::test]
async fn wrong_keys_and_a_missing_bucket_are_named_and_show_no_key() {
    let server = ObjectServer::new();
    let other = ObjectServer::new();
    let crossed = store(&other, server.endpoint()).put(fresh(THEN, 1), "sealed".into()).await.unwrap_err();
    assert!(
        crossed.to_string().contains("refuses the key"),
        "no other server's keys are good here: {crossed}"
    );
    let wrong = S3Options { secret_key: "another".into(), ..options(&server, server.endpoint()) };
    let said =
        S3Blobs::open(&wrong).unwrap().put(fresh(THEN, 1), "sealed".into()).await.unwrap_err().to_string();
    assert!(said.contains("refuses the key"), "{said}");
    let between = Between::new(server.address());
    between.set(Mischief::Answer(404));
    let said = store(&server, between.endpoint())
        .put(fresh(THEN, 1), "sealed".into())
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("no such bucket"), "{said}");
    assert!(!format!("{:?}", options(&server, server.endpoint())).contains(server.secret_key()));
    let odd = S3Options {
        authorities: Some(b"-----BEGIN CERTIFICATE-----\nnone".to_vec()),
        ..options(&server, server.endpoint())
    };
    assert!(matches!(S3Blobs::open(&odd), Err(Error::Options(_))));
}
