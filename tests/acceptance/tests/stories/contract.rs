//! The description of the API and what it does are the same: a program that knows nothing of the house asks every
//! operation, with right and with wrong requests, and holds each answer against the description.

use std::{
    env,
    process::{Command, Stdio},
};

use acceptance::{Server, Site};

/// Requests of each kind for each operation; `CARNET_CONTRACT_EXAMPLES` asks for more.
const EXAMPLES: &str = "8";

#[test]
fn a_stranger_finds_no_difference_between_the_description_and_the_api_as_a_doctor() {
    as_persona("doctor");
}

#[test]
fn a_stranger_finds_no_difference_between_the_description_and_the_api_as_a_citizen() {
    as_persona("citizen");
}

/// Operations that end the very session that asks, which the settings leave out: they are asked last, with a session of
/// their own.
const LAST: [&str; 2] = ["endMySession", "endMyOtherSessions"];
/// What a description cannot say.
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis.toml");

fn as_persona(persona: &str) {
    let site = Site::new();
    let server = site.sandbox();
    ask(&site, &server, persona, &["--config-file", SETTINGS], &[]);
    let last: Vec<&str> = LAST.iter().flat_map(|operation| ["--include-operation-id", operation]).collect();
    ask(&site, &server, persona, &[], &last);
}

fn ask(site: &Site, server: &Server, persona: &str, settings: &[&str], which: &[&str]) {
    let token = server.token_of(persona);
    let url = format!("http://{}", server.address());
    let asked = Command::new(testkit::tool("schemathesis", "bin/schemathesis"))
        .args(settings)
        .args(["run", &format!("{url}/api/v1/openapi.json"), "--url", &url])
        .args(which)
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--seed", "1", "--workers", "1", "--generation-database", "none"])
        .args([
            "--max-examples",
            &env::var("CARNET_CONTRACT_EXAMPLES").unwrap_or_else(|_| EXAMPLES.to_owned()),
        ])
        .arg("--no-color")
        .current_dir(site.folder())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stdout);
    assert!(asked.status.success(), "{said}\n{}", String::from_utf8_lossy(&asked.stderr));
    assert!(said.contains("Tested:"), "it asked something: {said}");
}
