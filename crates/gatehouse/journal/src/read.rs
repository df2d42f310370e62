use database::Tx;
use diesel::prelude::*;
use kernel::SpaceId;
use uuid::Uuid;
use vault::Vault;

use crate::{Entry, Error, schema::line};

/// A line as it stands in its chain.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number in the chain, from 1.
    pub seq: i64,
    /// What it says.
    pub entry: Entry,
}

/// The lines of a chain, newest first, before the given number.
///
/// The name says it: nothing is decided here. `consent` calls this under a permit and `flows` filters what comes
/// back; the operator's tools call it for the system's own chains.
///
/// # Errors
/// The database's, the vault's, or [`Error::Line`] for a line that cannot be read.
pub fn lines_without_permit(
    tx: &mut Tx<'_>,
    vault: &Vault,
    chain: Uuid,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    tx.enter(&[chain])?;
    let rows: Vec<(i64, Vec<u8>)> = line::table
        .filter(line::space_id.eq(chain))
        .filter(line::seq.lt(before.unwrap_or(i64::MAX)))
        .order(line::seq.desc())
        .limit(limit)
        .select((line::seq, line::sealed))
        .load(tx.conn())?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys = vault.space(SpaceId::from(chain))?;
    rows.into_iter()
        .map(|(seq, sealed)| {
            let plain = keys.open("journal.entry", &[], &sealed)?;
            let entry =
                serde_json::from_slice(&plain).map_err(|_| Error::Line("it says nothing readable"))?;
            Ok(Line { seq, entry })
        })
        .collect()
}
