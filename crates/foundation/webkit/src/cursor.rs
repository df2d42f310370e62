//! Sealed cursors: what a list gives out as `next` and takes back as `after`.
//!
//! A position says where a page ended (a date, an id). Sealed, it cannot be read, altered, or used by another viewer
//! or on another route: a total or a hidden item cannot be guessed from it.

use kernel::ErrorKind;
use vault::{CursorFault, Vault};

use crate::{Fault, Problem};

/// Seals a position for one viewer on one route pattern.
///
/// # Errors
/// 500 or 503 when the vault cannot use its keys.
pub fn seal(vault: &Vault, viewer: &[u8], route: &str, position: &[u8]) -> Result<String, Problem> {
    vault
        .cursor_seal(&bound_to(viewer, route), position)
        .map_err(|error| Problem::from_error(error.kind(), &error))
}

/// Opens what [`seal`] gave to the same viewer on the same route.
///
/// # Errors
/// 400 for anything else, or for one whose key has been retired; 500 or 503 when the vault cannot use its keys.
pub fn open(vault: &Vault, viewer: &[u8], route: &str, sealed: &str) -> Result<Vec<u8>, Problem> {
    match vault.cursor_open(&bound_to(viewer, route), sealed) {
        Ok(position) => Ok(position.to_vec()),
        Err(CursorFault::NotYours) => {
            let fault =
                Fault::new("query:after", "the `next` of the page before, as it was given; or nothing");
            Err(Problem::fault(ErrorKind::Invalid, fault))
        }
        Err(fault @ CursorFault::Vault(_)) => Err(Problem::from_error(fault.kind(), &fault)),
    }
}

/// The length first, so that no viewer and route together read like another pair.
fn bound_to(viewer: &[u8], route: &str) -> Vec<u8> {
    let length = u64::try_from(viewer.len()).unwrap_or(u64::MAX).to_be_bytes();
    [&length, viewer, route.as_bytes()].concat()
}
