use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use kernel::Rng;
use secrecy::{ExposeSecret, ExposeSecretMut};
use zeroize::Zeroizing;

use super::{MasterFault, MasterKeys, Wrapped};
use crate::{
    Error, Plain,
    canonical::canonical,
    derive::{Secret32, fresh},
    envelope,
    space::VERSION,
};

const ENDING: &str = ".master";
const ENVELOPE: &str = "carnet/v1/master";

/// Master keys as files `<id>.master` of mode 0600 in a folder of mode 0700, never in the environment.
///
/// A file holds 32 bytes, as they are or as 64 hexadecimal digits. An id begins with a number; the greatest number
/// wraps and all of them unwrap. A file that is added while the program runs is found when a key needs it.
pub struct FileMasterKeys {
    folder: PathBuf,
    keys: RwLock<Arc<Keys>>,
}

/// By number, then by whole id: the last one is the newest.
type Keys = BTreeMap<(u64, String), Secret32>;

impl FileMasterKeys {
    /// Reads every master key of the folder.
    ///
    /// # Errors
    /// [`MasterFault`], which names the file and what to do: a folder or file that others can reach, a file that is
    /// no key, no key at all.
    pub fn open(folder: &Path) -> Result<Self, MasterFault> {
        let keys = read_folder(folder)?;
        if keys.is_empty() {
            return Err(MasterFault::Empty(folder.to_owned()));
        }
        Ok(Self { folder: folder.to_owned(), keys: RwLock::new(Arc::new(keys)) })
    }

    /// Makes the folder if need be and its first master key, for a first start.
    ///
    /// # Errors
    /// [`MasterFault::NotEmpty`] when there is a key already; nothing is ever overwritten.
    pub fn create(folder: &Path, rng: &dyn Rng) -> Result<Self, MasterFault> {
        make_folder(folder)?;
        if !read_folder(folder)?.is_empty() {
            return Err(MasterFault::NotEmpty(folder.to_owned()));
        }
        write_key(folder, 1, rng)?;
        Self::open(folder)
    }

