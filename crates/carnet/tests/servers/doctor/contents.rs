//! Faults of blobs and their place, of the journal and of jobs.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::PermissionsExt,
    process::Command,
    thread,
    time::{Duration, SystemTime},
};

use diesel::connection::SimpleConnection;
use testkit::{BUCKET, ObjectServer, TestDatabase};

use super::{files_below, found, right, says};
use crate::program::{deposit, titles, wait_for};

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

    // A disk that is not mounted: the folder is not there, and the doctor makes none.
    let unmounted = story.folder.join("unmounted").display().to_string();
    let elsewhere = story.clone_with("CARNET_BLOBS__FOLDER", &unmounted);
    found(&elsewhere, &[], "fail", &["`blobs.folder`", "its disk may not be mounted"]);
    assert!(!story.folder.join("unmounted").exists());
    let other_database = TestDatabase::new();
    let new = right("doctor-new", &other_database);
    found(&new, &[], "warn", &["`blobs.folder`", "a first `serve` makes it"]);

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
        .set("CARNET_BLOBS__S3_ACCESS_KEY_FILE", &file("access", server.access_key(), 0o600))
        .set("CARNET_BLOBS__S3_SECRET_KEY_FILE", &file("secret", server.secret_key(), 0o600));
    let said = says(&story, &[]).join("\n");
    assert!(said.contains("ok    blobs: `blobs.s3_endpoint`: a blob was written"), "{said}");
    assert!(server.objects().is_empty(), "the probe leaves nothing");

    let wrong = file("wrong", "another-key-than-that", 0o600);
    let story_wrong = story.clone_with("CARNET_BLOBS__S3_SECRET_KEY_FILE", &wrong);
    found(&story_wrong, &[], "fail", &["`blobs.s3_endpoint`", "refuses the key"]);
    assert!(!story_wrong.run(&["doctor"]).out.contains("another-key-than-that"));
    let open = file("open", server.secret_key(), 0o644);
    let open = story.clone_with("CARNET_BLOBS__S3_SECRET_KEY_FILE", &open);
    found(&open, &[], "fail", &["`blobs.s3_secret_key_file`", "0644", "0600"]);
    let refused = open.run(&["serve"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("`blobs.s3_secret_key_file`") && !refused.err.contains(server.secret_key()),
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
    thread::sleep(Duration::from_secs(6));
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
fn a_checkpoint_that_is_made_while_the_doctor_looks_is_no_rollback() {
    let database = TestDatabase::new();
    let story = right("doctor-beside-checkpoints", &database).set("CARNET_JOURNAL__CHECKPOINT_SECONDS", "1");
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    let copy = story.folder.join("var/checkpoints/checkpoints.jsonl");
    let copied = || fs::read_to_string(&copy).map_or(0, |text| text.lines().count());
    titles(&sandbox.at, &token);
    wait_for("a checkpoint outside", || copied() >= 1);

    // The doctor's copy is a pipe, so that it is known when it is read; the sandbox's is a file as ever.
    let folder = story.folder.join("seen-by-the-doctor");
    fs::create_dir(&folder).unwrap();
    let pipe = folder.join("checkpoints.jsonl");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let doctor = story.clone_with("CARNET_JOURNAL__COPY_FOLDER", &folder.display().to_string());
    let said = thread::scope(|scope| {
        let looking = scope.spawn(|| says(&doctor, &[]));
        let mut read_now = OpenOptions::new().write(true).open(&pipe).unwrap();
        let before = copied();
        titles(&sandbox.at, &token);
        wait_for("a checkpoint meanwhile", || copied() > before);
        read_now.write_all(&fs::read(&copy).unwrap()).unwrap();
        drop(read_now);
        looking.join().unwrap()
    });
    assert!(said.iter().any(|line| line.starts_with("ok    journal:")), "{said:#?}");
    assert!(!said.iter().any(|line| line.contains("rolled back")), "{said:#?}");
}
