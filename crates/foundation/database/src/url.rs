use std::{collections::BTreeMap, fmt, net::IpAddr, path::Path, str::FromStr};

use kernel::Private;
use thiserror::Error;

/// Where a database is and as whom to connect: the value of `DATABASE_URL`.
///
/// Both forms of libpq are read, `postgresql://user:password@host:port/database?key=value` and
/// `host=… dbname=…`. `Debug` never shows the password. A host that is not this machine is refused unless the
/// program was built with the cargo feature `pg-tls`, since the libpq in the program speaks no TLS without it.
///
/// ```
/// let url: database::DatabaseUrl = "postgresql://carnet_server:hush@localhost/carnet".parse()?;
/// assert!(!format!("{url:?}").contains("hush"));
/// assert_eq!(url.database(), Some("carnet"));
/// # Ok::<(), database::UrlFault>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    keys: BTreeMap<String, String>,
    password: Option<Private<String>>,
}

/// Why a `DATABASE_URL` is refused. The value itself is never repeated: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UrlFault {
    /// Neither of the two forms.
    #[error("the database url cannot be read: {0}")]
    Shape(&'static str),
    /// Another machine, and no TLS in this program.
    #[error(
        "the database host `{0}` is not this machine: build with `--features pg-tls` to reach it encrypted"
    )]
    Remote(String),
    /// A secret that is not the password.
    #[error(
        "`{0}` is not taken: it would show in the arguments of `pg_dump` and `psql`; use `password`, or `sslkey` with a \
         file of 0600 that needs no pass phrase"
    )]
    Secret(String),
    /// A mode that falls back to clear text without saying so.
    #[error(
        "`sslmode={0}` may fall back to clear text: use `verify-full`, `verify-ca`, `require` or `disable`"
    )]
    Fallback(String),
}

/// Parameters of libpq that are secrets beside the password, which alone is kept from the arguments of programs.
const SECRETS: [&str; 4] = ["sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"];

