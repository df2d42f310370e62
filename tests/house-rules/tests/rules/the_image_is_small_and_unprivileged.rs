//! The image holds the program and no compiler, runs as nobody in particular, and knows how to ask whether it is
//! well.

use house_rules::{Tree, none};

fn faults(dockerfile: &str, left_out: &str) -> Vec<String> {
    let lines: Vec<&str> = dockerfile.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let stages: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("FROM ")).collect();
    let (Some(last), true) = (stages.last(), stages.len() >= 2) else {
        return vec!["Dockerfile: one stage only, so the compiler stays in the image".to_owned()];
    };
    let (build, image) = lines.split_at(*last);
    let last_word = |start: &str| image.iter().rev().find_map(|line| line.strip_prefix(start)).unwrap_or("");
    let mut faults = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("Dockerfile: {what}"));
        }
    };
    let built = |word: &str| build.iter().any(|line| line.contains(word));
    expect(built("--locked"), "the build does not keep to the lock file");
    expect(built("--features pg-tls"), "the program could not reach a database by TLS");
    expect(last_word("FROM ").contains("slim"), "the image does not start from a slim one");
    let user = last_word("USER ");
    expect(!matches!(user, "" | "root" | "0") && !user.starts_with("0:"), "the program runs as root");
    expect(
        last_word("HEALTHCHECK ").contains("[\"carnet\", \"health\"]"),
        "no health check by `carnet health`",
    );
    expect(last_word("ENTRYPOINT ") == "[\"carnet\"]", "the program is started through a shell");
    expect(!image.iter().any(|line| line.to_lowercase().contains("sandbox")), "a setting of the sandbox");
    let whole = image.iter().filter(|line| line.starts_with("COPY ") && !line.contains("--from="));
    for copy in
        whole.filter(|line| line.split_whitespace().any(|word| matches!(word, "." | "var" | "target")))
    {
        faults.push(format!("Dockerfile: `{copy}` takes more than it names"));
    }
    for folder in [".git", "target", "var", "**/node_modules"] {
        if !left_out.lines().any(|line| line == folder) {
            faults.push(format!(".dockerignore: {folder} is sent to the build"));
        }
    }
    faults
}

fn read(path: &str) -> String {
    Tree::here().text(path).unwrap_or_else(|| panic!("{path} is there")).to_owned()
}

#[test]
fn in_this_house() {
    none("the image is small and unprivileged", &faults(&read("Dockerfile"), &read(".dockerignore")));
}

#[test]
fn each_broken_promise_is_found() {
    let (dockerfile, left_out) = (read("Dockerfile"), read(".dockerignore"));
    for (good, bad) in [
        ("USER 10001:10001\n", ""),
        ("USER 10001:10001", "USER root"),
        ("--features pg-tls", ""),
        ("--locked", ""),
        ("[\"carnet\", \"health\"]", "true"),
        ("debian:bookworm-slim", "debian:bookworm"),
        ("ENTRYPOINT [\"carnet\"]", "ENTRYPOINT carnet"),
        ("COPY LICENSE NOTICE", "COPY . LICENSE NOTICE"),
        ("FROM debian:bookworm-slim", "RUN true"),
    ] {
        assert!(dockerfile.contains(good), "`{good}` is in the file");
        assert!(
            !faults(&dockerfile.replace(good, bad), &left_out).is_empty(),
            "`{bad}` instead of `{good}` is found"
        );
    }
    assert!(!faults(&dockerfile, &left_out.replace("target", "")).is_empty());
}
