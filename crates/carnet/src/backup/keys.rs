use database::{DatabaseUrl, is_same_database};

use crate::{
    fault::Fault,
    start::{Decided, parse},
};

/// The database in which the wrapped keys lie alone; none where they lie in the one that everything else is in.
pub(crate) fn own_database(decided: &Decided, whole: &DatabaseUrl) -> Result<Option<DatabaseUrl>, Fault> {
    let Some(url) = &decided.settings.keys.store_url else { return Ok(None) };
    let url = parse("keys.store_url", url)?;
    let same = is_same_database(&url, whole).map_err(Fault::at("`keys.store_url`"))?;
    Ok((!same).then_some(url))
}
