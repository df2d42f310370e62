use config::Settings;
use database::{
    DatabaseUrl, SERVER,
    embedded::{Cluster, Options},
};
use kernel::SystemRng;
use vault::{FileMasterKeys, MasterFault, MasterKeys};

use crate::{
    fault::Fault,
    reached::Reached,
    start::{PRIVATE_DATABASE, parse},
    wrapping,
};

/// Where the sandbox's data lie: starts a private PostgreSQL where the settings name none, and brings the database to this program's schema.
pub(super) fn open(settings: &Settings) -> Result<Reached, Fault> {
    match &settings.database.url {
        Some(url) => {
            let url = parse("database.url", url)?;
            let migrations = match &settings.database.migrations_url {
                Some(migrations) => Some(parse("database.migrations_url", migrations)?),
                None => None,
            };
            given(url, migrations)
        }
        None if settings.database.migrations_url.is_some() => {
            let reason = "`database.url`: found none beside `database.migrations_url`; name the same database as the \
                          role `carnet_server`";
            Err(Fault::Refused(vec![reason.to_owned()]))
        }
        None => private(settings),
    }
}

fn private(settings: &Settings) -> Result<Reached, Fault> {
    let cluster = Cluster::start(Options::new(&settings.database.folder))
        .map_err(Fault::at("the private PostgreSQL does not start"))?;
    database::ensure_roles(&cluster.superuser("postgres"), PRIVATE_DATABASE)
        .and_then(|()| database::migrate(&cluster.superuser(PRIVATE_DATABASE)))
        .map_err(Fault::at("the private PostgreSQL was not migrated"))?;
    let url = cluster.url(SERVER, PRIVATE_DATABASE);
    Ok(Reached::started(cluster, url))
}

/// A role of a server does not migrate: then another address must, or somebody has done it.
fn given(url: DatabaseUrl, migrations: Option<DatabaseUrl>) -> Result<Reached, Fault> {
    let of_server = url.user() == Some(SERVER);
    let migrating = migrations.or_else(|| (!of_server).then(|| url.clone()));
    if let Some(migrating) = migrating {
        database::migrate(&migrating).map_err(Fault::at("the database was not migrated"))?;
    }
    let url = if of_server { url } else { url.acting_as(SERVER) };
    Ok(Reached::running(url))
}

/// The master keys of the settings' folder; the first start makes the first one.
pub(super) fn master_keys(settings: &Settings, url: &DatabaseUrl) -> Result<Box<dyn MasterKeys>, Fault> {
    let folder = &settings.keys.folder;
    let missing = wrapping::missing(settings, url)?;
    if !missing.is_empty() {
        return Err(Fault::Refused(missing));
    }
    let opened = match folder.exists() {
        true => FileMasterKeys::open(folder),
        false => Err(MasterFault::Empty(folder.to_owned())),
    };
    let opened = match opened {
        Err(MasterFault::Empty(_)) => FileMasterKeys::create(folder, &SystemRng::default()),
        other => other,
    };
    match opened {
        Ok(keys) => Ok(Box::new(keys)),
        Err(fault) => Err(Fault::Refused(vec![format!("`keys.folder`: {fault}")])),
    }
}
