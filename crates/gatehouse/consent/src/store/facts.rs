use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Head, Tx};
use diesel::RunQueryDsl;
use kernel::{OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::Value;
use uuid::Uuid;
use vault::{SpaceKeys, Vault};

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

/// One row of `consent.facts`: a space, and its provisions, a list for each of their columns; no lists where there are none.
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
    DateTime<Utc>,
    Option<Vec<Uuid>>,
    Option<Vec<String>>,
    Option<Vec<Option<Uuid>>>,
    Option<Vec<Option<Uuid>>>,
    Option<Vec<Option<Vec<u8>>>>,
    Option<Vec<DateTime<Utc>>>,
    Option<Vec<Option<DateTime<Utc>>>>,
    Option<Vec<Uuid>>,
    Option<Vec<DateTime<Utc>>>,
    Option<Vec<bool>>,
    Option<Vec<bool>>,
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
    Ok(rows.into_iter().map(|row| (SpaceId::from(row.0), space(vault, row))).collect())
}

/// The space of a row, and all that is said in it.
fn space(vault: &Vault, row: Row) -> Result<Loaded, crate::Error> {
    let (id, state, holder, zone, rest, said, digest, seq, seal, at, ..) = &row;
    let keys = vault.space(SpaceId::from(*id))?;
    State { state, holder: *holder, zone, rest, said }.check(&keys, digest.as_deref())?;
    let mut loaded = Loaded {
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
    };
    add(&keys, &mut loaded, row)?;
    Ok(loaded)
}

/// Adds what is said in a space.
fn add(keys: &SpaceKeys, loaded: &mut Loaded, row: Row) -> Result<(), crate::Error> {
    let (.., ids, kinds, people, organisations, seals, starts, ends, givers, given, practising, suspended) =
        row;
    let ids = ids.unwrap_or_default();
    loaded.provisions.reserve_exact(ids.len());
    let mut kinds = kinds.unwrap_or_default().into_iter();
    let mut people = people.unwrap_or_default().into_iter();
    let mut organisations = organisations.unwrap_or_default().into_iter();
    let mut seals = seals.unwrap_or_default().into_iter();
    let mut starts = starts.unwrap_or_default().into_iter();
    let mut ends = ends.unwrap_or_default().into_iter();
    let mut givers = givers.unwrap_or_default().into_iter();
    let mut given = given.unwrap_or_default().into_iter();
    let mut practising = practising.unwrap_or_default().into_iter();
    let mut suspended = suspended.unwrap_or_default().into_iter();
    for id in ids {
        let row = (kinds.next(), people.next(), organisations.next(), seals.next(), starts.next());
        let rest = (ends.next(), givers.next(), given.next(), practising.next(), suspended.next());
        let (Some(kind), Some(person), Some(organisation), Some(sealed), Some(starts_at)) = row else {
            return Err(fault(UNEVEN).into());
        };
        let (Some(ends_at), Some(given_by), Some(given_at), Some(practises), Some(is_suspended)) = rest
        else {
            return Err(fault(UNEVEN).into());
        };
        let mut provision = Provision {
            id: ProvisionId::from(id),
            kind,
            person: person.map(PersonId::from),
            organisation: organisation.map(OrganisationId::from),
            terms: Value::Null,
            starts_at,
            ends_at,
            given_by: PersonId::from(given_by),
            given_at,
        };
        seal::open(keys, &mut provision, sealed.as_deref())?;
        if practises {
            loaded.practising.insert(provision.given_by);
        }
        if is_suspended {
            loaded.suspended.extend(provision.person);
        }
        loaded.provisions.push(provision);
    }
    Ok(())
}

/// What is wrong with lists of which one is shorter than another.
const UNEVEN: &str = "a provision without what every provision has";

fn fault(what: &'static str) -> Error {
    Error::Row { table: TABLE, what }
}
