use crate::shape::Shape;

/// One setting: all that is known of it, in one place.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Section and name, as in the file: `server.listen`.
    pub key: &'static str,
    /// What a value looks like.
    pub shape: Shape,
    /// The value when nobody gives one; `None` when the setting may be absent.
    pub default: Option<&'static str>,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// A value that would be right.
    pub example: &'static str,
}

impl Setting {
    /// The environment variable that sets it: `CARNET_<SECTION>__<NAME>`.
    pub fn variable(&self) -> String {
        format!("CARNET_{}", self.key.replacen('.', "__", 1).to_uppercase())
    }

    /// The section of the file that it stands in.
    pub fn section(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(section, _)| section)
    }

    /// The shape in words with an example.
    pub(crate) fn expected(&self) -> String {
        format!("{}, for example `{}`", self.shape.expected(), self.example)
    }
}

/// The setting of this key.
pub(crate) fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The sections in the order of the table, each with what it is about.
pub(crate) const SECTIONS: &[(&str, &str)] = &[
    ("server", "The public side: where the program listens and how much it takes."),
    ("operator", "The operators' side: health and metrics, on an address of its own."),
    ("database", "PostgreSQL. Without `database.url` the program starts a private one of its own."),
    ("keys", "Master keys and the store of wrapped keys."),
    (
        "blobs",
        "Where large ciphertext lies: in a folder, or in an S3-compatible store when `s3_endpoint` names one.",
    ),
    ("journal", "Checkpoints of the access journal."),
    ("tokens", "How long a log-in lives."),
    ("passwords", "What a password of a local account must not be."),
    ("lookups", "How often patients may be looked up by identity."),
    ("jobs", "Background work."),
    ("mail", "The mail server; without `mail.host` no mail is sent, and what needs one is not offered."),
    ("log", "What the program says on its standard error."),
    ("directory", "Imports of the national directory."),
    ("country", "What differs from country to country."),
    ("sandbox", "Demonstration people and their identity provider."),
];

const fn number(min: u64, max: u64, unit: &'static str) -> Shape {
    Shape::Number { min, max, unit }
}

const fn row(
    key: &'static str,
    shape: Shape,
    default: Option<&'static str>,
    example: &'static str,
    about: &'static str,
) -> Setting {
    Setting { key, shape, default, about, example }
}

