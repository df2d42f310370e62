use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    thread,
};

use blobs::{BlobId, BlockingBlobs, Error};
use documents::NamedBlob;
use kernel::Id;

use super::{Digest, Folder, write_durably};
use crate::fault::Fault;

/// Blobs that are copied at the same time.
const AT_ONCE: usize = 4;
/// Names every blob of a backup with its digest.
const LIST: &str = "blobs.list";

/// What a copy came to.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// Blobs that are there now.
    pub(crate) blobs: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// Blobs that a row names and the store has not, or not whole.
    pub(crate) missing: Vec<String>,
}

/// Copies these blobs into the folder and writes the list of them. What an earlier run has copied stays: a blob never
/// changes, and lies under its name only when it is whole. One that is not as long as its row says does not open and is
/// no copy of anything: it is left out like one that is gone.
pub(crate) fn copy_out(folder: &Folder, store: &BlockingBlobs, named: &[NamedBlob]) -> Result<Copied, Fault> {
    let ids: Vec<BlobId> = named.iter().map(|blob| BlobId::from(blob.id)).collect();
    let found = at_once(named, |blob| {
        let id = BlobId::from(blob.id);
        let path = folder.file(&name(id));
        if !path.exists() {
            let bytes = match store.get(id) {
                Ok(bytes) if u64::try_from(bytes.len()).is_ok_and(|length| length == blob.sealed) => bytes,
                Ok(_) | Err(Error::NotFound) => return Ok((id, None)),
                Err(error) => return Err(Fault::Failed(format!("blob {id} cannot be read: {error}"))),
            };
            if let Some(parent) = path.parent() {
                fs::DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(parent)
                    .map_err(Fault::at("a folder of blobs"))?;
            }
            write_durably(&path, &bytes).map_err(Fault::at("the copy of a blob"))?;
        }
        Ok((id, Some(Digest::of_file(&path).map_err(Fault::at("the copy of a blob"))?)))
    })?;
    remove_others(folder, &ids)?;
    let (mut copied, mut list) = (Copied::default(), String::new());
    for (id, digest) in found {
        match digest {
            Some(Digest { bytes, sha256 }) => {
                copied.blobs += 1;
                copied.bytes += bytes;
                list.push_str(&format!("{sha256} {bytes} {id}\n"));
            }
            None => copied.missing.push(id.to_string()),
        }
    }
    write_durably(&folder.file(LIST), list.as_bytes()).map_err(Fault::at("the list of blobs"))?;
    Ok(copied)
}

/// Puts the blobs of a backup, all of them compared already, into the store; one that is there stays if it is the same.
pub(crate) fn put_back(folder: &Folder, store: &BlockingBlobs, ids: &[BlobId]) -> Result<(), Fault> {
    at_once(ids, |id| {
        let bytes = fs::read(folder.file(&name(*id))).map_err(Fault::at("the copy of a blob"))?;
        match store.put(*id, bytes.clone().into()) {
            Ok(()) => Ok(()),
            Err(Error::Taken) if store.get(*id).is_ok_and(|there| there == bytes) => Ok(()),
            Err(Error::Taken) => {
                Err(Fault::Failed(format!("the store holds another blob {id}; nothing is overwritten")))
            }
            Err(error) => Err(Fault::Failed(format!("blob {id} is not taken: {error}"))),
        }
    })
    .map(drop)
}

impl Folder {
    /// The blobs of a finished backup, each compared with the list; or every reason why they are not those.
    pub(crate) fn blobs(&self) -> Result<Vec<BlobId>, Vec<String>> {
        let path = self.file(LIST);
        let text =
            fs::read_to_string(&path).map_err(|error| vec![format!("`{}`: {error}", path.display())])?;
        let mut listed = Vec::new();
        for line in text.lines() {
            match read_line(line) {
                Some(entry) => listed.push(entry),
                None => {
                    return Err(vec![format!(
                        "`{}` is altered: it has a line of another form",
                        path.display()
                    )]);
                }
            }
        }
        let differing = at_once(&listed, |(id, digest)| Ok::<_, Fault>(self.differs(&name(*id), digest)));
        let differing = differing.map_err(|fault| vec![fault.to_string()])?;
        let reasons: Vec<String> = differing.into_iter().flatten().collect();
        if reasons.is_empty() { Ok(listed.into_iter().map(|(id, _)| id).collect()) } else { Err(reasons) }
    }

    /// The name of the list, for the manifest.
    pub(crate) const LIST: &'static str = LIST;
}

fn read_line(line: &str) -> Option<(BlobId, Digest)> {
    let mut words = line.split(' ');
    let (sha256, bytes, id) = (words.next()?, words.next()?, words.next()?);
    let id: BlobId = id.parse::<Id<blobs::Blob>>().ok()?;
    words.next().is_none().then_some((id, Digest { bytes: bytes.parse().ok()?, sha256: sha256.to_owned() }))
}

/// Where a blob lies in a backup, as on a disk of a server.
fn name(id: BlobId) -> String {
    let [.., last] = id.uuid().into_bytes();
    format!("blobs/{last:02x}/{id}")
}

/// Removes what a cut run copied and this backup does not name.
fn remove_others(folder: &Folder, ids: &[BlobId]) -> Result<(), Fault> {
    let wanted: BTreeSet<PathBuf> = ids.iter().map(|id| folder.file(&name(*id))).collect();
    for inner in fs::read_dir(folder.file("blobs")).into_iter().flatten().flatten() {
        for entry in fs::read_dir(inner.path()).into_iter().flatten().flatten() {
            if !wanted.contains(&entry.path()) {
                fs::remove_file(entry.path()).map_err(Fault::at("a copy that is not wanted any more"))?;
            }
        }
    }
    Ok(())
}

/// Does a work for each, some at once, and gives what came of it in order; the first failure ends it.
fn at_once<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> Result<R, Fault> + Sync,
) -> Result<Vec<R>, Fault> {
    let next = Mutex::new(things.iter().enumerate());
    let done = Mutex::new(Ok(Vec::with_capacity(things.len())));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(things.len()) {
            scope.spawn(|| {
                loop {
                    let taken = next.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((place, thing)) = taken else { break };
                    let outcome = work(thing);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    match (&mut *done, outcome) {
                        (Ok(list), Ok(result)) => list.push((place, result)),
                        (Ok(_), Err(fault)) => *done = Err(fault),
                        (Err(_), _) => break,
                    }
                }
            });
        }
    });
    let mut list = done.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    list.sort_by_key(|(place, _)| *place);
    Ok(list.into_iter().map(|(_, result)| result).collect())
}
