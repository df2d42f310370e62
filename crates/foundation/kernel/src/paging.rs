use thiserror::Error;

/// How many items a page may have: 1 to 100, 20 when the caller does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

/// A page size outside 1 to 100.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`limit` is `{0}`; it must be from 1 to 100")]
pub struct LimitFault(pub i64);

impl Limit {
    /// The largest page.
    pub const MAX: u16 = 100;

    /// Checks a page size given by a caller; `None` gives 20.
    ///
    /// # Errors
    /// [`LimitFault`] outside 1 to 100.
    pub fn new(asked: Option<i64>) -> Result<Self, LimitFault> {
        let Some(asked) = asked else { return Ok(Self::default()) };
        match u16::try_from(asked) {
            Ok(size) if (1..=Self::MAX).contains(&size) => Ok(Self(size)),
            _ => Err(LimitFault(asked)),
        }
    }

    /// The number of items of the page.
    pub fn size(self) -> usize {
        usize::from(self.0)
    }

    /// One more than the page, so that a store can tell whether another page follows.
    pub fn and_one(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}
