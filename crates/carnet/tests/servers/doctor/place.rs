//! Faults of settings, keys, ports, the database, the disk, the clock and the certificate.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
    time::{Duration, SystemTime},
};

use diesel::connection::SimpleConnection;
use testkit::TestDatabase;

use super::{found, right, says};
use crate::{place::url, program::Story};

fn key_file(story: &Story) -> PathBuf {
    fs::read_dir(story.folder.join("var/keys")).unwrap().next().unwrap().unwrap().path()
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
    // One that others can reach is there all the same: nobody is sent to the safe place.
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    found(&story, &[], "fail", &["`keys.folder`", "others can reach"]);
    let reached = says(&story, &[]).join("\n");
    assert!(!reached.contains("safe place"), "{reached}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(story.run(&["keys", "rotate", "master"]).code, Some(0));
    fs::rename(&key, &away).unwrap();
    let id = key.file_stem().unwrap().to_str().unwrap();
    let said = says(&story, &[]).join("\n");
    assert!(said.contains(id) && said.contains("fail"), "{said}");
    let refused = story.run(&["keys", "init"]);
    assert!(refused.code == Some(2) && refused.err.contains(id), "{}", refused.err);
    // No key at all: a new one beside the old database would open nothing of it.
    let newest = key_file(&story);
    fs::rename(&newest, story.folder.join("newest.master")).unwrap();
    found(&story, &[], "fail", &["keys of the database are wrapped under", id]);
    for command in [&["keys", "init"][..], &["sandbox"]] {
        let refused = story.run(command);
        assert!(refused.code == Some(2) && refused.err.contains(id), "{command:?}: {}", refused.err);
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

#[test]
fn a_certificate_for_an_identity_provider_that_ends_is_named() {
    let database = TestDatabase::new();
    let story = right("doctor-client-certificate", &database);
    let made = |days: u64| {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
        parameters.not_after = (SystemTime::now() + Duration::from_secs(86_400 * days)).into();
        let (path, private) = (story.folder.join("client.pem"), story.folder.join("client.key"));
        fs::write(&path, parameters.self_signed(&key).unwrap().pem()).unwrap();
        fs::write(&private, key.serialize_pem()).unwrap();
        fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
        let of = |name: &str| format!("CARNET_LOGIN__PROVIDERS__PSC__{name}");
        story
            .clone_with(&of("KIND"), "professional")
            .set(&of("ISSUER"), "https://psc.example.org")
            .set(&of("CLIENT_ID"), "carnet")
            .set(&of("CLIENT_CERTIFICATE_FILE"), &path.display().to_string())
            .set(&of("CLIENT_KEY_FILE"), &private.display().to_string())
            .set(&of("LABEL_FR"), "PSC")
            .set(&of("LABEL_EN"), "PSC")
    };
    let said = says(&made(400), &[]).join("\n");
    assert!(!said.contains("client_certificate_file"), "{said}");
    found(&made(10), &[], "warn", &["login.providers.psc.client_certificate_file", "renew it"]);
    found(&made(0), &[], "fail", &["login.providers.psc.client_certificate_file", "it ended on"]);
}
