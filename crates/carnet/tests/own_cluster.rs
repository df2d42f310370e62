//! `carnet sandbox` as somebody meets it: started, pasted from, killed, started again. Each story has a PostgreSQL of
//! its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    dead_code,
    reason = "tests"
)]

mod program;

use std::{fs, process::Command, time::Instant};

use nix::sys::signal::{Signal, kill};
use program::{PATIENCE, SPACE, Story, deposit, get, json, postmaster, titles, wait_for};

const DEMONSTRATED: usize = 3;

#[test]
fn what_is_printed_works_when_pasted_and_stays_over_a_second_start() {
    let story = Story::new("first-start");
    let sandbox = story.start_sandbox();
    let commands: Vec<_> = sandbox
        .welcome
        .iter()
        // The software's own commands need the program on the path; its story does the same by itself.
        .take_while(|line| !line.starts_with("As practice software"))
        .filter(|line| line.starts_with("TOKEN=") || line.contains("curl "))
        .map(String::as_str)
        .collect();
    assert_eq!(commands.len(), 4, "{:?}", sandbox.welcome);
    let mails = story.folder.join("var/mail");
    assert!(
        sandbox.welcome.iter().any(|line| line.contains("Mails are files in `var/mail`")),
        "{:?}",
        sandbox.welcome
    );
    assert!(mails.is_dir(), "it is made at the start");
    let pasted = Command::new("bash").arg("-ec").arg(commands.join("\n")).output().unwrap();
    let answers = String::from_utf8(pasted.stdout).unwrap();
    let answers: Vec<_> = answers.lines().map(json).collect();
    assert_eq!(answers.len(), 3, "{answers:?} {}", String::from_utf8_lossy(&pasted.stderr));
    assert_eq!(answers[0]["spaces"][0]["space"], SPACE);
    assert_eq!(answers[1]["items"].as_array().unwrap().len(), DEMONSTRATED);
    assert!(answers[2]["id"].is_string(), "{}", answers[2]);

    let (status, personas) = get(&format!("{}/sandbox/personas", sandbox.at), None);
    assert_eq!(status, 200);
    let (status, page) = get(&format!("{}/login", sandbox.at), None);
    assert_eq!(status, 200, "{page}");
    for persona in json(&personas).as_array().unwrap() {
        let id = persona["id"].as_str().unwrap();
        assert!(sandbox.welcome.iter().any(|line| line.trim_start().starts_with(id)), "{id} is not printed");
        let chosen_at = ["psc", "fc"].map(|provider| provider_page(&sandbox.at, provider));
        let somewhere = chosen_at.iter().chain([&page]).any(|page| page.contains(&format!("\"{id}\"")));
        assert!(somewhere, "{id} cannot log in on the pages");
        let token = sandbox.token(id);
        assert_eq!(get(&format!("{}/api/v1/me", sandbox.at), Some(&token)).0, 200, "{id}");
    }
    let (status, problem) = program::post(
        &format!("{}/sandbox/token", sandbox.at),
        None,
        "application/json",
        r#"{"persona":"nobody"}"#,
    );
    assert_eq!(status, 422, "{problem}");

    let mut stopped = sandbox.program;
    stopped.signal(Signal::SIGINT);
    assert_eq!(stopped.child.wait().unwrap().code(), Some(0), "{}", stopped.log());
    assert!(
        !story.folder.join("var/postgres/data/postmaster.pid").exists(),
        "PostgreSQL ended before it did"
    );
    let began = Instant::now();
    let sandbox = story.start_sandbox();
    let took = began.elapsed();
    assert_eq!(
        titles(&sandbox.at, &sandbox.token("citizen")).len(),
        DEMONSTRATED + 1,
        "nothing twice, nothing lost"
    );
    assert!(took < PATIENCE / 10, "the second start took {took:?}");
}

