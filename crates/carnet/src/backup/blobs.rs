use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use blobs::{BlobId, BlockingBlobs, Error};
use bytes::Bytes;
use documents::NamedBlob;
use kernel::Id;

use super::{Digest, Folder, at_once, write_durably};
use crate::fault::Fault;

/// Blobs that are copied between two questions whether they are held.
const BATCH: usize = 200;
/// So many may be missing, or one in a hundred: they were lost. More say that this is not where the blobs are.
const A_FEW: u64 = 10;
/// Before a store that is away is tried again for the first time, and later at most.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
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

/// Where the blobs of a backup come from.
pub(crate) struct Source<'a> {
    /// The store; none when no row names a blob.
    pub(crate) store: Option<&'a BlockingBlobs>,
    /// How long a store that is away is tried again.
    pub(crate) patience: Duration,
}

impl Copied {
    /// Whether so many are missing that the place of the blobs must be the wrong one, or not whole.
    pub(crate) fn misses_many(&self) -> bool {
        let missing = u64::try_from(self.missing.len()).unwrap_or(u64::MAX);
        let more_than_a_few =
            missing > A_FEW && missing.saturating_mul(100) > missing.saturating_add(self.blobs);
        more_than_a_few || (missing > 0 && self.blobs == 0)
    }
}

/// Copies these blobs into the folder and writes the list of them. What an earlier run has copied stays: a blob never
/// changes, and lies under its name only when it is whole. One that is not as long as its row says does not open and is
/// no copy of anything: it is left out like one that is gone. `held` says from time to time whether none was swept.
pub(crate) fn copy_out(
    folder: &Folder,
    from: &Source<'_>,
    named: &[NamedBlob],
    mut held: impl FnMut() -> Result<(), Fault>,
) -> Result<Copied, Fault> {
    let ids: Vec<BlobId> = named.iter().map(|blob| BlobId::from(blob.id)).collect();
    let mut found = Vec::with_capacity(named.len());
    for batch in named.chunks(BATCH) {
        held()?;
        found.extend(at_once(batch, |blob| copy_one(folder, from, blob))?);
    }
    held()?;
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

fn copy_one(folder: &Folder, from: &Source<'_>, blob: &NamedBlob) -> Result<(BlobId, Option<Digest>), Fault> {
    let id = BlobId::from(blob.id);
    let path = folder.file(&name(id));
    if !path.exists() {
        let Some(store) = from.store else { return Ok((id, None)) };
        let bytes = match patiently(from.patience, || store.get(id)) {
            Ok(bytes) if u64::try_from(bytes.len()).is_ok_and(|length| length == blob.sealed) => bytes,
            Ok(_) | Err(Error::NotFound) => return Ok((id, None)),
            Err(error) => return Err(Fault::Failed(format!("blob {id} cannot be read: {error}"))),
        };
        if let Some(parent) = path.parent() {
            let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(parent);
            made.map_err(Fault::at("a folder of blobs"))?;
        }
        write_durably(&path, &bytes).map_err(Fault::at("the copy of a blob"))?;
    }
    Ok((id, Some(Digest::of_file(&path).map_err(Fault::at("the copy of a blob"))?)))
}

/// Puts the blobs of a backup, all of them compared already, into the store; one that is there stays if it is the same.
pub(crate) fn put_back(
    folder: &Folder,
    store: &BlockingBlobs,
    ids: &[BlobId],
    patience: Duration,
) -> Result<(), Fault> {
    at_once(ids, |id| {
        let bytes = Bytes::from(fs::read(folder.file(&name(*id))).map_err(Fault::at("the copy of a blob"))?);
        match patiently(patience, || store.put(*id, bytes.clone())) {
            Ok(()) => Ok(()),
            Err(Error::Taken) => match patiently(patience, || store.get(*id)) {
                Ok(there) if there == bytes => Ok(()),
                Ok(_) => {
                    Err(Fault::Failed(format!("the store holds another blob {id}; nothing is overwritten")))
                }
                Err(error) => Err(Fault::Failed(format!("blob {id} is there and cannot be read: {error}"))),
            },
            Err(error) => Err(Fault::Failed(format!("blob {id} is not taken: {error}"))),
        }
    })
    .map(drop)
}

/// Does again, after growing pauses, what a store has not done because it is away for the moment.
fn patiently<T>(patience: Duration, mut work: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    let (began, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        match work() {
            Err(Error::Away(_)) if began.elapsed() + pause <= patience => thread::sleep(pause),
            done => return done,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_that_are_missing_were_lost_and_many_or_all_say_that_the_place_is_another() {
        for (missing, there, many) in [
            (0, 0, false),
            (1, 0, true),
            (1, 1, false),
            (10, 10, false),
            (11, 11, true),
            (11, 1_089, false),
            (11, 1_088, true),
        ] {
            let missing: Vec<String> = (0..missing).map(|number| number.to_string()).collect();
            let copied = Copied { blobs: there, bytes: 0, missing };
            assert_eq!(copied.misses_many(), many, "{copied:?}");
        }
    }
}