/// Every setting there is.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    row("server.listen", Shape::Address, Some("127.0.0.1:8080"), "0.0.0.0:8443",
        "Address and port of the public side."),
    row("server.public_origin", Shape::Origin, Some("http://localhost:8080"), "https://carnet.example.org",
        "The origin that people and software use, as their browser writes it; `serve` wants `https`."),
    row("server.workers", number(0, 256, "threads"), Some("0"), "4",
        "Threads that answer requests; 0 means one for each processor."),
    row("server.proxies", number(0, 8, "proxies"), Some("0"), "1",
        "Proxies of yours in front, each of which adds the address that it saw to the end of `X-Forwarded-For`; by the \
         address that the first of them saw, log-ins that are begun too often are held off."),
    row("server.tls_certificate", Shape::Path, None, "/etc/carnet/tls.crt",
        "Certificate chain in PEM; with it the public side speaks TLS itself. Goes with `server.tls_key`."),
    row("server.tls_key", Shape::Path, None, "/etc/carnet/tls.key",
        "Private key in PEM; the file must not be readable by everybody. Goes with `server.tls_certificate`."),
    row("server.client_authorities", Shape::Path, None, "/etc/carnet/igc-sante.pem",
        "Certificates in PEM of the authorities that vouch for client software (IGC-Santé); with it the public side asks for \
         a certificate, without demanding one. Goes with `server.tls_certificate`."),
    row("server.client_revocations", Shape::Path, None, "/etc/carnet/igc-sante.crl.pem",
        "Lists in PEM of the certificates that they have revoked, read at start; a certificate whose authority has no list \
         here is refused then. Goes with `server.client_authorities`."),
    row("server.client_certificate_header", Shape::Flag, Some("false"), "true",
        "Believe the header `Client-Cert` (RFC 9440): a proxy of yours ends TLS, checks the certificate of client software, \
         and removes that header from what others send. Needs `server.proxies`."),
    row("server.drain_seconds", number(0, 600, "seconds"), Some("30"), "30",
        "How long requests under way may last after the program was asked to stop."),
    row("server.body_limit_citizen", number(1_000, 1_000_000_000, "bytes"), Some("5000000"), "5000000",
        "The largest file that a citizen may deposit."),
    row("server.body_limit_photos", number(1_000, 1_000_000_000, "bytes"), Some("40000000"), "40000000",
        "The photos of several pages that a citizen may send together; they become one file."),
    row("server.body_limit_bulk", number(1_000, 1_000_000_000, "bytes"), Some("100000000"), "100000000",
        "Many documents that client software may deposit in one call, together."),
    row("server.body_limit_professional", number(1_000, 1_000_000_000, "bytes"), Some("25000000"), "25000000",
        "The largest file that a professional or client software may deposit."),
    row("operator.listen", Shape::Address, Some("127.0.0.1:8081"), "10.0.0.5:8081",
        "Address and port of health and metrics; keep it off the public network."),
    row("database.url", Shape::DatabaseUrl, None, "postgres://carnet_server@db.internal/carnet",
        "The database, as the role `carnet_server`. `DATABASE_URL` sets it too and gives way to this one."),
    row("database.migrations_url", Shape::DatabaseUrl, None, "postgres://carnet_owner@db.internal/carnet",
        "The same database as the role `carnet_owner`: for `migrate`, `backup` and `restore`; enough alone on a machine that runs nothing else."),
    row("database.retention_url", Shape::DatabaseUrl, None, "postgres://carnet_retention@db.internal/carnet",
        "The same database as the role `carnet_retention`: for a `worker` that erases records whose holders asked for it."),
    row("database.pool_size", number(1, 500, "connections"), Some("16"), "16",
        "Connections that write, hence decisions at the same time."),
    row("database.shared_transactions", number(0, 64, "transactions"), Some("0"), "4",
        "Transactions at the same time that several callers share; 0 means one for each processor."),
    row("database.read_pool_size", number(1, 500, "connections"), Some("8"), "8",
        "Connections that only read what is nobody's health data."),
    row("database.statement_timeout_ms", number(100, 600_000, "milliseconds"), Some("10000"), "10000",
        "The database ends a statement after this time."),
    row("database.lock_timeout_ms", number(10, 600_000, "milliseconds"), Some("3000"), "3000",
        "The database gives up waiting for a lock after this time."),
    row("database.idle_in_transaction_timeout_ms", number(100, 600_000, "milliseconds"), Some("10000"), "10000",
        "The database ends a transaction that says nothing for this time."),
    row("database.folder", Shape::Path, Some("var/postgres"), "/var/lib/carnet/postgres",
        "Data of the private PostgreSQL, used when `database.url` is absent."),
    row("keys.folder", Shape::Path, Some("var/keys"), "/etc/carnet/keys",
        "Folder of the master keys: 0700, its files 0600."),
    row("keys.store_url", Shape::DatabaseUrl, None, "postgres://carnet_server@keys.internal/keys",
        "A database of its own for wrapped keys; without it they lie in the main one."),
    row("keys.store_retention_url", Shape::DatabaseUrl, None, "postgres://carnet_retention@keys.internal/keys",
        "The database of `keys.store_url` as the role `carnet_retention`; goes with `database.retention_url`."),
    row("keys.reload_seconds", number(1, 3_600, "seconds"), Some("30"), "30",
        "How often the program looks for keys that another one rotated."),
    row("blobs.folder", Shape::Path, Some("var/blobs"), "/var/lib/carnet/blobs",
        "Folder of large ciphertext."),
    row("blobs.s3_endpoint", Shape::Origin, None, "https://s3.example.org",
        "An S3-compatible store that holds large ciphertext instead of the folder; `serve` wants `https` unless it is on this machine."),
    row("blobs.s3_bucket", Shape::Word, None, "carnet-blobs",
        "Its bucket, which holds nothing else. Goes with `blobs.s3_endpoint`."),
    row("blobs.s3_region", Shape::Word, Some("us-east-1"), "eu-west-3",
        "The region that requests to it are signed for."),
    row("blobs.s3_path_style", Shape::Flag, Some("true"), "false",
        "Whether the bucket stands in the path of an address; else it stands in the host's name."),
    row("blobs.s3_access_key_file", Shape::Path, None, "/etc/carnet/s3/access-key",
        "File with the name of the account, 0600. Goes with `blobs.s3_endpoint`."),
    row("blobs.s3_secret_key_file", Shape::Path, None, "/etc/carnet/s3/secret-key",
        "File with the key that signs for it, 0600. Goes with `blobs.s3_endpoint`."),
    row("blobs.s3_authorities", Shape::Path, None, "/etc/carnet/s3/ca.pem",
        "Certificates in PEM that are trusted for it beside those of the system."),
    row("blobs.s3_timeout_seconds", number(1, 300, "seconds"), Some("20"), "20",
        "Longest time for one request to it; what fails by then is answered by 503."),
    row("blobs.s3_patience_seconds", number(0, 86_400, "seconds"), Some("600"), "600",
        "How long `backup` and `restore` try a blob again while the store is away."),
    row("blobs.inline_limit", number(0, 1_048_576, "bytes"), Some("65536"), "65536",
        "Ciphertext up to this size commits with its row; larger goes to the folder or the store."),
    row("blobs.sweep_grace_seconds", number(600, 2_592_000, "seconds"), Some("86400"), "86400",
        "The age from which a blob that no row names is removed."),
    row("journal.checkpoint_seconds", number(1, 3_600, "seconds"), Some("60"), "60",
        "The longest time between a line and the checkpoint that covers it."),
    row("journal.checkpoint_lines", number(1, 1_000_000, "lines"), Some("10000"), "10000",
        "A checkpoint is made after this many lines even if the time has not come."),
    row("journal.copy_folder", Shape::Path, Some("var/checkpoints"), "/mnt/witness/checkpoints",
        "Where checkpoints are written a second time, outside the database; best on another machine."),
    row("tokens.access_minutes", number(1, 240, "minutes"), Some("60"), "60",
        "Life of an access token."),
    row("tokens.session_hours", number(1, 720, "hours"), Some("4"), "4",
        "Life of a session, whatever its tokens say."),
    row("tokens.sessions_kept_days", number(1, 3_650, "days"), Some("30"), "30",
        "How long a session that ended is kept before a worker removes it."),
    row("passwords.breached_file", Shape::Path, None, "/etc/carnet/pwned-passwords.txt",
        "Passwords that became known and are not taken: lines `SHA-1:count` in upper case and in order, as Have I Been Pwned \
         offers for download. It is searched on this machine; nothing is sent."),
    row("lookups.person_per_hour", number(1, 1_000_000, "look-ups"), Some("300"), "300",
        "How many patients one professional may look up in an hour, found or not."),
    row("lookups.organisation_per_hour", number(1, 1_000_000, "look-ups"), Some("3000"), "3000",
        "How many patients all who act for one organisation may look up in an hour, its software too."),
    row("lookups.network_per_hour", number(1, 1_000_000, "look-ups"), Some("6000"), "6000",
        "How many patients may be looked up from one network in an hour."),
    row("jobs.runners", number(1, 64, "runners"), Some("2"), "4",
        "Jobs that one process runs at the same time."),
    row("jobs.poll_ms", number(10, 60_000, "milliseconds"), Some("200"), "200",
        "How often a runner looks for work when nothing wakes it."),
    row("mail.host", Shape::Host, None, "smtp.example.org",
        "The mail server (SMTP); its certificate must bear this name."),
    row("mail.port", number(1, 65_535, "(a port)"), Some("587"), "465",
        "Its port: 587 with `starttls`, 465 with `implicit`."),
    row("mail.security", Shape::Choice(&["starttls", "implicit"]), Some("starttls"), "implicit",
        "When TLS begins: after the greeting, or with the first byte. Clear text is not offered."),
    row("mail.user", Shape::Text, None, "carnet",
        "The user at the server. Goes with `mail.password_file`."),
    row("mail.password_file", Shape::Path, None, "/etc/carnet/mail.password",
        "File with the password as one line, 0600. Goes with `mail.user`."),
    row("mail.from", Shape::MailAddress, None, "carnet@example.org",
        "The address that mails come from; answers to it are read by nobody. Goes with `mail.host`."),
    row("mail.authorities_file", Shape::Path, None, "/etc/carnet/mail-ca.pem",
        "Certificates in PEM that are trusted for the server beside those of the system."),
    row("mail.timeout_seconds", number(1, 300, "seconds"), Some("20"), "20",
        "Longest time for a connection to the server or for one of its answers."),
    row("mail.folder", Shape::Path, None, "var/mail",
        "Writes mails into this folder instead of sending them; `serve` and `worker` refuse it. The sandbox does so, into `var/mail`, where no server is named."),
    row("log.level", Shape::Choice(&["error", "warn", "info", "debug"]), Some("info"), "info",
        "The least grave message of this program that is written; libraries are heard from `warn` up."),
    row("log.format", Shape::Choice(&["json", "text"]), Some("json"), "text",
        "One JSON object a line, or text for a person's eye."),
    row("directory.removals_percent", number(0, 100, "percent"), Some("5"), "5",
        "Of the situations of practice that go on, and of the professionals in good standing, the most that one whole extract may let vanish; a file that was cut lets more. `--accept-removals` goes beyond it."),
    row("country.profile", Shape::Choice(&["fr"]), Some("fr"), "fr",
        "The country whose identifiers and rules apply."),
    row("country.time_zone", Shape::Zone, Some("Europe/Paris"), "Europe/Paris",
        "Time zone of a citizen who chose none; rights end with the day there."),
    row("country.reference_folder", Shape::Path, None, "/etc/carnet/reference",
        "Folder of reference data that replaces the built-in copy, every file of it."),
    row("country.accept_assumed_matrix", Shape::Flag, Some("false"), "true",
        "Accept rows of the access matrix that no publication confirms; without it `serve` refuses them."),
    row("sandbox.enabled", Shape::Flag, Some("false"), "true",
        "Open the sandbox: demonstration people and tokens for anybody. `serve` refuses it."),
];
