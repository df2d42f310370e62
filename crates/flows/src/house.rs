use std::{io, path::Path, sync::Arc, time::Duration};

use blobs::BlobStore;
use chrono::TimeDelta;
use config::{Reference, Settings};
use consent::{Consent, Rules};
use database::{Desk, Eraser, Pool, PoolOptions};
use documents::Documents;
use exports::Exports;
use identity::{
    Identity,
    account::BreachedFile,
    oidc::{ProviderAccess, ProviderSettings, Providers},
};
use journal::{Journal, OutsideCopy};
use kernel::{Clock, Rng};
use mail::Post;
use notifications::Notifications;
use thiserror::Error;
use vault::{MasterKeys, PostgresKeyStore, Vault};

/// Every service of the house, wired once. Cloning shares them.
#[derive(Clone)]
pub struct House {
    /// The only way to the database.
    pub desk: Desk,
    /// Keys and sealing.
    pub vault: Vault,
    /// What the country has published.
    pub reference: Arc<Reference>,
    /// The consent engine.
    pub consent: Arc<Consent>,
    /// Who is who.
    pub identity: Arc<Identity>,
    /// Through whom people log in.
    pub providers: Providers,
    /// The room of documents.
    pub documents: Documents,
    /// The room of notices.
    pub notifications: Notifications,
    /// The room of exports.
    pub exports: Exports,
    /// Where mails to people are put.
    pub post: Post,
    /// Where large ciphertext lies.
    pub blobs: Arc<dyn BlobStore>,
    /// The copy of the checkpoints outside the database.
    pub outside: OutsideCopy,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of random bytes.
    pub rng: Arc<dyn Rng>,
    /// What the operator set.
    pub settings: Arc<Settings>,
    /// What erases records; a worker alone has it, and where the operator gave it the role.
    pub erasing: Option<Erasing>,
}

/// What the house is built from, besides the settings: the true seams.
pub struct Parts {
    /// Connection string of the server's role.
    pub database_url: String,
    /// Connection string of the key store; the database's own when none.
    pub key_store_url: Option<String>,
    /// What wraps the keys.
    pub master: Box<dyn MasterKeys>,
    /// Where large ciphertext lies.
    pub blobs: Arc<dyn BlobStore>,
    /// Reference data.
    pub reference: Arc<Reference>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of random bytes.
    pub rng: Arc<dyn Rng>,
}

/// What erases records, as the role of retention.
#[derive(Clone)]
pub struct Erasing {
    /// Rows, and the keys that lie beside them.
    pub eraser: Eraser,
    /// Keys that lie in a database of their own.
    pub keys: Option<Arc<PostgresKeyStore>>,
}

impl Erasing {
    /// Over these addresses: of the database and, where keys lie elsewhere, of that one, each as the role of retention.
    ///
    /// # Errors
    /// When one of them makes no pool.
    pub fn open(database_url: &str, key_store_url: Option<&str>) -> Result<Self, OpenError> {
        let options = |url: &str, name| PoolOptions {
            statement_timeout_ms: ERASED_WITHIN,
            ..PoolOptions::new(url, 1, name)
        };
        let eraser = Eraser::new(Pool::connect(options(database_url, "carnet-erase"))?);
        let keys = match key_store_url {
            Some(url) => {
                Some(Arc::new(PostgresKeyStore::new(Pool::connect(options(url, "carnet-erase-keys"))?)))
            }
            None => None,
        };
        Ok(Self { eraser, keys })
    }
}

/// Longest time for the rows of one record, in milliseconds.
const ERASED_WITHIN: u32 = 600_000;

