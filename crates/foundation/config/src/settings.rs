use std::{net::SocketAddr, path::PathBuf, time::Duration};

use chrono_tz::Tz;
use secrecy::SecretString;

use crate::{ConfiguredProvider, Fault, MailSettings, mail, values::Values};

/// All that an operator decides, checked. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The public side.
    pub server: ServerSettings,
    /// The operators' side.
    pub operator: OperatorSettings,
    /// PostgreSQL.
    pub database: DatabaseSettings,
    /// Master keys and the store of wrapped keys.
    pub keys: KeySettings,
    /// Large ciphertext.
    pub blobs: BlobSettings,
    /// Checkpoints.
    pub journal: JournalSettings,
    /// The life of a log-in.
    pub tokens: TokenSettings,
    /// Identity providers through which people log in.
    pub login: LoginSettings,
    /// What a password must not be.
    pub passwords: PasswordSettings,
    /// How often patients may be looked up.
    pub lookups: LookupSettings,
    /// Background work.
    pub jobs: JobSettings,
    /// How mail leaves; none where it does not.
    pub mail: Option<MailSettings>,
    /// What the program says.
    pub log: LogSettings,
    /// Imports of the national directory.
    pub directory: DirectorySettings,
    /// What differs from country to country.
    pub country: CountrySettings,
    /// Demonstration people.
    pub sandbox: SandboxSettings,
}

/// Where the program listens for people and software, and how much it takes.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Address and port.
    pub listen: SocketAddr,
    /// Scheme, host and port that a browser sees, without a trailing slash.
    pub public_origin: String,
    /// Threads that answer; 0 means one for each processor.
    pub workers: usize,
    /// Proxies of the operator's in front that each add to `X-Forwarded-For`.
    pub proxies: usize,
    /// Files for TLS; without them the public side speaks plain HTTP, behind something that ends TLS.
    pub tls: Option<TlsFiles>,
    /// Who vouches for the certificates that client software may show; none is asked for without it.
    pub client_authorities: Option<PathBuf>,
    /// Lists of what they have revoked.
    pub client_revocations: Option<PathBuf>,
    /// Whether a proxy of the operator's passes on the certificate of the client (`Client-Cert`).
    pub client_certificate_header: bool,
    /// How long requests under way may last once the program stops.
    pub drain: Duration,
    /// The largest file of a citizen, in bytes.
    pub body_limit_citizen: usize,
    /// The largest file of a professional or of client software, in bytes.
    pub body_limit_professional: usize,
    /// The photos of several pages together, before they become one file of a citizen, in bytes.
    pub body_limit_photos: usize,
    /// Many documents deposited in one call, in bytes.
    pub body_limit_bulk: usize,
}

/// The two files of TLS, always given together.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Certificate chain in PEM.
    pub certificate: PathBuf,
    /// Private key in PEM.
    pub key: PathBuf,
}

/// Where health and metrics are served.
#[derive(Debug, Clone)]
pub struct OperatorSettings {
    /// Address and port.
    pub listen: SocketAddr,
}

/// How PostgreSQL is reached.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// As the server's role; none starts the private cluster in `folder`.
    pub url: Option<SecretString>,
    /// As the owner's role, for migrations.
    pub migrations_url: Option<SecretString>,
    /// The same database as the role of retention.
    pub retention_url: Option<SecretString>,
    /// Connections that write.
    pub pool_size: u32,
    /// Transactions at the same time that several callers share; 0 means one for each processor.
    pub shared_transactions: usize,
    /// Connections that only read.
    pub read_pool_size: u32,
    /// The database ends a statement after this time.
    pub statement_timeout: Duration,
    /// The database gives up waiting for a lock after this time.
    pub lock_timeout: Duration,
    /// The database ends a silent transaction after this time.
    pub idle_in_transaction_timeout: Duration,
    /// Data of the private cluster.
    pub folder: PathBuf,
}

/// Where keys lie.
#[derive(Debug, Clone)]
pub struct KeySettings {
    /// Folder of the master keys.
    pub folder: PathBuf,
    /// A database of its own for wrapped keys; none means the main one.
    pub store_url: Option<SecretString>,
    /// That database as the role of retention.
    pub store_retention_url: Option<SecretString>,
    /// How often rotated keys are looked for.
    pub reload: Duration,
}

/// Where ciphertext lies.
#[derive(Debug, Clone)]
pub struct BlobSettings {
    /// Folder of large ciphertext, where no store is named.
    pub folder: PathBuf,
    /// The S3-compatible store that holds it instead.
    pub s3: Option<S3Settings>,
    /// Ciphertext up to this size, in bytes, commits with its row.
    pub inline_limit: usize,
    /// The age from which a blob without a row is removed.
    pub sweep_grace: Duration,
}

