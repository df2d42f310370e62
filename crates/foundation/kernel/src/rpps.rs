use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::luhn;

/// A professional's number in the French national directory (RPPS): 11 digits, the last one a Luhn key.
///
/// Public by law (it is printed on prescriptions), so it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rpps(String);

/// Why a text is no RPPS number.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RppsFault {
    /// Not 11 digits.
    #[error("an RPPS number has 11 digits, `{0}` has not")]
    Shape(String),
    /// The key does not fit.
    #[error("the last digit of RPPS number `{0}` does not fit the others (Luhn key)")]
    Key(String),
}

impl FromStr for Rpps {
    type Err = RppsFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        match digits {
            Some(digits) if digits.len() == 11 => {
                if luhn::holds(&digits) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(RppsFault::Key(text.to_owned()))
                }
            }
            _ => Err(RppsFault::Shape(text.chars().take(24).collect())),
        }
    }
}

impl Rpps {
    /// A number that is nobody's, for whoever might come.
    pub fn of_nobody() -> Self {
        Self("0".repeat(11))
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The national identifier: `8` before the RPPS number (system 1.2.250.1.71.4.2.1).
    pub fn national_id(&self) -> NationalId {
        NationalId(format!("8{}", self.0))
    }
}

impl fmt::Display for Rpps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Rpps {
    type Error = RppsFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Rpps> for String {
    fn from(rpps: Rpps) -> Self {
        rpps.0
    }
}

/// A professional's national identifier (PS_IdNat, system 1.2.250.1.71.4.2.1): one digit for the kind, then the
/// number. `8` is RPPS, `0` ADELI, `3` to `6` identifiers given by a structure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NationalId(String);

/// Why a text is no national identifier.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NationalIdFault {
    /// Empty, too long, or with a first character that names no kind.
    #[error(
        "a national identifier of a professional begins with 0, 1, 3, 4, 5, 6 or 8 and has 2 to 64 characters"
    )]
    Shape,
    /// The RPPS number in it is wrong.
    #[error(transparent)]
    Rpps(#[from] RppsFault),
}

impl NationalId {
    /// The whole identifier, its first digit included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The RPPS number in it, if it is one.
    pub fn rpps(&self) -> Option<Rpps> {
        self.0.strip_prefix('8').and_then(|rest| rest.parse().ok())
    }
}

impl FromStr for NationalId {
    type Err = NationalIdFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.'));
        if !plain || !(2..=64).contains(&text.len()) || !text.starts_with(['0', '1', '3', '4', '5', '6', '8'])
        {
            return Err(NationalIdFault::Shape);
        }
        if let Some(rest) = text.strip_prefix('8') {
            rest.parse::<Rpps>()?;
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for NationalId {
    type Error = NationalIdFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NationalId> for String {
    fn from(id: NationalId) -> Self {
        id.0
    }
}