    /// Adds a newer master key to the folder and gives its id. Copy the file to every machine before any program
    /// is started again or keys are wrapped anew: from then on keys may be wrapped under it.
    ///
    /// # Errors
    /// [`MasterFault`].
    pub fn add(folder: &Path, rng: &dyn Rng) -> Result<String, MasterFault> {
        let keys = read_folder(folder)?;
        let Some(((greatest, _), _)) = keys.last_key_value() else {
            return Err(MasterFault::Empty(folder.to_owned()));
        };
        write_key(folder, greatest.saturating_add(1), rng)
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The ids of all keys of the folder, oldest first.
    pub fn ids(&self) -> Vec<String> {
        self.keys().keys().map(|(_, id)| id.clone()).collect()
    }

    /// The keys, read again from the folder when `id` is not among them.
    fn keys_with(&self, place: &(u64, String)) -> Result<Arc<Keys>, MasterFault> {
        let keys = self.keys();
        if keys.contains_key(place) {
            return Ok(keys);
        }
        let keys = Arc::new(read_folder(&self.folder)?);
        if !keys.contains_key(place) {
            return Err(MasterFault::Missing { id: place.1.clone(), folder: self.folder.clone() });
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
        Ok(keys)
    }
}

impl MasterKeys for FileMasterKeys {
    fn newest(&self) -> String {
        self.keys().last_key_value().map(|((_, id), _)| id.clone()).unwrap_or_default()
    }

    fn wrap(&self, rng: &dyn Rng, aad: &[u8], key: &[u8]) -> Result<Wrapped, Error> {
        let keys = self.keys();
        let ((_, id), master) =
            keys.last_key_value().ok_or_else(|| MasterFault::Empty(self.folder.clone()))?;
        let mut bytes = vec![VERSION];
        envelope::seal(master.expose_secret(), rng, ENVELOPE, &bound(id, aad), key, &mut bytes)?;
        Ok(Wrapped { master_id: id.clone(), bytes })
    }

    fn unwrap(&self, aad: &[u8], wrapped: &Wrapped) -> Result<Plain, Error> {
        let id = &wrapped.master_id;
        let missing = || MasterFault::Missing { id: id.clone(), folder: self.folder.clone() };
        let place = (number(id).ok_or_else(missing)?, id.clone());
        let keys = self.keys_with(&place)?;
        let master = keys.get(&place).ok_or_else(missing)?;
        let ([VERSION], body) = wrapped.bytes.split_first_chunk::<1>().ok_or(Error::Broken)? else {
            return Err(Error::Broken);
        };
        envelope::open(master.expose_secret(), ENVELOPE, &bound(id, aad), body)
    }
}

fn bound(id: &str, aad: &[u8]) -> Vec<u8> {
    canonical([b"master".as_slice(), id.as_bytes(), aad])
}

/// The number that a well-formed id begins with.
fn number(id: &str) -> Option<u64> {
    let plain = id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-');
    if !plain || id.len() > 64 {
        return None;
    }
    let digits = id.find(|c: char| !c.is_ascii_digit()).unwrap_or(id.len());
    id.get(..digits)?.parse().ok()
}

fn read_folder(folder: &Path) -> Result<Keys, MasterFault> {
    let metadata = fs::metadata(folder).map_err(fault("read", folder))?;
    private(folder, &metadata, 0o700)?;
    let mut keys = Keys::new();
    for entry in fs::read_dir(folder).map_err(fault("list", folder))? {
        let path = entry.map_err(fault("list", folder))?.path();
        let Some(id) = path.file_name().and_then(|name| name.to_str()).and_then(|n| n.strip_suffix(ENDING))
        else {
            continue;
        };
        let number = number(id).ok_or_else(|| MasterFault::Name(path.clone()))?;
        let key = read_key(&path)?;
        keys.insert((number, id.to_owned()), key);
    }
    Ok(keys)
}

fn read_key(path: &Path) -> Result<Secret32, MasterFault> {
    let file = File::open(path).map_err(fault("read", path))?;
    private(path, &file.metadata().map_err(fault("read", path))?, 0o600)?;
    // Room for one byte more than the longest right content, so that the vector never moves.
    let mut bytes = Zeroizing::new(Vec::with_capacity(128));
    file.take(67).read_to_end(&mut bytes).map_err(fault("read", path))?;
    let mut key = Secret32::default();
    if bytes.len() == 32 {
        key.expose_secret_mut().copy_from_slice(&bytes);
        return Ok(key);
    }
    hex::decode_to_slice(bytes.trim_ascii_end(), key.expose_secret_mut())
        .map_err(|_| MasterFault::Shape(path.to_owned()))?;
    Ok(key)
}

/// Refuses a path that anybody but its owner can reach.
fn private(path: &Path, metadata: &fs::Metadata, right: u32) -> Result<(), MasterFault> {
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(MasterFault::Open { path: path.to_owned(), mode, right }) }
}

fn make_folder(folder: &Path) -> Result<(), MasterFault> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault("make", folder))?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => Ok(()),
    }
}

/// Writes a fresh key under another name, makes it durable, then gives it its name: a key is there whole or not at
/// all, and a name that is taken refuses.
fn write_key(folder: &Path, number: u64, rng: &dyn Rng) -> Result<String, MasterFault> {
    let mut suffix = [0; 4];
    rng.fill(&mut suffix);
    let id = format!("{number:04}-{}", hex::encode(suffix));
    let (path, draft) = (folder.join(format!("{id}{ENDING}")), folder.join(format!(".{id}.draft")));
    let mut text = Zeroizing::new([0; 65]);
    let (digits, end) = text.split_at_mut(64);
    // INVARIANT: 32 bytes give exactly 64 digits.
    let encoded = hex::encode_to_slice(fresh(rng).expose_secret(), digits);
    end.fill(b'\n');
    let written = encoded.map_err(io::Error::other).and_then(|()| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(&*text)?;
        file.sync_all()?;
        fs::hard_link(&draft, &path)
    });
    let removed = fs::remove_file(&draft);
    written.map_err(fault("write", &path))?;
    removed.map_err(fault("remove", &draft))?;
    sync_folder(folder)?;
    Ok(id)
}

fn sync_folder(folder: &Path) -> Result<(), MasterFault> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault("make durable", folder))
}

fn fault(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> MasterFault {
    move |source| MasterFault::Io { act, path: path.to_owned(), source }
}