/// An S3-compatible store.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// Scheme, host and port.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Whether the bucket stands in the path.
    pub path_style: bool,
    /// File with the name of the account.
    pub access_key_file: PathBuf,
    /// File with the key that signs for it.
    pub secret_key_file: PathBuf,
    /// Certificates that are trusted beside the system's.
    pub authorities: Option<PathBuf>,
    /// Longest time for one request.
    pub timeout: Duration,
    /// How long backup and restore try a blob again while the store is away.
    pub patience: Duration,
}

/// When checkpoints are made and where they are copied.
#[derive(Debug, Clone)]
pub struct JournalSettings {
    /// The longest time between a line and its checkpoint.
    pub checkpoint_every: Duration,
    /// The most lines between two checkpoints.
    pub checkpoint_lines: u64,
    /// Folder outside the database that receives a copy of each.
    pub copy_folder: PathBuf,
}

/// How long a log-in lives.
#[derive(Debug, Clone)]
pub struct TokenSettings {
    /// Life of an access token.
    pub access: Duration,
    /// Life of a session.
    pub session: Duration,
    /// How long one that ended is kept.
    pub sessions_kept: Duration,
}

/// How many patients may be looked up in an hour.
#[derive(Debug, Clone, Copy)]
pub struct LookupSettings {
    /// By one professional.
    pub person: u32,
    /// By all who act for one organisation.
    pub organisation: u32,
    /// From one network.
    pub network: u32,
}

/// Through whom people log in.
#[derive(Debug, Clone, Default)]
pub struct LoginSettings {
    /// The identity providers, by name.
    pub providers: Vec<ConfiguredProvider>,
}

/// What a password of a local account must not be.
#[derive(Debug, Clone)]
pub struct PasswordSettings {
    /// A list of passwords that became known.
    pub breached_file: Option<PathBuf>,
}

/// How much background work is done at a time.
#[derive(Debug, Clone)]
pub struct JobSettings {
    /// Jobs of one process at the same time.
    pub runners: usize,
    /// How often a runner looks when nothing wakes it.
    pub poll: Duration,
}

/// What the program says on its standard error.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// The least grave message that is written.
    pub level: LogLevel,
    /// For machines or for eyes.
    pub format: LogFormat,
}

/// How grave a message is. There is no `trace`: what libraries say there is made of people's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something failed that must not.
    Error,
    /// Something to look at.
    Warn,
    /// What happened.
    Info,
    /// How it happened.
    Debug,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Text for a person's eye.
    Text,
}

/// Imports of the national directory.
#[derive(Debug, Clone)]
pub struct DirectorySettings {
    /// How many in a hundred one whole extract may let vanish.
    pub removals_percent: u64,
}

/// What differs from country to country.
#[derive(Debug, Clone)]
pub struct CountrySettings {
    /// Whose identifiers and rules apply.
    pub profile: CountryProfile,
    /// Time zone of a citizen who chose none.
    pub time_zone: Tz,
    /// Folder that replaces the built-in reference data.
    pub reference_folder: Option<PathBuf>,
    /// Whether rows of the access matrix that no publication confirms are accepted.
    pub accept_assumed_matrix: bool,
}

/// A country whose identifiers and rules the program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountryProfile {
    /// `fr`: INS, RPPS, FINESS, the national exchange rules.
    France,
}

/// Whether demonstration people exist.
#[derive(Debug, Clone)]
pub struct SandboxSettings {
    /// Whether the sandbox's door is open.
    pub enabled: bool,
}