#[test]
fn an_admin_is_invited_beside_a_sandbox_that_runs_and_the_letter_is_a_file() {
    let story = Story::new("invited");
    let sandbox = story.start_sandbox();
    let words = ["--name", "Alex Fictif", "--email", "alex@example.org", "--role", "mediator"];
    let invited = story.run(&[&["admin", "invite"], &words[..]].concat());
    assert_eq!(invited.code, Some(0), "{}", invited.err);
    let mails = story.folder.join("var/mail");
    wait_for("the letter of an invitation", || {
        fs::read_dir(&mails).unwrap().any(|mail| {
            let mail = fs::read_to_string(mail.unwrap().path()).unwrap_or_default().replace("=\r\n", "");
            mail.contains("alex@example.org") && mail.contains("/account/confirm/")
        })
    });
    let listed = story.run(&["admin", "list"]).out;
    for name in ["Alex Fictif  (mediator)", "Eden Prototype  (mediator)", "Sasha Temoin  (auditor)"] {
        assert!(listed.contains(name), "{name} is not in {listed}");
    }
    let alex = listed.lines().find(|line| line.contains("Alex Fictif")).unwrap();
    // The address is Alex's until the link is followed or over, whatever roles are asked for.
    let other = ["--name", "Alix Autre", "--email", "alex@example.org", "--role", "support"];
    let refused = story.run(&[&["admin", "invite"], &other[..]].concat());
    let named = format!("--again {}", alex.split_whitespace().next().unwrap());
    assert!(refused.code == Some(1) && refused.err.contains(&named), "{}", refused.err);
    assert!(!refused.err.contains("example.org"), "{}", refused.err);
    assert_eq!(story.run(&["admin", "list"]).out, listed, "nobody else was made an admin");
    let again = ["admin", "invite", "--again", alex.split_whitespace().next().unwrap()];
    let refused = story.run(&again);
    assert!(refused.code == Some(1) && refused.err.contains("say where the link goes"), "{}", refused.err);
    let invited = story.run(&[&again[..], &["--email", "alex@example.org"]].concat());
    assert_eq!(invited.code, Some(0), "{}", invited.err);
    assert_eq!(story.run(&["admin", "invite", "--name", "Alex Fictif"]).code, Some(2));
    // Whoever was stopped stays stopped at the next start.
    let id = listed.lines().find(|line| line.contains("Noa Maquette")).unwrap();
    let id = id.split_whitespace().next().unwrap();
    assert_eq!(story.run(&["admin", "stop", id]).code, Some(0));
    assert_eq!(sandbox.program.stop(), Some(0));
    let again = story.start_sandbox();
    let body = r#"{"persona":"support"}"#;
    let (status, _) = program::post(&format!("{}/sandbox/token", again.at), None, "application/json", body);
    assert_eq!(status, 409);
    assert!(!again.token("support-2").is_empty());
}

#[test]
fn an_ordinary_user_has_the_same() {
    // The story's own user is one already, unless it is root.
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let story = Story::new("ordinary").by_nobody();
    for start in 1..=2 {
        let mut sandbox = story.start_sandbox();
        let token = sandbox.token("citizen");
        assert_eq!(deposit(&sandbox.at, &token, "Mine", "text").0, 201);
        assert_eq!(titles(&sandbox.at, &token).len(), DEMONSTRATED + start);
        sandbox.program.kill();
    }
}

#[test]
fn killed_it_comes_back_with_what_was_acknowledged() {
    let story = Story::new("killed");
    let mut sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    for number in 0..5 {
        let (status, answer) = deposit(&sandbox.at, &token, &format!("Kept {number}"), "kept");
        assert_eq!(status, 201, "{answer}");
    }
    sandbox.program.kill();
    let sandbox = story.start_sandbox();
    let found = titles(&sandbox.at, &sandbox.token("citizen"));
    for number in 0..5 {
        let wanted = format!("Kept {number}");
        assert_eq!(found.iter().filter(|title| **title == wanted).count(), 1, "{found:?}");
    }
    assert_eq!(found.len(), DEMONSTRATED + 5);
}

#[test]
fn when_postgresql_is_killed_the_next_requests_succeed_after_a_moment() {
    let story = Story::new("postgresql-killed");
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        for number in 0..5 {
            let title = format!("Round {round}, {number}");
            assert_eq!(deposit(&sandbox.at, &token, &title, "kept").0, 201);
            acknowledged.push(title);
        }
        kill(postmaster(&story.folder), Signal::SIGKILL).unwrap();
        let title = format!("After {round}");
        wait_for("a deposit after the kill", || deposit(&sandbox.at, &token, &title, "kept").0 == 201);
        acknowledged.push(title);
    }
    let found = titles(&sandbox.at, &token);
    for title in &acknowledged {
        assert!(found.contains(title), "{title} was acknowledged and is not in {found:?}");
    }
    // The last deposit may have been taken by a process that outlived PostgreSQL's first one for a moment.
    wait_for("a journal that is whole", || verify_beside(&story).contains("the journal is whole"));
}

