//! The strict traits of the national identity, how they are made comparable, and what agreeing means.

mod agreement;
mod birth_date;
mod fold;

use std::fmt;

use kernel::{Ins, Private};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use agreement::{Agreement, InsAgreement, TraitName, agreement};
pub(crate) use agreement::{are_two_people, given_names_share_none, traits_differ};
pub use birth_date::BirthDate;
pub use fold::normalise;
pub(crate) use fold::normalise_all;

/// The five strict traits: birth name, given names of birth, date, sex and place of birth.
///
/// Source: national identity-vigilance framework (RNIV) and INS; the place is the official geographic code (COG).
#[derive(Clone, PartialEq, Eq)]
pub struct StrictTraits {
    /// Family name of birth.
    pub birth_name: Private<String>,
    /// Given names of birth, all of them, in order; one text may hold several.
    pub first_names: Vec<Private<String>>,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// Administrative sex.
    pub sex: Sex,
    /// Official geographic code of the place of birth, where it is known: commune, or country for those born abroad.
    pub birthplace: Option<Private<String>>,
}

impl fmt::Debug for StrictTraits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StrictTraits").finish_non_exhaustive()
    }
}

/// An identity as somebody gives it with a request or a document: whatever of it is there.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct GivenIdentity {
    /// The numbers given; two different ones contradict each other.
    pub ins: Vec<Ins>,
    /// Family name of birth; a family name of which nobody says that it is the one of birth does not belong here.
    pub birth_name: Option<Private<String>>,
    /// Given names of birth, the first one first; one text may hold several.
    pub first_names: Vec<Private<String>>,
    /// Date of birth.
    pub birth_date: Option<BirthDate>,
    /// Administrative sex.
    pub sex: Option<Sex>,
    /// Official geographic code of the place of birth.
    pub birthplace: Option<Private<String>>,
}

impl fmt::Debug for GivenIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenIdentity").finish_non_exhaustive()
    }
}

/// Administrative sex (value set JDV_J143: `F`, `M`, `UN`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// `F`
    #[serde(rename = "F")]
    Female,
    /// `M`
    #[serde(rename = "M")]
    Male,
    /// `UN`
    #[serde(rename = "UN", alias = "U")]
    Undetermined,
}

impl Sex {
    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Undetermined => "UN",
        }
    }
}

impl fmt::Debug for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// Why a text cannot be a trait. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TraitFault {
    /// Without a letter.
    #[error("a birth name has at least one letter and at most 200 characters")]
    BirthName,
    /// None, or one without a letter.
    #[error("given names of birth are one or more, each with at least one letter and at most 200 characters")]
    FirstNames,
    /// No date.
    #[error(
        "a date of birth is `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the rest is unknown, and not in the future"
    )]
    BirthDate,
    /// No geographic code.
    #[error(
        "a place of birth is an official geographic code of five characters, as `75056`, `2A004` or `99109`"
    )]
    Birthplace,
}

/// Longest name, in characters.
pub(crate) const LONGEST: usize = 200;

impl StrictTraits {
    /// Whether each trait can be one.
    ///
    /// # Errors
    /// [`TraitFault`], for the first that cannot.
    pub fn check(&self) -> Result<(), TraitFault> {
        let name = |text: &Private<String>| {
            text.reveal().chars().count() <= LONGEST && !normalise(text.reveal()).reveal().is_empty()
        };
        if !name(&self.birth_name) {
            return Err(TraitFault::BirthName);
        }
        if self.first_names.is_empty() || !self.first_names.iter().all(name) {
            return Err(TraitFault::FirstNames);
        }
        match &self.birthplace {
            Some(code) if !is_geographic_code(code.reveal()) => Err(TraitFault::Birthplace),
            _ => Ok(()),
        }
    }
}

/// Five characters, digits but for the letter of a Corsican department.
fn is_geographic_code(text: &str) -> bool {
    let fits =
        |(place, c): (usize, char)| c.is_ascii_digit() || (place == 1 && matches!(c, 'A' | 'B' | 'a' | 'b'));
    text.len() == 5 && text.chars().enumerate().all(fits)
}
