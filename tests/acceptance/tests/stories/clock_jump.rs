//! The clock of the machine jumps while a server and a worker run: sessions, keys of requests, the order of the journal and
//! jobs survive it; a token counts within its time, whatever clock says what time it is, and counts again once it is right. `libfaketime` gives the two programs a clock that the story sets; PostgreSQL has the
//! machine's, as on a machine of its own.

use std::{fs, path::PathBuf, thread, time::Duration};

use acceptance::{Server, Site, soak};

use crate::{
    SPACE,
    load::{self, Kept, all_are_there},
    receipt,
};

/// Sets the clocks of the programs so many seconds before or after the true one.
struct Clocks(PathBuf);

impl Clocks {
    fn set(&self, seconds: i64) {
        let draft = self.0.with_extension("draft");
        fs::write(&draft, format!("{seconds:+}\n")).unwrap();
        fs::rename(draft, &self.0).unwrap();
    }
}

fn library() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").unwrap().flatten().map(|entry| entry.path());
    let found =
        folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|library| library.exists());
    found.expect("`faketime` is not installed: run `make setup`")
}

fn site() -> (Site, Clocks) {
    let site = Site::new().setting("journal.checkpoint_seconds", "1").setting("jobs.poll_ms", "100");
    let clocks = Clocks(site.folder().join("clock"));
    clocks.set(0);
    let (library, file) = (library().display().to_string(), clocks.0.display().to_string());
    let site = site
        .variable("LD_PRELOAD", &library)
        .variable("FAKETIME_TIMESTAMP_FILE", &file)
        .variable("FAKETIME_NO_CACHE", "1")
        .variable("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .variable("DONT_FAKE_MONOTONIC", "1");
    (site, clocks)
}

/// How many checkpoints the database has.
fn checkpoints(site: &Site) -> usize {
    let said = site.run(&["journal", "verify"]).unwrap_or_else(|said| panic!("{said}"));
    let count = said.split(" chains and ").nth(1).and_then(|rest| rest.split_whitespace().next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{said}"))
}

#[test]
fn a_clock_that_jumps_loses_no_session_no_deposit_and_no_checkpoint_alone() {
    let (site, clocks) = site();
    let server = site.sandbox();
    let (doctor, citizen) = (server.persona("doctor"), server.persona("citizen"));
    let once = load::form("once");
    let with_key =
        |caller: &acceptance::Caller| receipt(&caller.with("idempotency-key", "once").deposit(SPACE, &once));
    let first = with_key(&doctor);
    let mut kept: Vec<Kept> = Vec::new();
    let mut keep = |doctor: &acceptance::Caller, name: &str| {
        let form = load::form(name);
        let id = receipt(&doctor.deposit(SPACE, &form));
        kept.push(Kept { id, content: form.bytes().to_vec(), at: chrono::Utc::now() });
    };
    let rounds = if soak() { 100 } else { 1 };
    for round in 0..rounds {
        // Ahead by less than the idle time of a session, and back by less than what clocks may differ by: tokens stay
        // good, and a request sent again is the same.
        for seconds in [15 * 60, 0, 25 * 60, 0, -3, 0] {
            clocks.set(seconds);
            assert_eq!(with_key(&doctor), first, "at {seconds} s");
            keep(&doctor, &format!("{round}, {seconds} seconds"));
            assert_eq!(citizen.get("/api/v1/me").status, 200, "at {seconds} s");
        }
        // Far back: a token that is not yet good is refused, whoever logs in anew goes on.
        clocks.set(-2 * 3_600);
        doctor.get("/api/v1/me").problem(401, "unauthenticated");
        let earlier = server.persona("doctor");
        assert_eq!(with_key(&earlier), first, "two hours before");
        keep(&earlier, &format!("{round}, two hours before"));
        // Far ahead: what has run out is refused, whoever logs in anew goes on.
        clocks.set(2 * 24 * 3_600);
        doctor.get("/api/v1/me").problem(401, "unauthenticated");
        let later = server.persona("doctor");
        assert_eq!(with_key(&later), first, "two days later");
        keep(&later, &format!("{round}, two days later"));
        thread::sleep(Duration::from_millis(500));
        // And right again: the sessions of before have outlived all of it.
        clocks.set(0);
        assert_eq!(with_key(&doctor), first, "right again");
        keep(&doctor, &format!("{round}, right again"));
        assert_eq!(citizen.get("/api/v1/me").status, 200, "right again");
        later.get("/api/v1/me").problem(401, "unauthenticated");
    }
    // What comes back by the clock is looked after once a minute, and by a worker that starts.
    let worker = (!soak()).then(|| Server::start(&site, "worker", &[]));
    let before = checkpoints(&site);
    keep(&doctor, "for a checkpoint");
    let began = std::time::Instant::now();
    while checkpoints(&site) == before {
        assert!(
            began.elapsed() < Duration::from_secs(75),
            "no checkpoint covers what came after the clock was set back"
        );
        thread::sleep(Duration::from_millis(200));
    }
    drop(worker);
    all_are_there(&citizen, &kept);
    assert_eq!(with_key(&doctor), first);
    let late = Server::start(&site, "serve", &[]);
    all_are_there(&late.bearer(&citizen.token()), &kept);
    site.verify_journal();
    let dead = site.run(&["jobs", "list", "--state", "dead"]).expect("a list");
    assert_eq!(dead.lines().count(), 1, "{dead}");
}