#[test]
fn no_new_key_is_made_beside_a_private_database_that_nobody_runs() {
    let story = Story::new("key-lost");
    assert_eq!(story.start_sandbox().program.stop(), Some(0));
    let keys = story.folder.join("var/keys");
    let key = fs::read_dir(&keys).unwrap().next().unwrap().unwrap().path();
    fs::rename(&key, story.folder.join("away.master")).unwrap();
    let id = key.file_stem().unwrap().to_str().unwrap();
    for command in [&["keys", "init"][..], &["sandbox"]] {
        let refused = story.run(command);
        assert!(refused.code == Some(2) && refused.err.contains(id), "{command:?}: {}", refused.err);
        assert!(fs::read_dir(&keys).unwrap().next().is_none(), "{command:?} made a key");
    }
    fs::rename(story.folder.join("away.master"), &key).unwrap();
    assert_eq!(story.start_sandbox().program.stop(), Some(0));
}

#[test]
fn every_command_that_a_restore_into_the_private_database_prints_finds_that_database() {
    let (story, other) = (Story::new("backed-up"), Story::new("restored"));
    let sandbox = story.start_sandbox();
    let token = sandbox.token("citizen");
    assert_eq!(deposit(&sandbox.at, &token, "Large", &"a line of text\n".repeat(9_000)).0, 201);
    assert_eq!(sandbox.program.stop(), Some(0));
    let (data, keys) = (other.folder.join("backup"), other.folder.join("backup-keys"));
    let words = |command| [command, data.to_str().unwrap(), "--keys", keys.to_str().unwrap()];
    let made = story.run(&words("backup"));
    assert_eq!(made.code, Some(0), "{}", made.err);

    for named in [&["migrate"][..], &["journal", "verify"], &["doctor"]] {
        let ended = other.run(named);
        assert_ne!(ended.code, Some(0), "{named:?} before there is anything: {ended:?}");
        assert!(!other.folder.join("var/postgres").exists(), "{named:?} makes no database");
    }
    fs::create_dir_all(other.folder.join("var")).unwrap();
    assert!(
        Command::new("cp")
            .arg("-a")
            .arg(story.folder.join("var/keys"))
            .arg(other.folder.join("var"))
            .status()
            .unwrap()
            .success()
    );
    // What cannot be looked at afterwards is a warning: the restore stands.
    fs::create_dir_all(other.folder.join("var/checkpoints/checkpoints.jsonl")).unwrap();
    let restored = other.run(&words("restore"));
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    assert!(restored.out.contains("restored: everything"), "{}", restored.out);
    assert!(restored.err.contains("warning: `journal.copy_folder`"), "{}", restored.err);
    fs::remove_dir(other.folder.join("var/checkpoints/checkpoints.jsonl")).unwrap();

    let printed: Vec<&str> = restored.out.lines().last().unwrap().split('`').skip(1).step_by(2).collect();
    assert_eq!(printed, ["carnet migrate", "carnet journal verify", "carnet doctor --deep"]);
    for line in printed {
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let ended = other.run(&words);
        assert_eq!(ended.code, Some(0), "{line}: {} {}", ended.out, ended.err);
        assert!(
            !other.folder.join("var/postgres/data/postmaster.pid").exists(),
            "{line} leaves PostgreSQL running"
        );
    }
    let deep = other.run(&["doctor", "--deep"]).out;
    assert!(deep.contains("1 of them in blobs"), "{deep}");
    assert_eq!(other.run(&["keys", "list"]).code, Some(0));
    assert_eq!(other.run(&["jobs", "list"]).code, Some(0));
    assert_eq!(other.start_sandbox().program.stop(), Some(0));
}

/// `journal verify` beside a running sandbox: it finds the private PostgreSQL by its folder.
fn verify_beside(story: &Story) -> String {
    let mut beside = Story::new("beside");
    for (name, folder) in [
        ("CARNET_DATABASE__FOLDER", "var/postgres"),
        ("CARNET_KEYS__FOLDER", "var/keys"),
        ("CARNET_BLOBS__FOLDER", "var/blobs"),
        ("CARNET_JOURNAL__COPY_FOLDER", "var/checkpoints"),
    ] {
        beside = beside.set(name, &story.folder.join(folder).display().to_string());
    }
    let ended = beside.run(&["journal", "verify"]);
    format!("{:?} {} {}", ended.code, ended.out, ended.err)
}

/// The page on which an identity provider of the sandbox asks who one wants to be.
fn provider_page(at: &str, provider: &str) -> String {
    let asked = ureq::get(format!("{at}/auth/{provider}/start")).call().unwrap();
    asked.into_body().read_to_string().unwrap()
}
