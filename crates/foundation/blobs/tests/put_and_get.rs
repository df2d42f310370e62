//! What goes in comes out, whole and only for its owner, and never half.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod place;

use std::{fs, os::unix::fs::PermissionsExt};

use blobs::{BlobStore, Error, LocalBlobs};
use bytes::Bytes;
use place::{Place, fresh};

fn content(length: usize) -> Bytes {
    (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect::<Vec<_>>().into()
}

#[tokio::test]
async fn a_blob_comes_back_byte_for_byte_after_the_folder_was_opened_anew() {
    let place = Place::new();
    let id = fresh("2026-03-01T08:00:00Z", 1);
    LocalBlobs::open(place.path()).unwrap().put(id, content(200_000)).await.unwrap();
    let again = LocalBlobs::open(place.path()).unwrap();
    assert_eq!(again.get(id).await.unwrap(), content(200_000));
}

#[tokio::test]
async fn a_range_is_exact_or_refused() {
    let place = Place::new();
    let store = LocalBlobs::open(place.path()).unwrap();
    let id = fresh("2026-03-01T08:00:00Z", 1);
    store.put(id, content(1_000)).await.unwrap();
    assert_eq!(store.get_range(id, 10..20).await.unwrap(), content(1_000).slice(10..20));
    assert_eq!(store.get_range(id, 999..1_000).await.unwrap().len(), 1);
    for outside in [990..1_001, 1_000..1_001, 5_000..5_001, 7..7] {
        assert!(matches!(store.get_range(id, outside.clone()).await, Err(Error::Range)), "{outside:?}");
    }
    let absent = fresh("2026-03-01T08:00:00Z", 2);
    assert!(matches!(store.get_range(absent, 0..1).await, Err(Error::NotFound)));
    assert!(matches!(store.get(absent).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_id_is_used_once_by_put_and_by_a_writer() {
    let place = Place::new();
    let store = LocalBlobs::open(place.path()).unwrap();
    let id = fresh("2026-03-01T08:00:00Z", 1);
    store.put(id, "first".into()).await.unwrap();
    assert!(matches!(store.put(id, "second".into()).await, Err(Error::Taken)));
    let mut writer = store.writer(id).unwrap().await.unwrap();
    writer.write("third".into()).await.unwrap();
    assert!(matches!(writer.finish().await, Err(Error::Taken)));
    assert_eq!(store.get(id).await.unwrap(), "first");
    assert_eq!(place.files().len(), 1, "nothing is left beside it: {:?}", place.files());
}

#[tokio::test]
async fn a_written_blob_is_invisible_until_it_is_finished() {
    let place = Place::new();
    let store = LocalBlobs::open(place.path()).unwrap();
    let (kept, dropped, aborted) = (
        fresh("2026-03-01T08:00:00Z", 1),
        fresh("2026-03-01T08:00:00Z", 2),
        fresh("2026-03-01T08:00:00Z", 3),
    );
    let mut writer = store.writer(kept).unwrap().await.unwrap();
    for piece in content(150_000).chunks(40_000) {
        writer.write(Bytes::copy_from_slice(piece)).await.unwrap();
        assert!(matches!(store.get(kept).await, Err(Error::NotFound)));
    }
    writer.finish().await.unwrap();
    assert_eq!(store.get(kept).await.unwrap(), content(150_000));

    let mut writer = store.writer(aborted).unwrap().await.unwrap();
    writer.write("gone".into()).await.unwrap();
    writer.abort().await.unwrap();
    let mut writer = store.writer(dropped).unwrap().await.unwrap();
    writer.write("gone".into()).await.unwrap();
    drop(writer);
    while place.files().len() > 1 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn folders_and_files_are_closed_to_others() {
    let place = Place::new();
    let store = LocalBlobs::open(place.path()).unwrap();
    store.put(fresh("2026-03-01T08:00:00Z", 1), "sealed".into()).await.unwrap();
    let mut writer = store.writer(fresh("2026-03-01T08:00:00Z", 2)).unwrap().await.unwrap();
    writer.write("sealed".into()).await.unwrap();
    writer.finish().await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(place.path()), 0o700);
    let files = place.files();
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn deleting_twice_is_deleting_once() {
    let place = Place::new();
    let store = LocalBlobs::open(place.path()).unwrap();
    let id = fresh("2026-03-01T08:00:00Z", 1);
    store.put(id, "sealed".into()).await.unwrap();
    store.delete(id).await.unwrap();
    store.delete(id).await.unwrap();
    assert!(matches!(store.get(id).await, Err(Error::NotFound)));
}
