use std::sync::Arc;

use blobs::BlockingBlobs;
use bytes::Bytes;
use chrono::DateTime;
use chrono_tz::Tz;
use crc32fast::Hasher;
use kernel::DocumentId;
use serde_json::Value;
use uuid::Uuid;
use vault::{ObjectKey, SpaceKeys, seal_object, sealed_len};
use zeroize::Zeroizing;

use super::{Exports, Packed, advance::SAID};
use crate::{
    Error,
    model::{Fragment, Order},
    rows::PartRow,
    zip::{self, Entry, dos_time},
};

/// Bytes of a part at most: what is in memory of an archive at one time, twice.
const PART: usize = 4 * 1024 * 1024;
/// Bytes for which a part has room at first.
const LEAST: usize = 64 * 1024;
/// An object is sealed once.
pub(super) const SEALED_ONCE: u32 = 1;

/// An archive that is being packed, from where it has come on: files go in, sealed parts come out. At most one part is in
/// memory, however long a file is.
pub struct Packer {
    exports: Exports,
    blobs: BlockingBlobs,
    keys: Arc<SpaceKeys>,
    export: Uuid,
    first: u32,
    offset: u64,
    buffer: Zeroizing<Vec<u8>>,
    parts: Vec<Option<PartRow>>,
    fragment: Fragment,
    documents: Vec<Uuid>,
    open: Option<Open>,
    bytes: u64,
}

/// A file whose header waits until the file is whole: the place of the part that is left for it.
struct Open {
    place: usize,
    entry: Entry,
    crc: Hasher,
}

/// To what the key of a part is bound.
pub(super) fn binding(export: Uuid, number: i32, size: u64) -> Vec<u8> {
    format!("{export}|{number}|{size}").into_bytes()
}

impl Exports {
    /// Goes on with packing an archive where it has come to.
    ///
    /// # Errors
    /// The vault's.
    pub fn packer(&self, order: &Order, blobs: &BlockingBlobs) -> Result<Packer, Error> {
        Ok(Packer {
            exports: self.clone(),
            blobs: blobs.clone(),
            keys: self.vault.space(order.space)?,
            export: order.id.uuid(),
            first: order.parts,
            offset: order.bytes,
            buffer: Zeroizing::default(),
            parts: Vec::new(),
            fragment: Fragment::default(),
            documents: Vec::new(),
            open: None,
            bytes: 0,
        })
    }
}

impl Packer {
    /// Bytes that were packed.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Packs a file that is in memory.
    ///
    /// # Errors
    /// The vault's, the blob store's.
    pub fn whole(&mut self, name: &str, at: DateTime<Tz>, content: &[u8]) -> Result<(), Error> {
        let entry = Entry {
            name: name.to_owned(),
            crc: crc32fast::hash(content),
            size: len(content),
            offset: self.offset,
            time: dos_time(at),
        };
        self.put(&zip::local_header(&entry, false))?;
        self.put(content)?;
        self.fragment.entries.push(entry);
        Ok(())
    }

    /// Begins a file that comes piece by piece.
    ///
    /// # Errors
    /// The vault's, the blob store's.
    pub fn begin(&mut self, name: &str, at: DateTime<Tz>) -> Result<(), Error> {
        self.flush()?;
        let entry = Entry { name: name.to_owned(), crc: 0, size: 0, offset: self.offset, time: dos_time(at) };
        self.count(zip::local_len(name, true));
        self.open = Some(Open { place: self.parts.len(), entry, crc: Hasher::new() });
        self.parts.push(None);
        Ok(())
    }

    /// The next piece of the file that was begun.
    ///
    /// # Errors
    /// [`Error::Unwritable`] where none was; the vault's, the blob store's.
    pub fn piece(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let open = self.open.as_mut().ok_or(Error::Unwritable)?;
        open.crc.update(bytes);
        open.entry.size += len(bytes);
        self.put(bytes)
    }

    /// Ends the file that was begun: its header takes the place that was left for it.
    ///
    /// # Errors
    /// As [`Packer::piece`].
    pub fn end(&mut self) -> Result<(), Error> {
        let Open { place, mut entry, crc } = self.open.take().ok_or(Error::Unwritable)?;
        entry.crc = crc.finalize();
        let header = self.sealed(place, &zip::local_header(&entry, true))?;
        if let Some(left) = self.parts.get_mut(place) {
            *left = Some(header);
        }
        self.fragment.entries.push(entry);
        Ok(())
    }

    /// Says of which document the last file was, and what describes it.
    pub fn say(&mut self, document: DocumentId, said: Value) {
        self.documents.push(document.uuid());
        self.fragment.said.push(said);
    }

    /// The documents that were packed.
    pub fn documents(&self) -> &[Uuid] {
        &self.documents
    }

