use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Head, Tx};
use diesel::RunQueryDsl;
use kernel::{PersonId, SpaceId};
use serde::Deserialize;

use crate::{Provision, SpaceFacts, SpaceState, schema::consent_facts};

/// What one statement tells about a space.
pub(crate) struct Loaded {
    pub(crate) space: SpaceFacts,
    pub(crate) provisions: Vec<Provision>,
    pub(crate) head: Head,
}

#[derive(Deserialize)]
struct Row {
    state: SpaceState,
    holder: PersonId,
    zone: String,
    seq: Option<i64>,
    seal: Option<String>,
    provisions: Vec<Provision>,
}

const TABLE: &str = "consent.space";

/// Loads everything a decision about a space looks at, in one statement; none when there is no such space.
pub(crate) fn load(tx: &mut Tx<'_>, space: SpaceId, now: DateTime<Utc>) -> Result<Option<Loaded>, Error> {
    let text: Option<String> = diesel::select(consent_facts(space.uuid(), now)).get_result(tx.conn())?;
    let Some(text) = text else { return Ok(None) };
    let row: Row = serde_json::from_str(&text)
        .map_err(|_| Error::Row { table: TABLE, what: "facts of an unknown shape" })?;
    let zone: Tz = row.zone.parse().map_err(|_| Error::Row { table: TABLE, what: "an unknown time zone" })?;
    let head = match (row.seq, row.seal) {
        (Some(seq), Some(seal)) => {
            let seal =
                hex::decode(seal).map_err(|_| Error::Row { table: TABLE, what: "a seal that is not hex" })?;
            Head { seq, seal }
        }
        _ => Head::empty(),
    };
    let space = SpaceFacts { id: space, state: row.state, holder: row.holder, zone };
    Ok(Some(Loaded { space, provisions: row.provisions, head }))
}
