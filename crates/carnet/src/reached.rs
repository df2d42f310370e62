use database::{DatabaseUrl, embedded::Cluster};

use crate::{fault::Fault, say};

/// A database that was reached, and its private PostgreSQL when this program has started it.
pub(crate) struct Reached {
    url: DatabaseUrl,
    cluster: Option<Cluster>,
}

impl Reached {
    /// One that somebody else runs.
    pub(crate) fn running(url: DatabaseUrl) -> Self {
        Self { url, cluster: None }
    }

    /// One in a PostgreSQL that was started for it.
    pub(crate) fn started(cluster: Cluster, url: DatabaseUrl) -> Self {
        Self { url, cluster: Some(cluster) }
    }

    /// How it is reached.
    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Stops what was started and gives what the work came to. A stop that failed is a warning beside it.
    pub(crate) fn end<T>(self, done: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = self.close() {
            say::error(format_args!("warning: {fault}"));
        }
        done
    }

    /// Stops what was started.
    pub(crate) fn close(self) -> Result<(), Fault> {
        match self.cluster {
            Some(cluster) => cluster.stop().map_err(Fault::at("PostgreSQL was not stopped in order")),
            None => Ok(()),
        }
    }
}
