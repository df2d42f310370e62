use std::str::FromStr;

use kernel::Private;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest address that SMTP carries (RFC 5321, 4.5.3.1.3, without its brackets).
const LONGEST: usize = 254;

/// An e-mail address that can stand in a header and in an SMTP command: ASCII, without a space or a line's end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Private<String>", into = "Private<String>")]
pub struct Address(Private<String>);

/// Why a text is no address that mail is sent to. It shows nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an e-mail address such as `name@example.org`, in ASCII, of 254 characters at most")]
pub struct AddressFault;

impl Address {
    /// The address, to send to it or to compare it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What stands behind the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.reveal().rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for Address {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let plain = text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_graphic());
        // A quoted local part may hold anything, and an address literal names a machine: neither is a person's.
        let unquoted = !text.contains(['"', '[', ']', '<', '>', '(', ')', ',', ';', ':', '\\']);
        if !(plain && unquoted) || text.parse::<lettre::Address>().is_err() {
            return Err(AddressFault);
        }
        Ok(Self(Private::new(text.to_owned())))
    }
}

impl TryFrom<Private<String>> for Address {
    type Error = AddressFault;

    fn try_from(text: Private<String>) -> Result<Self, AddressFault> {
        text.reveal().parse()
    }
}

impl From<Address> for Private<String> {
    fn from(address: Address) -> Self {
        address.0
    }
}
