//! The reference data, as it is built in and with one text changed.

use std::{fs, path::PathBuf};

use config::Reference;

/// A mistake: file, text replaced, replacement, what the message must say.
pub(crate) type Mistake = (&'static str, &'static str, &'static str, &'static [&'static str]);

pub(crate) fn built_in() -> Reference {
    Reference::load(None).unwrap()
}

/// A copy of the reference folder in which one text of one file is replaced.
pub(crate) fn changed(name: &str, file: &str, from: &str, to: &str) -> Result<Reference, config::Error> {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/reference");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("reference-{name}"));
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        let mut text = fs::read_to_string(entry.path()).unwrap();
        if entry.file_name() == file {
            assert!(text.contains(from), "{file} does not contain {from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.join(entry.file_name()), text).unwrap();
    }
    Reference::load(Some(&folder))
}

/// Each mistake is refused, and the message says where and what would be right.
pub(crate) fn refuses(name: &str, mistakes: &[Mistake]) {
    for (at, (file, from, to, says)) in mistakes.iter().enumerate() {
        let Err(error) = changed(&format!("{name}-{at}"), file, from, to) else {
            panic!("{file} was accepted with {to}");
        };
        let message = error.to_string();
        assert!(message.contains(file), "{to}: {message}");
        for text in *says {
            assert!(message.contains(text), "{to}: `{text}` is not in {message}");
        }
    }
}