impl Settings {
    /// Takes the checked values; fails only where one of them was faulty.
    pub(crate) fn build(values: &Values, providers: Vec<ConfiguredProvider>) -> Result<Self, Fault> {
        let (certificate, key) = ("server.tls_certificate", "server.tls_key");
        let tls = values.optional_path(certificate).zip(values.optional_path(key));
        let tls = tls.map(|(certificate, key)| TlsFiles { certificate, key });
        Ok(Self {
            server: ServerSettings {
                listen: values.address("server.listen")?,
                public_origin: values.text("server.public_origin")?,
                workers: values.number("server.workers")?,
                proxies: values.number("server.proxies")?,
                tls,
                client_authorities: values.optional_path("server.client_authorities"),
                client_revocations: values.optional_path("server.client_revocations"),
                client_certificate_header: values.flag("server.client_certificate_header")?,
                drain: values.seconds("server.drain_seconds")?,
                body_limit_citizen: values.number("server.body_limit_citizen")?,
                body_limit_professional: values.number("server.body_limit_professional")?,
                body_limit_photos: values.number("server.body_limit_photos")?,
                body_limit_bulk: values.number("server.body_limit_bulk")?,
            },
            operator: OperatorSettings { listen: values.address("operator.listen")? },
            database: DatabaseSettings {
                url: values.secret("database.url"),
                migrations_url: values.secret("database.migrations_url"),
                retention_url: values.secret("database.retention_url"),
                pool_size: values.number("database.pool_size")?,
                shared_transactions: values.number("database.shared_transactions")?,
                read_pool_size: values.number("database.read_pool_size")?,
                statement_timeout: values.millis("database.statement_timeout_ms")?,
                lock_timeout: values.millis("database.lock_timeout_ms")?,
                idle_in_transaction_timeout: values.millis("database.idle_in_transaction_timeout_ms")?,
                folder: values.path("database.folder")?,
            },
            keys: KeySettings {
                folder: values.path("keys.folder")?,
                store_url: values.secret("keys.store_url"),
                store_retention_url: values.secret("keys.store_retention_url"),
                reload: values.seconds("keys.reload_seconds")?,
            },
            blobs: BlobSettings {
                folder: values.path("blobs.folder")?,
                s3: s3(values)?,
                inline_limit: values.number("blobs.inline_limit")?,
                sweep_grace: values.seconds("blobs.sweep_grace_seconds")?,
            },
            journal: JournalSettings {
                checkpoint_every: values.seconds("journal.checkpoint_seconds")?,
                checkpoint_lines: values.number("journal.checkpoint_lines")?,
                copy_folder: values.path("journal.copy_folder")?,
            },
            tokens: TokenSettings {
                access: values.number("tokens.access_minutes").map(|m: u64| Duration::from_secs(m * 60))?,
                session: values
                    .number("tokens.session_hours")
                    .map(|h: u64| Duration::from_secs(h * 3_600))?,
                sessions_kept: values
                    .number("tokens.sessions_kept_days")
                    .map(|d: u64| Duration::from_secs(d * 86_400))?,
            },
            login: LoginSettings { providers },
            passwords: PasswordSettings { breached_file: values.optional_path("passwords.breached_file") },
            lookups: LookupSettings {
                person: values.number("lookups.person_per_hour")?,
                organisation: values.number("lookups.organisation_per_hour")?,
                network: values.number("lookups.network_per_hour")?,
            },
            jobs: JobSettings {
                runners: values.number("jobs.runners")?,
                poll: values.millis("jobs.poll_ms")?,
            },
            mail: mail::read(values)?,
            log: LogSettings { level: level(values)?, format: format(values)? },
            directory: DirectorySettings { removals_percent: values.number("directory.removals_percent")? },
            country: CountrySettings {
                // The shape takes no other word.
                profile: CountryProfile::France,
                time_zone: values.zone("country.time_zone")?,
                reference_folder: values.optional_path("country.reference_folder"),
                accept_assumed_matrix: values.flag("country.accept_assumed_matrix")?,
            },
            sandbox: SandboxSettings { enabled: values.flag("sandbox.enabled")? },
        })
    }
}

fn s3(values: &Values) -> Result<Option<S3Settings>, Fault> {
    let Ok(endpoint) = values.text("blobs.s3_endpoint") else { return Ok(None) };
    Ok(Some(S3Settings {
        endpoint,
        bucket: values.text("blobs.s3_bucket")?,
        region: values.text("blobs.s3_region")?,
        path_style: values.flag("blobs.s3_path_style")?,
        access_key_file: values.path("blobs.s3_access_key_file")?,
        secret_key_file: values.path("blobs.s3_secret_key_file")?,
        authorities: values.optional_path("blobs.s3_authorities"),
        timeout: values.seconds("blobs.s3_timeout_seconds")?,
        patience: values.seconds("blobs.s3_patience_seconds")?,
    }))
}

fn level(values: &Values) -> Result<LogLevel, Fault> {
    Ok(match values.text("log.level")?.as_str() {
        "error" => LogLevel::Error,
        "warn" => LogLevel::Warn,
        "debug" => LogLevel::Debug,
        _ => LogLevel::Info,
    })
}

fn format(values: &Values) -> Result<LogFormat, Fault> {
    Ok(if values.text("log.format")? == "text" { LogFormat::Text } else { LogFormat::Json })
}
