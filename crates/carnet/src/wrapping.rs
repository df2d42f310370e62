//! Which master keys a database needs, asked without any of them.

use std::collections::BTreeSet;

use config::Settings;
use database::{DatabaseUrl, Pool, PoolOptions};
use vault::{KeyStore, PostgresKeyStore};

use crate::{fault::Fault, start::parse};

/// The master keys under which the keys of this database, or of the key store that the settings name, are wrapped; none
/// where it has no schema yet.
pub(crate) fn needed(settings: &Settings, database: &DatabaseUrl) -> Result<BTreeSet<String>, Fault> {
    let own = settings.keys.store_url.as_ref().map(|url| parse("keys.store_url", url)).transpose()?;
    let url = own.as_ref().unwrap_or(database).reveal();
    let failed = Fault::at("the wrapped keys cannot be read");
    let pool = Pool::connect(PoolOptions::new(url, 1, "carnet-keys").read_only());
    let looked = pool.map_err(vault::Error::from).and_then(|pool| {
        if !pool.with(|conn| Ok::<_, database::Error>(database::has_schema(conn)?))? {
            return Ok(BTreeSet::new());
        }
        PostgresKeyStore::new(pool).master_ids()
    });
    looked.map_err(failed)
}

/// Those of them that are not in `keys.folder`, each with what is to be done.
pub(crate) fn missing(settings: &Settings, database: &DatabaseUrl) -> Result<Vec<String>, Fault> {
    let folder = &settings.keys.folder;
    // Whether they can be read is another question, which has its own answer.
    let is_here = |id: &str| folder.join(format!("{id}.master")).exists();
    let missing = needed(settings, database)?.into_iter().filter(|id| !is_here(id));
    let says = |id| {
        format!(
            "keys of the database are wrapped under `{id}`, and `{id}.master` is not in `{}`; bring it back from its safe \
             place: what is sealed under them does not open",
            folder.display()
        )
    };
    Ok(missing.map(says).collect())
}
