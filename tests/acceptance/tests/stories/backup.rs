//! The drill: a backup is made while people deposit, read back somewhere else, and nothing that was acknowledged before
//! the point that it states is missing or another.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use acceptance::{Server, Site, Store, carry, soak};
use chrono::{DateTime, Utc};
use testkit::Mischief;

use crate::{
    SPACE,
    load::{self, Load, Manner, all_are_there, during},
    receipt,
};

/// The two folders of a backup, beside the site and not in it.
pub(crate) struct Places {
    pub(crate) data: PathBuf,
    pub(crate) keys: PathBuf,
}

impl Places {
    pub(crate) fn of(site: &Site) -> Self {
        Self { data: site.folder().join("backup"), keys: site.folder().join("backup-keys") }
    }

    /// The words of a command about these folders.
    pub(crate) fn words<'a>(&'a self, command: &'a str) -> [&'a str; 4] {
        [command, text(&self.data), "--keys", text(&self.keys)]
    }

    pub(crate) fn backup(&self, site: &Site) -> Result<String, String> {
        site.run(&self.words("backup"))
    }

    pub(crate) fn restore(&self, site: &Site) -> Result<String, String> {
        site.run(&self.words("restore"))
    }

    /// Whether the data are there up to the last file.
    pub(crate) fn are_finished(&self) -> bool {
        self.data.join("manifest.json").exists() && !self.data.join("unfinished").exists()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The instant before which nothing is lost, as the command says it.
fn point(said: &str) -> DateTime<Utc> {
    let at = said.split("acknowledged before ").nth(1).and_then(|rest| rest.split([' ', ',']).next());
    at.and_then(|at| at.parse().ok()).unwrap_or_else(|| panic!("no point is stated: {said}"))
}

/// Makes a backup in the middle of a load, and says what was deposited and up to when nothing is lost.
fn backup_under_load(site: &Site, server: &Server, places: &Places) -> (Load, DateTime<Utc>) {
    let (doctor, citizen) = (server.persona("doctor").unheld(), server.persona("citizen").unheld());
    let pause = Duration::from_millis(if soak() { 60_000 } else { 700 });
    let (load, said) = during(&doctor, &citizen, 3, Manner::Strict, || {
        thread::sleep(pause);
        let said = places.backup(site).unwrap_or_else(|said| panic!("{said}"));
        thread::sleep(pause / 2);
        said
    });
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("acknowledged before"), "the point is the last thing that is said: {said}");
    let until = point(last);
    let before = load.kept.iter().filter(|kept| kept.at < until).count();
    println!("{before} of {} were acknowledged before {until}", load.kept.len());
    assert!(before > 0 && before < load.kept.len(), "the backup was made in the middle: {before}");
    (load, until)
}

/// Takes the other site's master key to this one, from its own file.
pub(crate) fn take_master_key(from: &Site, to: &Site) {
    fs::remove_dir_all(to.folder().join("keys")).expect("the keys of an empty site");
    carry(&from.folder().join("keys"), &to.folder().join("keys"));
}

#[test]
fn a_backup_under_load_read_back_into_a_private_database_has_all_up_to_its_point_alone() {
    let site = Site::new().with_migrations();
    let places = Places::of(&site);
    let server = site.sandbox();
    let (load, until) = backup_under_load(&site, &server, &places);
    closed_to_others(&places.data);
    closed_to_others(&places.keys);
    drop(server);

    let other = Site::with_private_database();
    take_master_key(&site, &other);
    let said = places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(point(&said), until);
    let server = other.sandbox();
    other.verify_journal();
    let citizen = server.persona("citizen").unheld();
    all_are_there(&citizen, load.kept.iter().filter(|kept| kept.at < until));
    let new = receipt(&server.persona("doctor").deposit(SPACE, &load::form("after the restore")));
    assert_eq!(citizen.content(SPACE, &new).status, 200);
}

#[test]
fn a_backup_of_blobs_in_a_store_is_read_back_into_another_store() {
    let (store, other_store) = (Store::new(), Store::new());
    let site = Site::new().with_migrations().with_blobs_in(&store);
    let places = Places::of(&site);
    let server = site.sandbox();
    let (load, until) = backup_under_load(&site, &server, &places);
    drop(server);
    store.kill();

    let other = Site::empty().with_migrations().with_blobs_in(&other_store);
    take_master_key(&site, &other);
    // What is cut leaves the database empty and is done again.
    other_store.between().set(Mischief::Answer(500));
    let said = places.restore(&other).unwrap_err();
    assert!(said.contains("is not taken"), "{said}");
    other_store.between().set(Mischief::None);
    places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    other.verify_journal();
    assert_eq!(other_store.objects(), other.named_blobs().len(), "every blob that a row names, and no other");
    let server = other.sandbox();
    let citizen = server.persona("citizen").unheld();
    let before: Vec<_> = load.kept.iter().filter(|kept| kept.at < until).collect();
    all_are_there(&citizen, before);
    assert!(places.restore(&other).unwrap_err().contains("tables already"), "nothing is overwritten");
}

