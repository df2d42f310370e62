use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use chrono_tz::Tz;
use secrecy::SecretString;

/// What a setting's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Yes or no.
    Flag,
    /// A whole number with its bounds, both included, and its unit.
    Number {
        /// The least one.
        min: u64,
        /// The greatest one.
        max: u64,
        /// What is counted.
        unit: &'static str,
    },
    /// An IP address and a port to listen on.
    Address,
    /// Scheme, host and port of a web address, as a browser compares them.
    Origin,
    /// A name in letters, digits, dots and dashes, of 63 at most.
    Word,
    /// A file or folder; a relative one counts from the working folder.
    Path,
    /// The address of a PostgreSQL database. A secret: it may carry a password.
    DatabaseUrl,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A time zone by its IANA name.
    Zone,
    /// Words of a line.
    Text,
    /// Names, parted by spaces.
    Words,
    /// The address of something on the web, without a query.
    Url,
}

/// A value that has its shape.
pub(crate) enum Value {
    Flag(bool),
    Number(u64),
    Address(SocketAddr),
    Text(String),
    Path(PathBuf),
    Secret(SecretString),
    Zone(Tz),
}

/// A value as it was given.
pub(crate) enum Raw {
    /// Text of an environment variable or of the table.
    Text(String),
    /// A typed value of the file.
    Typed(toml::Value),
}

impl Shape {
    /// Whether a value must never be shown.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::DatabaseUrl)
    }

    /// The shape in words: what would be right.
    pub fn expected(self) -> String {
        match self {
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Number { min, max, unit } => format!("a whole number of {unit} from {min} to {max}"),
            Self::Address => "an IP address and a port".to_owned(),
            Self::Origin => "`http://` or `https://`, a host and at most a port, without a path".to_owned(),
            Self::Word => "letters, digits, dots and dashes, 63 at most".to_owned(),
            Self::Path => "a path".to_owned(),
            Self::DatabaseUrl => "an address that begins with `postgres://` or `postgresql://`".to_owned(),
            Self::Choice(words) => {
                format!(
                    "one of {}",
                    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
                )
            }
            Self::Zone => "the IANA name of a time zone".to_owned(),
            Self::Text => "text of at most 200 characters".to_owned(),
            Self::Words => "names parted by spaces, 4 000 characters at most".to_owned(),
            Self::Url => {
                "an address that begins with `https://`, or with `http://` on this machine".to_owned()
            }
        }
    }

    /// Reads a value, or `None` where it has another shape.
    pub(crate) fn read(self, raw: &Raw) -> Option<Value> {
        match (self, raw) {
            (Self::Flag, Raw::Typed(toml::Value::Boolean(flag))) => Some(Value::Flag(*flag)),
            (Self::Number { min, max, .. }, Raw::Typed(toml::Value::Integer(number))) => {
                u64::try_from(*number).ok().filter(|number| (min..=max).contains(number)).map(Value::Number)
            }
            (Self::Flag | Self::Number { .. }, Raw::Typed(_)) => None,
            (_, Raw::Typed(toml::Value::String(text)) | Raw::Text(text)) => self.read_text(text),
            (_, Raw::Typed(_)) => None,
        }
    }

    fn read_text(self, text: &str) -> Option<Value> {
        if text.is_empty() || text.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            return None;
        }
        match self {
            Self::Flag => text.parse().ok().map(Value::Flag),
            Self::Number { min, max, .. } => {
                text.parse().ok().filter(|number| (min..=max).contains(number)).map(Value::Number)
            }
            Self::Address => text.parse().ok().map(Value::Address),
            Self::Origin => is_origin(text).then(|| Value::Text(text.to_owned())),
            Self::Word => is_word(text).then(|| Value::Text(text.to_owned())),
            Self::Path => Some(Value::Path(PathBuf::from(text))),
            Self::DatabaseUrl => ["postgres://", "postgresql://"]
                .iter()
                .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
                .then(|| Value::Secret(text.into())),
            Self::Choice(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
            Self::Zone => text.parse().ok().map(Value::Zone),
            Self::Text => (text.chars().count() <= 200).then(|| Value::Text(text.to_owned())),
            Self::Words => (text.chars().count() <= 4_000).then(|| Value::Text(text.to_owned())),
            Self::Url => is_url(text).then(|| Value::Text(text.to_owned())),
        }
    }

    /// What was found, for a fault: nothing of a secret, nor of text that may carry a password.
    pub(crate) fn found(self, raw: &Raw) -> String {
        if self.is_secret() {
            return "a value that is not shown".to_owned();
        }
        match raw {
            Raw::Text(text) | Raw::Typed(toml::Value::String(text)) if text.contains('@') => {
                "text with `@`, which is not shown".to_owned()
            }
            Raw::Text(text) => format!("`{}`", printable(text)),
            Raw::Typed(toml::Value::String(text)) => format!("the text `{}`", printable(text)),
            Raw::Typed(toml::Value::Integer(number)) => format!("the number `{number}`"),
            Raw::Typed(toml::Value::Float(number)) => format!("the number `{number}`"),
            Raw::Typed(toml::Value::Boolean(flag)) => format!("`{flag}`"),
            Raw::Typed(toml::Value::Datetime(_)) => "a date".to_owned(),
            Raw::Typed(toml::Value::Array(_)) => "a list".to_owned(),
            Raw::Typed(toml::Value::Table(_)) => "a table".to_owned(),
        }
    }
}

fn printable(text: &str) -> String {
    let short: String =
        text.chars().take(80).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn is_word(text: &str) -> bool {
    text.len() <= 63 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

/// Whether the text is an origin as a browser writes it: lower case, no path, query, user or trailing slash.
fn is_origin(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let named = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
    let numbered = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .is_some_and(|host| host.parse::<Ipv6Addr>().is_ok());
    (named || numbered) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// Whether the text is an address that may be asked: `https`, or `http` on this very machine; no user, no query.
fn is_url(text: &str) -> bool {
    let plain =
        text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\' | '"' | '<' | '>'));
    let authority_of = |rest: &str| rest.split('/').next().unwrap_or_default().to_owned();
    let secure = text.strip_prefix("https://").is_some_and(|rest| !authority_of(rest).is_empty());
    let here = text.strip_prefix("http://").is_some_and(|rest| is_this_machine(&authority_of(rest)));
    plain && (secure || here)
}

/// Whether an authority, a host with or without a port, names this machine: `localhost`, `127.0.0.1:8080`, `[::1]`.
pub(crate) fn is_this_machine(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        // The last colon of a bare `[::1]` is a part of the address.
        Some((host, port)) if !port.ends_with(']') => {
            if !port.parse::<u16>().is_ok_and(|port| port > 0) {
                return false;
            }
            host
        }
        _ => authority,
    };
    let numbered = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match numbered {
        Some(numbered) => numbered.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
    }
}
