use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest link.
const LONGEST: usize = 1_000;

/// An address of this very site for a mail. It may end with a secret that works once, so it is never shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Private<String>", into = "Private<String>")]
pub struct Link(Private<String>);

/// Why no link can be made. It shows nothing of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a link is the site's origin, a path of letters, digits and `-._~/`, and a secret of letters, digits, `-` and `_`"
)]
pub struct LinkFault;

impl Link {
    /// To a page of this site.
    ///
    /// # Errors
    /// [`LinkFault`] for a path that would lead elsewhere.
    pub fn to(origin: &str, path: &str) -> Result<Self, LinkFault> {
        if !is_path(path) {
            return Err(LinkFault);
        }
        Self::try_from(Private::new(format!("{origin}{path}")))
    }

    /// To a page of this site whose last segment is a secret that works once: logs and metrics know the pattern of an
    /// address alone.
    ///
    /// # Errors
    /// As [`Link::to`], and for a secret that would have to be escaped.
    pub fn with_secret(origin: &str, path: &str, secret: &SecretString) -> Result<Self, LinkFault> {
        let secret = secret.expose_secret();
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if secret.is_empty() || !secret.bytes().all(plain) {
            return Err(LinkFault);
        }
        Self::to(origin, &format!("{}/{secret}", path.trim_end_matches('/')))
    }

    /// The address, to be written into the mail.
    pub(crate) fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

fn is_path(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.starts_with('/') && !path.contains("//") && path.bytes().all(plain)
}

impl TryFrom<Private<String>> for Link {
    type Error = LinkFault;

    fn try_from(text: Private<String>) -> Result<Self, LinkFault> {
        let rest = ["https://", "http://"].iter().find_map(|scheme| text.reveal().strip_prefix(scheme));
        let parts = rest.and_then(|rest| rest.find('/').map(|at| rest.split_at(at)));
        let host = |b: u8| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b);
        let fits = parts.is_some_and(|(authority, path)| {
            !authority.is_empty() && authority.bytes().all(host) && is_path(path)
        });
        if fits && text.reveal().len() <= LONGEST { Ok(Self(text)) } else { Err(LinkFault) }
    }
}

impl From<Link> for Private<String> {
    fn from(link: Link) -> Self {
        link.0
    }
}
