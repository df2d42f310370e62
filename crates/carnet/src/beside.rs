//! The database for commands beside the servers, as the role of a server.

use database::{
    DatabaseUrl, SERVER,
    embedded::{Cluster, Options},
};
use flows::House;

use crate::{
    fault::Fault,
    start::{Decided, PRIVATE_DATABASE, master_keys, parse},
};

/// The database, and its private PostgreSQL when this value has started it.
pub(crate) struct Beside {
    url: DatabaseUrl,
    cluster: Option<Cluster>,
}

impl Beside {
    /// Reaches the one that is named, else the private one in `database.folder`, which is started when nobody runs it.
    pub(crate) fn reach(decided: &Decided) -> Result<Self, Fault> {
        let database = &decided.settings.database;
        if let Some(url) = &database.url {
            return Ok(Self { url: parse("database.url", url)?, cluster: None });
        }
        if let Some(url) = Cluster::running(&database.folder, SERVER, PRIVATE_DATABASE) {
            return Ok(Self { url, cluster: None });
        }
        if database.migrations_url.is_some() || !database.folder.join("data").exists() {
            let folder = database.folder.display();
            return Err(Fault::Refused(vec![format!(
                "`database.url`: name the database of the servers; there is no private one in `{folder}`"
            )]));
        }
        let cluster = Cluster::start(Options::new(&database.folder))
            .map_err(Fault::at("the private PostgreSQL does not start"))?;
        Ok(Self { url: cluster.url(SERVER, PRIVATE_DATABASE), cluster: Some(cluster) })
    }

    /// How it is reached.
    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Stops what was started.
    pub(crate) fn close(self) -> Result<(), Fault> {
        match self.cluster {
            Some(cluster) => cluster.stop().map_err(Fault::at("PostgreSQL was not stopped in order")),
            None => Ok(()),
        }
    }
}

impl Decided {
    /// Opens the house for a command that ends at once, and gives what the command comes to.
    pub(crate) fn in_house<T>(self, work: impl FnOnce(&House) -> Result<T, Fault>) -> Result<T, Fault> {
        let beside = Beside::reach(&self)?;
        let master = master_keys(&self.settings.keys.folder)?;
        let done = self.open_house(beside.url(), master).and_then(|house| work(&house));
        // PostgreSQL ends last: the house is closed by now.
        beside.close()?;
        done
    }
}
