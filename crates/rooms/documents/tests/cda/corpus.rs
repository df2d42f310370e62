//! Published French examples, read from the folder that `CARNET_CORPUS` names; they are no part of the product.

use std::{env, fs, path::PathBuf};

use documents::{
    cda::{self, FoundIns, Limits},
    content::{Kind, sniff},
};
use kernel::{InsFault, InsOid};

pub(crate) fn files(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let root = PathBuf::from(env::var_os("CARNET_CORPUS")?);
    let mut files: Vec<_> = fs::read_dir(root.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}

#[test]
fn every_published_document_is_read() {
    let Some(files) = files("cda-fr") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    let (mut wrong_keys, mut lies) = (Vec::new(), Vec::new());
    for (name, bytes) in &files {
        assert_eq!(sniff(bytes, Some("text/xml")).unwrap().kind, Kind::Cda, "{name}");
        let document = cda::read(bytes, &Limits::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert!(!document.type_code.code.is_empty() && !document.authors.is_empty(), "{name}");
        assert!(document.effective_time.offset_given && document.title.is_some(), "{name}");
        let patient = &document.patient;
        assert_eq!(patient.ins.len(), 1, "{name}");
        assert!(patient.name.birth_family.is_some() && !patient.name.given.is_empty(), "{name}");
        assert!(patient.birth.as_ref().unwrap().day().is_some() && patient.birthplace.is_some(), "{name}");
        assert!(patient.sex.is_some() && document.service_time().0.is_some(), "{name}");
        if patient.ins[0] == FoundIns::Wrong(InsOid::Nir, InsFault::Key) {
            wrong_keys.push(name.as_str());
        }
        for attachment in document.body.attachments() {
            let file = attachment.embedded().unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert!(file.kind.is_some(), "{name}: {}", attachment.path);
            if !file.is_as_declared() {
                lies.push(name.as_str());
            }
        }
    }
    assert_eq!(wrong_keys, ["OBP-SNE_2024.01.xml"]);
    assert_eq!(lies, ["eP-MED-DM_2024.01_PosoStruct.xml"], "one PNG is called JPEG");
    println!("corpus: {} documents read", files.len());
    assert_eq!(files.len(), 37);
}

#[test]
fn every_published_attachment_is_known() {
    let Some(files) = files("attachments") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    for (name, bytes) in &files {
        let expected = if name.ends_with(".pdf") { Kind::Pdf } else { Kind::Jpeg };
        assert_eq!(sniff(bytes, Some(expected.media_type())).unwrap().kind, expected, "{name}");
        assert!(sniff(bytes, Some("image/png")).is_err(), "{name}");
    }
    println!("corpus: {} attachments known", files.len());
}
