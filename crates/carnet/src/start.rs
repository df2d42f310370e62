//! What every command begins with: settings, log, keys, the house.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use blobs::BlobStore;
use config::{MailSettings, ProviderAccess, ProviderSettings, Reference, Settings};
use database::{DatabaseUrl, RETENTION, UrlFault};
use flows::{Erasing, House, Parts};
use kernel::{SystemClock, SystemRng};
use secrecy::{ExposeSecret, SecretString};
use vault::{FileMasterKeys, MasterKeys};

use crate::{fault::Fault, store};

/// Name of the database in the private PostgreSQL.
pub(crate) const PRIVATE_DATABASE: &str = "carnet";

/// What the operator decided, and what the country has published.
pub(crate) struct Decided {
    pub(crate) settings: Settings,
    pub(crate) reference: Reference,
}

impl Decided {
    /// Reads both, every fault at once, and takes the log of the process.
    pub(crate) fn read() -> Result<Self, Fault> {
        let settings = Settings::from_process()?;
        let reference = Reference::load(settings.country.reference_folder.as_deref())?;
        telemetry::init(&settings.log).map_err(Fault::at("the log"))?;
        Ok(Self { settings, reference })
    }

    /// The address of the database, for the servers and for what changes its schema.
    pub(crate) fn database_url(&self) -> Result<DatabaseUrl, Fault> {
        let missing = || Fault::Refused(vec!["`database.url`: name the database of the servers".to_owned()]);
        parse("database.url", self.settings.database.url.as_ref().ok_or_else(missing)?)
    }

    /// Opens the house on this database.
    pub(crate) fn open_house(self, url: &DatabaseUrl, master: Box<dyn MasterKeys>) -> Result<House, Fault> {
        let blobs = store::open(&self.settings.blobs)?;
        self.open_house_over(url, master, blobs)
    }

    /// Opens the house on this database and this place of blobs.
    pub(crate) fn open_house_over(
        self,
        url: &DatabaseUrl,
        master: Box<dyn MasterKeys>,
        blobs: Arc<dyn BlobStore>,
    ) -> Result<House, Fault> {
        let Self { settings, reference } = self;
        let key_store_url = match &settings.keys.store_url {
            Some(secret) => Some(parse("keys.store_url", secret)?.reveal()),
            None => None,
        };
        let parts = Parts {
            database_url: url.reveal(),
            key_store_url,
            master,
            blobs,
            reference: Arc::new(reference),
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng::default()),
        };
        House::open(Arc::new(settings), parts).map_err(Fault::at("the house does not open"))
    }

    /// The identity providers of the settings with what shows us to them, for the commands through which people log in.
    pub(crate) fn providers(&self) -> Result<Vec<(ProviderSettings, ProviderAccess)>, Fault> {
        let (mut providers, mut reasons) = (Vec::new(), Vec::new());
        for configured in &self.settings.login.providers {
            match configured.access() {
                Ok(access) => providers.push((configured.settings.clone(), access)),
                Err(faults) => {
                    reasons.extend(faults.into_iter().map(|(key, reason)| format!("`{key}`: {reason}")));
                }
            }
        }
        if reasons.is_empty() { Ok(providers) } else { Err(Fault::Refused(reasons)) }
    }
}

/// What erases records, where the settings name the role for it; in the private database, that one.
pub(crate) fn erasing(settings: &Settings, private: Option<&DatabaseUrl>) -> Result<Option<Erasing>, Fault> {
    let url = match (&settings.database.retention_url, private) {
        (Some(secret), _) => parse("database.retention_url", secret)?,
        (None, Some(private)) => private.clone().with_user(RETENTION),
        (None, None) => return Ok(None),
    };
    let keys = match &settings.keys.store_retention_url {
        Some(secret) => Some(parse("keys.store_retention_url", secret)?.reveal()),
        None => None,
    };
    let opened = Erasing::open(&url.reveal(), keys.as_deref());
    opened.map(Some).map_err(Fault::at("what erases does not open"))
}

/// The master keys of a folder.
pub(crate) fn master_keys(folder: &Path) -> Result<Box<dyn MasterKeys>, Fault> {
    match FileMasterKeys::open(folder) {
        Ok(keys) => Ok(Box::new(keys)),
        Err(fault) => Err(Fault::Refused(vec![format!("`keys.folder`: {fault}")])),
    }
}

/// Reads the address of a database, without ever showing it.
pub(crate) fn parse(key: &'static str, url: &SecretString) -> Result<DatabaseUrl, Fault> {
    url.expose_secret().parse().map_err(|fault: UrlFault| Fault::Refused(vec![format!("`{key}`: {fault}")]))
}

/// The origin that the settings give when nobody chose one.
const USUAL_ORIGIN: &str = "http://localhost:8080";

/// What the sandbox has where nobody chose otherwise: it is reached at its own port, and mails, since nobody there has a
/// mail box, lie beside what else it keeps.
pub(crate) fn as_in_the_sandbox(settings: &mut Settings, port: u16) {
    if settings.server.public_origin == USUAL_ORIGIN {
        settings.server.public_origin = format!("http://localhost:{port}");
    }
    let beside = settings.blobs.folder.parent().unwrap_or(Path::new("var")).join("mail");
    settings.mail.get_or_insert_with(|| MailSettings::into_folder(beside));
}

/// Takes an address, so that a second program on it is told before anything else is done.
pub(crate) fn listen(key: &'static str, address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address).map_err(|error| {
        let reason = format!(
            "`{key}`: `{address}` cannot be listened on ({error}); stop what uses it, or name another"
        );
        Fault::Refused(vec![reason])
    })
}
