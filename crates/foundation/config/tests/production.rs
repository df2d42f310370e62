//! What `serve` refuses, each reason with the setting to change.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use config::{Reference, Settings};

/// A folder of keys with one key in it, with these modes.
fn keys(name: &str, folder_mode: u32, file_mode: u32) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("production-{name}"));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("master.key");
    fs::write(&file, "not a key").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(file_mode)).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(folder_mode)).unwrap();
    folder.display().to_string()
}

/// Settings that `serve` takes, with the given ones in place of theirs.
fn faults(folder: String, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut variables = vec![
        ("CARNET_SERVER__PUBLIC_ORIGIN".to_owned(), "https://carnet.example.org".to_owned()),
        ("CARNET_DATABASE__URL".to_owned(), "postgres://carnet_server:Kx81-qTz@db/carnet".to_owned()),
        ("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX".to_owned(), "true".to_owned()),
        ("CARNET_KEYS__FOLDER".to_owned(), folder),
    ];
    variables.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let settings = Settings::load(None, variables.into_iter()).unwrap();
    let reference = Reference::load(None).unwrap();
    let faults = settings.production_faults(&reference);
    faults
        .into_iter()
        .chain(settings.login_faults())
        .map(|fault| (fault.key.clone(), fault.to_string()))
        .collect()
}

#[test]
fn settings_made_for_production_are_taken() {
    assert_eq!(faults(keys("right", 0o700, 0o600), &[]), []);
    assert_eq!(faults(keys("group", 0o750, 0o640), &[]), [], "a group is the operator's choice");
}

#[test]
fn each_reason_names_the_setting_to_change() {
    let folder = keys("each", 0o700, 0o600);
    let reasons: &[(&str, &str, &str, &str)] = &[
        ("CARNET_SANDBOX__ENABLED", "true", "sandbox.enabled", "set it to `false`"),
        ("CARNET_SERVER__PUBLIC_ORIGIN", "http://a.org", "server.public_origin", "`https://`"),
        ("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX", "false", "country.accept_assumed_matrix", "are assumed"),
        ("CARNET_KEYS__FOLDER", "/nowhere/keys", "keys.folder", "cannot be read"),
    ];
    for (name, value, key, reason) in reasons {
        let found = faults(folder.clone(), &[(name, value)]);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(found[0].0, *key);
        assert!(found[0].1.contains(reason), "{found:?}");
    }
}

#[test]
fn keys_that_everybody_can_read_are_refused() {
    let open_file = faults(keys("file", 0o700, 0o644), &[]);
    assert_eq!(open_file.len(), 1, "{open_file:?}");
    assert!(open_file[0].1.contains("master.key") && open_file[0].1.contains("0644"), "{open_file:?}");

    let open_folder = faults(keys("folder", 0o755, 0o600), &[]);
    assert_eq!(open_folder.len(), 1, "{open_folder:?}");
    assert!(open_folder[0].1.contains("0755") && open_folder[0].1.contains("0700"), "{open_folder:?}");

    let folder = keys("tls", 0o700, 0o644);
    let key = format!("{folder}/master.key");
    let tls = [("CARNET_SERVER__TLS_CERTIFICATE", "a.pem"), ("CARNET_SERVER__TLS_KEY", key.as_str())];
    let found = faults(keys("right", 0o700, 0o600), &tls);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "server.tls_key");
}

#[test]
fn a_store_on_another_machine_is_reached_by_tls() {
    let folder = keys("store", 0o700, 0o600);
    let of = |endpoint| {
        let store = [
            ("CARNET_BLOBS__S3_ENDPOINT", endpoint),
            ("CARNET_BLOBS__S3_BUCKET", "carnet"),
            ("CARNET_BLOBS__S3_ACCESS_KEY_FILE", "access"),
            ("CARNET_BLOBS__S3_SECRET_KEY_FILE", "secret"),
        ];
        faults(folder.clone(), &store)
    };
    for right in [
        "https://s3.example.org",
        "http://localhost:9000",
        "http://127.0.0.1",
        "http://[::1]:9000",
        "http://[::1]",
    ] {
        assert_eq!(of(right), [], "{right}");
    }
    for wrong in ["http://s3.example.org", "http://10.0.0.5:9000", "http://localhost.example.org"] {
        let found = of(wrong);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "blobs.s3_endpoint");
    }
}

