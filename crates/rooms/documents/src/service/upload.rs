use aws_lc_rs::digest::{Context, SHA256};
use blobs::BlobWriter;
use bytes::Bytes;
use kernel::{DocumentId, SpaceId};
use uuid::Uuid;
use vault::{ObjectKey, ObjectSealer};

use super::{Deposit, Documents, SealedBlob, StoredBlob, prepare::Body};
use crate::{Error, content::Wholeness, rows::SEALED_ONCE};

/// A long content that goes to the blob store as it comes in: sealed segment by segment, never whole in memory. It
/// becomes visible, whole and durable, with [`Upload::finish`]; one that is dropped before leaves nothing.
pub struct Upload {
    blob: Uuid,
    key: ObjectKey,
    sealer: ObjectSealer,
    writer: Box<dyn BlobWriter>,
    digest: Context,
    wholeness: Wholeness,
    size: u64,
    limit: u64,
    sealed: Vec<u8>,
}

/// Sealed bytes that are written to the blob store at once.
const PORTION: usize = 256 * 1024;

impl Documents {
    /// Whether long content goes to the blob store as it comes; else it is held in memory and stored whole.
    pub fn streams(&self) -> bool {
        self.blobs.writer(Uuid::nil().into()).is_some()
    }

    /// Gives up the stored content of a deposit that was refused or had been done before: no row names it. Only for who was
    /// surely answered so; after a failure in between the row may be there, and the sweeper finds out.
    pub async fn discard(&self, stored: StoredBlob) {
        if self.blobs.delete(stored.0.into()).await.is_err() {
            tracing::warn!("a blob that nobody names is left for the sweeper");
        }
    }

    /// Begins to store the long content of a deposit that was decided.
    ///
    /// # Errors
    /// The vault's, the blob store's; [`Error::Broken`] where the blob store takes no pieces ([`Documents::streams`]).
    pub async fn begin_upload(&self, space: SpaceId, deposit: &Deposit) -> Result<Upload, Error> {
        let key = ObjectKey::fresh(self.rng.as_ref());
        let blob = DocumentId::new(self.clock.as_ref(), self.rng.as_ref()).uuid();
        let settings = self.settings();
        let writer = self.blobs.writer(blob.into()).ok_or(Error::Broken)?.await?;
        Ok(Upload {
            blob,
            sealer: ObjectSealer::new(&key, space, deposit.id.uuid(), SEALED_ONCE)?,
            key,
            writer,
            digest: Context::new(&SHA256),
            wholeness: Wholeness::of(deposit.prepared.kind),
            size: 0,
            limit: if deposit.prepared.by_citizen {
                settings.citizen_bytes
            } else {
                settings.professional_bytes
            },
            sealed: Vec::with_capacity(PORTION + PORTION / 2),
        })
    }
}

impl Upload {
    /// Bytes of memory that one takes at most: a portion that fills up beside one that is being written.
    pub const MEMORY: usize = 4 * PORTION;

    /// Takes more bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; the vault's, the blob store's. The upload is then of no more use.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > self.limit {
            return Err(Error::TooLarge { size: self.size, limit: self.limit });
        }
        self.digest.update(bytes);
        self.wholeness.push(bytes);
        self.sealer.push(bytes, &mut self.sealed)?;
        if self.sealed.len() >= PORTION {
            let portion = std::mem::replace(&mut self.sealed, Vec::with_capacity(PORTION + PORTION / 2));
            self.writer.write(Bytes::from(portion)).await?;
        }
        Ok(())
    }

    /// Looks whether what came is a whole file, when no more comes.
    ///
    /// # Errors
    /// [`Error::Content`]; [`Upload::abort`] it then.
    pub fn check(&self) -> Result<(), Error> {
        Ok(self.wholeness.check()?)
    }

    /// Makes the content durable and completes the deposit with what is known of it now. A row names it afterwards, or
    /// the sweeper removes it.
    ///
    /// # Errors
    /// The vault's, the blob store's.
    pub async fn finish(self, deposit: &mut Deposit) -> Result<(), Error> {
        let Self { blob, key, sealer, mut writer, digest, size, mut sealed, .. } = self;
        sealer.finish(&mut sealed)?;
        writer.write(Bytes::from(sealed)).await?;
        writer.finish().await?;
        deposit.prepared.sha256 = hex::encode(digest.finish());
        deposit.prepared.body = Body::Streamed(size);
        deposit.blob = Some(SealedBlob { id: blob, key });
        Ok(())
    }

    /// Gives the content up.
    ///
    /// # Errors
    /// The blob store's; what is left is swept.
    pub async fn abort(self) -> Result<(), Error> {
        Ok(self.writer.abort().await?)
    }
}
