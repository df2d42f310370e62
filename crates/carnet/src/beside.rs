//! The database for commands beside the servers, as the role of a server.

use database::{
    SERVER,
    embedded::{Cluster, Options},
};
use flows::House;

use crate::{
    fault::Fault,
    reached::Reached,
    start::{Decided, PRIVATE_DATABASE, master_keys, parse},
};

/// Reaches the one that is named, else the private one in `database.folder`, which is started when nobody runs it.
pub(crate) fn reach(decided: &Decided) -> Result<Reached, Fault> {
    let database = &decided.settings.database;
    if let Some(url) = &database.url {
        return Ok(Reached::running(parse("database.url", url)?));
    }
    if let Some(url) = Cluster::running(&database.folder, SERVER, PRIVATE_DATABASE) {
        return Ok(Reached::running(url));
    }
    if database.migrations_url.is_some() || !database.folder.join("data").exists() {
        let folder = database.folder.display();
        return Err(Fault::Refused(vec![format!(
            "`database.url`: name the database of the servers; there is no private one in `{folder}`"
        )]));
    }
    let cluster = Cluster::start(Options::new(&database.folder))
        .map_err(Fault::at("the private PostgreSQL does not start"))?;
    let url = cluster.url(SERVER, PRIVATE_DATABASE);
    Ok(Reached::started(cluster, url))
}

impl Decided {
    /// Opens the house for a command that ends at once, and gives what the command comes to.
    pub(crate) fn in_house<T>(self, work: impl FnOnce(&House) -> Result<T, Fault>) -> Result<T, Fault> {
        let master = master_keys(&self.settings.keys.folder)?;
        let beside = reach(&self)?;
        let done = self.open_house(beside.url(), master).and_then(|house| work(&house));
        // PostgreSQL ends last: the house is closed by now.
        beside.end(done)
    }
}
