use std::{sync::Arc, time::Duration};

use blobs::{BlobStore, S3Blobs, S3Options};

use crate::{BUCKET, Between, ObjectServer};

/// An object store for the blobs of a house ([`crate::TestHouse::with_blobs`]), with something in front of it that
/// misbehaves on demand. Who asks it waits for a long time.
#[derive(Debug)]
pub struct RemoteBlobs {
    between: Between,
    server: ObjectServer,
}

impl RemoteBlobs {
    /// Starts it.
    ///
    /// # Panics
    /// As [`ObjectServer::new`].
    #[expect(clippy::new_without_default, reason = "starting a process is not a default")]
    pub fn new() -> Self {
        let server = ObjectServer::new();
        Self { between: Between::new(server.address()), server }
    }

    /// What stands in front of it.
    pub fn between(&self) -> &Between {
        &self.between
    }

    /// The store as a house knows it.
    ///
    /// # Panics
    /// When no client can be made.
    pub fn store(&self) -> Arc<dyn BlobStore> {
        let options = S3Options {
            endpoint: self.between.endpoint(),
            bucket: BUCKET.to_owned(),
            region: "us-east-1".to_owned(),
            path_style: true,
            access_key: self.server.access_key().into(),
            secret_key: self.server.secret_key().into(),
            authorities: None,
            patience: Duration::from_secs(30),
        };
        match S3Blobs::open(&options) {
            Ok(store) => Arc::new(store),
            Err(fault) => panic!("the object store: {fault}"),
        }
    }
}
