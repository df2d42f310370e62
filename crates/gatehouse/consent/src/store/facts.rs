use std::collections::{BTreeSet, HashMap, hash_map};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Head, Tx};
use diesel::RunQueryDsl;
use kernel::{PersonId, ProvisionId, SpaceId};
use serde_json::Value;
use uuid::Uuid;
use vault::Vault;

use super::seal::{self, State};
use crate::{Provision, SpaceFacts, SpaceState, schema::consent_facts};

/// What one statement tells about a space.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) space: SpaceFacts,
    pub(crate) provisions: Vec<Provision>,
    /// Of those who handed on a right of their own, those who may practise.
    pub(crate) practising: BTreeSet<PersonId>,
    /// Of those who opened the record in an emergency, those whose right to it is suspended.
    pub(crate) suspended: BTreeSet<PersonId>,
    pub(crate) seen: Seen,
    /// The instant at which it holds: never before something was last said in the space.
    pub(crate) at: DateTime<Utc>,
}

/// Where a space stood as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The end of its chain.
    pub(crate) head: Head,
    /// The digest of what is said in it.
    pub(crate) digest: Vec<u8>,
}

/// What was read ahead about a space for one errand.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    pub(crate) space: SpaceId,
    /// The instant at which it was read.
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
    Vec<u8>,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<i64>,
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<String>,
    Option<Uuid>,
    Option<Uuid>,
    Option<Vec<u8>>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<Uuid>,
    Option<DateTime<Utc>>,
    Option<bool>,
    Option<bool>,
    DateTime<Utc>,
);

const TABLE: &str = "consent.facts";

/// What a decision about a space looks at: what was read ahead for it, or else what one statement tells now.
pub(crate) fn load(
    tx: &mut Tx<'_>,
    vault: &Vault,
    space: SpaceId,
    now: DateTime<Utc>,
) -> Result<Ahead, crate::Error> {
    if let Some(ahead) = tx.take_laid(|ahead: &Ahead| ahead.space == space) {
        return Ok(ahead);
    }
    let loaded = load_many(tx, vault, &[space], now)?.remove(&space);
    Ok(Ahead { space, at: now, loaded })
}

/// Loads everything that decisions about these spaces look at, in one statement. A space that does not exist is not in
/// the answer.
///
/// # Errors
/// [`Error::Row`] for what was changed outside the program, in whichever of the spaces.
pub(crate) fn load_many(
    tx: &mut Tx<'_>,
    vault: &Vault,
    spaces: &[SpaceId],
    now: DateTime<Utc>,
) -> Result<HashMap<SpaceId, Loaded>, crate::Error> {
    load_each(tx, vault, spaces, now)?.into_iter().map(|(id, loaded)| Ok((id, loaded?))).collect()
}

/// As [`load_many`], where what was changed outside the program spoils its own space alone.
pub(crate) fn load_each(
    tx: &mut Tx<'_>,
    vault: &Vault,
    spaces: &[SpaceId],
    now: DateTime<Utc>,
) -> Result<HashMap<SpaceId, Result<Loaded, crate::Error>>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let rows: Vec<Row> = diesel::select(consent_facts(ids, now)).get_results(tx.conn())?;
    let mut all: HashMap<SpaceId, Result<Loaded, crate::Error>> = HashMap::with_capacity(spaces.len());
    for row in rows {
        let id = SpaceId::from(row.0);
        let known = match all.entry(id) {
            hash_map::Entry::Occupied(entry) => entry.into_mut(),
            hash_map::Entry::Vacant(entry) => entry.insert(space(vault, &row)),
        };
        if let Ok(loaded) = known
            && let Err(error) = add(vault, loaded, row)
        {
            *known = Err(error);
        }
    }
    Ok(all)
}

/// Adds the provision of a row to its space.
fn add(vault: &Vault, loaded: &mut Loaded, row: Row) -> Result<(), crate::Error> {
    let Some(Closed { mut provision, sealed, practises, suspended }) = provision(row)? else {
        return Ok(());
    };
    seal::open(vault.space(loaded.space.id)?.as_ref(), &mut provision, sealed.as_deref())?;
    if practises {
        loaded.practising.insert(provision.given_by);
    }
    if suspended {
        loaded.suspended.extend(provision.person);
    }
    loaded.provisions.push(provision);
    Ok(())
}

/// The space of a row.
fn space(vault: &Vault, row: &Row) -> Result<Loaded, crate::Error> {
    let (id, state, holder, zone, rest, said, digest, seq, seal, ..) = row;
    let (.., at) = row;
    let keys = vault.space(SpaceId::from(*id))?;
    State { state, holder: *holder, zone, rest, said }.check(&keys, digest.as_deref())?;
    Ok(Loaded {
        space: SpaceFacts {
            id: SpaceId::from(*id),
            state: SpaceState::parse(state).ok_or(fault("an unknown state of a space"))?,
            holder: PersonId::from(*holder),
            zone: zone.parse::<Tz>().map_err(|_| fault("an unknown time zone"))?,
        },
        provisions: Vec::new(),
        practising: BTreeSet::new(),
        suspended: BTreeSet::new(),
        seen: Seen {
            head: match (seq, seal) {
                (Some(seq), Some(seal)) => Head { seq: *seq, seal: seal.clone() },
                _ => Head::empty(),
            },
            digest: digest.clone().unwrap_or_default(),
        },
        at: *at,
    })
}

/// A provision whose terms are still sealed.
struct Closed {
    provision: Provision,
    sealed: Option<Vec<u8>>,
    /// Whether whoever handed it on may practise.
    practises: bool,
    /// Whether the right to emergency access of whom it lets in is suspended.
    suspended: bool,
}

/// The provision of a row, if it has one.
fn provision(row: Row) -> Result<Option<Closed>, Error> {
    let (
        ..,
        id,
        kind,
        person,
        organisation,
        sealed,
        starts_at,
        ends_at,
        given_by,
        given_at,
        practises,
        suspended,
        _,
    ) = row;
    let Some(id) = id else { return Ok(None) };
    let (Some(kind), Some(starts_at), Some(given_by), Some(given_at)) = (kind, starts_at, given_by, given_at)
    else {
        return Err(fault("a provision without what every provision has"));
    };
    let provision = Provision {
        id: ProvisionId::from(id),
        kind,
        person: person.map(PersonId::from),
        organisation: organisation.map(kernel::OrganisationId::from),
        terms: Value::Null,
        starts_at,
        ends_at,
        given_by: PersonId::from(given_by),
        given_at,
    };
    let (practises, suspended) = (practises == Some(true), suspended == Some(true));
    Ok(Some(Closed { provision, sealed, practises, suspended }))
}

fn fault(what: &'static str) -> Error {
    Error::Row { table: TABLE, what }
}
