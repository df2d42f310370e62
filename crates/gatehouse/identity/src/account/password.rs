use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Characters of a password, after normalisation.
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=128;
/// Most bytes that are looked at, whatever they say: no character of a password takes more than sixteen as it is typed.
const MOST_BYTES: usize = 16 * 128;

/// A password of a possible length, in normal form C: the same one however a keyboard composes its accents.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

/// Why a password is not taken. No variant shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum PasswordFault {
    /// Fewer than twelve characters.
    #[error("the password has fewer than 12 characters")]
    TooShort,
    /// More than 128 characters.
    #[error("the password has more than 128 characters")]
    TooLong,
    /// Guessed too soon.
    #[error("the password is too easy to guess")]
    Weak,
    /// It stands in a list of passwords that became known.
    #[error("the password stands in a list of passwords that became known")]
    Breached,
}

impl Password {
    /// Reads what somebody typed. It is bounded before anything is done with it.
    ///
    /// # Errors
    /// [`PasswordFault::TooShort`] and [`PasswordFault::TooLong`].
    pub fn read(typed: &SecretString) -> Result<Self, PasswordFault> {
        let typed = typed.expose_secret();
        if typed.len() > MOST_BYTES {
            return Err(PasswordFault::TooLong);
        }
        let normal: Zeroizing<String> = Zeroizing::new(typed.nfc().collect());
        let characters = normal.chars().count();
        if characters < *LENGTHS.start() {
            return Err(PasswordFault::TooShort);
        }
        if characters > *LENGTHS.end() {
            return Err(PasswordFault::TooLong);
        }
        Ok(Self(SecretString::from(normal.as_str())))
    }

    pub(crate) fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it would be guessed too soon (zxcvbn below 3 of 4), by somebody who knows the address too.
    pub(crate) fn is_weak(&self, address: &str) -> bool {
        let local = address.split('@').next().unwrap_or_default();
        zxcvbn::zxcvbn(self.reveal(), &[address, local, "carnet"]).score() < zxcvbn::Score::Three
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn read(text: &str) -> Result<Password, PasswordFault> {
        Password::read(&SecretString::from(text))
    }

    #[test]
    fn a_password_is_the_same_however_its_accents_are_composed() {
        let (composed, decomposed) =
            ("été à Nîmes, mçnü", "e\u{301}te\u{301} a\u{300} Ni\u{302}mes, mc\u{327}nu\u{308}");
        assert_eq!(read(composed).unwrap().reveal(), read(decomposed).unwrap().reveal());
        assert_eq!(read("\u{1f9e1}".repeat(12).as_str()).unwrap().reveal().chars().count(), 12);
    }

    #[test]
    fn lengths_count_characters_and_are_bounded_before_anything_is_done() {
        assert_eq!(read(&"x".repeat(11)).unwrap_err(), PasswordFault::TooShort);
        assert!(read(&"x".repeat(12)).is_ok());
        assert!(read(&"é".repeat(128)).is_ok());
        assert_eq!(read(&"é".repeat(129)).unwrap_err(), PasswordFault::TooLong);
        assert_eq!(read(&"e\u{301}".repeat(1_000_000)).unwrap_err(), PasswordFault::TooLong);
    }

    #[test]
    fn what_is_guessed_soon_is_weak_and_so_is_the_address() {
        for weak in ["password1234", "motdepasse123", "azertyuiop12", "aaaaaaaaaaaaaaaa", "camille.lepine"] {
            assert!(read(weak).unwrap().is_weak("camille.lepine@example.org"), "{weak}");
        }
        for strong in ["correct cheval agrafe pile", "7h-Brume&Orage/Sel", "мой дядя самых честных правил"]
        {
            assert!(!read(strong).unwrap().is_weak("camille.lepine@example.org"), "{strong}");
        }
    }
}
