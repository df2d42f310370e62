//! Several servers and workers on one database, with one folder of keys and one of blobs.

use testkit::TestDatabase;

use crate::{
    place::production,
    program::{SPACE, deposit, get, json, post, titles, wait_for},
};

#[test]
fn two_servers_and_two_workers_share_everything() {
    let database = TestDatabase::new();
    let story = production("together", &database).set("CARNET_JOURNAL__CHECKPOINT_SECONDS", "1");
    // Another process makes the people and their tokens.
    let sandbox = story.start_sandbox();
    let (citizen, doctor) = (sandbox.token("citizen"), sandbox.token("doctor"));

    let mut servers = [story.start("serve"), story.start("serve")];
    let [one, other] = servers.each_mut().map(|server| server.public());
    let mut workers = [story.start("worker"), story.start("worker")];
    for operator in
        workers.iter_mut().map(|worker| worker.operator()).chain(servers.iter_mut().map(|s| s.operator()))
    {
        assert_eq!(get(&format!("{operator}/health/live"), None).0, 200);
        assert_eq!(get(&format!("{operator}/health/ready"), None).0, 200);
        assert!(get(&format!("{operator}/metrics"), None).1.contains("http_requests_total"));
    }
    for at in [&one, &other] {
        assert_eq!(get(&format!("{at}/api/v1/me"), Some(&citizen)).0, 200);
        assert_eq!(get(&format!("{at}/api/v1/me"), Some(&citizen.replace('.', ".x"))).0, 401);
        assert_eq!(get(&format!("{at}/api/v1/me"), None).0, 401);
        assert_eq!(get(&format!("{at}/sandbox/personas"), None).0, 404, "the sandbox's door is shut");
        assert!(!get(&format!("{at}/login"), None).1.contains("emergency-doctor"), "nobody can be chosen");
        assert_eq!(
            post(&format!("{at}/sandbox/token"), None, "application/json", r#"{"persona":"citizen"}"#).0,
            404
        );
    }
    // Larger than what commits with its row, so it lies in the folder of blobs.
    let text = "A long letter. ".repeat(20_000);
    let (status, answer) = deposit(&one, &citizen, "Long", &text);
    assert_eq!(status, 201, "{answer}");
    let id = json(&answer)["id"].as_str().unwrap().to_owned();
    let content = format!("{other}/api/v1/spaces/{SPACE}/documents/{id}/content");
    let (status, read) = get(&content, Some(&citizen));
    assert_eq!((status, read.len()), (200, text.len()));
    assert_eq!(titles(&other, &citizen).first().map(String::as_str), Some("Long"));
    let (status, answer) = get(&format!("{one}/api/v1/spaces/{SPACE}/documents"), Some(&doctor));
    assert_ne!(status, 200, "no relationship is seeded: {answer}");

    // The sandbox does jobs too; it goes, so that the checkpoints that follow are the workers'.
    assert_eq!(sandbox.program.stop(), Some(0));
    wait_for("a checkpoint of a worker", || {
        deposit(&one, &citizen, "One more", "text").0 == 201
            && story.run(&["journal", "verify"]).out.contains("lines since")
    });
    let listed = story.run(&["jobs", "list"]);
    for kind in flows::jobs::PERIODIC {
        assert_eq!(listed.out.lines().filter(|line| line.contains(kind)).count(), 1, "{}", listed.out);
    }
    for server in servers.into_iter().chain(workers) {
        assert_eq!(server.stop(), Some(0));
    }
    let verified = story.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(0), "{}", verified.out);
}
