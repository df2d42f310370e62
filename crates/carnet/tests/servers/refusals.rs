//! `serve` names each thing that is not right, all at once, and starts for none of them.

use std::{fs, os::unix::fs::PermissionsExt};

use diesel::connection::SimpleConnection;
use testkit::TestDatabase;

use crate::{
    place::{production, url},
    program::{Ended, Story},
};

fn refused(ended: &Ended, reasons: &[&str]) {
    assert_eq!(ended.code, Some(2), "{ended:?}");
    for reason in reasons {
        assert!(ended.err.contains(reason), "`{reason}` is not in:\n{}", ended.err);
    }
    let told = ended.err.lines().filter(|line| line.starts_with("  `")).count();
    assert_eq!(told, reasons.len(), "{}", ended.err);
}

#[test]
fn everything_that_is_not_right_is_told_at_once() {
    let database = TestDatabase::new();
    let story = production("all-wrong", &database)
        .set("CARNET_SANDBOX__ENABLED", "true")
        .set("CARNET_SERVER__PUBLIC_ORIGIN", "http://carnet.example.org")
        .set("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX", "false")
        .set("CARNET_KEYS__STORE_URL", "postgresql://carnet_server:change%6De@/keys?host=/nowhere&port=5432");
    let key = fs::read_dir(story.folder.join("var/keys")).unwrap().next().unwrap().unwrap().path();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let reasons = [
        "`sandbox.enabled`",
        "`server.public_origin`: found `http://carnet.example.org`",
        "`country.accept_assumed_matrix`",
        "`keys.store_url`: the password is one that everybody knows",
        "`keys.store_url`: no connection",
        "has the mode 0644",
    ];
    for command in [&["serve"][..], &["worker"], &["config", "check"]] {
        refused(&story.run(command), &reasons);
    }
}

#[test]
fn only_what_lets_people_log_in_needs_the_client_secrets() {
    let database = TestDatabase::new();
    let story = production("no-client-secret", &database)
        .set("CARNET_LOGIN__PROVIDERS__PSC__KIND", "professional")
        .set("CARNET_LOGIN__PROVIDERS__PSC__ISSUER", "https://psc.example.org")
        .set("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_ID", "carnet")
        .set("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_SECRET_FILE", "nowhere.secret")
        .set("CARNET_LOGIN__PROVIDERS__PSC__LABEL_FR", "PSC")
        .set("CARNET_LOGIN__PROVIDERS__PSC__LABEL_EN", "PSC");
    let missing = ["`login.providers.psc.client_secret_file`: `nowhere.secret` cannot be read"];
    refused(&story.run(&["serve"]), &missing);
    refused(&story.run(&["sandbox"]), &missing);
    refused(&story.run(&["config", "check"]), &missing);
    for command in [&["journal", "verify"][..], &["keys", "list"]] {
        let ended = story.run(command);
        assert_eq!(ended.code, Some(0), "{command:?}: {ended:?}");
    }
    let mut worker = story.start("worker");
    worker.operator();
    assert_eq!(worker.stop(), Some(0));
}

#[test]
fn a_certificate_for_a_provider_that_does_not_go_with_its_key_is_named() {
    let database = TestDatabase::new();
    let story = production("foreign-client-key", &database);
    let (chain, private) = (story.folder.join("client.pem"), story.folder.join("client.key"));
    let story = story
        .set("CARNET_LOGIN__PROVIDERS__PSC__KIND", "professional")
        .set("CARNET_LOGIN__PROVIDERS__PSC__ISSUER", "https://psc.example.org")
        .set("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_ID", "carnet")
        .set("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_CERTIFICATE_FILE", &chain.display().to_string())
        .set("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_KEY_FILE", &private.display().to_string())
        .set("CARNET_LOGIN__PROVIDERS__PSC__LABEL_FR", "PSC")
        .set("CARNET_LOGIN__PROVIDERS__PSC__LABEL_EN", "PSC");
    let (ours, foreign) = (rcgen::KeyPair::generate().unwrap(), rcgen::KeyPair::generate().unwrap());
    let parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    fs::write(&chain, parameters.self_signed(&ours).unwrap().pem()).unwrap();
    fs::write(&private, foreign.serialize_pem()).unwrap();
    fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
    let ended = story.run(&["serve"]);
    assert_ne!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.err.contains("`login.providers.psc`: the client's certificate does not go with its key"),
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("PRIVATE"), "{}", ended.err);
}

