//! Everything for which `serve` and `worker` refuse to start, told at once.

use std::time::Duration;

use config::Settings;
use database::{DatabaseUrl, Pool, PoolOptions};
use secrecy::SecretString;
use vault::FileMasterKeys;

use crate::{
    fault::Fault,
    start::{Decided, parse},
    store,
};

/// How long the database may take to answer the first time.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Every reason for `serve` not to start: those of [`of`], and those of the log-ins.
pub(crate) fn of_serve(decided: &Decided) -> Vec<String> {
    let of_logins = decided.settings.login_faults();
    of(decided).into_iter().chain(of_logins.iter().map(ToString::to_string)).collect()
}

/// Every reason for `worker` not to start: those of [`of`], those of the mail that it sends, and half of what erases.
pub(crate) fn of_worker(decided: &Decided) -> Vec<String> {
    let of_mail = decided.settings.mail_faults();
    let mut reasons = of(decided);
    reasons.extend(of_mail.iter().map(ToString::to_string));
    let Settings { database, keys, .. } = &decided.settings;
    if database.retention_url.is_some() && keys.store_url.is_some() != keys.store_retention_url.is_some() {
        reasons.push(
            "`keys.store_retention_url`: name the database of `keys.store_url` as the role `carnet_retention`, beside \
             `database.retention_url`; keys that lie there would outlive the records"
                .to_owned(),
        );
    }
    reasons
}

/// Every reason not to start; none is what an operator wants.
pub(crate) fn of(decided: &Decided) -> Vec<String> {
    let Decided { settings, reference } = decided;
    let faults = settings.production_faults(reference);
    let mut reasons: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if !faults.iter().any(|fault| fault.key == "keys.folder")
        && let Err(fault) = FileMasterKeys::open(&settings.keys.folder)
    {
        reasons.push(format!("`keys.folder`: {fault}"));
    }
    reasons.extend(store::faults(&settings.blobs));
    reasons.extend(known_passwords(settings));
    let urls = [("database.url", &settings.database.url), ("keys.store_url", &settings.keys.store_url)];
    for (key, url) in urls.into_iter().filter_map(|(key, url)| Some((key, url.as_ref()?))) {
        match parse(key, url) {
            Ok(url) => reasons.extend(of_database(key, &url)),
            Err(Fault::Refused(lines)) => reasons.extend(lines),
            Err(Fault::Failed(line)) => reasons.push(line),
        }
    }
    reasons
}

/// A reason for each address whose password is one that everybody knows.
pub(crate) fn known_passwords(settings: &Settings) -> Vec<String> {
    let urls = [
        ("database.url", &settings.database.url),
        ("database.migrations_url", &settings.database.migrations_url),
        ("database.retention_url", &settings.database.retention_url),
        ("keys.store_url", &settings.keys.store_url),
        ("keys.store_retention_url", &settings.keys.store_retention_url),
    ];
    let known = |(key, url): (&'static str, &Option<SecretString>)| {
        let url = parse(key, url.as_ref()?).ok()?;
        let reason = format!("`{key}`: the password is one that everybody knows; choose one by chance");
        url.has_known_password().then_some(reason)
    };
    urls.into_iter().filter_map(known).collect()
}

/// What is wrong with a database of a server: not there, an old or a new schema, a role that may do more than a server
/// needs.
pub(crate) fn of_database(key: &'static str, url: &DatabaseUrl) -> Vec<String> {
    let options = PoolOptions { wait: ANSWERS_WITHIN, ..PoolOptions::new(url.reveal(), 1, "carnet-start") };
    let looked = Pool::connect(options.read_only()).and_then(|pool| {
        pool.with(|conn| {
            let schema = database::schema_faults(conn).unwrap_or_else(|error| vec![error.to_string()]);
            let role = database::role_faults(conn).unwrap_or_else(|error| vec![error.to_string()]);
            Ok::<_, database::Error>(schema.into_iter().chain(role).collect::<Vec<_>>())
        })
    });
    let found = looked.unwrap_or_else(|error| vec![error.to_string()]);
    found.into_iter().map(|reason| format!("`{key}`: {reason}")).collect()
}
