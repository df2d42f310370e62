//! `carnet doctor`: on a right installation nothing is said but `ok`; each fault is made once, and named with what would
//! be right.

mod contents;
mod mail;
mod place;

use std::{
    fs,
    path::{Path, PathBuf},
};

use diesel::connection::SimpleConnection;
use testkit::{DurableCluster, TestDatabase};

use crate::{
    place::production,
    program::{Story, deposit},
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

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
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
        let right = |line: &&str| {
            line.starts_with("ok") || line.starts_with("warn  space") || line.starts_with("warn  mail: no")
        };
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
