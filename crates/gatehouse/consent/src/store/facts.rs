use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Head, Tx};
use diesel::RunQueryDsl;
use kernel::{PersonId, ProvisionId, SpaceId};
use serde_json::Value;
use uuid::Uuid;

use crate::{Provision, SpaceFacts, SpaceState, schema::consent_facts};

/// What one statement tells about a space.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) space: SpaceFacts,
    pub(crate) provisions: Vec<Provision>,
    pub(crate) head: Head,
}

/// What was read ahead about a space for one errand.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    pub(crate) space: SpaceId,
    /// The instant at which it holds.
    pub(crate) at: DateTime<Utc>,
    /// None when there is no such space.
    pub(crate) loaded: Option<Loaded>,
}

/// One row of `consent.facts`: a space, and one of its provisions or none.
type Row = (
    Uuid,
    String,
    Uuid,
    String,
    Option<i64>,
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<String>,
    Option<Uuid>,
    Option<Uuid>,
    Option<Value>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<Uuid>,
    Option<DateTime<Utc>>,
);

const TABLE: &str = "consent.facts";

/// What a decision about a space looks at: what was read ahead for it, or else what one statement tells now.
pub(crate) fn load(tx: &mut Tx<'_>, space: SpaceId, now: DateTime<Utc>) -> Result<Ahead, Error> {
    if let Some(ahead) = tx.take_laid(|ahead: &Ahead| ahead.space == space) {
        return Ok(ahead);
    }
    let loaded = load_many(tx, &[space], now)?.remove(&space);
    Ok(Ahead { space, at: now, loaded })
}

/// Loads everything that decisions about these spaces look at, in one statement. A space that does not exist is not in
/// the answer.
pub(crate) fn load_many(
    tx: &mut Tx<'_>,
    spaces: &[SpaceId],
    now: DateTime<Utc>,
) -> Result<HashMap<SpaceId, Loaded>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let rows: Vec<Row> = diesel::select(consent_facts(ids, now)).get_results(tx.conn())?;
    let mut all: HashMap<SpaceId, Loaded> = HashMap::with_capacity(spaces.len());
    for row in rows {
        let (space, state, holder, zone, seq, seal, ..) = &row;
        let id = SpaceId::from(*space);
        let loaded = match all.entry(id) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => entry.insert(Loaded {
                space: SpaceFacts {
                    id,
                    state: SpaceState::parse(state).ok_or(fault("an unknown state of a space"))?,
                    holder: PersonId::from(*holder),
                    zone: zone.parse::<Tz>().map_err(|_| fault("an unknown time zone"))?,
                },
                provisions: Vec::new(),
                head: match (seq, seal) {
                    (Some(seq), Some(seal)) => Head { seq: *seq, seal: seal.clone() },
                    _ => Head::empty(),
                },
            }),
        };
        if let Some(provision) = provision(row)? {
            loaded.provisions.push(provision);
        }
    }
    Ok(all)
}

/// The provision of a row, if it has one.
fn provision(row: Row) -> Result<Option<Provision>, Error> {
    let (.., id, kind, person, organisation, terms, starts_at, ends_at, given_by, given_at) = row;
    let Some(id) = id else { return Ok(None) };
    let (Some(kind), Some(terms), Some(starts_at), Some(given_by), Some(given_at)) =
        (kind, terms, starts_at, given_by, given_at)
    else {
        return Err(fault("a provision without what every provision has"));
    };
    Ok(Some(Provision {
        id: ProvisionId::from(id),
        kind,
        person: person.map(PersonId::from),
        organisation: organisation.map(kernel::OrganisationId::from),
        terms,
        starts_at,
        ends_at,
        given_by: PersonId::from(given_by),
        given_at,
    }))
}

fn fault(what: &'static str) -> Error {
    Error::Row { table: TABLE, what }
}