impl DatabaseUrl {
    /// A database reached through the Unix socket in `folder`, without a password.
    pub fn socket(folder: &Path, role: &str, database: &str) -> Self {
        let keys = [
            ("host", folder.to_string_lossy().as_ref()),
            ("port", "5432"),
            ("user", role),
            ("dbname", database),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        Self { keys, password: None }
    }

    /// The same server, another database of it.
    #[must_use]
    pub fn with_database(mut self, database: &str) -> Self {
        self.keys.insert("dbname".to_owned(), database.to_owned());
        self
    }

    /// The same database, connected to as another role without a password.
    #[must_use]
    pub fn with_user(mut self, role: &str) -> Self {
        self.keys.insert("user".to_owned(), role.to_owned());
        self.password = None;
        self
    }

    /// The same connection, which takes on `role` as it begins.
    ///
    /// It can step back (`RESET ROLE`), so this is for migrations and the sandbox; `serve` wants a role that is
    /// nothing else.
    #[must_use]
    pub fn acting_as(mut self, role: &str) -> Self {
        let options = self.keys.entry("options".to_owned()).or_default();
        if !options.is_empty() {
            options.push(' ');
        }
        options.push_str("-c role=");
        options.push_str(role);
        self
    }

    /// The name of the database, if one was given.
    pub fn database(&self) -> Option<&str> {
        self.keys.get("dbname").map(String::as_str)
    }

    /// The role that connects, if one was given.
    pub fn user(&self) -> Option<&str> {
        self.keys.get("user").map(String::as_str)
    }

    /// The whole connection string for libpq, password included: for connecting, never for showing.
    pub fn reveal(&self) -> String {
        let (mut text, password) = self.without_password();
        if let Some(password) = password {
            push(&mut text, "password", password);
        }
        text
    }

    /// The connection string without the password, and the password: for programs that take it by their environment.
    pub(crate) fn without_password(&self) -> (String, Option<&str>) {
        let mut text = String::new();
        for (key, value) in &self.keys {
            push(&mut text, key, value);
        }
        (text, self.password.as_ref().map(|secret| secret.reveal().as_str()))
    }

    fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, UrlFault> {
        let mut url = Self { keys: BTreeMap::new(), password: None };
        for (key, value) in pairs {
            match key.as_str() {
                "password" => url.password = Some(Private::new(value)),
                "service" | "servicefile" => {
                    return Err(UrlFault::Shape("a connection service hides the host; name the host"));
                }
                _ if value.is_empty() => {}
                key if SECRETS.contains(&key) => return Err(UrlFault::Secret(key.to_owned())),
                _ => {
                    url.keys.insert(key, value);
                }
            }
        }
        if !url.keys.contains_key("host") && !url.keys.contains_key("hostaddr") {
            let usual = "/var/run/postgresql";
            let folder = if Path::new(usual).is_dir() { usual } else { "/tmp" };
            url.keys.insert("host".to_owned(), folder.to_owned());
        }
        url.guard_remote()?;
        Ok(url)
    }

    fn guard_remote(&mut self) -> Result<(), UrlFault> {
        let named = ["host", "hostaddr"].into_iter().filter_map(|key| self.keys.get(key));
        let Some(remote) = named.flat_map(|hosts| hosts.split(',')).find(|host| !is_local(host)) else {
            return Ok(());
        };
        if !cfg!(feature = "pg-tls") {
            return Err(UrlFault::Remote(remote.to_owned()));
        }
        match self.keys.get("sslmode").map(String::as_str) {
            None => {
                self.keys.insert("sslmode".to_owned(), "verify-full".to_owned());
                Ok(())
            }
            Some(mode @ ("allow" | "prefer")) => Err(UrlFault::Fallback(mode.to_owned())),
            Some(_) => Ok(()),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlFault;

    fn from_str(text: &str) -> Result<Self, UrlFault> {
        let text = text.trim();
        let pairs = match text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://")) {
            Some(rest) => read_url(rest)?,
            None if text.contains("://") => {
                return Err(UrlFault::Shape("it must begin with `postgresql://`"));
            }
            None => read_keywords(text)?,
        };
        Self::from_pairs(pairs)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = |name: &str| self.keys.get(name).map_or("-", String::as_str);
        write!(f, "DatabaseUrl(host `{}`, user `{}`, database `{}`)", key("host"), key("user"), key("dbname"))
    }
}

/// Adds one `key='value'`.
fn push(text: &mut String, key: &str, value: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(key);
    text.push_str("='");
    for letter in value.chars() {
        if matches!(letter, '\'' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text.push('\'');
}

fn is_local(host: &str) -> bool {
    host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn read_url(rest: &str) -> Result<Vec<(String, String)>, UrlFault> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = place.split_once('/').unwrap_or((place, ""));
    let (person, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = person.split_once(':').unwrap_or((person, ""));

    let mut pairs = Vec::new();
    let mut put = |key: &str, value: &str| -> Result<(), UrlFault> {
        if !value.is_empty() {
            pairs.push((key.to_owned(), decode(value)?));
        }
        Ok(())
    };
    put("user", user)?;
    put("password", password)?;
    put("dbname", database)?;
    let (names, ports): (Vec<_>, Vec<_>) = hosts.split(',').map(host_and_port).unzip();
    put("host", &names.join(","))?;
    if ports.iter().any(|port| !port.is_empty()) {
        put("port", &ports.join(","))?;
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or(UrlFault::Shape("a parameter has no value"))?;
        put(key, value)?;
    }
    Ok(pairs)
}

/// Splits `name:port`, where the name may be an IPv6 address in brackets.
fn host_and_port(host: &str) -> (&str, &str) {
    if let Some((name, port)) = host.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        return (name, port.strip_prefix(':').unwrap_or(port));
    }
    host.split_once(':').unwrap_or((host, ""))
}

fn decode(text: &str) -> Result<String, UrlFault> {
    const BAD: UrlFault = UrlFault::Shape("a `%` is not followed by two hexadecimal digits of UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().ok_or(BAD)?, rest.next().ok_or(BAD)?];
        let digits = str::from_utf8(&digits).map_err(|_| BAD)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| BAD)?);
    }
    String::from_utf8(bytes).map_err(|_| BAD)
}

/// Reads `key=value key='quoted value'`, with `\` before a quote or a backslash.
fn read_keywords(text: &str) -> Result<Vec<(String, String)>, UrlFault> {
    const OPEN: UrlFault = UrlFault::Shape("a quote is not closed");
    let mut pairs = Vec::new();
    let mut letters = text.chars().peekable();
    loop {
        while letters.next_if(|c| c.is_whitespace()).is_some() {}
        if letters.peek().is_none() {
            break;
        }
        let mut key = String::new();
        while let Some(letter) = letters.next_if(|c| *c != '=') {
            key.push(letter);
        }
        letters.next().ok_or(UrlFault::Shape("a word has no `=`"))?;
        while letters.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = letters.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match letters.next() {
                Some('\\') => value.push(letters.next().ok_or(OPEN)?),
                Some('\'') if quoted => break,
                Some(letter) if !quoted && letter.is_whitespace() => break,
                Some(letter) => value.push(letter),
                None if quoted => return Err(OPEN),
                None => break,
            }
        }
        pairs.push((key.trim().to_owned(), value));
    }
    if pairs.is_empty() { Err(UrlFault::Shape("it is empty")) } else { Ok(pairs) }
}
