//! What names documents by hand.

use std::collections::HashSet;

use consent::{Action, Permit, Provision};
use database::Tx;
use documents::Error;
use kernel::ProvisionId;
use uuid::Uuid;

use crate::House;

/// Which of these provisions name a document that is hidden from whoever represents the holder, where one of them asks: that it was
/// said is the minor's own, and none where somebody else asks. Two statements for representatives, and none for others.
///
/// # Errors
/// The database's.
pub(crate) fn naming_hidden<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    provisions: impl IntoIterator<Item = ProvisionId>,
) -> Result<HashSet<Uuid>, Error> {
    if permit.sees_secrets() {
        return Ok(HashSet::new());
    }
    let ids: Vec<ProvisionId> = provisions.into_iter().collect();
    let said = if ids.is_empty() { Vec::new() } else { house.consent.provisions_named(tx, permit, &ids)? };
    let named: HashSet<Uuid> = said.iter().flat_map(Provision::documents_named).collect();
    let named: Vec<Uuid> = named.into_iter().collect();
    let visible = house.documents.visible(tx, permit, &named)?;
    let is_hidden = |series: &Uuid| visible.known.contains(series) && !visible.shown.contains(series);
    let names_one = said.iter().filter(|one| one.documents_named().iter().any(is_hidden));
    Ok(names_one.map(|one| one.id.uuid()).collect())
}
