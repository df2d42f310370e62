//! A disk that is full: callers are asked to come back, nothing that was acknowledged is lost, nothing is there by half,
//! and once there is room everything goes on. The disks are file systems in memory, so these stories need root.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use acceptance::{Caller, Counts, Site};

use crate::{
    SPACE,
    load::{self, Kept, all_are_there},
};

/// A small disk, gone with the value.
struct Disk(PathBuf);

impl Disk {
    /// Mounts one, or says that this machine does not let us.
    fn mount(at: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let options = format!("size={size},mode=0700");
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "carnet-test"]).arg(&at).output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(Self(at));
        }
        println!("not run: a small disk needs root and the right to mount");
        None
    }

    fn resize(&self, size: &str) {
        let options = format!("remount,size={size}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a program that still ends may hold a file.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Deposits until one is refused for want of room, and gives those that were acknowledged.
fn fill(doctor: &Caller, name: &str, lines: usize, most: usize) -> Vec<Kept> {
    let mut kept = Vec::new();
    for number in 0..most {
        let form = load::form_of(&format!("{name} {number}"), lines);
        match doctor.try_deposit(SPACE, &form) {
            Ok(answer) if answer.status == 201 => {
                let (id, content) = (crate::receipt(&answer), form.bytes().to_vec());
                kept.push(Kept { id, content, at: chrono::Utc::now() });
            }
            Ok(answer) => {
                answer.problem(503, "overloaded");
                assert!(answer.header("retry-after").is_some(), "{answer:?}");
                return kept;
            }
            Err(fault) => panic!("{name} {number}: {fault}"),
        }
    }
    panic!("{most} deposits did not fill the disk");
}

#[test]
fn a_full_disk_of_blobs_refuses_what_is_large_and_loses_nothing() {
    let site = Site::new();
    let Some(disk) = Disk::mount(site.folder().join("blobs"), "3m") else { return };
    let server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let before = Counts::of(&site);
    let kept = fill(&doctor, "plein", 6_000, 100);
    assert!(!kept.is_empty());
    let now = Counts::of(&site);
    let (documents, blobs) = ("documents.document", "blobs");
    assert_eq!(
        now.get(documents) - before.get(documents),
        kept.len() as i64,
        "no row without its acknowledgement"
    );
    // Small ones lie in the database, which has room.
    let small = crate::receipt(&doctor.deposit(SPACE, &load::form_of("petit", 3)));
    assert_eq!(citizen.content(SPACE, &small).status, 200);
    all_are_there(&citizen, &kept);
    disk.resize("30m");
    let after = crate::receipt(&doctor.deposit(SPACE, &load::form_of("plein, puis de la place", 6_000)));
    assert_eq!(citizen.content(SPACE, &after).status, 200);
    site.sweep(None);
    assert_eq!(Counts::of(&site).get(blobs), kept.len() as i64 + 1, "every file is a blob that a row names");
    all_are_there(&citizen, &kept);
    site.verify_journal();
    drop(server);
    drop(disk);
}

#[test]
fn own_cluster_full_disk_of_the_database_asks_everybody_to_come_back_alone() {
    let site = Site::with_private_database();
    let Some(disk) = Disk::mount(site.folder().join("postgres"), "400m") else { return };
    let server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let before = load::shown(&citizen);
    let mut kept = Vec::new();
    let ballast = disk.0.join("ballast");
    take_all_but(&disk.0, &ballast, 2_000_000);
    kept.extend(fill(&doctor, "plein", 800, 10_000));
    println!("{} documents were acknowledged before the disk was full", kept.len());
    // Nothing moves while it is full, and nothing is answered but "come back".
    for number in 0..5 {
        let form = load::form_of(&format!("encore {number}"), 800);
        match doctor.try_deposit(SPACE, &form) {
            Ok(answer) if answer.status == 201 => {
                let (id, content) = (crate::receipt(&answer), form.bytes().to_vec());
                kept.push(Kept { id, content, at: chrono::Utc::now() });
            }
            Ok(answer) => {
                answer.problem(503, "overloaded");
            }
            Err(_) => {}
        }
    }
    let said = server.said();
    if said.contains("PostgreSQL ended by itself") {
        let log = site.folder().join("postgres/postgresql.log").display().to_string();
        assert!(said.contains("No space left on device") && said.contains(&log), "{said}");
    }
    fs::remove_file(&ballast).unwrap();
    let began = Instant::now();
    loop {
        let form = load::form_of("de la place", 800);
        match doctor.with("idempotency-key", "room").try_deposit(SPACE, &form) {
            Ok(answer) if answer.status == 201 => {
                kept.push(Kept {
                    id: crate::receipt(&answer),
                    content: form.bytes().to_vec(),
                    at: chrono::Utc::now(),
                });
                break;
            }
            other => assert!(began.elapsed() < Duration::from_secs(60), "it does not come back: {other:?}"),
        }
        thread::sleep(Duration::from_millis(100));
    }
    all_are_there(&citizen, &kept);
    assert_eq!(load::shown(&citizen) - before, kept.len(), "each is there once, and nothing else is");
    site.verify_journal();
    drop(server);
    drop(disk);
}

/// Fills a disk with a file until so many bytes are free.
fn take_all_but(disk: &Path, ballast: &Path, left: u64) {
    let found = nix::sys::statvfs::statvfs(disk).unwrap();
    let free = found.blocks_available() * found.fragment_size();
    let file = fs::File::create(ballast).unwrap();
    let size = i64::try_from(free.saturating_sub(left)).unwrap();
    nix::fcntl::posix_fallocate(&file, 0, size).unwrap();
}
