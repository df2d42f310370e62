//! `testkit cluster` itself: killed, as root and as an ordinary user; and PostgreSQL killed under a story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use database::DatabaseUrl;
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use testkit::DurableCluster;

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn answers(url: &DatabaseUrl) -> bool {
    PgConnection::establish(&url.reveal()).is_ok_and(|mut conn| conn.batch_execute("select 1").is_ok())
}

/// Starts `testkit cluster -- sh`, whose shell prints the cluster's address and then waits.
fn wrapper(program: &Path, shape: impl FnOnce(&mut Command)) -> (Child, DatabaseUrl) {
    let mut command = Command::new(program);
    command.args(["cluster", "--", "sh", "-c", "echo \"$CARNET_TEST_CLUSTER\"; read -r _"]);
    command.env_remove("CARNET_TEST_CLUSTER").stdin(Stdio::piped()).stdout(Stdio::piped());
    shape(&mut command);
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.parse().unwrap())
}

#[test]
fn the_cluster_ends_with_the_command() {
    let (mut child, url) = wrapper(Path::new(env!("CARGO_BIN_EXE_testkit")), |_| {});
    assert!(answers(&url));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().code().is_some());
    assert!(!answers(&url));
}

#[test]
fn postgresql_ends_when_the_program_that_started_it_is_killed() {
    let (mut child, url) = wrapper(Path::new(env!("CARGO_BIN_EXE_testkit")), |_| {});
    assert!(answers(&url));
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for("the end of PostgreSQL", || !answers(&url));
}

#[test]
fn the_exit_code_of_the_command_is_handed_on() {
    let status = Command::new(env!("CARGO_BIN_EXE_testkit"))
        .args(["cluster", "--", "sh", "-c", "exit 7"])
        .env_remove("CARNET_TEST_CLUSTER")
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(7));
}

#[test]
fn an_ordinary_user_has_a_cluster_too() {
    // The test's own user is one already, unless it is root.
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder: PathBuf = std::env::temp_dir().join(format!("carnet-ordinary-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let program = folder.join("testkit");
    fs::copy(env!("CARGO_BIN_EXE_testkit"), &program).unwrap();
    let nobody = nix::unistd::User::from_name("nobody").unwrap().expect("every system has this user");
    let (mut child, url) = wrapper(&program, |command| {
        command.uid(nobody.uid.as_raw()).gid(nobody.gid.as_raw()).current_dir("/").env("TMPDIR", &folder);
    });
    assert!(answers(&url));
    drop(child.stdin.take());
    child.wait().unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_durable_cluster_comes_back_with_what_was_committed() {
    let cluster = DurableCluster::start();
    let url = cluster.cluster().superuser("carnet");
    let mut conn = PgConnection::establish(&url.reveal()).unwrap();
    conn.batch_execute("create table kept as select 1").unwrap();
    let before = cluster.cluster().pid();
    cluster.kill();
    wait_for("another process", || cluster.cluster().pid() != before);
    let mut conn = PgConnection::establish(&url.reveal()).unwrap();
    conn.batch_execute("insert into kept select 2").unwrap();
    assert!(answers(&cluster.url(database::SERVER)));
}
