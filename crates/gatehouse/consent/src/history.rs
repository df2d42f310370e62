use database::Tx;
use journal::Line;

use crate::{Action, Consent, Error, Permit};

/// The lines of the permit's space, newest first, before a number. They still name everything that was done: the
/// caller filters them like documents before it shows them.
///
/// # Errors
/// The journal's.
pub fn lines<A: Action>(
    consent: &Consent,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    Ok(journal::lines_without_permit(tx, &consent.vault, permit.space().uuid(), before, limit)?)
}
