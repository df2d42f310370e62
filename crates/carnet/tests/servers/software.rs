//! Client software, as an operator registers it and as it asks.

use std::fs;

use testkit::TestDatabase;

use crate::{
    place::production,
    program::{Sandbox, Story, get, json, post},
};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

fn started(name: &str) -> (Story, Sandbox, TestDatabase) {
    let database = TestDatabase::new();
    let story = production(name, &database).set("CARNET_SERVER__PUBLIC_ORIGIN", "http://localhost:8080");
    let sandbox = story.start_sandbox();
    (story, sandbox, database)
}

/// What the software with this key is answered for the doctor's token at the provider.
fn exchanged(story: &Story, sandbox: &Sandbox, client: &str, key: &str) -> (u16, serde_json::Value) {
    let body = r#"{"persona":"doctor"}"#;
    let theirs = post(&format!("{}/sandbox/provider-token", sandbox.at), None, "application/json", body);
    let theirs = json(&theirs.1)["access_token"].as_str().unwrap().to_owned();
    let port = sandbox.at.rsplit(':').next().unwrap();
    let audience = format!("http://localhost:{port}");
    let signed = story.run(&["software", "assertion", client, "--key", key, "--audience", &audience]);
    assert_eq!(signed.code, Some(0), "{}", signed.err);
    let form = format!(
        "grant_type={EXCHANGE}&subject_token_type=urn:ietf:params:oauth:token-type:access_token\
         &subject_token={theirs}&situation=990000010\
         &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={}",
        signed.out.trim()
    );
    let address = format!("{}/oauth/token", sandbox.at);
    let (status, answer) = post(&address, None, "application/x-www-form-urlencoded", &form);
    (status, json(&answer))
}

#[test]
fn the_sandbox_has_software_to_try_the_exchange_with() {
    let (story, sandbox, _database) = started("tried-software");
    let key = story.folder.join("var/sandbox-software.key").display().to_string();
    let client = "00000000-0000-7000-8000-000000000051";
    let told = sandbox.welcome.join("\n");
    assert!(told.contains(&format!("carnet software assertion {client} --key ")), "{told}");
    let (status, tokens) = exchanged(&story, &sandbox, client, &key);
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap();
    let me = get(&format!("{}/api/v1/me", sandbox.at), Some(token));
    assert!(me.0 == 200 && me.1.contains("99700000013"), "{me:?}");
}

#[test]
fn software_is_registered_listed_changed_and_revoked_while_a_server_goes_on() {
    let (story, sandbox, _database) = started("registered-software");
    let pair = |name: &str| {
        let made = rcgen::KeyPair::generate().unwrap();
        let (private, public) =
            (story.folder.join(format!("{name}.key")), story.folder.join(format!("{name}.pub")));
        fs::write(&private, made.serialize_pem()).unwrap();
        fs::write(&public, made.public_key_pem()).unwrap();
        (private.display().to_string(), public.display().to_string())
    };
    let ((private, public), (newer, newer_public)) = (pair("first"), pair("second"));
    let about = ["--publisher", "Éditions Fictives", "--product", "Logiciel Fictif", "--version", "3.2"];
    let register = |more: &[&str]| story.run(&[&["software", "register"][..], &about[..], more].concat());

    for (wrong, told) in [
        (vec![], "--keys"),
        (vec!["--keys", private.as_str()], "private key"),
        (vec!["--keys", "nowhere.pem"], "cannot be read"),
        (vec!["--keys", public.as_str(), "--scope", "everything"], "documents.read"),
        (vec!["--keys", public.as_str(), "--grant", "client-credentials"], "--establishment"),
        (
            vec!["--keys", public.as_str(), "--establishment", "123", "--establishment-name", "Nulle part"],
            "123",
        ),
        (vec!["--certificate", public.as_str()], "no certificate"),
    ] {
        let refused = register(&wrong);
        assert!(refused.code != Some(0) && refused.err.contains(told), "{wrong:?}: {refused:?}");
    }
    let made = register(&["--keys", &public, "--grant", "token-exchange", "--per-minute", "30"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let client = made.out.trim().to_owned();
    let (status, tokens) = exchanged(&story, &sandbox, &client, &private);
    assert_eq!(status, 200, "{tokens}");
    let me = || get(&format!("{}/api/v1/me", sandbox.at), tokens["access_token"].as_str()).0;
    assert_eq!(me(), 200);

    let listed = story.run(&["software", "list"]);
    let line = listed.out.lines().find(|line| line.contains(&client)).unwrap();
    assert!(
        line.contains("Logiciel Fictif 3.2 (Éditions Fictives)") && line.contains("private_key_jwt"),
        "{line}"
    );
    let shown = story.run(&["software", "show", &client]).out;
    assert!(shown.contains("calls in a minute  30") && shown.contains("ES256"), "{shown}");
    assert!(!shown.contains("BEGIN"), "{shown}");

    let beside = story.run(&["software", "rotate-key", &client, "--keys", &newer_public, "--beside"]);
    assert_eq!(beside.code, Some(0), "{beside:?}");
    for either in [&private, &newer] {
        assert_eq!(
            exchanged(&story, &sandbox, &client, either).0,
            200,
            "both, until the software has changed over"
        );
    }
    let changed = story.run(&["software", "rotate-key", &client, "--keys", &newer_public]);
    assert_eq!(changed.code, Some(0), "{changed:?}");
    assert_eq!(exchanged(&story, &sandbox, &client, &private).0, 401);
    assert_eq!(exchanged(&story, &sandbox, &client, &newer).0, 200);
    assert_eq!(me(), 200, "its sessions go on");

    let revoked = story.run(&["software", "revoke", &client]);
    assert!(revoked.code == Some(0) && revoked.out.contains("4 sessions ended"), "{revoked:?}");
    assert_eq!(me(), 401, "on a server that goes on");
    assert_eq!(exchanged(&story, &sandbox, &client, &newer).0, 401);
    let unknown = "00000000-0000-7000-8000-0000000000ff";
    assert_eq!(story.run(&["software", "revoke", unknown]).code, Some(1));
}
