use std::fmt;

use thiserror::Error;

use crate::Private;

/// Which kind of national health identity (INS) a number is: the OID that goes with it.
///
/// Source: ANS, implementation guide PDSm for DMP, transaction TD0.2 (production), published examples (test).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InsOid {
    /// 1.2.250.1.213.1.4.8: INS made of the NIR, production.
    Nir,
    /// 1.2.250.1.213.1.4.9: INS made of a waiting number (NIA), production.
    Nia,
    /// 1.2.250.1.213.1.4.10: test numbers; their key is not always right.
    NirTest,
    /// 1.2.250.1.213.1.4.11: demonstration numbers; their key is not always right.
    NirDemo,
}

impl InsOid {
    /// The dotted form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nir => "1.2.250.1.213.1.4.8",
            Self::Nia => "1.2.250.1.213.1.4.9",
            Self::NirTest => "1.2.250.1.213.1.4.10",
            Self::NirDemo => "1.2.250.1.213.1.4.11",
        }
    }

    /// The kind named by a dotted OID; `None` for an OID that this program does not know.
    pub fn parse(oid: &str) -> Option<Self> {
        [Self::Nir, Self::Nia, Self::NirTest, Self::NirDemo].into_iter().find(|known| known.as_str() == oid)
    }

    /// Whether a wrong key refuses the number (production) or only warns (test and demonstration).
    pub fn is_strict(self) -> bool {
        matches!(self, Self::Nir | Self::Nia)
    }
}

/// A national health identity (INS): 13 characters and a 2-digit key, with the OID that says its kind.
///
/// Never shown by `Debug`; reach the digits by [`Ins::reveal`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ins {
    matricule: Private<String>,
    oid: InsOid,
}

/// Why a text is no INS. The number itself is never repeated.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InsFault {
    /// Not the right shape.
    #[error("an INS has 13 characters and a 2-digit key, 15 in all (digits; the department may be 2A or 2B)")]
    Shape,
    /// The key does not fit, for a production number.
    #[error("the key of this INS (its last two digits) does not fit the other 13")]
    Key,
}

/// What is odd about an INS that is taken all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsWarning {
    /// The key of a test or demonstration number does not fit.
    Key,
}

impl Ins {
    /// Reads an INS; spaces between groups are allowed.
    ///
    /// The key is 97 − (number mod 97), with department 2A counted as 19 and 2B as 18. It is required to fit for
    /// production OIDs and gives a warning for test ones.
    ///
    /// # Errors
    /// [`InsFault`], which never repeats the number.
    pub fn parse(text: &str, oid: InsOid) -> Result<(Self, Option<InsWarning>), InsFault> {
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}')).collect();
        if !plain.is_ascii() || plain.len() != 15 {
            return Err(InsFault::Shape);
        }
        let plain = plain.to_ascii_uppercase();
        let (body, key) = plain.split_at(13);
        let (before, rest) = body.split_at(5);
        let (department, after) = rest.split_at(2);
        let department = match department {
            "2A" => "19",
            "2B" => "18",
            other => other,
        };
        let digits = format!("{before}{department}{after}");
        let fits_shape = digits.bytes().chain(key.bytes()).all(|b| b.is_ascii_digit());
        let (true, Ok(number), Ok(key)) = (fits_shape, digits.parse::<u64>(), key.parse::<u64>()) else {
            return Err(InsFault::Shape);
        };
        let fits = key == 97 - number % 97;
        if !fits && oid.is_strict() {
            return Err(InsFault::Key);
        }
        let warning = (!fits).then_some(InsWarning::Key);
        Ok((Self { matricule: Private::new(plain), oid }, warning))
    }

    /// The 15 characters, for a blind index, for sealing, or for somebody who may see them.
    pub fn reveal(&self) -> &str {
        self.matricule.reveal()
    }

    /// The kind of number.
    pub fn oid(&self) -> InsOid {
        self.oid
    }
}

impl fmt::Debug for Ins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ins").field("oid", &self.oid).finish_non_exhaustive()
    }
}
