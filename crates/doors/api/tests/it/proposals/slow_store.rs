//! A blob store that answers, and takes its time.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use blobs::{BlobId, BlobStore, BlobWriter, Error, LocalBlobs};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{future::BoxFuture, stream::BoxStream};
use kernel::ManualClock;
use serde_json::json;
use testkit::TestHouse;

use super::merge;
use crate::door::{Door, deposit, letter_about, long_pdf};

/// A store for whose every answer 40 seconds pass.
struct SlowBlobs {
    inner: LocalBlobs,
    clock: OnceLock<Arc<ManualClock>>,
}

impl SlowBlobs {
    fn takes_its_time(&self) {
        if let Some(clock) = self.clock.get() {
            clock.advance(TimeDelta::seconds(40));
        }
    }
}

impl BlobStore for SlowBlobs {
    fn put(&self, id: BlobId, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>> {
        self.inner.put(id, bytes)
    }

    fn writer(&self, id: BlobId) -> Option<BoxFuture<'_, Result<Box<dyn BlobWriter>, Error>>> {
        self.inner.writer(id)
    }

    fn get(&self, id: BlobId) -> BoxFuture<'_, Result<Bytes, Error>> {
        self.takes_its_time();
        self.inner.get(id)
    }

    fn get_range(&self, id: BlobId, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, Error>> {
        self.takes_its_time();
        self.inner.get_range(id, range)
    }

    fn delete(&self, id: BlobId) -> BoxFuture<'_, Result<(), Error>> {
        self.inner.delete(id)
    }

    fn list(&self, older_than: DateTime<Utc>) -> BoxStream<'_, Result<BlobId, Error>> {
        self.inner.list(older_than)
    }

    fn forget_unfinished(&self, older_than: DateTime<Utc>) -> BoxFuture<'_, Result<u64, Error>> {
        self.inner.forget_unfinished(older_than)
    }
}

#[actix_web::test]
async fn a_slow_store_makes_no_content_wait_longer_for_its_turn_than_it_may() {
    let folder = std::env::temp_dir().join(format!("carnet-slow-blobs-{}", std::process::id()));
    let slow = Arc::new(SlowBlobs { inner: LocalBlobs::open(&folder).unwrap(), clock: OnceLock::new() });
    let door = Door::over(TestHouse::with_blobs(|_| {}, slow.clone()));
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    for nth in 0..5 {
        let metadata = letter_about(&double, &json!({"title": format!("Lettre {nth}")}));
        let content = long_pdf(&vec![b'%'; 100_000 + nth]);
        let call = deposit(&double, doctor.token()).parts(&metadata, "application/pdf", &content);
        assert_eq!(door.send(call).await.status, 201);
    }
    let proposal = door.decided(&two, &merge(&double, &stays)).await;
    slow.clock.set(door.house.shared_clock()).ok().unwrap();
    door.works();
    assert_eq!(door.seen(&stays, stays.token()).await.len(), 5);
    let settled =
        format!("select count(*) from identity.proposal where id = '{proposal}' and settled_at is not null");
    assert_eq!(door.house.database().count(&settled), 1);
    std::fs::remove_dir_all(folder).unwrap();
}
