use std::{
    fs::{self, DirBuilder, File, Permissions},
    ops::Range,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::BoxFuture, stream::BoxStream};
use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions,
    local::LocalFileSystem,
};

use crate::{
    BlobId, BlobStore, BlobWriter, Error,
    objects::{self, place},
};

/// Blobs as files of one folder: `<folder>/<xx>/<id>`, where `xx` is the last byte of the id in hexadecimal.
///
/// That byte is random, so the 256 folders fill evenly; the first bytes of an id are its time and would not.
/// The folders are for their owner only (0700) and so are the files (0600). A file is written beside its place
/// under a name that ends in `#` and a number, flushed to the disk, linked or renamed to its place, and the
/// folder is flushed too, before `put` returns: a reader never sees a part, and a power cut loses nothing that
/// was acknowledged. What a crash leaves under the name with `#` is invisible to every function here but
/// [`BlobStore::forget_unfinished`].
///
/// The file system must know hard links. All functions need a running tokio runtime.
#[derive(Debug, Clone)]
pub struct LocalBlobs {
    folder: PathBuf,
    files: LocalFileSystem,
}

impl LocalBlobs {
    /// Opens the folder, and makes it and its 256 folders where they are missing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the folder cannot be made or is not ours.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let new = !folder.exists();
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let folder = folder.canonicalize()?;
        let mut changed = new;
        for last in 0..=u8::MAX {
            let inner = folder.join(format!("{last:02x}"));
            match DirBuilder::new().mode(0o700).create(&inner) {
                Ok(()) => changed = true,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
            if fs::metadata(&inner)?.permissions().mode() & 0o777 != 0o700 {
                fs::set_permissions(&inner, Permissions::from_mode(0o700))?;
            }
        }
        if changed {
            File::open(&folder)?.sync_all()?;
        }
        if let (true, Some(parent)) = (new, folder.parent()) {
            File::open(parent)?.sync_all()?;
        }
        Self::over(folder)
    }

    /// Opens the folder as [`LocalBlobs::open`] has made it once, and makes nothing: where its disk is not mounted, there
    /// is another folder or none.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it, or one of its 256 folders, is not there.
    pub fn open_as_it_is(folder: &Path) -> Result<Self, Error> {
        let folder = folder.canonicalize()?;
        for last in 0..=u8::MAX {
            if !fs::metadata(folder.join(format!("{last:02x}")))?.is_dir() {
                return Err(Error::NotFound);
            }
        }
        Self::over(folder)
    }

    fn over(folder: PathBuf) -> Result<Self, Error> {
        let files = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self { folder, files })
    }
}

impl BlobStore for LocalBlobs {
    fn put(&self, id: BlobId, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>> {
        async move {
            self.files.put_opts(&place(id), bytes.into(), PutOptions::from(PutMode::Create)).await?;
            only_for_owner(&self.files, id).await
        }
        .boxed()
    }

    fn writer(&self, id: BlobId) -> Option<BoxFuture<'_, Result<Box<dyn BlobWriter>, Error>>> {
        let begun = async move {
            let upload = self.files.put_multipart_opts(&place(id), PutMultipartOptions::default()).await?;
            let writer: Box<dyn BlobWriter> = Box::new(LocalWriter { id, files: self.files.clone(), upload });
            Ok(writer)
        };
        Some(begun.boxed())
    }

    fn get(&self, id: BlobId) -> BoxFuture<'_, Result<Bytes, Error>> {
        objects::get(&self.files, id).boxed()
    }

    fn get_range(&self, id: BlobId, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, Error>> {
        objects::get_range(&self.files, id, range).boxed()
    }

    fn delete(&self, id: BlobId) -> BoxFuture<'_, Result<(), Error>> {
        objects::delete(&self.files, id).boxed()
    }

    fn list(&self, older_than: DateTime<Utc>) -> BoxStream<'_, Result<BlobId, Error>> {
        objects::list(&self.files, older_than)
    }

    fn forget_unfinished(&self, older_than: DateTime<Utc>) -> BoxFuture<'_, Result<u64, Error>> {
        let folder = self.folder.clone();
        async move {
            tokio::task::spawn_blocking(move || remove_unfinished(&folder, older_than))
                .await
                .unwrap_or(Err(Error::Unavailable(std::io::ErrorKind::Interrupted)))
        }
        .boxed()
    }
}

struct LocalWriter {
    id: BlobId,
    files: LocalFileSystem,
    upload: Box<dyn MultipartUpload>,
}

impl BlobWriter for LocalWriter {
    fn write(&mut self, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>> {
        self.upload.put_part(bytes.into()).map(|done| Ok(done?)).boxed()
    }

    fn finish(mut self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        async move {
            // INVARIANT: ids are fresh, so this only finds a caller that uses one twice, never two at once
            match self.files.head(&place(self.id)).await {
                Err(object_store::Error::NotFound { .. }) => {}
                Ok(_) => return Err(Error::Taken),
                Err(error) => return Err(error.into()),
            }
            self.upload.complete().await?;
            only_for_owner(&self.files, self.id).await
        }
        .boxed()
    }

    fn abort(mut self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        async move { Ok(self.upload.abort().await?) }.boxed()
    }
}

/// Takes the file from all but its owner. Until then the folder, closed to others, keeps them out.
async fn only_for_owner(files: &LocalFileSystem, id: BlobId) -> Result<(), Error> {
    let path = files.path_to_filesystem(&place(id))?;
    Ok(tokio::fs::set_permissions(path, Permissions::from_mode(0o600)).await?)
}

fn remove_unfinished(folder: &Path, older_than: DateTime<Utc>) -> Result<u64, Error> {
    let mut removed = 0;
    for last in 0..=u8::MAX {
        for entry in fs::read_dir(folder.join(format!("{last:02x}")))? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().contains('#') {
                continue;
            }
            let written = entry.metadata().and_then(|meta| meta.modified());
            let old = written.is_ok_and(|written| DateTime::<Utc>::from(written) < older_than);
            if old && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
    }
    Ok(removed)
}
