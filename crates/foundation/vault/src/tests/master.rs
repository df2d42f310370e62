use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use kernel::SeededRng;

use super::fixture::Folder;
use crate::{Error, FileMasterKeys, MasterFault, MasterKeys};

fn only_file(folder: &Folder) -> PathBuf {
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "no draft is left");
    files.remove(0)
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn refusal(folder: &Folder) -> String {
    FileMasterKeys::open(folder.path()).err().unwrap().to_string()
}

fn put(folder: &Folder, name: &str, content: &[u8]) {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_first_start_makes_one_private_key_and_never_a_second() {
    let folder = Folder::new();
    let made = FileMasterKeys::create(folder.path(), &SeededRng::new(1)).unwrap();
    let file = only_file(&folder);
    assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
    assert_eq!(file.file_name().unwrap().to_str().unwrap(), format!("{}.master", made.newest()));
    let content = fs::read(&file).unwrap();
    assert!(matches!(
        FileMasterKeys::create(folder.path(), &SeededRng::new(2)),
        Err(MasterFault::NotEmpty(_))
    ));
    assert_eq!(fs::read(only_file(&folder)).unwrap(), content);
}

#[test]
fn what_others_can_reach_is_refused_with_the_command_to_run() {
    let folder = Folder::new();
    FileMasterKeys::create(folder.path(), &SeededRng::new(1)).unwrap();
    let file = only_file(&folder);
    for bad in [0o640, 0o604, 0o602, 0o660, 0o610] {
        fs::set_permissions(&file, Permissions::from_mode(bad)).unwrap();
        let says = refusal(&folder);
        assert!(says.contains(&format!("chmod 600 {}", file.display())), "{says}");
        assert!(says.contains(&format!("mode {bad:04o}")), "{says}");
    }
    fs::set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
    assert!(FileMasterKeys::open(folder.path()).is_ok(), "a file that its owner may only read is fine");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o750)).unwrap();
    let says = refusal(&folder);
    assert!(says.contains(&format!("chmod 700 {}", folder.path().display())), "{says}");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_folder_without_a_key_or_with_something_else_is_refused_by_name() {
    let folder = Folder::new();
    assert!(refusal(&folder).contains("cannot read"), "no folder");
    FileMasterKeys::create(folder.path(), &SeededRng::new(1)).unwrap();
    fs::remove_file(only_file(&folder)).unwrap();
    assert!(refusal(&folder).contains("holds no `<id>.master` file"));

    for content in [b"".as_slice(), b"short", &[b'a'; 63], &[b'a'; 65], &[b'g'; 64], &[7; 33], &[b'a'; 200]] {
        put(&folder, "1.master", content);
        assert!(refusal(&folder).contains("1.master` must hold 32 bytes"), "{} bytes", content.len());
    }
    put(&folder, "1.master", &[7; 32]);
    put(&folder, "Backup Of 1.master", &[7; 32]);
    assert!(refusal(&folder).contains("Backup Of 1.master` must be named"));
}

#[test]
fn the_greatest_number_wraps_and_every_key_unwraps() {
    let (folder, rng) = (Folder::new(), SeededRng::new(1));
    FileMasterKeys::create(folder.path(), &rng).unwrap();
    fs::remove_file(only_file(&folder)).unwrap();
    put(&folder, "9-old.master", &[9; 32]);
    let old = FileMasterKeys::open(folder.path()).unwrap();
    let under_old = old.wrap(&rng, b"aad", b"key").unwrap();
    put(&folder, "10-new.master", format!("{}\n", "0a".repeat(32)).as_bytes());
    let both = FileMasterKeys::open(folder.path()).unwrap();
    assert_eq!((old.newest().as_str(), both.newest().as_str()), ("9-old", "10-new"));
    assert_eq!(*both.unwrap(b"aad", &under_old).unwrap(), b"key");

    let under_new = both.wrap(&rng, b"aad", b"key").unwrap();
    assert_eq!(
        *old.unwrap(b"aad", &under_new).unwrap(),
        b"key",
        "a file added meanwhile is found when needed"
    );
    assert_eq!(old.newest(), "10-new");
    assert!(FileMasterKeys::add(folder.path(), &rng).unwrap().starts_with("0011-"));
}

#[test]
fn a_wrapped_key_opens_only_as_it_was_bound() {
    let (folder, rng) = (Folder::new(), SeededRng::new(1));
    let master = FileMasterKeys::create(folder.path(), &rng).unwrap();
    let wrapped = master.wrap(&rng, b"aad", b"key").unwrap();
    assert!(matches!(master.unwrap(b"other", &wrapped), Err(Error::Broken)));
    for place in 0..wrapped.bytes.len() {
        let mut altered = wrapped.clone();
        altered.bytes[place] ^= 1;
        assert!(matches!(master.unwrap(b"aad", &altered), Err(Error::Broken)), "byte {place}");
        altered.bytes.truncate(place);
        assert!(matches!(master.unwrap(b"aad", &altered), Err(Error::Broken)), "cut at {place}");
    }
    for id in ["2-gone", "../../etc/passwd", "", "x"] {
        let mut elsewhere = wrapped.clone();
        elsewhere.master_id = id.into();
        let says = master.unwrap(b"aad", &elsewhere).unwrap_err().to_string();
        assert!(says.contains(&format!("`{id}.master` is not in")), "{says}");
    }
}
