//! Reading settings: defaults, what wins, and every fault with its key, what was found and what would be right.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::PathBuf, time::Duration};

use config::{Error, LogFormat, LogLevel, MailCarrier, Place, SETTINGS, Settings, Shape};
use secrecy::ExposeSecret;

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("settings-{name}.toml"));
    fs::write(&path, text).unwrap();
    path
}

fn load(name: &str, text: &str, variables: &[(&str, &str)]) -> Result<Settings, Error> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::load(Some(&file(name, text)), variables)
}

fn environment(variables: &[(&str, &str)]) -> Result<Settings, Error> {
    Settings::load(None, variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

#[test]
fn nothing_given_means_the_defaults_of_the_table() {
    let settings = environment(&[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.operator.listen.to_string(), "127.0.0.1:8081");
    assert_eq!(settings.server.body_limit_citizen, 5_000_000);
    assert_eq!(settings.server.body_limit_professional, 25_000_000);
    assert_eq!(settings.database.pool_size, 16);
    assert!(settings.database.url.is_none());
    assert_eq!(settings.blobs.inline_limit, 65_536);
    assert_eq!(settings.journal.checkpoint_every, Duration::from_secs(60));
    assert_eq!(settings.journal.checkpoint_lines, 10_000);
    assert_eq!(settings.tokens.access, Duration::from_secs(3_600));
    assert_eq!(settings.jobs.poll, Duration::from_millis(200));
    assert_eq!(settings.log.level, LogLevel::Info);
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.country.time_zone, chrono_tz::Europe::Paris);
    assert!(!settings.country.accept_assumed_matrix);
    assert!(!settings.sandbox.enabled);
}

/// What names a store whole.
fn store() -> [(String, String); 4] {
    [
        ("CARNET_BLOBS__S3_ENDPOINT", "https://s3.example.org"),
        ("CARNET_BLOBS__S3_BUCKET", "carnet"),
        ("CARNET_BLOBS__S3_ACCESS_KEY_FILE", "access"),
        ("CARNET_BLOBS__S3_SECRET_KEY_FILE", "secret"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
}

#[test]
fn a_store_is_named_whole_or_not_at_all() {
    let settings = Settings::load(None, store().into_iter()).unwrap();
    let s3 = settings.blobs.s3.unwrap();
    assert_eq!((s3.bucket.as_str(), s3.region.as_str(), s3.path_style), ("carnet", "us-east-1", true));
    assert!(environment(&[]).unwrap().blobs.s3.is_none());
    for left_out in 0..4 {
        let some =
            store().into_iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, pair)| pair);
        let error = Settings::load(None, some).unwrap_err();
        let wanted = store()[left_out].0.replace("CARNET_BLOBS__", "blobs.").to_lowercase();
        assert_eq!(error.faults().len(), 1, "{error}");
        assert_eq!(error.faults()[0].key, wanted, "{error}");
    }
    let odd = environment(&[
        ("CARNET_BLOBS__S3_BUCKET", "a bucket"),
        ("CARNET_BLOBS__S3_ENDPOINT", "s3.example.org"),
    ]);
    let odd = odd.unwrap_err().to_string();
    assert!(odd.contains("`blobs.s3_bucket`") && odd.contains("`blobs.s3_endpoint`"), "{odd}");
}

fn mail() -> [(String, String); 4] {
    [
        ("CARNET_MAIL__HOST", "smtp.example.org"),
        ("CARNET_MAIL__FROM", "carnet@example.org"),
        ("CARNET_MAIL__USER", "carnet"),
        ("CARNET_MAIL__PASSWORD_FILE", "mail.password"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
}

#[test]
fn a_mail_server_is_named_whole_or_not_at_all_and_not_beside_a_folder() {
    assert!(Settings::load(None, std::iter::empty()).unwrap().mail.is_none());
    let whole = Settings::load(None, mail().into_iter()).unwrap().mail.unwrap();
    let MailCarrier::Server(server) = &whole.carrier else { panic!("a server was named") };
    assert_eq!((whole.from.as_str(), server.port, server.implicit_tls), ("carnet@example.org", 587, false));
    assert_eq!(server.log_in.as_ref().unwrap().user, "carnet");
    for (left_out, missing) in
        [(0, "mail.host"), (1, "mail.from"), (2, "mail.user"), (3, "mail.password_file")]
    {
        let rest = mail().into_iter().enumerate().filter(|(place, _)| *place != left_out);
        let refused = Settings::load(None, rest.map(|(_, variable)| variable)).unwrap_err();
        let keys: Vec<_> = refused.faults().iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, [missing]);
    }
    let folder = ("CARNET_MAIL__FOLDER".to_owned(), "var/mail".to_owned());
    let alone = Settings::load(None, [folder.clone()].into_iter()).unwrap().mail.unwrap();
    assert!(matches!(alone.carrier, MailCarrier::Folder(_)));
    let both = Settings::load(None, mail().into_iter().chain([folder])).unwrap_err();
    assert_eq!(both.faults()[0].key, "mail.folder");
}

#[test]
fn an_address_that_mails_come_from_is_plain_and_a_wrong_one_is_not_shown() {
    for wrong in [
        "carnet",
        "Carnet <carnet@example.org>",
        "a@b@example.org",
        "carnet@example.org,x",
        "c..t@example.org",
    ] {
        let variables = [("CARNET_MAIL__HOST", "smtp.example.org"), ("CARNET_MAIL__FROM", wrong)];
        let refused = environment(&variables).unwrap_err();
        let fault = refused.faults().iter().find(|fault| fault.key == "mail.from").unwrap();
        assert!(!fault.to_string().contains(wrong) || !wrong.contains('@'), "{fault}");
    }
    for wrong in ["smtp example", "-a.example.org", "smtp.example.org:587", "smtp/../etc"] {
        assert!(environment(&[("CARNET_MAIL__HOST", wrong)]).is_err(), "{wrong}");
    }
}

#[test]
fn every_example_of_the_table_is_right() {
    for setting in SETTINGS {
        let mut variables = vec![(setting.variable(), setting.example.to_owned())];
        if setting.key.starts_with("server.tls_") {
            variables.push(("CARNET_SERVER__TLS_CERTIFICATE".to_owned(), "a.pem".to_owned()));
            variables.push(("CARNET_SERVER__TLS_KEY".to_owned(), "a.key".to_owned()));
        }
        if setting.key.starts_with("server.client_") {
            let beside: &[(&str, &str)] = if setting.key == "server.client_certificate_header" {
                &[("CARNET_SERVER__PROXIES", "1")]
            } else {
                &[
                    ("CARNET_SERVER__TLS_CERTIFICATE", "a.pem"),
                    ("CARNET_SERVER__TLS_KEY", "a.key"),
                    ("CARNET_SERVER__CLIENT_AUTHORITIES", "ca.pem"),
                ]
            };
            variables.extend(beside.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        }
        if setting.key.starts_with("blobs.s3_") {
            variables.extend(store());
        }
        if setting.key.starts_with("mail.") && setting.key != "mail.folder" {
            variables.extend(mail());
        }
        if setting.key == "database.migrations_url" {
            variables.push(("DATABASE_URL".to_owned(), setting.example.to_owned()));
        }
        let loaded = Settings::load(None, variables.into_iter());
        assert!(loaded.is_ok(), "{}: {}", setting.key, loaded.unwrap_err());
    }
}

#[test]
fn the_committed_file_is_right() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/carnet.toml");
    Settings::load(Some(&path), std::iter::empty()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if let Some((name, _)) = line.trim_start_matches("# ").split_once(" = ") {
            let key = format!("{section}.{name}");
            assert!(SETTINGS.iter().any(|setting| setting.key == key), "`{key}` is in no table");
        }
    }
}

#[test]
fn a_variable_wins_over_the_file_and_an_empty_one_counts_as_not_given() {
    let text = "[jobs]\nrunners = 3\npoll_ms = 50\n[log]\nlevel = \"warn\"";
    let given = [("CARNET_JOBS__RUNNERS", "7"), ("CARNET_JOBS__POLL_MS", ""), ("PATH", "/bin")];
    let settings = load("wins", text, &given).unwrap();
    assert_eq!(settings.jobs.runners, 7);
    assert_eq!(settings.jobs.poll, Duration::from_millis(50));
    assert_eq!(settings.log.level, LogLevel::Warn);
}

#[test]
fn the_plain_database_variable_wins_over_the_file_and_gives_way_to_the_specific_one() {
    let text = "[database]\nurl = \"postgres://file\"";
    let (plain, specific) =
        (("DATABASE_URL", "postgres://plain"), ("CARNET_DATABASE__URL", "postgres://own"));
    for (variables, right) in [
        (vec![], "postgres://file"),
        (vec![plain], "postgres://plain"),
        (vec![plain, specific], "postgres://own"),
        (vec![specific, plain], "postgres://own"),
    ] {
        let settings = load("plain", text, &variables).unwrap();
        assert_eq!(settings.database.url.unwrap().expose_secret(), right);
    }
}

/// Name of the variable, its value, what the message must say was found and what would be right.
const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        "CARNET_SERVER__LISTEN",
        "localhost",
        "found `localhost`",
        "an IP address and a port, for example `0.0.0.0:8443`",
    ),
    ("CARNET_SERVER__PUBLIC_ORIGIN", "https://a.org/", "found `https://a.org/`", "without a path"),
    ("CARNET_SERVER__PUBLIC_ORIGIN", "carnet.example.org", "found `carnet.example.org`", "`https://`"),
    ("CARNET_SERVER__PUBLIC_ORIGIN", "https://a.org:0", "found `https://a.org:0`", "at most a port"),
    (
        "CARNET_SERVER__PUBLIC_ORIGIN",
        "https://u:hunter2@a.org",
        "text with `@`, which is not shown",
        "a host",
    ),
    ("CARNET_SERVER__WORKERS", "many", "found `many`", "a whole number of threads from 0 to 256"),
    ("CARNET_SERVER__WORKERS", "-1", "found `-1`", "from 0 to 256"),
    ("CARNET_SERVER__BODY_LIMIT_CITIZEN", "5MB", "found `5MB`", "a whole number of bytes"),
    (
        "CARNET_DATABASE__POOL_SIZE",
        "0",
        "found `0`",
        "a whole number of connections from 1 to 500, for example `16`",
    ),
    ("CARNET_DATABASE__URL", "mysql://root:hunter2@db", "a value that is not shown", "`postgres://`"),
    ("DATABASE_URL", "hunter2", "a value that is not shown", "`postgres://`"),
    ("CARNET_KEYS__STORE_URL", "postgres://", "a value that is not shown", "`postgres://`"),
    ("CARNET_TOKENS__ACCESS_MINUTES", "1.5", "found `1.5`", "a whole number of minutes from 1 to 240"),
    ("CARNET_LOG__LEVEL", "trace", "found `trace`", "one of `error`, `warn`, `info`, `debug`"),
    ("CARNET_COUNTRY__PROFILE", "FR", "found `FR`", "one of `fr`"),
    (
        "CARNET_COUNTRY__TIME_ZONE",
        "Paris",
        "found `Paris`",
        "IANA name of a time zone, for example `Europe/Paris`",
    ),
    ("CARNET_SANDBOX__ENABLED", "yes", "found `yes`", "`true` or `false`"),
    ("CARNET_BLOBS__FOLDER", "a\nb", "found `a?b", "a path"),
    (
        "CARNET_SERVER__LISTN",
        "hunter2",
        "a key that does not exist",
        "one of `server.listen`, `server.public_origin`",
    ),
    (
        "CARNET_SERVR__LISTEN",
        "hunter2",
        "a key that does not exist",
        "one of the sections `server`, `operator`",
    ),
    ("CARNET_server__listen", "0.0.0.0:1", "a name in other letters", "`CARNET_SERVER__LISTEN`"),
    ("CARNET_DATABASE_URL", "hunter2", "one underscore after the section", "`CARNET_DATABASE__URL`"),
];

#[test]
fn a_wrong_variable_is_told_by_key_what_was_found_and_what_would_be_right() {
    for (name, value, found, expected) in WRONG {
        let error = environment(&[(name, value)]).expect_err(name);
        let message = error.to_string();
        assert_eq!(error.faults().len(), 1, "{name}: {message}");
        assert_eq!(error.faults()[0].place, Place::Variable((*name).to_owned()));
        assert!(message.contains(&format!("environment variable `{name}`")), "{name}: {message}");
        assert!(message.contains(found), "{name}: {message}");
        assert!(message.contains(expected), "{name}: {message}");
        assert!(!message.contains("hunter2"), "{name} shows a secret: {message}");
    }
}

/// Text of the file, the key of its fault, what was found, what would be right.
const WRONG_FILES: &[(&str, &str, &str, &str)] = &[
    ("[jobs]\nrunners = \"3\"", "jobs.runners", "the text `3`", "a whole number of runners"),
    ("[jobs]\nrunners = 1.5", "jobs.runners", "the number `1.5`", "a whole number of runners"),
    ("[jobs]\nrunners = -4", "jobs.runners", "the number `-4`", "from 1 to 64"),
    ("[sandbox]\nenabled = \"true\"", "sandbox.enabled", "the text `true`", "`true` or `false`"),
    ("[sandbox]\nenabled = 1", "sandbox.enabled", "the number `1`", "`true` or `false`"),
    ("[log]\nlevel = true", "log.level", "`true`", "one of `error`"),
    ("[server]\nlisten = [\"a\"]", "server.listen", "a list", "an IP address"),
    ("[server]\nlisten = { port = 1 }", "server.listen", "a table", "an IP address"),
    ("[server]\nlisten = 2026-01-01", "server.listen", "a date", "an IP address"),
    ("[database]\nurl = 42", "database.url", "a value that is not shown", "`postgres://`"),
    ("[database]\npasword = \"hunter2\"", "database.pasword", "does not exist", "`database.url`"),
    ("[databse]\nurl = \"hunter2\"", "databse", "does not exist", "the sections `server`"),
    ("server = 3", "server", "a value", "a table `[server]`"),
    ("[database]\nurl = \"hunter2", "file", "a mistake at line 2, column", "TOML"),
    ("[jobs]\nrunners = 1\nrunners = 2", "file", "a mistake at line 3, column 1", "TOML"),
];

#[test]
fn a_wrong_file_is_told_by_key_what_was_found_and_what_would_be_right() {
    for (at, (text, key, found, expected)) in WRONG_FILES.iter().enumerate() {
        let error = load(&format!("wrong-{at}"), text, &[]).expect_err(text);
        let message = error.to_string();
        assert_eq!(error.faults().len(), 1, "{text}: {message}");
        assert_eq!(error.faults()[0].key, *key, "{text}: {message}");
        assert!(matches!(error.faults()[0].place, Place::File(_)));
        assert!(message.contains(found) && message.contains(expected), "{text}: {message}");
        assert!(!message.contains("hunter2"), "{text} shows a secret: {message}");
    }
}

/// Variables that are each right, the key of the fault they make together, what would be right.
type Together = (&'static [(&'static str, &'static str)], &'static str, &'static str);

#[test]
fn settings_that_contradict_each_other_are_faults() {
    let together: &[Together] = &[
        (&[("CARNET_SERVER__TLS_CERTIFICATE", "a.pem")], "server.tls_key", "both of them, or neither"),
        (&[("CARNET_SERVER__TLS_KEY", "a.pem")], "server.tls_certificate", "both of them, or neither"),
        (&[("CARNET_OPERATOR__LISTEN", "127.0.0.1:8080")], "operator.listen", "another address or port"),
        (
            &[("CARNET_SERVER__CLIENT_AUTHORITIES", "ca.pem")],
            "server.tls_certificate",
            "TLS of the server's own",
        ),
        (
            &[("CARNET_SERVER__CLIENT_REVOCATIONS", "ca.crl")],
            "server.client_authorities",
            "whose lists these are",
        ),
        (&[("CARNET_SERVER__CLIENT_CERTIFICATE_HEADER", "true")], "server.proxies", "one at least"),
        (
            &[
                ("CARNET_SERVER__CLIENT_CERTIFICATE_HEADER", "true"),
                ("CARNET_SERVER__PROXIES", "1"),
                ("CARNET_SERVER__CLIENT_AUTHORITIES", "ca.pem"),
                ("CARNET_SERVER__TLS_CERTIFICATE", "a.pem"),
                ("CARNET_SERVER__TLS_KEY", "a.key"),
            ],
            "server.client_certificate_header",
            "one of them",
        ),
        (&[("CARNET_SERVER__BODY_LIMIT_CITIZEN", "30000000")], "server.body_limit_professional", "at least"),
        (
            &[("CARNET_TOKENS__ACCESS_MINUTES", "240"), ("CARNET_TOKENS__SESSION_HOURS", "3")],
            "tokens.access_minutes",
            "180 minutes",
        ),
        (
            &[("CARNET_JOURNAL__COPY_FOLDER", "var/postgres/copy")],
            "journal.copy_folder",
            "not inside `database.folder`",
        ),
    ];
    for (variables, key, expected) in together {
        let error = environment(variables).expect_err(key);
        assert_eq!(error.faults().len(), 1, "{error}");
        assert_eq!(error.faults()[0].key, *key);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn all_faults_are_found_at_once() {
    let text = "[jobs]\nrunners = 0\n[nowhere]\na = 1\n[log]\nformat = \"xml\"";
    let given =
        [("CARNET_SERVER__LISTEN", "x"), ("CARNET_SERVER__LISTN", "y"), ("CARNET_SERVER__TLS_KEY", "k")];
    let error = load("all", text, &given).unwrap_err();
    let keys: Vec<_> = error.faults().iter().map(|fault| fault.key.as_str()).collect();
    let right =
        ["nowhere", "server.listn", "server.listen", "jobs.runners", "log.format", "server.tls_certificate"];
    assert_eq!(keys, right);
    assert!(error.to_string().starts_with("6 faults in the settings:"));
}

#[test]
fn a_missing_file_is_a_fault_where_one_was_named() {
    let error = Settings::load(Some("/nowhere/carnet.toml".as_ref()), std::iter::empty()).unwrap_err();
    assert!(error.to_string().contains("found no file"), "{error}");
    assert!(error.to_string().contains("/nowhere/carnet.toml"), "{error}");
}

#[test]
fn debug_shows_no_secret() {
    let secrets: Vec<_> = SETTINGS
        .iter()
        .filter(|setting| setting.shape == Shape::DatabaseUrl)
        .map(|setting| (setting.variable(), "postgres://somebody:hunter2@db/carnet".to_owned()))
        .collect();
    assert_eq!(secrets.len(), 5);
    let settings = Settings::load(None, secrets.into_iter()).unwrap();
    let shown = format!("{settings:?} {settings:#?}");
    assert!(!shown.contains("hunter2") && !shown.contains("somebody"), "{shown}");
    assert!(settings.keys.store_url.unwrap().expose_secret().contains("hunter2"));
}
