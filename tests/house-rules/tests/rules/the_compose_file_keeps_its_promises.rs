//! `docker-compose.yml` shows Carnet whole: two servers and two workers after one migration, none of them root,
//! each with a health check, no sandbox, and no secret with a default. Blobs lie in a store that is reached by TLS. A
//! backup runs when it is asked for, and does not see the master keys. Keycloak and a mail sink are there to try with, and
//! run when they are asked for.

use house_rules::{Tree, none};
use saphyr::{LoadableYamlNode, YamlOwned};

/// Words that a variable which is a secret has in its name.
const SECRET: &[&str] = &["PASSWORD", "SECRET", "TOKEN"];

/// Folders that all servers and workers see.
const SHARED: &[&str] = &["/var/lib/carnet/keys", "/etc/carnet/s3:ro", "/var/lib/carnet/checkpoints"];

/// What is there to try with, and does not run without being asked for.
const TRIAL: &[&str] = &["keycloak", "mail"];

/// What the backup sees: the keys of the store, and two places that are apart.
const BACKUP: &[&str] = &["/etc/carnet/s3:ro", ":/backups", ":/backups-of-keys"];

fn faults(text: &str) -> Vec<String> {
    let documents = match YamlOwned::load_from_str(text) {
        Ok(documents) => documents,
        Err(error) => return vec![format!("it is not YAML: {error}")],
    };
    let Some(services) = documents.first().and_then(|document| document.as_mapping_get("services")) else {
        return vec!["it has no services".to_owned()];
    };
    let of = |command: &str| -> Vec<(&str, &YamlOwned)> {
        let services = services.as_mapping().into_iter().flatten();
        let named = services.filter_map(|(name, service)| Some((name.as_str()?, service)));
        named.filter(|(_, service)| list(service, "command").first() == Some(&command)).collect()
    };
    let mut faults = Vec::new();
    for (command, wanted) in
        [("serve", 2), ("worker", 2), ("migrate", 1), ("backup", 1), ("postgres", 1), ("sandbox", 0)]
    {
        let found = of(command).len();
        if found != wanted {
            faults.push(format!("{found} services run `{command}`, expected {wanted}"));
        }
    }
    for (name, service) in of("serve").into_iter().chain(of("worker")) {
        let mut say = |what: &str| faults.push(format!("{name}: {what}"));
        if list(at(service, &["healthcheck"]), "test") != ["CMD", "carnet", "health"] {
            say("no health check by `carnet health`");
        }
        if text_at(service, &["depends_on", "migrate", "condition"]) != Some("service_completed_successfully")
        {
            say("does not wait for the migration");
        }
        if text_at(service, &["depends_on", "store", "condition"]) != Some("service_healthy") {
            say("does not wait for the store of blobs");
        }
        let endpoint = text_at(service, &["environment", "CARNET_BLOBS__S3_ENDPOINT"]).unwrap_or_default();
        if !endpoint.starts_with("https://store:") {
            say("does not keep blobs in the store, by TLS");
        }
        let volumes = list(service, "volumes");
        for folder in SHARED.iter().filter(|folder| !volumes.iter().any(|volume| volume.ends_with(**folder)))
        {
            say(&format!("does not share {folder}"));
        }
    }
    for (name, service) in of("backup") {
        let mut say = |what: &str| faults.push(format!("{name}: {what}"));
        if list(service, "profiles") != ["backup"] {
            say("runs without being asked for");
        }
        if text_at(service, &["environment", "CARNET_DATABASE__MIGRATIONS_URL"]).is_none() {
            say("does not reach the database as a role that may read everything");
        }
        let volumes = list(service, "volumes");
        for folder in BACKUP.iter().filter(|folder| !volumes.iter().any(|volume| volume.ends_with(**folder)))
        {
            say(&format!("does not see {folder}"));
        }
        if volumes.iter().any(|volume| volume.ends_with("/var/lib/carnet/keys")) {
            say("sees the master keys");
        }
    }
    let once = of("migrate").into_iter().chain(of("backup"));
    for (name, service) in of("serve").into_iter().chain(of("worker")).chain(once) {
        let user = text_at(service, &["user"]).unwrap_or("");
        if user.is_empty() || user.starts_with("0") || user.starts_with("root") {
            faults.push(format!("{name}: runs as root, or does not say as whom"));
        }
        if at(service, &["privileged"]).as_bool() == Some(true) {
            faults.push(format!("{name}: is privileged"));
        }
    }
    for name in TRIAL {
        let service = at(services, &[name]);
        if list(service, "profiles") != ["trial"] {
            faults.push(format!("{name}: is not there, or runs without being asked for"));
        }
        if list(at(service, &["healthcheck"]), "test").is_empty() {
            faults.push(format!("{name}: no health check"));
        }
    }
    let store = at(services, &["store"]);
    if !list(store, "entrypoint")
        .iter()
        .any(|word| word.contains("server /data") && word.contains("--certs-dir"))
    {
        faults.push("store: does not serve, or not by TLS".to_owned());
    }
    for (name, service) in of("postgres").into_iter().chain([("store", store)]) {
        if list(at(service, &["healthcheck"]), "test").is_empty() {
            faults.push(format!("{name}: no health check"));
        }
    }
    faults.extend(settings(text));
    faults
}

