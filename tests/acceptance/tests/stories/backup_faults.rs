//! What goes wrong while a backup is made or read back: nothing is finished that is not whole, nothing is left by half, and
//! the same command goes on once the fault is mended.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use acceptance::{Site, Store, as_address};
use blobs::LocalBlobs;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt,
};
use testkit::Mischief;

use crate::{
    SPACE,
    backup::{Places, files_below, take_master_key},
    load, receipt,
};

/// How long a command may take until it is where a story waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A number that a question gives.
fn number(conn: &mut PgConnection, query: &str) -> i64 {
    let query = format!("select ({query})::bigint as number");
    sql_query(query).get_result::<Number>(conn).unwrap().number
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Sessions of this name in the database, of which more is said.
fn sessions(conn: &mut PgConnection, name: &str, of_which: &str) -> i64 {
    let all = "select count(*) from pg_stat_activity where datname = current_database()";
    number(conn, &format!("{all} and application_name = '{name}' and {of_which}"))
}

/// A site with some large documents, and no server running.
fn with_documents(site: Site, count: usize) -> Site {
    let server = site.sandbox();
    let doctor = server.persona("doctor");
    for number in 0..count {
        receipt(&doctor.deposit(SPACE, &load::form_of(&number.to_string(), 3_000)));
    }
    drop(server);
    site
}

/// Lets a backup come to its dump and no further. Within one transaction PostgreSQL shows the same sessions again and
/// again, so another connection looks.
struct Held {
    lock: PgConnection,
    watch: PgConnection,
}

impl Held {
    fn before_its_dump(site: &Site) -> Self {
        let (mut lock, watch) = (site.superuser(), site.superuser());
        lock.batch_execute("begin; lock table desk.idempotency in access exclusive mode").unwrap();
        Self { lock, watch }
    }

    fn wait(&mut self) {
        wait_until("the dump", || sessions(&mut self.watch, "carnet backup", "wait_event_type = 'Lock'") > 0);
    }

    fn let_go(mut self) -> PgConnection {
        self.lock.batch_execute("rollback").unwrap();
        self.watch
    }
}

#[test]
fn a_restore_that_is_killed_while_it_writes_leaves_an_empty_database_and_a_second_one_succeeds() {
    let site = with_documents(Site::new().with_migrations(), 2);
    let places = Places::of(&site);
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));

    let other = Site::empty().with_migrations();
    take_master_key(&site, &other);
    // The restore waits for this session at one of its last policies, when all rows are written and little is left to be said.
    let late = number(&mut site.superuser(), "select count(*) from pg_policy") - 2;
    let mut conn = other.superuser();
    conn.batch_execute(&format!(
        "create function public.waits() returns event_trigger language plpgsql as $$ begin
             if (select count(*) from pg_policy) >= {late} then perform pg_advisory_xact_lock(42); end if;
         end $$;
         create event trigger waits on ddl_command_end when tag in ('CREATE POLICY') execute function public.waits();
         select pg_advisory_lock(42)"
    ))
    .unwrap();
    let mut restore = other.begin(&[], &places.words("restore"));
    wait_until("one of the last policies", || {
        sessions(&mut conn, "carnet restore", "wait_event = 'advisory'") > 0
    });
    // What is left is written already, up to the end of a statement, and psql alone still runs: it must not take the end
    // of what it is given for the end of the work.
    let children = format!("/proc/{pid}/task/{pid}/children", pid = restore.id());
    wait_until("the last dump", || fs::read_to_string(&children).unwrap().split_whitespace().count() == 1);
    restore.kill().unwrap();
    restore.wait().unwrap();
    conn.batch_execute("select pg_advisory_unlock(42)").unwrap();
    wait_until("the end of psql", || sessions(&mut conn, "carnet restore", "true") == 0);
    let tables = "select count(*) from pg_tables where schemaname !~ '^pg_|^information_schema$'";
    assert_eq!(number(&mut conn, tables), 0, "nothing of a restore that was killed is there");

    conn.batch_execute("drop event trigger waits; drop function public.waits()").unwrap();
    places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    other.verify_journal();
    assert_eq!(number(&mut conn, "select count(*) from documents.document where blob_id is not null"), 2);
}

