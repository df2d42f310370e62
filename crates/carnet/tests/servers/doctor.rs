//! `carnet doctor`: on a right installation nothing is said but `ok`; each fault is made once, and named with what would
//! be right.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use diesel::connection::SimpleConnection;
use testkit::{ACCESS_KEY, BUCKET, DurableCluster, ObjectServer, SECRET_KEY, TestDatabase};

use crate::{
    place::{production, url},
    program::{Story, deposit, wait_for},
};

/// A right installation: production's settings over a database of the run, which is told to be durable.
fn right(name: &str, database: &TestDatabase) -> Story {
    let mut conn = database.connect_superuser();
    let named = database.superuser().database().unwrap().to_owned();
    conn.batch_execute(&format!("alter database {named} set synchronous_commit = on")).unwrap();
    production(name, database)
}

/// What the doctor says, without the two lines about the cluster of the tests, which is told not to be durable.
fn says(story: &Story, arguments: &[&str]) -> Vec<String> {
    let ended = story.run(&[&["doctor"], arguments].concat());
    assert!(ended.code == Some(0) || ended.code == Some(1), "{}", ended.err);
    let of_the_tests =
        |line: &&str| !line.contains("`fsync` is off") && !line.contains("`full_page_writes` is off");
    ended.out.lines().filter(of_the_tests).map(ToOwned::to_owned).collect()
}

/// The one line that is not `ok`, which says all of these.
fn found(story: &Story, arguments: &[&str], level: &str, words: &[&str]) {
    let said = says(story, arguments);
    let (summary, lines) = said.split_last().unwrap();
    assert!(summary.contains("to mend now"), "{said:?}");
    let faults: Vec<_> = lines.iter().filter(|line| !line.starts_with("ok")).collect();
    let named = faults.iter().find(|line| words.iter().all(|word| line.contains(word)));
    let named = named.unwrap_or_else(|| panic!("{words:?} is not said: {said:#?}"));
    assert!(named.starts_with(level), "{named}");
}

