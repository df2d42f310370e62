//! Every key is rotated, several times, while people deposit and read: no call fails, and all is readable afterwards, by
//! a server that was there and by one that was not.

use std::{thread, time::Duration};

use acceptance::{Server, Site, soak};

use crate::load::{Manner, all_are_there, during};

/// What a service key can be for, as `keys list` names it.
fn purposes(site: &Site) -> Vec<String> {
    let listed = site.run(&["keys", "list"]).expect("a list");
    let rows = listed.lines().skip(2).filter_map(|line| line.split_whitespace().next());
    let mut purposes: Vec<String> = rows.map(ToOwned::to_owned).collect();
    purposes.sort();
    purposes.dedup();
    purposes
}

#[test]
fn keys_rotated_under_load_fail_no_call_and_hide_nothing_alone() {
    let site = Site::new().setting("keys.reload_seconds", "1");
    let server = site.sandbox();
    let second = Server::start(&site, "serve", &[]);
    let (doctor, citizen) = (server.persona("doctor").unheld(), server.persona("citizen").unheld());
    let purposes = purposes(&site);
    assert!(purposes.len() >= 4, "{purposes:?}");
    let rounds = if soak() { 50 } else { 2 };
    let (load, ()) = during(&doctor, &citizen, 3, Manner::Strict, || {
        for _ in 0..rounds {
            for purpose in &purposes {
                site.run(&["keys", "rotate", purpose]).unwrap_or_else(|said| panic!("{said}"));
            }
            site.run(&["keys", "rotate", "master"]).unwrap_or_else(|said| panic!("{said}"));
            site.run(&["keys", "rewrap"]).unwrap_or_else(|said| panic!("{said}"));
            let early =
                site.run(&["keys", "rotate", "blind_index"]).and_then(|_| site.run(&["keys", "reindex"]));
            assert!(early.unwrap_err().contains("is not in force yet"));
            // In force everywhere after twice the time in which programs look.
            thread::sleep(Duration::from_millis(2_200));
            site.run(&["keys", "reindex"]).unwrap_or_else(|said| panic!("{said}"));
        }
    });
    println!("{} deposits and as many reads through {rounds} rotations of {purposes:?}", load.kept.len());
    assert!(load.kept.len() > 10);
    let listed = site.run(&["keys", "list"]).expect("a list");
    for purpose in &purposes {
        let keys = listed.lines().filter(|line| line.split_whitespace().next() == Some(purpose)).count();
        let rotations = if *purpose == "blind_index" { 2 * rounds } else { rounds };
        assert_eq!(keys, rotations + 1, "{purpose}: {listed}");
    }

    all_are_there(&citizen, &load.kept);
    let late = Server::start(&site, "serve", &[]);
    let token = server.persona("citizen").token();
    for other in [&second, &late] {
        all_are_there(&other.bearer(&token).unheld(), &load.kept);
    }
    let found = server.persona("doctor").post(
        "/api/v1/patients/find",
        &serde_json::json!({ "ins": acceptance::CAMILLE.person().ins_json() }),
    );
    assert_eq!(found.status, 200, "{found:?}");
    site.verify_journal();
}
