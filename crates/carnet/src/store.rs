//! Where large ciphertext lies, as the settings say.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc, time::Duration};

use blobs::{BlobStore, Error, LocalBlobs, S3Blobs, S3Options};
use config::{BlobSettings, S3Settings};
use secrecy::SecretString;

use crate::fault::Fault;

/// Opens the folder, which is made where it is missing, or makes the client of the store; the store is not asked yet.
pub(crate) fn open(settings: &BlobSettings) -> Result<Arc<dyn BlobStore>, Fault> {
    match &settings.s3 {
        Some(store) => client(store),
        None => {
            let folder = LocalBlobs::open(&settings.folder).map_err(Fault::at("the folder of blobs"))?;
            Ok(Arc::new(folder))
        }
    }
}

/// The same, for who looks at what is there: nothing is made.
pub(crate) fn open_as_it_is(settings: &BlobSettings) -> Result<Arc<dyn BlobStore>, Fault> {
    match &settings.s3 {
        Some(store) => client(store),
        None => match LocalBlobs::open_as_it_is(&settings.folder) {
            Ok(folder) => Ok(Arc::new(folder)),
            Err(Error::NotFound) => Err(Fault::Failed(format!(
                "`{}` is not there, or is not the folder that `serve` has made; its disk may not be mounted",
                settings.folder.display()
            ))),
            Err(error) => Err(Fault::Failed(error.to_string())),
        },
    }
}

/// The setting that says where blobs lie.
pub(crate) fn setting(settings: &BlobSettings) -> &'static str {
    if settings.s3.is_some() { "blobs.s3_endpoint" } else { "blobs.folder" }
}

/// How long backup and restore try a blob again while the store is away; a folder is not away.
pub(crate) fn patience(settings: &BlobSettings) -> Duration {
    settings.s3.as_ref().map_or(Duration::ZERO, |store| store.patience)
}

fn client(store: &S3Settings) -> Result<Arc<dyn BlobStore>, Fault> {
    let options = options(store).map_err(Fault::Refused)?;
    Ok(Arc::new(S3Blobs::open(&options).map_err(Fault::at("the store of blobs"))?))
}

/// Why the files that the store needs cannot be used; none is what an operator wants.
pub(crate) fn faults(settings: &BlobSettings) -> Vec<String> {
    settings.s3.as_ref().and_then(|store| options(store).err()).unwrap_or_default()
}

fn options(store: &S3Settings) -> Result<S3Options, Vec<String>> {
    let access = secret("blobs.s3_access_key_file", &store.access_key_file);
    let signs = secret("blobs.s3_secret_key_file", &store.secret_key_file);
    let authorities = store.authorities.as_deref().map(|path| {
        fs::read(path)
            .map_err(|error| format!("`blobs.s3_authorities`: `{}`: {}", path.display(), error.kind()))
    });
    match (access, signs, authorities.transpose()) {
        (Ok(access_key), Ok(secret_key), Ok(authorities)) => Ok(S3Options {
            endpoint: store.endpoint.clone(),
            bucket: store.bucket.clone(),
            region: store.region.clone(),
            path_style: store.path_style,
            access_key,
            secret_key,
            authorities,
            patience: store.timeout,
        }),
        (access, signs, authorities) => {
            Err([access.err(), signs.err(), authorities.err()].into_iter().flatten().collect())
        }
    }
}

/// The one line of a file that only its owner can reach.
fn secret(key: &str, path: &Path) -> Result<SecretString, String> {
    let at = |what: &str| format!("`{key}`: `{}` {what}", path.display());
    let mode = fs::metadata(path).map_err(|error| at(&format!("cannot be read: {}", error.kind())))?;
    let mode = mode.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(at(&format!(
            "has the mode {mode:04o}, so that others can reach it; 0600 would be right"
        )));
    }
    let text = fs::read_to_string(path).map_err(|error| at(&format!("cannot be read: {}", error.kind())))?;
    match text.trim() {
        "" => Err(at("is empty; one line with the key would be right")),
        line if line.contains(char::is_whitespace) => {
            Err(at("has more than one word; the key alone would be right"))
        }
        line => Ok(line.into()),
    }
}
