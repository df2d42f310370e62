use std::{fs, path::PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use kernel::Rng;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixture::Folder;
use crate::{
    FileMasterKeys, MasterKeys, ObjectKey, Purpose, SEGMENT, ServiceKey, SpaceKeys, canonical::canonical,
    derive::subkey, seal_object, service::service_aad, vault::space_aad,
};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/vectors.json")
}

/// Gives 0, 1, 2 … as random bytes, so that a reader sees them in the vectors.
struct Counting(std::sync::Mutex<u8>);

impl Counting {
    fn from(first: u8) -> Self {
        Self(first.into())
    }
}

impl Rng for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let mut next = self.0.lock().unwrap();
        for byte in bytes {
            *byte = *next;
            *next = next.wrapping_add(1);
        }
    }

    fn ordered(&self, _: u64) -> u16 {
        0
    }
}

fn bytes_from(first: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    Counting::from(first).fill(&mut bytes);
    bytes
}

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

fn vectors() -> Value {
    let (space, object) = (Uuid::from_u128(0x11), Uuid::from_u128(0x22));
    let root = bytes_from(0x40);
    let keys = SpaceKeys::from_root(space.into(), &root).unwrap();
    let derived = |label: &str| hex::encode(subkey(&root, b"", label).unwrap().expose_secret());
    let column = keys.seal(&Counting::from(0xa0), "documents.title", &[b"row", b"1"], b"Blood test").unwrap();
    let object_key = ObjectKey::from_bytes(&bytes_from(0x80)).unwrap();
    let wrapped = keys.wrap_object(&Counting::from(0xb0), object, 3, b"20480", &object_key).unwrap();
    let objects: Vec<Value> = [0, 1, 5, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 5]
        .into_iter()
        .map(|length| {
            let sealed = seal_object(&object_key, space.into(), object, 3, &plain(length)).unwrap();
            let mut vector =
                json!({ "plain_len": length, "sealed_len": sealed.len(), "sealed_sha256": sha256(&sealed) });
            if length < 100 {
                vector["sealed"] = hex::encode(&sealed).into();
            }
            vector
        })
        .collect();
    let material = bytes_from(0x10);
    let outbox = ServiceKey::from_material(Purpose::Outbox, 7, &material).unwrap();
    let job = outbox.seal(&Counting::from(0xc0), "job", &[b"42"], b"payload").unwrap();
    let journal = ServiceKey::from_material(Purpose::Journal, 2, &material).unwrap();
    let checkpoint = ServiceKey::from_material(Purpose::JournalSign, 1, &material).unwrap();
    let signer = checkpoint.signer().unwrap();

    let folder = Folder::new();
    let master = FileMasterKeys::create(folder.path(), &Counting::from(0x00)).unwrap();
    let master_file = fs::read_to_string(folder.path().join(format!("{}.master", master.newest()))).unwrap();
    let space_key = master.wrap(&Counting::from(0xd0), &space_aad(space.into()), &root).unwrap();
    let service_key = master.wrap(&Counting::from(0xe0), &service_aad("outbox", 7), &material).unwrap();
    json!({
        "canonical": [
            { "parts": [], "bytes": hex::encode(canonical([])) },
            { "parts": ["ab", "c"], "bytes": hex::encode(canonical([b"ab".as_slice(), b"c"])) },
            { "parts": ["a", "bc", ""], "bytes": hex::encode(canonical([b"a".as_slice(), b"bc", b""])) },
        ],
        "space_keys": {
            "root": hex::encode(root),
            "id": derived("carnet/v1/space/id").get(..8),
            "seal": derived("carnet/v1/space/seal"),
            "wrap": derived("carnet/v1/space/wrap"),
            "mac": derived("carnet/v1/space/mac"),
        },
        "sealed_column": {
            "root": hex::encode(root), "space": space, "domain": "documents.title", "parts": ["row", "1"],
            "plain": "Blood test", "sealed": hex::encode(column),
        },
        "space_tag": {
            "root": hex::encode(root), "domain": "topic", "parts": ["mental-health"],
            "tag": hex::encode(keys.mac("topic", &[b"mental-health"])),
        },
        "wrapped_object_key": {
            "root": hex::encode(root), "space": space, "object": object, "version": 3, "binding": "20480",
            "object_key": hex::encode(object_key.bytes()), "wrapped": hex::encode(wrapped),
        },
        "objects": {
            "object_key": hex::encode(object_key.bytes()), "space": space, "object": object, "version": 3,
            "plain": "byte i is i modulo 251", "vectors": objects,
        },
        "service_seal": {
            "material": hex::encode(material), "purpose": "outbox", "id": 7, "domain": "job", "parts": ["42"],
            "plain": "payload", "sealed": hex::encode(job),
        },
        "service_tag": {
            "material": hex::encode(material), "purpose": "journal", "id": 2, "domain": "line", "parts": ["a", "b"],
            "tag": hex::encode(journal.mac("line", &[b"a", b"b"]).unwrap()),
        },
        "checkpoint_signature": {
            "seed": hex::encode(material), "public": hex::encode(signer.public_key()), "message": "checkpoint",
            "signature": hex::encode(signer.sign(b"checkpoint").unwrap()),
        },
        "wrapped_space_key": {
            "master_id": master.newest(), "master": master_file.trim_end(), "space": space, "key": hex::encode(root),
            "wrapped": hex::encode(space_key.bytes),
        },
        "wrapped_service_key": {
            "master_id": master.newest(), "master": master_file.trim_end(), "purpose": "outbox", "id": 7,
            "key": hex::encode(material), "wrapped": hex::encode(service_key.bytes),
        },
    })
}

#[test]
fn what_is_sealed_today_is_what_the_published_vectors_say() {
    let published: Value = serde_json::from_slice(&fs::read(file()).unwrap()).unwrap();
    assert_eq!(
        vectors(),
        published,
        "a change of a format needs a new version byte and new vectors beside the old"
    );
}

#[test]
fn what_was_published_still_opens() {
    let published: Value = serde_json::from_slice(&fs::read(file()).unwrap()).unwrap();
    let bytes = |vector: &str, field: &str| hex::decode(published[vector][field].as_str().unwrap()).unwrap();
    let space = Uuid::from_u128(0x11);
    let keys = SpaceKeys::from_root(space.into(), &bytes("sealed_column", "root")).unwrap();
    let column = keys.open("documents.title", &[b"row", b"1"], &bytes("sealed_column", "sealed")).unwrap();
    assert_eq!(*column, b"Blood test");
    let wrapped = bytes("wrapped_object_key", "wrapped");
    let key = keys.unwrap_object(Uuid::from_u128(0x22), 3, b"20480", &wrapped).unwrap();
    assert_eq!(key.bytes(), bytes("wrapped_object_key", "object_key"));
    let outbox = ServiceKey::from_material(Purpose::Outbox, 7, &bytes("service_seal", "material")).unwrap();
    assert_eq!(*outbox.open("job", &[b"42"], &bytes("service_seal", "sealed")).unwrap(), b"payload");
}

#[test]
#[ignore = "writes docs/vectors.json; run it after a format was added"]
fn write_the_vectors() {
    fs::write(file(), format!("{:#}\n", vectors())).unwrap();
}
