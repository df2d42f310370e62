use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader},
    os::unix::fs::DirBuilderExt,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use blobs::{BlobId, BlockingBlobs, Error};
use bytes::Bytes;
use documents::NamedBlob;
use kernel::Id;

use super::{Digest, Durable, Folder, at_once, write_durably};
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
/// What fails when it cannot be written.
const WRITING: &str = "the list of blobs";

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

/// Copies these blobs, the newest first, into the folder and writes the list of them as it goes. What an earlier run has
/// copied stays: a blob never changes, and lies under its name only when it is whole. One that is not as long as its row
/// says does not open and is no copy of anything: it is left out like one that is gone. `held` says from time to time
/// whether none was swept.
pub(crate) fn copy_out(
    folder: &Folder,
    from: &Source<'_>,
    named: &[NamedBlob],
    mut held: impl FnMut() -> Result<(), Fault>,
) -> Result<Copied, Fault> {
    let mut list = Durable::begin(&folder.file(LIST)).map_err(Fault::at(WRITING))?;
    let mut copied = Copied::default();
    for batch in named.chunks(BATCH) {
        held()?;
        for (id, digest) in at_once(batch, |blob| copy_one(folder, from, blob))? {
            match digest {
                Some(Digest { bytes, sha256 }) => {
                    copied.blobs += 1;
                    copied.bytes += bytes;
                    let line = format!("{sha256} {bytes} {id}\n");
                    list.add(line.as_bytes()).map_err(Fault::at(WRITING))?;
                }
                None => copied.missing.push(id.to_string()),
            }
        }
    }
    held()?;
    remove_others(folder, named)?;
    list.finish().map_err(Fault::at(WRITING))?;
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
pub(crate) fn put_back(folder: &Folder, store: &BlockingBlobs, patience: Duration) -> Result<(), Fault> {
    folder.each_batch(|batch| at_once(batch, |(id, _)| put_one(folder, store, *id, patience)).map(drop))
}

fn put_one(folder: &Folder, store: &BlockingBlobs, id: BlobId, patience: Duration) -> Result<(), Fault> {
    let bytes = Bytes::from(fs::read(folder.file(&name(id))).map_err(Fault::at("the copy of a blob"))?);
    match patiently(patience, || store.put(id, bytes.clone())) {
        Ok(()) => Ok(()),
        Err(Error::Taken) => match patiently(patience, || store.get(id)) {
            Ok(there) if there == bytes => Ok(()),
            Ok(_) => Err(Fault::Failed(format!("the store holds another blob {id}; nothing is overwritten"))),
            Err(error) => Err(Fault::Failed(format!("blob {id} is there and cannot be read: {error}"))),
        },
        Err(error) => Err(Fault::Failed(format!("blob {id} is not taken: {error}"))),
    }
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
    /// Every reason why the blobs of a finished backup are not those of its list.
    pub(crate) fn compare_blobs(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        let looked = self.each_batch(|batch| {
            let differing = at_once(batch, |(id, digest)| Ok(self.differs(&name(*id), digest)))?;
            reasons.extend(differing.into_iter().flatten());
            Ok(())
        });
        match looked {
            Ok(()) => {}
            Err(Fault::Refused(of_list)) => reasons.extend(of_list),
            Err(Fault::Failed(why)) => reasons.push(why),
        }
        reasons
    }

    /// Reads the list a batch at a time.
    fn each_batch(
        &self,
        mut work: impl FnMut(&[(BlobId, Digest)]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let path = self.file(LIST);
        let at = |what: String| Fault::Refused(vec![format!("`{}`{what}", path.display())]);
        let unread = |error: io::Error| at(format!(": {error}"));
        let mut lines = BufReader::new(File::open(&path).map_err(unread)?).lines();
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            for line in lines.by_ref().take(BATCH) {
                let entry = read_line(&line.map_err(unread)?);
                batch.push(entry.ok_or_else(|| at(" is altered: it has a line of another form".to_owned()))?);
            }
            if batch.is_empty() {
                return Ok(());
            }
            work(&batch)?;
        }
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
fn remove_others(folder: &Folder, named: &[NamedBlob]) -> Result<(), Fault> {
    let is_named = |path: &Path| {
        let id = path.file_name().and_then(|name| name.to_str()?.parse::<Id<blobs::Blob>>().ok());
        id.is_some_and(|id| {
            let newest_first = |blob: &NamedBlob| id.uuid().cmp(&blob.id);
            named.binary_search_by(newest_first).is_ok() && path == folder.file(&name(id))
        })
    };
    for inner in fs::read_dir(folder.file("blobs")).into_iter().flatten().flatten() {
        for entry in fs::read_dir(inner.path()).into_iter().flatten().flatten() {
            if !is_named(&entry.path()) {
                fs::remove_file(entry.path()).map_err(Fault::at("a copy that is not wanted any more"))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_second_run_keeps_what_is_named_removes_what_is_not_and_lists_every_blob() {
        let path = std::env::temp_dir().join(format!("carnet-copy-out-{}", std::process::id()));
        let folder = Folder::for_new(&path, "manifest.json", None).unwrap();
        folder.begin("a backup").unwrap();
        let id = |number: u128| uuid::Uuid::from_u128((number << 64) | (number % 7));
        let named: Vec<_> = (1..=450).rev().map(|number| NamedBlob { id: id(number), sealed: 3 }).collect();
        // The store is away: all that is there is what the first run has copied, and half of a list.
        let place = |id: uuid::Uuid| path.join(name(BlobId::from(id)));
        for blob in (1..=460).filter(|number| *number != 7) {
            fs::create_dir_all(place(id(blob)).parent().unwrap()).unwrap();
            fs::write(place(id(blob)), "abc").unwrap();
        }
        fs::write(place(id(1)).with_extension("draft"), "a").unwrap();
        fs::write(path.join("blobs.draft"), "half a li").unwrap();
        let from = Source { store: None, patience: Duration::ZERO };
        let copied = copy_out(&folder, &from, &named, || Ok(())).unwrap();
        assert_eq!((copied.blobs, copied.bytes), (449, 3 * 449));
        assert_eq!(copied.missing, [id(7).to_string()]);
        assert!(!place(id(455)).exists() && !place(id(1)).with_extension("draft").exists());
        assert!(place(id(1)).exists() && place(id(450)).exists());

        let (mut listed, mut batches) = (Vec::new(), 0);
        folder
            .each_batch(|batch| {
                batches += 1;
                listed.extend(batch.iter().map(|(id, _)| id.uuid()));
                Ok(())
            })
            .unwrap();
        let expected: Vec<_> = named.iter().map(|blob| blob.id).filter(|blob| *blob != id(7)).collect();
        assert_eq!((listed, batches), (expected, 3));
        assert_eq!(folder.compare_blobs(), Vec::<String>::new());
        fs::write(place(id(3)), "xyz").unwrap();
        assert_eq!(folder.compare_blobs().len(), 1);
        fs::remove_dir_all(&path).unwrap();
    }

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
