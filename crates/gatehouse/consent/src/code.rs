use std::fmt;

use kernel::Rng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Digits and letters that are not taken for each other, read or heard: those of Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them: 40 bits.
const LENGTH: usize = 8;

/// A one-time code that a holder says or hands to somebody: `K7PM-2XQ9`.
#[derive(Clone)]
pub struct Code(SecretString);

impl Code {
    pub(crate) fn fresh(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        rng.fill(bytes.as_mut_slice());
        let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()));
        let text: Zeroizing<String> = Zeroizing::new(letters.map(|letter| char::from(*letter)).collect());
        Self(SecretString::from(text.as_str()))
    }

    /// What somebody typed: small letters, spaces, hyphens and letters that look like another are forgiven. None for what no
    /// code can be.
    pub fn typed(text: &str) -> Option<Self> {
        let between =
            |letter: &char| !letter.is_whitespace() && !matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '.');
        let meant = |letter: char| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        };
        let kept: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(between).take(LENGTH + 1).map(meant).collect());
        let fits = kept.len() == LENGTH && kept.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then(|| Self(SecretString::from(kept.as_str())))
    }

    /// In two groups, as it is shown once: `K7PM-2XQ9`.
    pub fn in_groups(&self) -> SecretString {
        let (first, second) = self.0.expose_secret().split_at_checked(LENGTH / 2).unwrap_or_default();
        format!("{first}-{second}").into()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use kernel::SystemRng;

    use super::*;

    #[test]
    fn a_code_is_typed_as_it_was_said() {
        let rng = SystemRng::default();
        for _ in 0..100 {
            let code = Code::fresh(&rng);
            let shown = code.in_groups();
            let shown = shown.expose_secret();
            assert_eq!(shown.len(), LENGTH + 1, "{shown}");
            let alike = shown.replace('0', "o").replace('1', "l").replace('V', "u");
            for said in [
                shown.to_owned(),
                shown.to_lowercase(),
                shown.replace('-', " "),
                shown.replace('-', ""),
                format!("  {shown}\n"),
                alike,
            ] {
                assert_eq!(Code::typed(&said).unwrap().bytes(), code.bytes(), "{said}");
            }
        }
        for wrong in ["", "K7PM-2XQ", "K7PM-2XQ99", "K7PM-2XQÉ", "K7PM-2XQ💉", "K7PM+2XQ9"] {
            assert!(Code::typed(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn every_letter_is_as_likely_as_any_and_forty_bits_are_drawn() {
        assert_eq!(256 % ALPHABET.len(), 0);
        assert!(ALPHABET.len().pow(u32::try_from(LENGTH).unwrap()) >= 1 << 40);
    }

    #[test]
    fn a_code_is_not_written_by_mistake() {
        let code = Code::fresh(&SystemRng::default());
        let written = format!("{code:?}");
        assert!(!written.contains(&code.in_groups().expose_secret()[..4]), "{written}");
    }
}
