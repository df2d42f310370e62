//! What an operator types.

use testkit::TestDatabase;

use crate::{
    place::{production, url},
    program::{Story, get, json, post, wait_for},
};

/// The key that signed a token, as its header names it.
fn key_of(at: &str, token: &str) -> String {
    let (status, keys) = get(&format!("{at}/.well-known/jwks.json"), None);
    assert_eq!(status, 200, "{keys}");
    let header = token.split('.').next().unwrap();
    let keys = json(&keys)["keys"].as_array().unwrap().clone();
    let named = keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned());
    let mut of_header = named.filter(|kid| decode(header).contains(&format!("\"{kid}\"")));
    of_header.next().unwrap_or_else(|| panic!("no key of {keys:?} is named by the token"))
}

fn decode(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_rotated_token_key_signs_the_next_tokens_and_the_old_ones_stay_good() {
    let database = TestDatabase::new();
    let story = production("rotated", &database);
    let sandbox = story.start_sandbox();
    let mut server = story.start("serve");
    let at = server.public();
    let old = sandbox.token("citizen");
    let old_key = key_of(&at, &old);

    let rotated = story.run(&["keys", "rotate", "tokens"]);
    assert_eq!(rotated.code, Some(0), "{}", rotated.err);
    let logged = rotated.err.lines().find(|line| line.contains("service key rotated")).unwrap();
    let logged = json(logged);
    assert_eq!((logged["purpose"].as_str(), logged["id"].as_u64()), (Some("tokens"), Some(2)), "{logged}");
    assert!(!rotated.err.contains("withheld"), "{}", rotated.err);
    let mut new = String::new();
    wait_for("a token of the new key", || {
        assert_eq!(get(&format!("{at}/api/v1/me"), Some(&old)).0, 200, "the old token stays good");
        new = sandbox.token("citizen");
        assert_eq!(get(&format!("{at}/api/v1/me"), Some(&new)).0, 200, "each new token is good at once");
        key_of(&at, &new) != old_key
    });
    assert_eq!(get(&format!("{at}/api/v1/me"), Some(&old)).0, 200);

    let listed = story.run(&["keys", "list"]).out;
    let of_tokens: Vec<_> = listed.lines().filter(|line| line.starts_with("tokens")).collect();
    assert_eq!(of_tokens.len(), 2, "{listed}");
    assert!(of_tokens[0].contains("live") && of_tokens[1].contains("current"), "{listed}");
}

#[test]
fn a_new_master_key_wraps_everything_while_a_server_goes_on() {
    let database = TestDatabase::new();
    let story = production("master", &database);
    let sandbox = story.start_sandbox();
    assert_eq!(story.run(&["keys", "init"]).code, Some(1), "a first key is made once");
    let made = story.run(&["keys", "rotate", "master"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let wrapped = story.run(&["keys", "rewrap"]);
    assert_eq!(wrapped.code, Some(0), "{}", wrapped.err);
    assert!(!wrapped.out.contains(" 0 keys of spaces"), "{}", wrapped.out);
    assert!(story.run(&["keys", "rewrap"]).out.contains("0 keys of spaces, 0 service keys"));
    let (status, answer) =
        post(&format!("{}/sandbox/token", sandbox.at), None, "application/json", r#"{"persona":"doctor"}"#);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(sandbox.program.stop(), Some(0));
    let sandbox = story.start_sandbox();
    assert_eq!(get(&format!("{}/api/v1/me", sandbox.at), Some(&sandbox.token("citizen"))).0, 200);
}

#[test]
fn no_first_key_is_made_while_nobody_can_say_whether_there_are_keys() {
    let nowhere = "postgresql://carnet_server@/none?host=/nowhere&port=5432";
    for variable in ["CARNET_DATABASE__URL", "CARNET_KEYS__STORE_URL", "CARNET_DATABASE__MIGRATIONS_URL"] {
        let database = TestDatabase::new();
        let right = url(&database, database::SERVER);
        let story = Story::new("keys-unknown");
        let story = match variable {
            "CARNET_KEYS__STORE_URL" => story.set("CARNET_DATABASE__URL", &right),
            _ => story,
        };
        let refused = story.set(variable, nowhere).run(&["keys", "init"]);
        assert_eq!(refused.code, Some(1), "{variable}: {}", refused.err);
        assert!(
            refused.err.contains("no key was made") && refused.err.contains("no connection"),
            "{}",
            refused.err
        );
    }
    let database = TestDatabase::empty();
    let superuser = url(&database, database.superuser().user().unwrap());
    let story = Story::new("keys-before-the-schema").set("CARNET_DATABASE__URL", &superuser);
    let made = story.run(&["keys", "init"]);
    assert_eq!(made.code, Some(0), "it answers and has no schema: {}", made.err);
    let made = Story::new("keys-first-of-all").run(&["keys", "init"]);
    assert!(made.code == Some(0) && made.out.contains("new installation"), "{made:?}");
}

#[test]
fn the_sandbox_uses_the_database_that_the_usual_variable_names() {
    let database = TestDatabase::new();
    let superuser = url(&database, database.superuser().user().unwrap());
    let story = Story::new("usual-variable").set("DATABASE_URL", &superuser);
    let sandbox = story.start_sandbox();
    assert_eq!(get(&format!("{}/api/v1/me", sandbox.at), Some(&sandbox.token("citizen"))).0, 200);
    assert!(!story.folder.join("var/postgres").exists(), "no PostgreSQL of its own");
    assert_eq!(sandbox.program.stop(), Some(0));
}

#[test]
fn commands_say_what_they_found_and_end_with_its_code() {
    let database = TestDatabase::new();
    let story = production("commands", &database);
    let superuser = url(&database, database.superuser().user().unwrap());
    let migrated = story.run(&["migrate"]);
    assert_eq!(migrated.code, Some(1));
    assert!(migrated.err.contains("is the role of a running server"), "{}", migrated.err);
    let story = story.set("CARNET_DATABASE__MIGRATIONS_URL", &superuser);
    let migrated = story.run(&["migrate"]);
    assert_eq!((migrated.code, migrated.out.contains("nothing to do")), (Some(0), true), "{}", migrated.err);
    assert_eq!(story.run(&["config", "check"]).code, Some(0));
    assert_eq!(story.run(&["health"]).code, Some(1), "nobody answers");
    assert_eq!(story.run(&["keys", "rotate", "everything"]).code, Some(2));
    assert_eq!(story.run(&["keys", "reindex"]).code, Some(0));
    let retried = story.run(&["jobs", "retry", "00000000-0000-7000-8000-000000000001"]);
    assert_eq!(retried.code, Some(1));
    assert!(retried.err.contains("no dead job"), "{}", retried.err);

    let mut server = story.start("serve");
    let operator = server.operator().replace("http://", "");
    let beside = story.set("CARNET_OPERATOR__LISTEN", &operator);
    let health = beside.run(&["health"]);
    assert_eq!(health.code, Some(0), "{}", health.err);
    assert!(health.out.contains("\"ready\""), "{}", health.out);
    let second = beside.run(&["serve"]);
    assert_eq!(second.code, Some(2));
    assert!(second.err.contains("`operator.listen`"), "{}", second.err);
}
