use std::{ops::Range, time::Duration};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, ready},
    stream::BoxStream,
};
use object_store::{
    BackoffConfig, Certificate, ClientOptions, Error as StoreError, ObjectStore, ObjectStoreExt, PutMode,
    PutOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut},
    client::SpawnedReqwestConnector,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::{Builder, Runtime};

use crate::{
    BlobId, BlobStore, BlobWriter, Error,
    objects::{self, place},
};

/// Longest time for a connection to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How often a request that may be sent again is sent again.
const RETRIES: usize = 2;

/// Where an S3-compatible store is and how it is asked.
#[derive(Debug, Clone)]
pub struct S3Options {
    /// Scheme, host and port, such as `https://s3.example.org`.
    pub endpoint: String,
    /// The bucket, which holds nothing else.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Whether the bucket stands in the path and not in the host's name.
    pub path_style: bool,
    /// Names the account.
    pub access_key: SecretString,
    /// Signs for it; it never travels.
    pub secret_key: SecretString,
    /// Certificates in PEM that are trusted beside the system's.
    pub authorities: Option<Vec<u8>>,
    /// Longest time for one request with its body.
    pub patience: Duration,
}

/// Blobs as objects of one bucket of an S3-compatible store, under `<xx>/<id>` as on a disk.
///
/// An object is put by one request that carries `If-None-Match: *`: the store makes it visible whole or not at all and
/// never overwrites it, and there is no upload in parts that could stay unfinished. Where the answer to a put was lost
/// and the request is sent again, the store says that the object is there; if it holds the same bytes, it is the one
/// that was sent.
///
/// A request that may be sent again is, twice at most and within `patience`. What fails then is [`Error::Away`]: the
/// caller is asked to come back, and nothing names what may have been stored.
///
/// The connections live on a thread of their own, so that the store can be used from any runtime, one with timers.
#[derive(Debug)]
pub struct S3Blobs {
    objects: AmazonS3,
    _connections: Connections,
}

impl S3Blobs {
    /// Makes the client; nothing is sent.
    ///
    /// # Errors
    /// [`Error::Options`] when the options cannot be used, [`Error::Unavailable`] when the system gives no thread.
    pub fn open(options: &S3Options) -> Result<Self, Error> {
        let S3Options { endpoint, bucket, region, path_style, access_key, secret_key, authorities, patience } =
            options;
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("s3").enable_all().build()?;
        let handle = runtime.handle().clone();
        let connections = Connections(Some(runtime));
        let mut client = ClientOptions::new()
            .with_timeout(*patience)
            .with_connect_timeout(CONNECT.min(*patience))
            .with_allow_http(endpoint.starts_with("http://"));
        let trusted = authorities.as_deref().map(Certificate::from_pem_bundle).transpose();
        for certificate in trusted.map_err(|_| Error::Options("the certificates"))?.into_iter().flatten() {
            client = client.with_root_certificate(certificate);
        }
        let address = match (path_style, endpoint.split_once("://")) {
            (false, Some((scheme, host))) => format!("{scheme}://{bucket}.{host}"),
            _ => endpoint.clone(),
        };
        let objects = AmazonS3Builder::new()
            .with_endpoint(address)
            .with_bucket_name(bucket)
            .with_region(region)
            .with_virtual_hosted_style_request(!path_style)
            .with_access_key_id(access_key.expose_secret())
            .with_secret_access_key(secret_key.expose_secret())
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_disable_bulk_delete(true)
            .with_disable_tagging(true)
            .with_client_options(client)
            .with_http_connector(SpawnedReqwestConnector::new(handle))
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(1),
                    base: 2.0,
                },
                max_retries: RETRIES,
                retry_timeout: *patience,
            })
            .build()
            .map_err(|_| Error::Options("endpoint, bucket or region"))?;
        Ok(Self { objects, _connections: connections })
    }

    /// Whether the object of this id holds these bytes.
    async fn holds(&self, id: BlobId, bytes: &Bytes) -> Result<bool, Error> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let found = self.objects.head(&place(id)).await.map_err(|error| away(&error))?;
        Ok(found.size == length && objects::get(&self.objects, id).await.map_err(on_the_way)? == bytes)
    }
}

impl BlobStore for S3Blobs {
    fn put(&self, id: BlobId, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>> {
        async move {
            let options = PutOptions::from(PutMode::Create);
            match self.objects.put_opts(&place(id), bytes.clone().into(), options).await {
                Ok(_) => Ok(()),
                Err(StoreError::AlreadyExists { .. }) if self.holds(id, &bytes).await? => Ok(()),
                Err(StoreError::AlreadyExists { .. }) => Err(Error::Taken),
                Err(error) => Err(away(&error)),
            }
        }
        .boxed()
    }

    fn writer(&self, _: BlobId) -> Option<BoxFuture<'_, Result<Box<dyn BlobWriter>, Error>>> {
        None
    }

    fn get(&self, id: BlobId) -> BoxFuture<'_, Result<Bytes, Error>> {
        objects::get(&self.objects, id).map(|done| done.map_err(on_the_way)).boxed()
    }

    fn get_range(&self, id: BlobId, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, Error>> {
        objects::get_range(&self.objects, id, range).map(|done| done.map_err(on_the_way)).boxed()
    }

    fn delete(&self, id: BlobId) -> BoxFuture<'_, Result<(), Error>> {
        objects::delete(&self.objects, id).map(|done| done.map_err(on_the_way)).boxed()
    }

    fn list(&self, older_than: DateTime<Utc>) -> BoxStream<'_, Result<BlobId, Error>> {
        objects::list(&self.objects, older_than).map(|found| found.map_err(on_the_way)).boxed()
    }

    fn forget_unfinished(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<u64, Error>> {
        // An object is put by one request, so a put that was cut leaves nothing.
        ready(Ok(0)).boxed()
    }
}

/// The thread on which connections live.
#[derive(Debug)]
struct Connections(Option<Runtime>);

impl Drop for Connections {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Waiting for its thread would block the runtime that drops the store.
            runtime.shutdown_background();
        }
    }
}

const REFUSED: &str = "it refuses the key, or the clock of this machine is wrong";
const SILENT: &str = "it does not answer, or not as it should";

/// Why a put did not come through.
fn away(error: &StoreError) -> Error {
    said(match error {
        StoreError::NotFound { .. } => "it has no such bucket",
        StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => REFUSED,
        _ => SILENT,
    })
}

/// A fault of the network or of the store passes; what was asked for is not at fault.
fn on_the_way(error: Error) -> Error {
    match error {
        Error::Unavailable(std::io::ErrorKind::PermissionDenied) => said(REFUSED),
        Error::Unavailable(_) => said(SILENT),
        other => other,
    }
}

/// Tells the operator in fixed words: what the store itself says may repeat a key or a name.
fn said(why: &'static str) -> Error {
    tracing::warn!(cause = why, "the object store did not do what it was asked");
    Error::Away(why)
}
