use std::{
    collections::{BTreeSet, HashMap},
    vec::IntoIter,
};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Head, Tx};
use diesel::RunQueryDsl;
use kernel::{OrganisationId, PersonId, ProvisionId, SpaceId};
use uuid::Uuid;
use vault::Vault;

use super::seal::{self, State};
use crate::{Provision, SpaceFacts, SpaceState, Terms, schema::consent_facts};

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

/// One row of `consent.facts`: a space, what its digest covers of the provisions that do not run, and those that do, a list for
/// each of their columns; no lists where there are none.
type Row = (
    Uuid,
    String,
    Uuid,
    String,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<i64>,
    Option<Vec<u8>>,
    DateTime<Utc>,
    Option<Vec<Vec<u8>>>,
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
    Option<Vec<Uuid>>,
    Option<Vec<Option<Uuid>>>,
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
    #[rustfmt::skip]
    let (
        id, state, holder, zone, rest, digest, seq, seal, at, others,
        ids, kinds, people, organisations, seals, starts, ends, givers, given, secrets, practising, suspended,
    ) = row;
    let mut columns = Columns {
        kinds: kinds.unwrap_or_default().into_iter(),
        people: people.unwrap_or_default().into_iter(),
        organisations: organisations.unwrap_or_default().into_iter(),
        seals: seals.unwrap_or_default().into_iter(),
        starts: starts.unwrap_or_default().into_iter(),
        ends: ends.unwrap_or_default().into_iter(),
        givers: givers.unwrap_or_default().into_iter(),
        given: given.unwrap_or_default().into_iter(),
        secrets: secrets.unwrap_or_default().into_iter(),
    };
    let ids = ids.unwrap_or_default().into_iter();
    let closed: Option<Vec<Closed>> = ids.map(|id| columns.next(id)).collect();
    let closed = closed.ok_or(fault("a provision without what every provision has"))?;
    let keys = vault.space(SpaceId::from(id))?;
    let said = said(&closed, others.unwrap_or_default());
    State { state: &state, holder, zone: &zone, rest: &rest, said: &said }.check(&keys, digest.as_deref())?;
    let open = |(mut provision, sealed): Closed| -> Result<Provision, Error> {
        seal::open(&keys, &mut provision, sealed.as_deref())?;
        Ok(provision)
    };
    Ok(Loaded {
        space: SpaceFacts {
            id: SpaceId::from(id),
            state: SpaceState::parse(&state).ok_or(fault("an unknown state of a space"))?,
            holder: PersonId::from(holder),
            zone: zone.parse::<Tz>().map_err(|_| fault("an unknown time zone"))?,
        },
        provisions: closed.into_iter().map(open).collect::<Result<_, _>>()?,
        practising: practising.unwrap_or_default().into_iter().map(PersonId::from).collect(),
        suspended: suspended.unwrap_or_default().into_iter().flatten().map(PersonId::from).collect(),
        seen: Seen {
            head: seq.zip(seal).map_or_else(Head::empty, |(seq, seal)| Head { seq, seal }),
            digest: digest.unwrap_or_default(),
        },
        at,
    })
}

/// A provision whose terms are still sealed.
type Closed = (Provision, Option<Vec<u8>>);

/// The columns of the provisions of a space, from which one after the other is taken.
struct Columns {
    kinds: IntoIter<String>,
    people: IntoIter<Option<Uuid>>,
    organisations: IntoIter<Option<Uuid>>,
    seals: IntoIter<Option<Vec<u8>>>,
    starts: IntoIter<DateTime<Utc>>,
    ends: IntoIter<Option<DateTime<Utc>>>,
    givers: IntoIter<Uuid>,
    given: IntoIter<DateTime<Utc>>,
    secrets: IntoIter<bool>,
}

impl Columns {
    /// The next one; none where a column is shorter than another.
    fn next(&mut self, id: Uuid) -> Option<Closed> {
        let provision = Provision {
            id: ProvisionId::from(id),
            kind: self.kinds.next()?,
            person: self.people.next()?.map(PersonId::from),
            organisation: self.organisations.next()?.map(OrganisationId::from),
            terms: Terms::default(),
            starts_at: self.starts.next()?,
            ends_at: self.ends.next()?,
            given_by: PersonId::from(self.givers.next()?),
            given_at: self.given.next()?,
            secret: self.secrets.next()?,
        };
        Some((provision, self.seals.next()?))
    }
}

/// What the digest of a space covers of its provisions, as `consent.covered` works it out: of those that run, which are here,
/// and of the others, in the order of their ids.
fn said(running: &[Closed], others: Vec<Vec<u8>>) -> Vec<u8> {
    let covered = |(one, sealed): &Closed| {
        let mut entry = Vec::with_capacity(ENTRY);
        entry.extend(one.id.uuid().as_bytes());
        entry.extend(digest(&SHA256, sealed.as_deref().unwrap_or_default()).as_ref());
        entry.extend(one.starts_at.timestamp_micros().to_be_bytes());
        entry.extend(one.ends_at.map_or(-1, |end| end.timestamp_micros()).to_be_bytes());
        entry
    };
    let mut entries = others;
    entries.extend(running.iter().map(covered));
    // Each begins with its id.
    entries.sort_unstable();
    digest(&SHA256, &entries.concat()).as_ref().to_vec()
}

/// Bytes of what is covered of one provision: its id, the digest of its seal, its beginning and its end.
const ENTRY: usize = 16 + 32 + 8 + 8;

fn fault(what: &'static str) -> Error {
    Error::Row { table: TABLE, what }
}