/// What is wrong with lines of settings, wherever they stand.
fn settings(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if line.to_lowercase().contains("sandbox") {
            faults.push(format!("a setting of the sandbox: `{}`", line.trim()));
        }
        for part in line.split("${").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let asked = part[name.len()..].strip_prefix(":?").is_some_and(|words| !words.starts_with('}'));
            if !asked {
                faults.push(format!("`{name}` is not asked for by `:?` and words that say what it is"));
            }
        }
        let written = line.trim().split_once(':').filter(|(key, value)| {
            // the path of a file is no secret
            let path = key.ends_with("_FILE") && value.trim().starts_with("\"/");
            SECRET.iter().any(|word| key.contains(word))
                && !path
                && !value.contains("${")
                && !value.trim().is_empty()
        });
        if let Some((key, _)) = written {
            faults.push(format!("`{key}` is written into the file"));
        }
    }
    faults
}

fn at<'a>(node: &'a YamlOwned, path: &[&str]) -> &'a YamlOwned {
    path.iter().fold(node, |node, key| node.as_mapping_get(key).unwrap_or(&YamlOwned::BadValue))
}

fn text_at<'a>(node: &'a YamlOwned, path: &[&str]) -> Option<&'a str> {
    at(node, path).as_str()
}

fn list<'a>(node: &'a YamlOwned, key: &str) -> Vec<&'a str> {
    let items = at(node, &[key]).as_sequence();
    items.into_iter().flatten().filter_map(|item| item.as_str()).collect()
}

fn compose() -> String {
    Tree::here().text("docker-compose.yml").expect("docker-compose.yml is there").to_owned()
}

#[test]
fn in_this_house() {
    none("the compose file keeps its promises", &faults(&compose()));
}

/// Settings that a text names and the page of settings does not.
fn unknown_settings(text: &str, page: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let settings = words.filter(|word| word.starts_with("CARNET_") && word.contains("__"));
    let unknown = settings.filter(|word| !page.contains(&format!("`{word}`")));
    unknown.map(|word| format!("no setting is called `{word}`")).collect()
}

#[test]
fn the_settings_it_names_exist() {
    let tree = Tree::here();
    let page = tree.text("docs/configuration.md").expect("docs/configuration.md is there");
    let both = [compose(), tree.text("Dockerfile").expect("Dockerfile is there").to_owned()].concat();
    assert!(both.contains("CARNET_DATABASE__URL"), "settings are named");
    none("settings exist", &unknown_settings(&both, page));
    assert_eq!(unknown_settings("CARNET_KEYS__FOLDR=x CARNET_SERVER_PASSWORD", page).len(), 1);
}

#[test]
fn each_broken_promise_is_found() {
    for (good, bad) in [
        ("command: [\"serve\"]", "command: [\"worker\"]"),
        ("command: [\"worker\"]", "command: [\"sandbox\"]"),
        ("user: \"10001:10001\"", "user: root"),
        ("user: \"10001:10001\"", "user: \"0:0\""),
        ("healthcheck: *health", "healthcheck: {}"),
        ("condition: service_completed_successfully", "condition: service_started"),
        ("  - checkpoints:/var/lib/carnet/checkpoints\n", ""),
        ("/client:/etc/carnet/s3:ro", "/client:/elsewhere"),
        ("profiles: [\"backup\"]", "profiles: []"),
        ("profiles: [\"trial\"]", "profiles: []"),
        ("test: [\"CMD\", \"/mailpit\", \"readyz\"]", "test: []"),
        ("owned by user 10001}:/backups-of-keys", "owned by user 10001}:/backups"),
        ("https://store:9000\"\n", "http://store:9000\"\n"),
        ("--certs-dir /certs", ""),
        ("SECRET_KEY_FILE: \"/etc/carnet/s3/secret-key\"", "SECRET_KEY_FILE: \"hush\""),
        ("  store:\n    condition: service_healthy\n", ""),
        (
            "CARNET_SERVER__PUBLIC_ORIGIN:",
            "CARNET_SANDBOX__ENABLED: \"true\"\n  CARNET_SERVER__PUBLIC_ORIGIN:",
        ),
        ("${POSTGRES_PASSWORD:?a long random password of letters and digits}", "hush"),
        ("${POSTGRES_PASSWORD:?", "${POSTGRES_PASSWORD:-hush"),
        ("${POSTGRES_PASSWORD:?a long random password of letters and digits}", "${POSTGRES_PASSWORD}"),
        ("services:", "services: ["),
    ] {
        let text = compose();
        assert!(text.contains(good), "`{good}` is in the file");
        assert!(!faults(&text.replace(good, bad)).is_empty(), "`{bad}` instead of `{good}` is found");
    }
}
