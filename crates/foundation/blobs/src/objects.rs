//! What a disk and an object store do alike: where a blob lies, and how it is read, removed and listed.

use std::ops::Range;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, future::ready, stream::BoxStream};
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, path::Path as Place};
use uuid::Uuid;

use crate::{BlobId, Error, born};

/// Where the blob of this id lies: `<last byte>/<id>`.
pub(crate) fn place(id: BlobId) -> Place {
    let [.., last] = id.uuid().into_bytes();
    Place::from_iter([format!("{last:02x}"), id.to_string()])
}

/// The blob that an object is; `None` for one that is none of ours.
fn named(meta: &ObjectMeta) -> Option<BlobId> {
    let id = BlobId::from(Uuid::try_parse(meta.location.filename()?).ok()?);
    (place(id) == meta.location).then_some(id)
}

pub(crate) async fn get(objects: &impl ObjectStore, id: BlobId) -> Result<Bytes, Error> {
    Ok(objects.get(&place(id)).await?.bytes().await?)
}

pub(crate) async fn get_range(
    objects: &impl ObjectStore,
    id: BlobId,
    range: Range<u64>,
) -> Result<Bytes, Error> {
    let wanted = range.end.saturating_sub(range.start);
    if wanted == 0 {
        return Err(Error::Range);
    }
    match objects.get_range(&place(id), range.clone()).await {
        Ok(bytes) if u64::try_from(bytes.len()).is_ok_and(|found| found == wanted) => Ok(bytes),
        Ok(_) => Err(Error::Range),
        // The store does not say in a form that can be told apart that the range was wrong.
        Err(error) => Err(match objects.head(&place(id)).await {
            Ok(meta) if range.is_empty() || range.end > meta.size => Error::Range,
            Ok(_) => error.into(),
            Err(absent) => absent.into(),
        }),
    }
}

pub(crate) async fn delete(objects: &impl ObjectStore, id: BlobId) -> Result<(), Error> {
    match objects.delete(&place(id)).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn list(
    objects: &impl ObjectStore,
    older_than: DateTime<Utc>,
) -> BoxStream<'_, Result<BlobId, Error>> {
    objects
        .list(None)
        .filter_map(move |found| {
            ready(match found {
                Ok(meta) => named(&meta)
                    .filter(|id| {
                        meta.last_modified < older_than && born(*id).is_some_and(|at| at < older_than)
                    })
                    .map(Ok),
                Err(error) => Some(Err(error.into())),
            })
        })
        .boxed()
}
