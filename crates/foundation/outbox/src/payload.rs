use kernel::JobId;
use serde_json::Value;
use vault::{Purpose, Vault};

use crate::Error;

/// The most bytes that the JSON of a payload may have.
const MOST: usize = 8 * 1024;
const DOMAIN: &str = "outbox.job.payload";

/// Seals a payload to its row: another id or kind does not open it.
pub(crate) fn seal(vault: &Vault, id: JobId, kind: &str, payload: &Value) -> Result<Vec<u8>, Error> {
    let plain = payload.to_string();
    if plain.len() > MOST {
        return Err(Error::TooLarge { found: plain.len(), most: MOST });
    }
    let uuid = id.uuid();
    let aad: [&[u8]; 2] = [uuid.as_bytes(), kind.as_bytes()];
    Ok(vault.service(Purpose::Outbox).seal(DOMAIN, &aad, plain.as_bytes())?)
}

/// Opens the payload of a row.
pub(crate) fn open(vault: &Vault, id: JobId, kind: &str, sealed: &[u8]) -> Result<Value, Error> {
    let uuid = id.uuid();
    let aad: [&[u8]; 2] = [uuid.as_bytes(), kind.as_bytes()];
    let plain = vault.service(Purpose::Outbox).open(DOMAIN, &aad, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Error::Payload)
}