    /// Writes the directory of these entries and of those that were packed here: with it the parts are an archive.
    ///
    /// # Errors
    /// The vault's, the blob store's; what the entries give.
    pub fn directory<E: From<Error>>(
        &mut self,
        packed_before: impl IntoIterator<Item = Result<Entry, E>>,
    ) -> Result<(), E> {
        let (begins, mut entries) = (self.offset, 0);
        for entry in packed_before {
            self.put(&zip::central(&entry?))?;
            entries += 1;
        }
        for entry in std::mem::take(&mut self.fragment.entries) {
            self.put(&zip::central(&entry))?;
            entries += 1;
        }
        self.put(&zip::end(entries, self.offset - begins, begins))?;
        Ok(())
    }

    /// Seals what is left in memory; what was packed waits for its rows.
    ///
    /// # Errors
    /// [`Error::Unwritable`] where a file has not ended; the vault's, the blob store's.
    pub fn settle(mut self) -> Result<Packed, Error> {
        self.flush()?;
        if self.open.is_some() {
            return Err(Error::Unwritable);
        }
        let parts: Option<Vec<PartRow>> = std::mem::take(&mut self.parts).into_iter().collect();
        let mut parts = parts.ok_or(Error::Unwritable)?;
        let documents = len(&self.documents);
        if parts.is_empty() && documents > 0 {
            // Of documents that could not be read something is said, and there is nothing beside it.
            parts.push(self.sealed(0, &[])?);
        }
        if let Some(last) = parts.last_mut() {
            last.documents = std::mem::take(&mut self.documents);
            let says = !self.fragment.entries.is_empty() || !self.fragment.said.is_empty();
            if says {
                let plain =
                    Zeroizing::new(serde_json::to_vec(&self.fragment).map_err(|_| Error::Unwritable)?);
                let bound: [&[u8]; 2] = [self.export.as_bytes(), &last.number.to_be_bytes()];
                last.sealed = Some(self.keys.seal(self.exports.rng.as_ref(), SAID, &bound, &plain)?);
            }
        }
        Ok(Packed { parts, bytes: self.bytes, documents })
    }

    fn count(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.offset = self.offset.saturating_add(bytes);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        self.count(bytes.len());
        while !bytes.is_empty() {
            let room = PART.saturating_sub(self.buffer.len()).min(bytes.len());
            let (taken, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.make_room(taken.len());
            self.buffer.extend_from_slice(taken);
            bytes = rest;
            if self.buffer.len() >= PART {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Makes room for so many bytes more, in another buffer where this one is too small: one that grew by itself would leave what was in
    /// it behind, and one of full size would be wiped whole for a few small files.
    fn make_room(&mut self, more: usize) {
        let wanted = self.buffer.len().saturating_add(more);
        if wanted > self.buffer.capacity() {
            let room = wanted.next_power_of_two().clamp(LEAST, PART);
            let mut larger = Zeroizing::new(Vec::with_capacity(room));
            larger.extend_from_slice(&self.buffer);
            self.buffer = larger;
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let plain = std::mem::take(&mut self.buffer);
        let row = self.sealed(self.parts.len(), &plain)?;
        self.parts.push(Some(row));
        Ok(())
    }

    /// Seals a part and stores it where it lies.
    fn sealed(&self, place: usize, plain: &[u8]) -> Result<PartRow, Error> {
        let Exports { rng, clock, settings, .. } = &self.exports;
        let place = u32::try_from(place).map_err(|_| Error::Unwritable)?;
        let number = i32::try_from(self.first.saturating_add(place)).map_err(|_| Error::Unwritable)?;
        let id = DocumentId::new(clock.as_ref(), rng.as_ref()).uuid();
        let size = len(plain);
        let key = ObjectKey::fresh(rng.as_ref());
        let sealed = seal_object(&key, self.keys.space(), id, SEALED_ONCE, plain)?;
        let bound = binding(self.export, number, size);
        let object_key = self.keys.wrap_object(rng.as_ref(), id, SEALED_ONCE, &bound, &key)?;
        let (blob_id, body) = if sealed_len(size) <= settings.inline_bytes {
            (None, Some(sealed))
        } else {
            self.blobs.put(id.into(), Bytes::from(sealed))?;
            (Some(id), None)
        };
        Ok(PartRow {
            space_id: self.keys.space().uuid(),
            export_id: self.export,
            number,
            id,
            size: i64::try_from(size).map_err(|_| Error::Unwritable)?,
            object_key,
            blob_id,
            body,
            documents: Vec::new(),
            sealed: None,
        })
    }
}

fn len<T>(some: &[T]) -> u64 {
    u64::try_from(some.len()).unwrap_or(u64::MAX)
}
