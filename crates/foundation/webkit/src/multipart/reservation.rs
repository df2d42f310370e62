use uuid::Uuid;

use super::budget::{Place, UploadBudget};
use crate::Problem;

/// A place in the [`UploadBudget`] for content that is held in memory without being uploaded; free again when it is
/// dropped.
pub struct Reservation {
    _place: Place,
}

impl UploadBudget {
    /// A place for so many bytes that are held for this caller.
    ///
    /// # Errors
    /// 503 when there is no place.
    pub fn hold(&self, by: Uuid, bytes: usize) -> Result<Reservation, Problem> {
        Ok(Reservation { _place: self.reserve(by, bytes)? })
    }
}
