//! The documents and files under `tests/fixtures`, by name; `tests/fixtures/README.md` says what each one holds.

/// A file of the fixtures.
#[derive(Debug, Clone, Copy)]
pub struct Fixture {
    /// Folder and file name under `tests/fixtures`, as `cda/two-ins.xml`.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! fixture {
    ($name:literal) => {
        Fixture { name: $name, bytes: include_bytes!(concat!("../../fixtures/", $name)) }
    };
}

/// CDA documents that are read, each with its trap.
pub fn cda() -> Vec<Fixture> {
    vec![
        fixture!("cda/coded-entries.xml"),
        fixture!("cda/corsican-birth.xml"),
        fixture!("cda/device-author.xml"),
        fixture!("cda/iso-8859-1.xml"),
        fixture!("cda/iso-8859-15.xml"),
        fixture!("cda/level1-pdf.xml"),
        fixture!("cda/level3-biology.xml"),
        fixture!("cda/level3-letter.xml"),
        fixture!("cda/missing-birth-name.xml"),
        fixture!("cda/null-flavors.xml"),
        fixture!("cda/organisation-author.xml"),
        fixture!("cda/other-prefix.xml"),
        fixture!("cda/png-called-jpeg.xml"),
        fixture!("cda/production-right-key.xml"),
        fixture!("cda/production-wrong-key.xml"),
        fixture!("cda/several-authors.xml"),
        fixture!("cda/stylesheet-and-comments.xml"),
        fixture!("cda/test-wrong-key.xml"),
        fixture!("cda/times-without-offset.xml"),
        fixture!("cda/two-ins.xml"),
        fixture!("cda/unknown-oid.xml"),
        fixture!("cda/unknown-type.xml"),
        fixture!("cda/utf-16-be.xml"),
        fixture!("cda/utf-16-le.xml"),
        fixture!("cda/utf-8-mark.xml"),
        fixture!("cda/windows-1252.xml"),
        fixture!("cda/withheld-from-patient.xml"),
    ]
}

/// Documents that are refused.
pub fn hostile() -> Vec<Fixture> {
    vec![
        fixture!("hostile/another-namespace.xml"),
        fixture!("hostile/billion-laughs.xml"),
        fixture!("hostile/body-elsewhere.xml"),
        fixture!("hostile/encoding-lie.xml"),
        fixture!("hostile/external-entity.xml"),
        fixture!("hostile/impossible-date.xml"),
        fixture!("hostile/no-clinical-document.xml"),
        fixture!("hostile/truncated.xml"),
        fixture!("hostile/two-patients.xml"),
        fixture!("hostile/undeclared-entity.xml"),
        fixture!("hostile/utf-16-called-utf-8.xml"),
    ]
}

/// Small files of other kinds.
pub fn files() -> Vec<Fixture> {
    vec![
        fixture!("files/letter.pdf"),
        fixture!("files/note-latin1.txt"),
        fixture!("files/note.txt"),
        fixture!("files/square.jpg"),
        fixture!("files/square.png"),
        fixture!("files/square.tiff"),
        fixture!("files/letter.rtf"),
    ]
}

/// The bytes of one fixture by its name.
///
/// # Panics
/// When there is none of that name.
pub fn bytes(name: &str) -> &'static [u8] {
    let all = cda().into_iter().chain(hostile()).chain(files());
    let found = all.into_iter().find(|fixture| fixture.name == name);
    found.map(|fixture| fixture.bytes).unwrap_or_else(|| panic!("no fixture `{name}`"))
}