#[test]
fn a_backup_whose_hold_on_the_blobs_was_lost_is_not_finished() {
    let store = Store::new();
    let site = with_documents(Site::new().with_migrations().with_blobs_in(&store), 2);
    let places = Places::of(&site);
    let mut held = Held::before_its_dump(&site);
    let backup = site.begin(&[("blobs.s3_patience_seconds", "60")], &places.words("backup"));
    held.wait();
    store.between().set(Mischief::Answer(503));
    let mut conn = held.let_go();
    // Dumped, and at the copies.
    wait_until("the copies", || {
        let idle = "state = 'idle' and query like 'select 1%'";
        sessions(&mut conn, "carnet backup", "true") == 1 && sessions(&mut conn, "carnet backup", idle) == 1
    });
    let ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where datname = current_database() and application_name = 'carnet backup'";
    assert_eq!(number(&mut conn, ended), 1);
    store.between().set(Mischief::None);
    let said = Site::ended(&backup.wait_with_output().unwrap()).unwrap_err();
    assert!(said.contains("kept blobs from being swept has ended"), "{said}");
    assert!(!places.are_finished() && !places.keys.join("keys.json").exists());
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    assert!(places.are_finished());
}

#[test]
fn a_store_that_is_away_for_a_moment_is_tried_again_and_one_that_stays_away_ends_it() {
    let (store, other_store) = (Store::new(), Store::new());
    let site = with_documents(Site::new().with_migrations().with_blobs_in(&store), 5);
    let places = Places::of(&site);
    let patient = [("blobs.s3_patience_seconds", "60")];
    let back_soon = |store: &Store| {
        let before = store.between().met();
        wait_until("some requests", || store.between().met() > before + 8);
        store.between().set(Mischief::None);
    };

    let mut held = Held::before_its_dump(&site);
    let backup = site.begin(&[], &places.words("backup"));
    held.wait();
    store.between().set(Mischief::Answer(503));
    held.let_go();
    let said = Site::ended(&backup.wait_with_output().unwrap()).unwrap_err();
    assert!(said.contains("blob ") && said.contains("cannot be read"), "{said}");
    assert!(!places.are_finished());
    store.between().set(Mischief::None);

    let mut held = Held::before_its_dump(&site);
    let backup = site.begin(&patient, &places.words("backup"));
    held.wait();
    store.between().set(Mischief::Answer(503));
    held.let_go();
    back_soon(&store);
    Site::ended(&backup.wait_with_output().unwrap()).unwrap_or_else(|said| panic!("{said}"));
    assert!(places.are_finished());

    let other = Site::empty().with_migrations().with_blobs_in(&other_store);
    take_master_key(&site, &other);
    other_store.between().set(Mischief::Answer(503));
    let restore = other.begin(&patient, &places.words("restore"));
    back_soon(&other_store);
    Site::ended(&restore.wait_with_output().unwrap()).unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(other_store.objects(), 5);
    other.verify_journal();
}

#[test]
fn a_place_that_is_not_the_one_of_the_blobs_gives_no_finished_backup() {
    let site = with_documents(Site::new().with_migrations(), 2);
    let places = Places::of(&site);
    let (blobs, away) = (site.folder().join("blobs"), site.folder().join("blobs-away"));
    fs::rename(&blobs, &away).unwrap();
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains("`blobs.folder`") && said.contains("its disk may not be mounted"), "{said}");
    assert!(!blobs.exists(), "a folder that is not mounted is not made");
    assert!(!places.data.join("database.dump").exists(), "it is told before the hours of a dump");

    // A server that ran there meanwhile has made the folder.
    LocalBlobs::open(&blobs).unwrap();
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains("2 of the 2 blobs") && said.contains("`blobs.folder`"), "{said}");
    assert!(!places.are_finished() && places.data.join("database.dump").exists());

    fs::remove_dir_all(&blobs).unwrap();
    fs::rename(&away, &blobs).unwrap();
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    assert!(places.are_finished());

    // What is lost for good is no reason to have no backup at all.
    for blob in files_below(&blobs) {
        fs::remove_file(blob).unwrap();
    }
    let lost = Places { data: site.folder().join("lost"), keys: site.folder().join("lost-keys") };
    assert!(lost.backup(&site).is_err() && !lost.are_finished());
    let said = site.run(&[&lost.words("backup")[..], &["--accept-missing"]].concat()).unwrap_err();
    assert!(said.contains("an earlier backup may have it") && said.contains("exit status: 1"), "{said}");
    assert!(lost.are_finished());
}

