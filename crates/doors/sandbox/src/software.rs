//! Practice software of the sandbox: registered as an operator would, with a key that is made at the first start.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use flows::House;
use identity::{
    Scope, Software,
    client::{ClientAuth, ClientKey, GrantType, Registration},
};
use jsonwebtoken::{Algorithm, EncodingKey, jwk::Jwk};
use kernel::SoftwareId;
use zeroize::Zeroizing;

use crate::{
    Error, KeyFault,
    people::{practice_software_id, software},
    provider::pkcs8_pem,
};

/// Software to try the token endpoint with.
#[derive(Debug)]
pub struct PracticeSoftware {
    /// Its client id.
    pub id: SoftwareId,
    /// Where its private key lies.
    pub key_file: PathBuf,
}

const FILE: &str = "sandbox-software.key";

/// Registers the practice software of the sandbox, or says anew by which key it shows itself. The key lies beside the folder
/// of the master keys.
///
/// # Errors
/// What identity refuses; a file that cannot be written or read.
pub fn register_practice_software(house: &House) -> Result<PracticeSoftware, Error> {
    let key_file = house.settings.keys.folder.with_file_name(FILE);
    let auth = ClientAuth::Keys(public_keys(&key_file)?);
    let id = practice_software_id();
    let identity = &house.identity;
    let known = house.desk.read(|rtx| identity.registration(rtx, id))?;
    house.desk.write(|tx| {
        if known.is_some() {
            return identity.change_client_auth(tx, id, &auth);
        }
        let name = "Logiciel de cabinet Fictif".to_owned();
        // It may act for the hospital too, so that one client shows every grant.
        let organisation = software().organisation;
        identity.register_client(
            tx,
            &Registration {
                software: Software { id, name, organisation, listed: true },
                publisher: "Éditions Fictives".to_owned(),
                version: "1.0".to_owned(),
                auth: auth.clone(),
                scopes: Scope::ALL.into_iter().collect(),
                grants: GrantType::ALL.to_vec(),
                provider_clients: Vec::new(),
                per_minute: PER_MINUTE,
                registered_at: house.clock.now(),
            },
        )
    })?;
    Ok(PracticeSoftware { id, key_file })
}

/// More than anybody calls by hand, and than a load of one machine.
const PER_MINUTE: u32 = 100_000;

fn public_keys(path: &Path) -> Result<Vec<ClientKey>, Error> {
    if !path.exists() {
        make(path)?;
    }
    let pem = Zeroizing::new(fs::read(path).map_err(|_| KeyFault)?);
    let private = EncodingKey::from_ec_pem(&pem).map_err(|_| KeyFault)?;
    let public = Jwk::from_encoding_key(&private, Algorithm::ES256).map_err(|_| KeyFault)?;
    let text = serde_json::to_string(&public).map_err(|_| KeyFault)?;
    Ok(ClientKey::read_all(&text).map_err(|_| KeyFault)?)
}

fn make(path: &Path) -> Result<(), KeyFault> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let pem = Zeroizing::new(pkcs8_pem(made.map_err(|_| KeyFault)?.as_ref()));
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|_| KeyFault)?;
    file.write_all(pem.as_bytes()).map_err(|_| KeyFault)
}
