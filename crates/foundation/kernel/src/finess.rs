use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::luhn;

/// A structure's number in the national file of establishments (FINESS): nine characters, the last a Luhn key.
/// Corsican numbers begin with `2A` or `2B`, and their key is not checked (no published rule was found). Public.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Finess(String);

/// Why a text is no FINESS number.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FinessFault {
    /// Not nine characters of the right kind.
    #[error("a FINESS number has 9 digits (the second may be `A` or `B` in Corsica), `{0}` has not")]
    Shape(String),
    /// The key does not fit.
    #[error("the last digit of FINESS number `{0}` does not fit the others (Luhn key)")]
    Key(String),
}

impl FromStr for Finess {
    type Err = FinessFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Option<Vec<u32>> = text
            .chars()
            .enumerate()
            .map(|(place, c)| match (place, c) {
                (1, 'A' | 'B') if text.starts_with('2') => Some(0),
                _ => c.to_digit(10),
            })
            .collect();
        match digits {
            Some(digits) if digits.len() == 9 => {
                if text.contains(['A', 'B']) || luhn::holds(&digits) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(FinessFault::Key(text.to_owned()))
                }
            }
            _ => Err(FinessFault::Shape(text.chars().take(24).collect())),
        }
    }
}

impl Finess {
    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Finess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Finess {
    type Error = FinessFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Finess> for String {
    fn from(finess: Finess) -> Self {
        finess.0
    }
}