/// Why the house does not open.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The database's.
    #[error("the database: {0}")]
    Database(#[from] database::Error),
    /// The vault's.
    #[error("the vault: {0}")]
    Vault(#[from] vault::Error),
    /// The folder of the outside copy.
    #[error("the outside copy of the checkpoints: {0}")]
    Outside(#[from] io::Error),
    /// The settings give something that cannot be used.
    #[error("{0}")]
    Setting(String),
}

/// How long a session may lie idle (Pro Santé Connect: 30 minutes).
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// Connections of the key store: it is asked only for keys that are not in memory.
const KEY_CONNECTIONS: u32 = 2;

impl House {
    /// Wires every service.
    ///
    /// # Errors
    /// What cannot be reached or opened.
    pub fn open(settings: Arc<Settings>, parts: Parts) -> Result<Self, OpenError> {
        let Parts { database_url, key_store_url, master, blobs, reference, clock, rng } = parts;
        let pool = |name, size| pool_options(&settings, &database_url, name, size);
        let write = Pool::connect(pool("carnet", settings.database.pool_size))?;
        let read = Pool::connect(pool("carnet-read", settings.database.read_pool_size).read_only())?;
        let key_url = key_store_url.as_deref().unwrap_or(&database_url);
        let keys = Pool::connect(PoolOptions::new(key_url, KEY_CONNECTIONS, "carnet-keys"))?;
        let vault = Vault::open_with(
            Box::new(PostgresKeyStore::new(keys)),
            master,
            Arc::clone(&clock),
            Arc::clone(&rng),
            vault::Settings { ring_fresh_for: settings.keys.reload, ..vault::Settings::default() },
        )?;
        let journal = Journal::open(vault.clone(), Arc::clone(&rng))?;
        let desk = Desk::new(write, read, Arc::new(journal));
        let consent = Arc::new(Consent::new(
            Rules::fr(&reference),
            Arc::clone(&reference),
            vault.clone(),
            Arc::clone(&clock),
            Arc::clone(&rng),
        ));
        let identity = Identity::new(
            vault.clone(),
            Arc::clone(&consent),
            Arc::clone(&clock),
            Arc::clone(&rng),
            identity::Settings {
                issuer: settings.server.public_origin.to_string(),
                access: span(settings.tokens.access)?,
                session: span(settings.tokens.session)?,
                idle: IDLE,
                fresh: TimeDelta::minutes(reference.durations().second_factor.fresh_minutes.into()),
                recovery: TimeDelta::hours(reference.durations().recovery.wait_hours.into()),
                zone: settings.country.time_zone,
                mail: settings.mail.is_some(),
                lookups: identity::LookupLimits {
                    person: settings.lookups.person,
                    organisation: settings.lookups.organisation,
                    network: settings.lookups.network,
                },
                mediation: identity::MediationLimits {
                    session: TimeDelta::minutes(reference.durations().mediation.session_minutes.into()),
                    a_day: reference.durations().mediation.sessions_a_day,
                },
            },
        );
        let identity = Arc::new(match &settings.passwords.breached_file {
            Some(path) => identity.with_breached(breached(path)?),
            None => identity,
        });
        let documents = Documents::new(
            documents::Neighbours {
                consent: Arc::clone(&consent),
                identity: Arc::clone(&identity),
                vault: vault.clone(),
                reference: Arc::clone(&reference),
                blobs: Arc::clone(&blobs),
                clock: Arc::clone(&clock),
                rng: Arc::clone(&rng),
            },
            documents::Settings {
                citizen_bytes: bytes(settings.server.body_limit_citizen),
                professional_bytes: bytes(settings.server.body_limit_professional),
                inline_bytes: bytes(settings.blobs.inline_limit),
                zone: settings.country.time_zone,
            },
        );
        let notifications =
            Notifications::new(Arc::clone(&consent), vault.clone(), Arc::clone(&clock), Arc::clone(&rng));
        let exports = Exports::new(
            Arc::clone(&consent),
            vault.clone(),
            Arc::clone(&blobs),
            Arc::clone(&clock),
            Arc::clone(&rng),
            exports::Settings { inline_bytes: bytes(settings.blobs.inline_limit) },
        );
        let post = Post::new(vault.clone(), Arc::clone(&clock), Arc::clone(&rng), settings.mail.is_some());
        let outside = OutsideCopy::open(&settings.journal.copy_folder)?;
        Ok(Self {
            desk,
            vault,
            reference,
            consent,
            identity,
            providers: Providers::default(),
            documents,
            notifications,
            exports,
            post,
            blobs,
            outside,
            clock,
            rng,
            settings,
            erasing: None,
        })
    }

    /// The same house, which erases the records whose time has come.
    #[must_use]
    pub fn with_erasing(self, erasing: Erasing) -> Self {
        Self { erasing: Some(erasing), ..self }
    }

    /// The same house with further identity providers, each with what shows us to it. A house opens without any: whoever
    /// lets nobody log in needs none of their secrets.
    ///
    /// # Errors
    /// When one of them speaks TLS and the system has no certificates, or what shows us to it cannot be used.
    pub fn with_providers(self, more: Vec<(ProviderSettings, ProviderAccess)>) -> Result<Self, OpenError> {
        let mut providers = self.providers;
        for provider in more {
            let name = provider.0.name.clone();
            providers = providers
                .and(vec![provider], &self.clock)
                .map_err(|fault| OpenError::Setting(format!("`login.providers.{name}`: {fault}")))?;
        }
        Ok(Self { providers, ..self })
    }
}

fn breached(path: &Path) -> Result<Arc<BreachedFile>, OpenError> {
    let opened = BreachedFile::open(path);
    opened.map(Arc::new).map_err(|error| OpenError::Setting(format!("`passwords.breached_file`: {error}")))
}

fn span(time: Duration) -> Result<TimeDelta, OpenError> {
    TimeDelta::from_std(time)
        .map_err(|_| OpenError::Setting("a duration of the settings is too long".to_owned()))
}

fn bytes(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX)
}

fn pool_options(settings: &Settings, url: &str, name: &'static str, size: u32) -> PoolOptions {
    let database = &settings.database;
    let millis = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    PoolOptions {
        statement_timeout_ms: millis(database.statement_timeout),
        lock_timeout_ms: millis(database.lock_timeout),
        idle_in_transaction_ms: millis(database.idle_in_transaction_timeout),
        ..PoolOptions::new(url, size, name)
    }
}
