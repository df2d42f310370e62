use chrono::{DateTime, Utc};
use kernel::Rng;
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Bytes of a secret: 160 bits (RFC 4226, 4).
const BYTES: usize = 20;
/// Seconds of a step.
const SECONDS: u64 = 30;

/// Number of a step of thirty seconds since 1970.
pub type Step = i64;

/// The secret that an application makes codes of: six digits by SHA-1 every thirty seconds (RFC 6238), the only form that
/// all of them know.
pub struct CodeSecret(Zeroizing<[u8; BYTES]>);

impl CodeSecret {
    pub(crate) fn fresh(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn totp(&self) -> Totp {
        Builder::new().with_secret(Secret::new_stack(*self.0)).build_noncompliant()
    }

    /// The secret as it is typed into an application that has no camera.
    pub fn in_words(&self) -> SecretString {
        self.totp().secret().to_base32().into()
    }

    /// Reads what [`CodeSecret::in_words`] wrote: what an application makes of it.
    pub fn from_words(words: &SecretString) -> Option<Self> {
        let secret = Secret::try_from_base32(words.expose_secret()).ok()?;
        Self::from_bytes(secret.as_bytes())
    }

    /// What the picture for an application says; the account is named by its service alone.
    pub fn address(&self, origin: &str) -> SecretString {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host).replace(':', "%3A");
        let secret = Zeroizing::new(self.totp().secret().to_base32());
        format!("otpauth://totp/Carnet:{host}?secret={}&issuer=Carnet", *secret).into()
    }

    /// The step that a code is of: this one, the one before or the one after. A code of another step is none, however
    /// far off the clock of the telephone is: to say more would tell a guesser of a code to come.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<Step> {
        let digits: Zeroizing<String> =
            Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).take(8).collect());
        let step = self.totp().check(&digits, u64::try_from(now.timestamp()).ok()?)?;
        Step::try_from(step).ok()
    }

    /// The code of this moment, for tests and for the sandbox.
    pub fn code_at(&self, now: DateTime<Utc>) -> String {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        format!("{}", self.totp().generate(seconds / SECONDS * SECONDS))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, whose eight digits end with the six that applications show.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = CodeSecret::from_bytes(b"12345678901234567890").unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(secret.code_at(at(seconds)), code);
            assert_eq!(secret.step_of(code, at(seconds)), Some(seconds / 30));
        }
        assert_eq!(secret.step_of("287 082", at(59)), Some(1), "as applications show them");
    }

    #[test]
    fn a_code_counts_in_its_step_and_the_two_beside_it() {
        let secret = CodeSecret::from_bytes(&[7; BYTES]).unwrap();
        let code = secret.code_at(at(6_000));
        for seconds in [5_970, 5_999, 6_000, 6_029, 6_059] {
            assert_eq!(secret.step_of(&code, at(seconds)), Some(200), "{seconds}");
        }
        for seconds in [5_880, 5_969, 6_060, 6_120] {
            assert_eq!(secret.step_of(&code, at(seconds)), None, "{seconds}");
        }
        for wrong in ["", "12345", "1234567", "abcdef", "+12345"] {
            assert_eq!(secret.step_of(wrong, at(6_000)), None);
        }
    }
}