#[test]
fn a_bucket_that_is_not_there_is_told_before_the_dump() {
    let store = Store::new();
    let site = with_documents(Site::new().with_migrations().with_blobs_in(&store), 1);
    let places = Places::of(&site);
    let said = site.run_with(&[("blobs.s3_bucket", "another")], &places.words("backup")).unwrap_err();
    assert!(said.contains("`blobs.s3_bucket`"), "{said}");
    assert!(!places.are_finished() && !places.data.join("database.dump").exists());
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
}

#[test]
fn keys_that_were_finished_before_the_data_failed_are_left_over_and_those_of_another_backup_are_not() {
    let site = with_documents(Site::new().with_migrations(), 1);
    let places = Places::of(&site);
    let other = Places { data: site.folder().join("other"), keys: site.folder().join("other-keys") };
    other.backup(&site).unwrap_or_else(|said| panic!("{said}"));

    // The last file of the data cannot be written: its draft is a folder.
    let (blobs, away) = (site.folder().join("blobs"), site.folder().join("blobs-away"));
    fs::rename(&blobs, &away).unwrap();
    places.backup(&site).unwrap_err();
    fs::rename(&away, &blobs).unwrap();
    let in_the_way = places.data.join("manifest.draft");
    fs::create_dir(&in_the_way).unwrap();
    let said = places.backup(&site).unwrap_err();
    assert!(said.contains("the manifest") && places.keys.join("keys.json").exists(), "{said}");
    assert!(!places.are_finished());
    let mixed = Places { data: places.data.clone(), keys: other.keys };
    assert!(mixed.backup(&site).unwrap_err().contains("never overwritten"));
    fs::remove_dir(&in_the_way).unwrap();
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));

    let empty = Site::empty().with_migrations();
    take_master_key(&site, &empty);
    places.restore(&empty).unwrap_or_else(|said| panic!("{said}"));
    empty.verify_journal();
}

#[test]
fn a_backup_of_a_later_postgresql_is_refused_in_words_before_anything_is_written() {
    let site = with_documents(Site::new().with_migrations(), 1);
    let places = Places::of(&site);
    places.backup(&site).unwrap_or_else(|said| panic!("{said}"));
    let manifest = places.data.join("manifest.json");
    let right = fs::read_to_string(&manifest).unwrap();
    let version = number(&mut site.superuser(), "select current_setting('server_version_num')::int / 10000");
    let empty = Site::empty().with_migrations();
    for (key, words) in [
        ("server", format!("was made on PostgreSQL 99, and this server is {version}")),
        ("pg_dump", "no client programs of PostgreSQL 99 or later".to_owned()),
    ] {
        let (from, to) = (format!("\"{key}\": {version}"), format!("\"{key}\": 99"));
        assert!(right.contains(&from), "{right}");
        fs::write(&manifest, right.replace(&from, &to)).unwrap();
        let said = places.restore(&empty).unwrap_err();
        assert!(said.contains(&words), "{said}");
        assert!(!empty.folder().join("blobs").exists(), "nothing was written");
    }
}

#[test]
fn a_machine_that_knows_the_database_as_the_role_that_migrates_alone_makes_a_backup() {
    let site = with_documents(Site::new(), 1);
    let blobs = site.folder().join("blobs").display().to_string();
    let beside = Site::with_private_database()
        .setting("database.migrations_url", &as_address(&site.superuser_url()))
        .setting("blobs.folder", &blobs);
    let places = Places::of(&beside);
    places.backup(&beside).unwrap_or_else(|said| panic!("{said}"));
    let empty = Site::empty();
    let other =
        Site::with_private_database().setting("database.migrations_url", &as_address(&empty.superuser_url()));
    take_master_key(&site, &other);
    places.restore(&other).unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(
        number(&mut empty.superuser(), "select count(*) from documents.document where blob_id is not null"),
        1
    );
}
