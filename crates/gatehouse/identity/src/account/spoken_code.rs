use kernel::Rng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Letters and digits that are not taken for each other, read or heard.
const ALPHABET: &[u8; 23] = b"ACDEFHJKMNPRTUVWXY34679";
/// How many of them: 36 bits.
const LENGTH: usize = 8;
/// Bytes from here on would make some letters likelier than others.
const FAIR: u8 = 253;

/// A code that somebody says aloud, for ten minutes and one use.
#[derive(Debug, Clone)]
pub struct SpokenCode(SecretString);

impl SpokenCode {
    pub(crate) fn fresh(rng: &dyn Rng) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        while text.len() < LENGTH {
            let mut bytes = Zeroizing::new([0; LENGTH]);
            rng.fill(bytes.as_mut_slice());
            let fair = bytes.iter().filter(|byte| **byte < FAIR);
            let letters = fair.filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()));
            let wanted = LENGTH - text.len();
            text.extend(letters.take(wanted).map(|letter| char::from(*letter)));
        }
        Self(SecretString::from(text.as_str()))
    }

    /// What somebody typed: small letters, spaces and hyphens are forgiven.
    pub fn typed(text: &str) -> Option<Self> {
        let kept: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|letter| !letter.is_whitespace() && *letter != '-')
                .take(LENGTH + 1)
                .map(|letter| letter.to_ascii_uppercase())
                .collect(),
        );
        let fits = kept.len() == LENGTH && kept.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then(|| Self(SecretString::from(kept.as_str())))
    }

    /// In two groups, as it is shown: `ACDE FHJK`.
    pub fn in_groups(&self) -> SecretString {
        let (first, second) = self.0.expose_secret().split_at_checked(LENGTH / 2).unwrap_or_default();
        format!("{first} {second}").into()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
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
            let code = SpokenCode::fresh(&rng);
            let shown = code.in_groups();
            let shown = shown.expose_secret();
            assert_eq!(shown.len(), LENGTH + 1, "{shown}");
            for said in
                [shown.to_owned(), shown.to_lowercase(), shown.replace(' ', "-"), format!("  {shown} ")]
            {
                assert_eq!(SpokenCode::typed(&said).unwrap().bytes(), code.bytes());
            }
        }
        for wrong in ["", "ACDE FHJ", "ACDE FHJKM", "ACDE FHJ0", "ÉCDE FHJK", "ACDE FHJ💉"] {
            assert!(SpokenCode::typed(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn every_letter_is_as_likely_as_any() {
        assert_eq!(usize::from(FAIR) % ALPHABET.len(), 0);
    }
}