fn key_file(story: &Story) -> PathBuf {
    fs::read_dir(story.folder.join("var/keys")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_right_installation_has_nothing_to_mend() {
    let cluster = DurableCluster::start();
    let text = cluster.url(database::SERVER).reveal();
    let value =
        |key: &str| text.split(&format!("{key}='")).nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let address = format!("postgresql://carnet_server@/carnet?host={}&port={}", value("host"), value("port"));
    let story = Story::new("right-installation")
        .set("CARNET_DATABASE__URL", &address)
        .set("CARNET_SERVER__PUBLIC_ORIGIN", crate::place::ORIGIN)
        .set("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX", "true");
    assert_eq!(story.run(&["keys", "init"]).code, Some(0));
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    assert_eq!(deposit(&sandbox.at, &token, "Large", &"a line of text\n".repeat(9_000)).0, 201);
    for arguments in [&["doctor"][..], &["doctor", "--deep"]] {
        let ended = story.run(arguments);
        // How full the disk of this machine is is not the installation's.
        let right = |line: &&str| line.starts_with("ok") || line.starts_with("warn  space");
        let others: Vec<_> = ended.out.lines().filter(|line| !right(line)).collect();
        assert_eq!(others.len(), 1, "{}", ended.out);
        assert!(ended.code == Some(0) && others[0].starts_with("0 to mend now"), "{}", ended.out);
    }
    let deep = story.run(&["doctor", "--deep"]).out;
    assert!(
        deep.contains("contents open, 1 of them in blobs") && deep.contains("chains are whole"),
        "{deep}"
    );
}

#[test]
fn faults_of_settings_keys_and_ports_are_named() {
    let database = TestDatabase::new();
    let story = right("doctor-settings", &database);
    found(
        &story.clone_with("CARNET_JOBS__RUNNERS", "many"),
        &[],
        "fail",
        &["`jobs.runners`", "whole number"],
    );
    found(&story.clone_with("CARNET_SERVER__PUBLIC_ORIGIN", "http://a.org"), &[], "fail", &["`https://`"]);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    found(
        &story.clone_with("CARNET_SERVER__LISTEN", &taken),
        &[],
        "fail",
        &["`server.listen`", "is taken", "ss -tlnp"],
    );

    let key = key_file(&story);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    found(&story, &[], "fail", &["`keys.folder`", "others can reach"]);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let away = story.folder.join("away.master");
    fs::rename(&key, &away).unwrap();
    found(&story, &[], "fail", &["`keys.folder`", "holds no `<id>.master` file"]);

    // Another key in its place: the keys of the database were wrapped under the first.
    fs::rename(&away, &key).unwrap();
    let sandbox = story.start_sandbox();
    assert_eq!(sandbox.program.stop(), Some(0));
    assert_eq!(story.run(&["keys", "rotate", "master"]).code, Some(0));
    fs::rename(&key, &away).unwrap();
    let id = key.file_stem().unwrap().to_str().unwrap();
    let said = says(&story, &[]).join("\n");
    assert!(said.contains(id) && said.contains("fail"), "{said}");
    let refused = story.run(&["keys", "init"]);
    assert!(refused.code == Some(2) && refused.err.contains(id), "{}", refused.err);
    // No key at all: a new one beside the old database would open nothing of it.
    let newest = key_file(&story);
    let newest_away = story.folder.join("newest.master");
    fs::rename(&newest, &newest_away).unwrap();
    let id = newest.file_stem().unwrap().to_str().unwrap().to_owned();
    found(&story, &[], "fail", &["keys of the database are wrapped under", &id]);
    for command in [&["keys", "init"][..], &["sandbox"]] {
        let refused = story.run(command);
        assert!(refused.code == Some(2) && refused.err.contains(&id), "{command:?}: {}", refused.err);
        assert!(fs::read_dir(story.folder.join("var/keys")).unwrap().next().is_none());
    }
    let secret = fs::read_to_string(&away).unwrap();
    assert!(!said.contains(secret.trim()), "a key is never shown");
}

#[test]
fn faults_of_the_database_are_named() {
    let database = TestDatabase::new();
    let named = database.superuser().database().unwrap().to_owned();
    let story = right("doctor-database", &database);
    let superuser = url(&database, database.superuser().user().unwrap());
    found(&story.clone_with("CARNET_DATABASE__URL", &superuser), &[], "fail", &["is a superuser"]);
    let nowhere = "postgresql://carnet_server@/none?host=/nowhere&port=5432";
    found(&story.clone_with("CARNET_DATABASE__URL", nowhere), &[], "fail", &["database", "does not answer"]);
    found(
        &story.clone_with("CARNET_DATABASE__POOL_SIZE", "500"),
        &[],
        "fail",
        &["`max_connections`", "wants"],
    );
    let whole = story.run(&["doctor"]).out;
    assert!(whole.contains("`fsync` is off") && whole.contains("`full_page_writes` is off"), "{whole}");
    let mut conn = database.connect_superuser();
    conn.batch_execute(&format!("alter database {named} set synchronous_commit = off")).unwrap();
    found(&story, &[], "fail", &["`synchronous_commit` is off"]);
    conn.batch_execute(&format!("alter database {named} set synchronous_commit = on")).unwrap();
    conn.batch_execute(
        "delete from desk.migration where version = (select max(version) from desk.migration)",
    )
    .unwrap();
    found(&story, &[], "fail", &["the schema is old", "carnet migrate"]);
}

#[test]
fn a_database_of_another_encoding_and_one_without_free_connections_are_named() {
    let database = TestDatabase::new();
    let story = right("doctor-encoding", &database);
    let mut conn = database.connect_superuser();
    let named = format!("{}_ascii", database.superuser().database().unwrap());
    let made = "encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'";
    conn.batch_execute(&format!("create database {named} {made}")).unwrap();
    let whole = url(&database, database::SERVER);
    let other = whole.replace(database.superuser().database().unwrap(), &named);
    found(&story.clone_with("CARNET_DATABASE__URL", &other), &[], "fail", &["SQL_ASCII", "UTF8"]);
    found(&story.clone_with("CARNET_DATABASE__URL", &other), &[], "fail", &["no schema of Carnet"]);
    conn.batch_execute(&format!("drop database {named}")).unwrap();

    // The cluster of the tests takes 397 connections; these five are some of them.
    let _open: Vec<_> = (0..5).map(|_| database.connect_superuser()).collect();
    let many = story.clone_with("CARNET_DATABASE__POOL_SIZE", "384");
    found(&many, &[], "warn", &["connections are taken", "a further program wants 396"]);
}

#[test]
fn a_disk_with_little_room_is_named() {
    let database = TestDatabase::new();
    let story = right("doctor-space", &database);
    let disk = story.folder.join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "carnet-test"]).arg(&disk).output();
        done.is_ok_and(|output| output.status.success())
    };
    if !mount("size=2m,mode=0700") {
        println!("not run: a small disk needs root and the right to mount");
        return;
    }
    let folder = disk.join("blobs").display().to_string();
    let little = story.clone_with("CARNET_BLOBS__FOLDER", &folder);
    found(&little, &[], "fail", &["space", "`blobs.folder`", "make room now"]);
    assert!(mount("remount,size=3g"));
    File::create(disk.join("ballast")).unwrap().set_len(1).unwrap();
    let ballast = File::options().write(true).open(disk.join("ballast")).unwrap();
    nix::fcntl::posix_fallocate(&ballast, 0, 2_950_000_000).unwrap();
    found(&little, &[], "warn", &["space", "`blobs.folder`", "are free; make room"]);
    drop(ballast);
    assert!(Command::new("umount").arg("-l").arg(&disk).status().unwrap().success());
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let database = TestDatabase::new();
    let story = right("doctor-clock", &database);
    let folders = fs::read_dir("/usr/lib").unwrap().flatten().map(|entry| entry.path());
    let library = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    let library = library.expect("`faketime` is not installed: run `make setup`").display().to_string();
    let at = |offset: &str| {
        story
            .clone_with("LD_PRELOAD", &library)
            .set("FAKETIME", offset)
            .set("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    };
    found(&at("+3600"), &[], "fail", &["differ by 3", "time server"]);
    found(&at("-20"), &[], "warn", &["differ by "]);
}

#[test]
fn faults_of_blobs_and_their_place_are_named() {
    let database = TestDatabase::new();
    let story = right("doctor-blobs", &database);
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    assert_eq!(deposit(&sandbox.at, &token, "Large", &"a line of text\n".repeat(9_000)).0, 201);
    assert_eq!(sandbox.program.stop(), Some(0));

    let blob = files_below(&story.folder.join("var/blobs")).pop().unwrap();
    let away = story.folder.join("away");
    fs::rename(&blob, &away).unwrap();
    let id = blob.file_name().unwrap().to_str().unwrap().to_owned();
    for arguments in [&[][..], &["--deep"]] {
        found(&story, arguments, "fail", &[&id, "is named by a document and is not there", "backup"]);
    }
    fs::rename(&away, &blob).unwrap();

    // A blob that lost its end, and one with another byte in it: as long as before, so that only opening it tells.
    let sealed = fs::read(&blob).unwrap();
    fs::write(&blob, &sealed[..sealed.len() - 1]).unwrap();
    found(&story, &[], "fail", &[&id, "cut", "backup"]);
    found(&story, &["--deep"], "fail", &[&id, "damaged", "backup"]);
    let mut altered = sealed.clone();
    altered[70_000] ^= 1;
    fs::write(&blob, &altered).unwrap();
    found(&story, &["--deep"], "fail", &[&id, "damaged", "backup"]);
    fs::write(&blob, &sealed).unwrap();

    // A content in its row, and a row that somebody changed.
    let mut conn = database.connect_superuser();
    let damage = "update documents.document set body = set_byte(body, 0, get_byte(body, 0) # 1) where id = \
                  (select id from documents.document where body is not null order by id limit 1)";
    conn.batch_execute(damage).unwrap();
    found(&story, &["--deep"], "fail", &["the content in the row of document", "damaged"]);
    conn.batch_execute(damage).unwrap();
    let mask = "update documents.document set masked = not masked where blob_id is not null";
    conn.batch_execute(mask).unwrap();
    found(&story, &["--deep"], "fail", &["the row of document", "changed outside the program"]);
    conn.batch_execute(mask).unwrap();
    let said = says(&story, &["--deep"]);
    assert!(said.iter().any(|line| line.contains("1 of them in blobs")), "{said:#?}");

    // A blob of long ago that no row names: the sweeper should have been there.
    let orphan = "01850000-0000-7000-8000-0000000000ab";
    let path = story.folder.join("var/blobs/ab").join(orphan);
    fs::write(&path, "sealed").unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(10 * 86_400);
    File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    found(&story, &[], "warn", &["1 blobs that no row names", "worker"]);
    fs::remove_file(&path).unwrap();

    let no_folder = story.folder.join("a-file");
    fs::write(&no_folder, "").unwrap();
    let text = no_folder.display().to_string();
    found(
        &story.clone_with("CARNET_BLOBS__FOLDER", &text),
        &[],
        "fail",
        &["`blobs.folder`", "deposits of large files"],
    );
}

#[test]
fn faults_of_a_store_are_named_and_its_keys_are_not() {
    let database = TestDatabase::new();
    let server = ObjectServer::new();
    let story = right("doctor-store", &database);
    let file = |name: &str, text: &str, mode: u32| {
        let path = story.folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.display().to_string()
    };
    let story = story
        .clone_with("CARNET_BLOBS__S3_ENDPOINT", &server.endpoint())
        .set("CARNET_BLOBS__S3_BUCKET", BUCKET)
        .set("CARNET_BLOBS__S3_TIMEOUT_SECONDS", "1")
        .set("CARNET_BLOBS__S3_ACCESS_KEY_FILE", &file("access", ACCESS_KEY, 0o600))
        .set("CARNET_BLOBS__S3_SECRET_KEY_FILE", &file("secret", SECRET_KEY, 0o600));
    let said = says(&story, &[]).join("\n");
    assert!(said.contains("ok    blobs: `blobs.s3_endpoint`: a blob was written"), "{said}");
    assert!(server.objects().is_empty(), "the probe leaves nothing");

    let wrong = file("wrong", "another-key-than-that", 0o600);
    let story_wrong = story.clone_with("CARNET_BLOBS__S3_SECRET_KEY_FILE", &wrong);
    found(&story_wrong, &[], "fail", &["`blobs.s3_endpoint`", "refuses the key"]);
    assert!(!story_wrong.run(&["doctor"]).out.contains("another-key-than-that"));
    let open = file("open", SECRET_KEY, 0o644);
    let open = story.clone_with("CARNET_BLOBS__S3_SECRET_KEY_FILE", &open);
    found(&open, &[], "fail", &["`blobs.s3_secret_key_file`", "0644", "0600"]);
    let refused = open.run(&["serve"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("`blobs.s3_secret_key_file`") && !refused.err.contains(SECRET_KEY),
        "{}",
        refused.err
    );
    let gone = story.clone_with("CARNET_BLOBS__S3_ENDPOINT", "http://127.0.0.1:1");
    found(&gone, &[], "fail", &["`blobs.s3_endpoint`", "does not answer"]);
}

#[test]
fn faults_of_journal_and_jobs_are_named() {
    let database = TestDatabase::new();
    let story = right("doctor-journal", &database).set("CARNET_JOURNAL__CHECKPOINT_SECONDS", "1");
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    assert_eq!(deposit(&sandbox.at, &token, "Small", "a line of text").0, 201);
    let copy = story.folder.join("var/checkpoints/checkpoints.jsonl");
    let copied = || fs::read_to_string(&copy).map_or(0, |text| text.lines().count());
    wait_for("a checkpoint outside", || copied() >= 1);
    assert_eq!(deposit(&sandbox.at, &token, "Another", "a line of text").0, 201);
    wait_for("another checkpoint outside", || copied() >= 2);
    assert_eq!(sandbox.program.stop(), Some(0));
    let mut conn = database.connect_superuser();

    let job = "insert into outbox.job (id, kind, payload, run_at, max_tries, created_at, state, error_kind) values \
               ('01900000-0000-7000-8000-000000000001', 'made.up', ''::bytea, now(), 1, now(), 'dead', 'made-up')";
    conn.batch_execute(job).unwrap();
    found(&story, &[], "fail", &["jobs", "1 were given up", "carnet jobs retry"]);
    conn.batch_execute("delete from outbox.job where kind = 'made.up'").unwrap();
    conn.batch_execute("update outbox.job set run_at = now() - interval '1 hour' where state = 'ready'")
        .unwrap();
    found(&story, &[], "warn", &["jobs", "the oldest has waited", "worker"]);

    // The line of a server's start, which no worker covers, and an outside copy that nobody continues.
    let mut server = story.start("serve");
    server.public();
    assert_eq!(server.stop(), Some(0));
    std::thread::sleep(Duration::from_secs(6));
    found(&story, &[], "warn", &["journal", "are covered by no checkpoint", "worker"]);
    let whole = fs::read_to_string(&copy).unwrap();
    fs::write(&copy, "").unwrap();
    found(&story, &[], "warn", &["journal", "the outside copy ends with checkpoint 0"]);
    fs::write(&copy, &whole).unwrap();

    // The outside copy knows more than the database: somebody rolled it back.
    let last = whole.lines().last().unwrap();
    let number = whole.lines().count();
    let next = last.replace(&format!("\"number\":{number}"), &format!("\"number\":{}", number + 1));
    fs::write(&copy, format!("{whole}{next}\n")).unwrap();
    found(&story, &[], "fail", &["journal", "rolled back"]);
    fs::write(&copy, &whole).unwrap();

    // A line altered under the newest checkpoint.
    conn.batch_execute("update journal.checkpoint set root = sha256('another') where number = (select max(number) from journal.checkpoint)").unwrap();
    found(&story, &[], "fail", &["journal", "does not fit its signature"]);
}

#[test]
fn a_certificate_that_ends_is_named() {
    let database = TestDatabase::new();
    let story = right("doctor-tls", &database);
    let until = |days: u64| {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(["carnet.example.org".to_owned()]).unwrap();
        parameters.not_after = (SystemTime::now() + Duration::from_secs(86_400 * days)).into();
        let certificate = parameters.self_signed(&key).unwrap().pem();
        let secret = key.serialize_pem();
        let (path, key) = (story.folder.join("tls.crt"), story.folder.join("tls.key"));
        fs::write(&path, certificate).unwrap();
        fs::write(&key, secret).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let (path, key) = (path.display().to_string(), key.display().to_string());
        story.clone_with("CARNET_SERVER__TLS_CERTIFICATE", &path).set("CARNET_SERVER__TLS_KEY", &key)
    };
    let said = says(&until(400), &[]).join("\n");
    assert!(said.contains("ok    tls: the certificate is good until"), "{said}");
    found(&until(10), &[], "warn", &["tls", "renew it"]);
    found(&until(0), &[], "fail", &["tls", "it ended on"]);
    fs::write(story.folder.join("none.crt"), "no certificate").unwrap();
    let none = story.folder.join("none.crt").display().to_string();
    found(
        &until(400).set("CARNET_SERVER__TLS_CERTIFICATE", &none),
        &[],
        "fail",
        &["tls", "no certificate in PEM"],
    );
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
