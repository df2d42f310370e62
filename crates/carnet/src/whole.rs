//! The database as a role that may read and make everything: for backup and restore.

use database::{
    SERVER,
    embedded::{Cluster, Options},
    ensure_roles,
};

use crate::{
    fault::Fault,
    reached::Reached,
    start::{Decided, PRIVATE_DATABASE, parse},
};

/// Reaches the database of the settings: `database.migrations_url`, else `database.url`, else the private one in
/// `database.folder`, which is started when nobody runs it.
pub(crate) fn reach(decided: &Decided) -> Result<Reached, Fault> {
    let folder = &decided.settings.database.folder;
    if is_private(decided) && !folder.join("data").exists() {
        let reason = format!(
            "`database.migrations_url`: name the database; there is no private one in `{}`",
            folder.display()
        );
        return Err(Fault::Refused(vec![reason]));
    }
    reach_or_make(decided)
}

fn reach_or_make(decided: &Decided) -> Result<Reached, Fault> {
    let database = &decided.settings.database;
    if let Some(url) = &database.migrations_url {
        return Ok(Reached::running(parse("database.migrations_url", url)?));
    }
    if let Some(url) = &database.url {
        let url = parse("database.url", url)?;
        if url.user() == Some(SERVER) {
            let reason = "`database.migrations_url`: name the database as a role that may become `carnet_owner`; \
                          the role of a server may not read everything";
            return Err(Fault::Refused(vec![reason.to_owned()]));
        }
        return Ok(Reached::running(url));
    }
    if let Some(url) = Cluster::running_superuser(&database.folder, PRIVATE_DATABASE) {
        return Ok(Reached::running(url));
    }
    let cluster = Cluster::start(Options::new(&database.folder))
        .map_err(Fault::at("the private PostgreSQL does not start"))?;
    let url = cluster.superuser(PRIVATE_DATABASE);
    Ok(Reached::started(cluster, url))
}

/// The same, and makes an empty database in a private PostgreSQL that has none.
pub(crate) fn reach_for_restore(decided: &Decided) -> Result<Reached, Fault> {
    let this = reach_or_make(decided)?;
    if is_private(decided) {
        ensure_roles(this.url(), PRIVATE_DATABASE)
            .map_err(Fault::at("the private PostgreSQL was not prepared"))?;
    }
    Ok(this)
}

/// Whether no address names a database: it is the private one then.
pub(crate) fn is_private(decided: &Decided) -> bool {
    decided.settings.database.url.is_none() && decided.settings.database.migrations_url.is_none()
}