#[test]
fn a_setting_that_cannot_be_one_is_named_with_where_it_came_from() {
    let story =
        Story::new("no-number").set("CARNET_JOBS__RUNNERS", "many").set("CARNET_SERVER__LISTEN", "here");
    refused(&story.run(&["serve"]), &["`jobs.runners` (environment variable", "`server.listen`"]);
}

#[test]
fn without_a_database_or_a_key_it_does_not_start() {
    let story = Story::new("nothing-there")
        .set("CARNET_SERVER__PUBLIC_ORIGIN", "https://carnet.example.org")
        .set("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX", "true");
    refused(&story.run(&["serve"]), &["`database.url`: the private PostgreSQL", "`keys.folder`"]);
    let story = story.set("CARNET_DATABASE__URL", "postgresql://carnet_server@/none?host=/nowhere&port=5432");
    refused(&story.run(&["serve"]), &["`database.url`: no connection", "`keys.folder`"]);
}

#[test]
fn a_key_that_the_group_can_read_is_refused() {
    let database = TestDatabase::new();
    let story = production("group-key", &database);
    let key = fs::read_dir(story.folder.join("var/keys")).unwrap().next().unwrap().unwrap().path();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    refused(&story.run(&["serve"]), &["`keys.folder`: master keys: others can reach"]);
}

#[test]
fn an_old_and_a_new_schema_are_refused() {
    let database = TestDatabase::new();
    let story = production("schema", &database);
    let mut conn = database.connect_superuser();
    conn.batch_execute(
        "delete from desk.migration where version = (select max(version) from desk.migration)",
    )
    .unwrap();
    refused(&story.run(&["serve"]), &["`database.url`: the schema is old"]);

    let database = TestDatabase::new();
    let story = story.set("CARNET_DATABASE__URL", &url(&database, database::SERVER));
    let newer =
        "insert into desk.migration (version, name, oldest_program) values ('29991231000000', 'later', ";
    database.connect_superuser().batch_execute(&format!("{newer}'99.0.0')")).unwrap();
    refused(&story.run(&["serve"]), &["`database.url`: the schema is too new"]);
}

#[test]
fn a_role_that_may_do_more_is_refused() {
    let database = TestDatabase::new();
    let superuser = database.superuser().user().unwrap().to_owned();
    let story = production("role", &database).set("CARNET_DATABASE__URL", &url(&database, &superuser));
    refused(&story.run(&["serve"]), &["is a superuser"]);
}

#[test]
fn the_database_of_the_keys_is_looked_at_like_the_other_one() {
    let (database, keys) = (TestDatabase::new(), TestDatabase::new());
    let story = production("keys-database", &database);
    let with = |role: &str| story.clone_with("CARNET_KEYS__STORE_URL", &url(&keys, role));
    assert_eq!(with(database::SERVER).run(&["config", "check"]).code, Some(0));
    let superuser = keys.superuser().user().unwrap().to_owned();
    refused(&with(&superuser).run(&["serve"]), &["`keys.store_url`: role `postgres` is a superuser"]);
    keys.connect_superuser()
        .batch_execute("delete from desk.migration where version = (select max(version) from desk.migration)")
        .unwrap();
    let old = with(database::SERVER);
    refused(&old.run(&["serve"]), &["`keys.store_url`: the schema is old"]);
    let told = old.run(&["doctor"]).out;
    assert!(
        told.lines().any(|line| line.starts_with("fail  keys: `keys.store_url`: the schema is old")),
        "{told}"
    );
}
