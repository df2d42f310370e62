//! What a field may be.

use kernel::{Finess, Rpps};

use super::{Reason, Reject, columns::Fields};
use crate::normalise;

/// Longest name or code that is kept, in characters.
const LONGEST: usize = 200;
/// Longest code.
const LONGEST_CODE: usize = 8;

/// The fields of one row with the number of its line.
pub(super) struct Reader<'a> {
    pub(super) line: u64,
    pub(super) fields: Fields<'a>,
}

impl Reader<'_> {
    /// That the `nth` column is wrong.
    pub(super) fn fault(&self, nth: usize, reason: Reason) -> Reject {
        Reject { line: self.line, column: self.fields.name(nth), reason }
    }

    /// A text, where there is one.
    pub(super) fn text(&self, nth: usize) -> Result<Option<String>, Reject> {
        let text = self.fields.get(nth);
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().any(char::is_control) {
            return Err(self.fault(nth, Reason::Control));
        }
        if text.chars().count() > LONGEST {
            return Err(self.fault(nth, Reason::TooLong));
        }
        Ok(Some(text.to_owned()))
    }

    /// A name: a text with a letter in it.
    pub(super) fn name(&self, nth: usize) -> Result<String, Reject> {
        let text = self.text(nth)?.ok_or_else(|| self.fault(nth, Reason::Empty))?;
        if normalise(&text).reveal().chars().any(char::is_alphabetic) {
            return Ok(text);
        }
        Err(self.fault(nth, Reason::Name))
    }

    /// A code, where there is one: a few letters and digits.
    pub(super) fn code(&self, nth: usize) -> Result<Option<String>, Reject> {
        let text = self.fields.get(nth);
        if text.is_empty() {
            return Ok(None);
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if text.len() <= LONGEST_CODE && text.bytes().all(plain) {
            return Ok(Some(text.to_owned()));
        }
        Err(self.fault(nth, Reason::Code))
    }

    /// An RPPS number.
    pub(super) fn rpps(&self, nth: usize) -> Result<Rpps, Reject> {
        self.fields.get(nth).parse().map_err(|_| self.fault(nth, Reason::Rpps))
    }

    /// A FINESS number, where there is one.
    pub(super) fn finess(&self, nth: usize) -> Result<Option<Finess>, Reject> {
        let text = self.fields.get(nth);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| self.fault(nth, Reason::Finess))
    }

    /// A SIRET number, where there is one.
    pub(super) fn siret(&self, nth: usize) -> Result<Option<String>, Reject> {
        let text = self.fields.get(nth);
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Some(text.to_owned()));
        }
        Err(self.fault(nth, Reason::Siret))
    }

    /// A postcode; what is none is left out, since nothing but a search stands on it.
    pub(super) fn postcode(&self, nth: usize) -> Option<String> {
        postcode_in(self.fields.get(nth))
    }
}

/// Five digits.
pub(super) fn postcode_in(text: &str) -> Option<String> {
    (text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}
