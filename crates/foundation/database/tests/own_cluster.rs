//! The private PostgreSQL under kills, orphans, half-made data and rivals. Each story has a cluster of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use database::embedded::{Cluster, Fault, Options};
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// A folder of one story, under the system's temporary folder.
struct Folder(PathBuf);

impl Folder {
    fn new(story: &str) -> Self {
        let path = std::env::temp_dir().join(format!("carnet-own-{story}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn start(&self) -> Cluster {
        Cluster::start(Options::new(&self.0)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ask(cluster: &Cluster, statement: &str) -> Result<(), String> {
    let mut conn =
        PgConnection::establish(&cluster.superuser("postgres").reveal()).map_err(|e| e.to_string())?;
    conn.batch_execute(statement).map_err(|e| e.to_string())
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(pid).unwrap()), signal).unwrap();
}

#[test]
fn what_was_committed_is_there_after_a_stop_and_a_start() {
    let folder = Folder::new("restart");
    let cluster = folder.start();
    ask(&cluster, "create table kept as select 1").unwrap();
    let socket = cluster.socket().to_owned();
    cluster.stop().unwrap();
    assert!(!socket.exists(), "the socket's folder goes with the cluster");
    let cluster = folder.start();
    ask(&cluster, "insert into kept select 2").unwrap();
    assert_eq!(cluster.socket(), socket);
}

#[test]
fn killed_it_comes_back_by_itself_with_what_was_committed() {
    let folder = Folder::new("killed");
    let cluster = folder.start();
    ask(&cluster, "create table kept as select 1").unwrap();
    let before = cluster.pid();
    signal(before, Signal::SIGKILL);
    wait_for("another process", || cluster.pid() != before);
    ask(&cluster, "insert into kept select 2").unwrap();
}

#[test]
fn killed_again_and_again_it_still_stops_in_order() {
    let folder = Folder::new("often");
    let cluster = folder.start();
    for _ in 0..3 {
        let before = cluster.pid();
        signal(before, Signal::SIGKILL);
        wait_for("another process", || cluster.pid() != before);
    }
    cluster.stop().unwrap();
    assert!(!folder.0.join("data/postmaster.pid").exists());
}

/// Starts PostgreSQL on the folder's data as a killed program leaves it: nobody's child, with no lock held.
fn leave_an_orphan(folder: &Path) -> u32 {
    let data = fs::canonicalize(folder).unwrap().join("data");
    let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&data).unwrap());
    let group = std::os::unix::fs::MetadataExt::gid(&fs::metadata(&data).unwrap());
    let bin =
        Command::new("sh").args(["-c", "ls -d /usr/lib/postgresql/*/bin | tail -n 1"]).output().unwrap();
    let bin = PathBuf::from(String::from_utf8(bin.stdout).unwrap().trim());
    let mut orphan = Command::new(bin.join("postgres"));
    orphan.arg("-D").arg(&data).arg("-k").arg(&data).args(["-c", "listen_addresses="]);
    orphan
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .current_dir(&data);
    if nix::unistd::geteuid().is_root() {
        orphan.uid(owner).gid(group);
    }
    let mut child = orphan.spawn().unwrap();
    let pid = child.id();
    wait_for("the orphan", || {
        fs::read_to_string(data.join("postmaster.pid")).is_ok_and(|text| text.contains("ready"))
    });
    // Somebody has to wait for it, as init does for a true orphan.
    thread::spawn(move || child.wait());
    pid
}

#[test]
fn an_orphan_of_an_earlier_run_is_stopped_first() {
    let folder = Folder::new("orphan");
    folder.start().stop().unwrap();
    let orphan = leave_an_orphan(&folder.0);
    let cluster = folder.start();
    assert_ne!(cluster.pid(), orphan);
    assert!(kill(Pid::from_raw(i32::try_from(orphan).unwrap()), None).is_err(), "the orphan has ended");
    ask(&cluster, "select 1").unwrap();
}

#[test]
fn a_lock_that_names_somebody_elses_process_is_cleared_away() {
    let folder = Folder::new("stale");
    folder.start().stop().unwrap();
    // Our own number: it lives, and it is no PostgreSQL.
    fs::write(folder.0.join("data/postmaster.pid"), format!("{}\n/elsewhere\n", std::process::id())).unwrap();
    ask(&folder.start(), "select 1").unwrap();
}

#[test]
fn a_zombie_postmaster_is_taken_for_gone() {
    let folder = Folder::new("zombie");
    folder.start().stop().unwrap();
    let mut child = Command::new("true").spawn().unwrap();
    thread::sleep(Duration::from_millis(100));
    fs::write(folder.0.join("data/postmaster.pid"), format!("{}\n/elsewhere\n", child.id())).unwrap();
    ask(&folder.start(), "select 1").unwrap();
    child.wait().unwrap();
}

#[test]
fn an_interrupted_initdb_is_begun_again() {
    let folder = Folder::new("half");
    let half = folder.0.join("data.init");
    fs::create_dir_all(half.join("base")).unwrap();
    fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    ask(&folder.start(), "select 1").unwrap();
    assert!(!half.exists());
}

#[test]
fn data_that_is_no_cluster_is_never_replaced() {
    let folder = Folder::new("damaged");
    let data = folder.0.join("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("precious"), "x").unwrap();
    assert!(matches!(Cluster::start(Options::new(&folder.0)), Err(Fault::Damaged(_))));
    assert!(data.join("precious").exists());
}

#[test]
fn data_of_another_version_is_refused_with_its_number() {
    let folder = Folder::new("version");
    let data = folder.0.join("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("PG_VERSION"), "9\n").unwrap();
    let fault = Cluster::start(Options::new(&folder.0)).unwrap_err();
    assert!(fault.to_string().contains("made by PostgreSQL 9, which is not installed"), "{fault}");
}

#[test]
fn a_second_program_on_the_same_folder_is_refused() {
    let folder = Folder::new("rival");
    let cluster = folder.start();
    assert!(matches!(Cluster::start(Options::new(&folder.0)), Err(Fault::InUse(_))));
    ask(&cluster, "select 1").unwrap();
}

#[test]
fn a_folder_without_postgresql_is_named() {
    let folder = Folder::new("no-bin");
    let options = Options { bin_dir: Some(PathBuf::from("/nowhere")), ..Options::new(&folder.0) };
    let fault = Cluster::start(options).unwrap_err();
    assert!(matches!(fault, Fault::NoBinaries { .. }), "{fault}");
}

#[test]
fn a_setting_that_postgresql_refuses_is_told_with_its_words() {
    let folder = Folder::new("setting");
    let fault = Cluster::start(Options::new(&folder.0).setting("max_connections", "many")).unwrap_err();
    assert!(matches!(&fault, Fault::Ended { .. }), "{fault}");
    assert!(fault.to_string().contains("max_connections"), "{fault}");
}

#[test]
fn values_never_reach_its_log() {
    let folder = Folder::new("log");
    let cluster = folder.start();
    ask(&cluster, "create table person (ins text primary key, check (ins <> '267'))").unwrap();
    for statement in [
        "insert into person values ('18403772'), ('18403772')",
        "select '18403772'::uuid",
        "select nonsense_18403772",
        "do $$ begin raise exception '18403772'; end $$",
        "do $$ begin raise warning '18403772'; end $$",
    ] {
        let _ = ask(&cluster, statement);
    }
    ask(&cluster, "select pg_sleep(0)").unwrap();
    cluster.stop().unwrap();
    let log = fs::read_to_string(folder.0.join("postgresql.log")).unwrap();
    assert!(log.contains("database system is ready"), "{log}");
    assert!(!log.contains("18403772"), "{log}");
}

#[test]
fn as_root_a_folder_that_only_root_can_pass_through_works_or_is_named() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("closed");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o700)).unwrap();
    match Cluster::start(Options::new(folder.0.join("inner"))) {
        Ok(cluster) => ask(&cluster, "select 1").unwrap(),
        Err(Fault::Unreachable { folder: named, .. }) => assert_eq!(named, folder.0),
        Err(fault) => panic!("{fault}"),
    }
}