#[test]
fn a_backup_that_was_cut_is_no_backup_and_goes_on_where_it_was() {
    let store = Store::new();
    let site = Site::new().with_migrations().with_blobs_in(&store);
    let places = Places::of(&site);
    let server = site.sandbox();
    let doctor = server.persona("doctor");
    for number in 0..6 {
        receipt(&doctor.deposit(SPACE, &load::form_of(&number.to_string(), 3_000)));
    }
    let open = site.folder().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
    let said = Places { data: open, keys: places.keys.clone() }.backup(&site).unwrap_err();
    assert!(said.contains("0755") && said.contains("chmod 700"), "{said}");
    let inside = Places { data: places.data.clone(), keys: places.data.join("keys") };
    assert!(inside.backup(&site).unwrap_err().contains("kept apart"));
    assert!(!places.data.exists() && !places.keys.exists(), "what is refused leaves nothing");

    store.between().set(Mischief::Answer(500));
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains("cannot be read"), "{said}");
    assert!(places.data.join("unfinished").exists() && !places.data.join("manifest.json").exists());
    let empty = Site::empty().with_migrations();
    assert!(places.restore(&empty).unwrap_err().contains("was cut"));

    store.between().set(Mischief::None);
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    assert!(!places.data.join("unfinished").exists());
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains("never overwritten"), "{said}");
}

#[test]
fn a_backup_that_was_altered_in_any_file_is_refused_by_its_name() {
    let site = Site::new().with_migrations();
    let places = Places::of(&site);
    let server = site.sandbox();
    receipt(&server.persona("doctor").deposit(SPACE, &load::form_of("grand", 3_000)));
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    let another = Places { data: site.folder().join("another"), keys: site.folder().join("another-keys") };
    another.backup(&site).unwrap_or_else(|said| panic!("{said}"));

    let empty = Site::empty().with_migrations();
    let mixed = Places { data: places.data.clone(), keys: another.keys };
    assert!(mixed.restore(&empty).unwrap_err().contains("keys of another backup"));
    let manifest = places.data.join("manifest.json");
    let right = fs::read_to_string(&manifest).unwrap();
    let schema = right.split("\"schema\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    fs::write(&manifest, right.replace(schema, "29991231000000")).unwrap();
    assert!(places.restore(&empty).unwrap_err().contains("which this program does not know"));
    fs::write(&manifest, &right).unwrap();
    let files: Vec<PathBuf> = [files_below(&places.data), files_below(&places.keys)].concat();
    assert!(files.len() >= 6, "{files:?}");
    for file in &files {
        let right = fs::read(file).unwrap();
        let mut wrong = right.clone();
        let middle = wrong.len() / 2;
        wrong[middle] ^= 1;
        fs::write(file, &wrong).unwrap();
        let said = places.restore(&empty).unwrap_err();
        let listed = ["manifest.json", "keys.json"].iter().any(|name| file.ends_with(name));
        assert!(said.contains(text(file)) || listed && said.contains("exit status: 2"), "{file:?}: {said}");
        fs::remove_file(file).unwrap();
        let said = places.restore(&empty).unwrap_err();
        assert!(said.contains(file.file_name().unwrap().to_str().unwrap()), "{file:?} is gone: {said}");
        fs::write(file, &right).unwrap();
    }
    take_master_key(&site, &empty);
    places.restore(&empty).unwrap_or_else(|said| panic!("none of it touched the database: {said}"));
    empty.verify_journal();
}

/// Everything in a folder, at any depth.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn closed_to_others(folder: &Path) {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(folder), 0, "{folder:?}");
    for file in files_below(folder) {
        assert_eq!(mode(&file), 0, "{file:?}");
        assert_eq!(mode(file.parent().unwrap()), 0, "{file:?}");
    }
}

#[test]
fn a_restore_without_the_master_key_says_which_one_is_missing() {
    let site = Site::new().with_migrations();
    let places = Places::of(&site);
    let server = site.sandbox();
    let document = receipt(&server.persona("doctor").deposit(SPACE, &load::form("sealed")));
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    drop(server);

    let other = Site::empty().with_migrations();
    let said = places.restore(&other).unwrap_err();
    assert!(said.contains("restored: everything") && said.contains(".master` is not in"), "{said}");
    assert!(said.contains("not to be done again"), "{said}");
    take_master_key(&site, &other);
    assert_eq!(other.sandbox().persona("citizen").content(SPACE, &document).status, 200);
}

#[test]
fn a_blob_that_lost_its_end_is_named_by_the_backup_and_is_no_part_of_it() {
    let site = Site::new().with_migrations();
    let places = Places::of(&site);
    let server = site.sandbox();
    let doctor = server.persona("doctor");
    let cut = receipt(&doctor.deposit(SPACE, &load::form_of("cut", 3_000)));
    let cut_blob = site.named_blobs().into_iter().next().unwrap();
    let whole = receipt(&doctor.deposit(SPACE, &load::form_of("whole", 3_000)));
    let path = files_below(&site.folder().join("blobs"))
        .into_iter()
        .find(|path| path.ends_with(cut_blob.to_string()))
        .unwrap();
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 100]).unwrap();
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains(&cut_blob.to_string()) && said.contains("not whole"), "{said}");
    drop(server);

    let other = Site::empty().with_migrations();
    take_master_key(&site, &other);
    let said = places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    assert!(said.contains(&format!("blob {cut_blob} was missing or damaged")), "{said}");
    let server = other.sandbox();
    assert_eq!(server.persona("citizen").content(SPACE, &whole).status, 200);
    assert_eq!(server.persona("citizen").content(SPACE, &cut).status, 500);
}