#[test]
fn the_defaults_are_for_the_sandbox_not_for_production() {
    let settings = Settings::load(None, std::iter::empty()).unwrap();
    let keys: Vec<_> = settings
        .production_faults(&Reference::load(None).unwrap())
        .iter()
        .map(|fault| fault.key.clone())
        .collect();
    for key in ["server.public_origin", "country.accept_assumed_matrix", "database.url"] {
        assert!(keys.iter().any(|found| found == key), "{key} is not in {keys:?}");
    }
}

#[test]
fn the_key_of_a_certificate_is_kept_and_its_files_are_there() {
    let folder = keys("certificate", 0o700, 0o600);
    let path = |name: &str| format!("{folder}/{name}");
    let part = |kind: &str| format!("-----BEGIN {kind}-----\nAAAA\n-----END {kind}-----\n");
    let given = || {
        let of = |name: &str, value: String| (format!("CARNET_LOGIN__PROVIDERS__PSC__{name}"), value);
        let all = [
            of("KIND", "professional".to_owned()),
            of("ISSUER", "https://psc.example".to_owned()),
            of("CLIENT_ID", "carnet".to_owned()),
            of("CLIENT_CERTIFICATE_FILE", path("client.pem")),
            of("CLIENT_KEY_FILE", path("client.key")),
            of("LABEL_FR", "PSC".to_owned()),
            of("LABEL_EN", "PSC".to_owned()),
        ];
        let all: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        faults(keys("certificate", 0o700, 0o600), &all)
    };
    for name in ["client.pem", "client.key"] {
        let _ = fs::remove_file(path(name));
    }
    let missing = given();
    assert!(
        matches!(missing.as_slice(), [(key, said)] if key.ends_with("client_key_file") && said.contains("cannot be read")),
        "{missing:?}"
    );
    fs::write(path("client.key"), part("PRIVATE KEY")).unwrap();
    fs::set_permissions(path("client.key"), fs::Permissions::from_mode(0o600)).unwrap();
    let missing = given();
    assert!(
        matches!(missing.as_slice(), [(key, _)] if key.ends_with("client_certificate_file")),
        "{missing:?}"
    );
    // A certificate is no secret, as long as nobody else can read the key.
    fs::write(path("client.pem"), part("CERTIFICATE")).unwrap();
    fs::set_permissions(path("client.pem"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(given(), []);
    fs::set_permissions(path("client.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let open = given();
    assert!(
        open.iter().any(|(key, said)| key.ends_with("client_key_file") && said.contains("0644")),
        "{open:?}"
    );
}

#[test]
fn an_identity_provider_is_reached_by_tls_and_its_secret_is_kept() {
    let folder = keys("providers", 0o700, 0o600);
    let secret = format!("{folder}/master.key");
    let given = |issuer: &'static str, secret: &str| {
        let of =
            |name: &str, value: &str| (format!("CARNET_LOGIN__PROVIDERS__PSC__{name}"), value.to_owned());
        let all = [
            of("KIND", "professional"),
            of("ISSUER", issuer),
            of("CLIENT_ID", "carnet"),
            of("CLIENT_SECRET_FILE", secret),
            of("LABEL_FR", "PSC"),
            of("LABEL_EN", "PSC"),
        ];
        let all: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        faults(folder.clone(), &all)
    };
    assert_eq!(given("https://psc.example", &secret), []);
    let plain = given("http://localhost:9", &secret);
    let named: Vec<_> = plain.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(named, ["login.providers.psc.issuer", "login.providers.psc.discovery_url"]);
    assert!(plain[0].1.contains("https://"), "{plain:?}");
    let missing = given("https://psc.example", "/nowhere/psc.secret");
    assert_eq!(missing.len(), 1);
    assert!(
        missing[0].0 == "login.providers.psc.client_secret_file" && missing[0].1.contains("cannot be read")
    );
    fs::write(&secret, "").unwrap();
    assert!(given("https://psc.example", &secret)[0].1.contains("one line of text"));
    fs::write(&secret, "a secret\n").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let open = given("https://psc.example", &secret);
    assert!(
        open.iter().any(|(key, said)| key.ends_with("client_secret_file") && said.contains("0644")),
        "{open:?}"
    );
    assert!(!open.iter().any(|(_, said)| said.contains("a secret")));
}
