use chrono::{DateTime, TimeDelta, Utc};
use consent::{Ask, Permit};
use database::Tx;
use kernel::{Actor, Limit, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{
    Error, ListChanges,
    model::Document,
    rows::DocumentRow,
    store::{self, Since},
};

/// A transaction that began before a visit may commit after it: a visit looks back so far, and leaves out what the one
/// before it could see.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);
/// Most entries of the overlap that a visit remembers; beyond them something may be told twice, and nothing never.
const REMEMBERED: usize = 64;
/// Most changes that one look brings.
const LOOK: i64 = 1_000;

/// Where a visit stands: handed to whoever visits, sealed, and given back at the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// From when changes are told: when the visit before began.
    since: DateTime<Utc>,
    /// When this visit began.
    began: DateTime<Utc>,
    /// The last change that it has told, if it has more to tell.
    beyond: Option<(DateTime<Utc>, Uuid)>,
    /// Entries of the overlap with the visit before, which it could see.
    told: Vec<Uuid>,
    /// Entries that this visit could see when it began, of its overlap with the next one.
    seen: Vec<Uuid>,
}

/// What is new since the last visit.
#[derive(Debug)]
pub struct Changes {
    /// The documents, oldest change first.
    pub items: Vec<Change>,
    /// Whether there is more to tell: go on with `visit` at once.
    pub more: bool,
    /// To be given back at the next visit.
    pub visit: Visit,
}

/// One document of which something was said since the last visit.
#[derive(Debug)]
pub struct Change {
    /// The document as it is now.
    pub document: Document,
    /// Whether it was deposited since, or released to whoever visits; else something else is said of it.
    pub deposited: bool,
}

impl Documents {
    /// What was deposited, changed or released since the last visit and may be seen. The first visit tells nothing and says where
    /// the next one begins.
    ///
    /// Nothing that was committed is left out, whenever its transaction began; what a refusal of today hides is not
    /// there.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn changes(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        last: Option<Visit>,
        limit: Limit,
    ) -> Result<Changes, Error> {
        let permit = self.consent.check::<ListChanges>(tx, actor, space, ask)?;
        let now = permit.now();
        let Some(last) = last else {
            let told = Self::overlap(tx, &permit, now)?;
            return Ok(Changes {
                items: Vec::new(),
                more: false,
                visit: Visit { since: now, began: now, beyond: None, told, seen: Vec::new() },
            });
        };
        let goes_on = last.beyond.is_some();
        let (began, seen) = if goes_on {
            (last.began, last.seen)
        } else {
            // Before the changes are read, so that whatever is remembered is told.
            (now, Self::overlap(tx, &permit, now)?)
        };
        let released = permit.is_of_holders_side();
        let wanted = Since {
            released,
            after: last.since - OVERLAP,
            beyond: last.beyond,
            told: &last.told,
            limit: limit.and_one(),
        };
        let mut rows = store::changes(tx, &permit, &wanted)?;
        let more = rows.len() > limit.size();
        rows.truncate(limit.size());
        let beyond = if more { rows.last().map(|row| row.change(released)) } else { None };
        let keys = self.vault.space(space)?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let document = row.open(&keys)?;
            permit.confirm(&document.thing())?;
            items.push(document);
        }
        permit.name(tx, items.iter().map(|document| document.id.uuid()));
        self.mark(tx, &permit, &mut items)?;
        // What the visit before could see was not deposited since, though it may lie in the overlap.
        let deposited = |document: &Document| {
            let since = document
                .withheld_until
                .filter(|_| released)
                .map_or(document.deposited_at, |until| until.max(document.deposited_at));
            since > wanted.after && !last.told.contains(&document.id.uuid())
        };
        let items =
            items.into_iter().map(|document| Change { deposited: deposited(&document), document }).collect();
        let visit = match beyond {
            Some(beyond) => Visit { since: last.since, began, beyond: Some(beyond), told: last.told, seen },
            None => Visit { since: began, began, beyond: None, told: seen, seen: Vec::new() },
        };
        Ok(Changes { items, more, visit })
    }

    /// The newest entries that the next visit will look at again.
    fn overlap(
        tx: &mut Tx<'_>,
        permit: &Permit<'_, ListChanges>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Uuid>, Error> {
        let released = permit.is_of_holders_side();
        let wanted = Since { released, after: now - OVERLAP, beyond: None, told: &[], limit: LOOK };
        let rows = store::changes(tx, permit, &wanted)?;
        Ok(rows.iter().rev().take(REMEMBERED).map(DocumentRow::entry).collect())
    }
}

impl Visit {
    /// As bytes, to be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let instant = |at: DateTime<Utc>| at.timestamp_micros().to_be_bytes();
        bytes.extend(instant(self.since));
        bytes.extend(instant(self.began));
        bytes.push(u8::from(self.beyond.is_some()));
        if let Some((at, id)) = self.beyond {
            bytes.extend(instant(at));
            bytes.extend(id.as_bytes());
        }
        for ids in [&self.told, &self.seen] {
            bytes.push(u8::try_from(ids.len()).unwrap_or(u8::MAX));
            bytes.extend(ids.iter().flat_map(|id| *id.as_bytes()));
        }
        bytes
    }

    /// From bytes that [`Visit::to_bytes`] made.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let since = instant(&mut rest)?;
        let began = instant(&mut rest)?;
        let beyond = match take::<1>(&mut rest)? {
            [0] => None,
            [1] => Some((instant(&mut rest)?, Uuid::from_bytes(take(&mut rest)?))),
            _ => return None,
        };
        let told = ids(&mut rest)?;
        let seen = ids(&mut rest)?;
        rest.is_empty().then_some(Self { since, began, beyond, told, seen })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

fn instant(rest: &mut &[u8]) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(i64::from_be_bytes(take(rest)?))
}

fn ids(rest: &mut &[u8]) -> Option<Vec<Uuid>> {
    let [count] = take::<1>(rest)?;
    (0..count).map(|_| Some(Uuid::from_bytes(take(rest)?))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::allow_attributes,
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]

    use super::*;

    #[test]
    fn a_visit_is_the_same_after_it_was_bytes_and_other_bytes_are_no_visit() {
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        let id = Uuid::from_u128;
        for beyond in [None, Some((at(3), id(4)))] {
            let visit =
                Visit { since: at(1), began: at(2), beyond, told: vec![id(5); 64], seen: vec![id(6)] };
            let bytes = visit.to_bytes();
            assert_eq!(Visit::from_bytes(&bytes), Some(visit));
            for cut in 0..bytes.len() {
                assert_eq!(Visit::from_bytes(&bytes[..cut]), None);
            }
            assert_eq!(Visit::from_bytes(&[bytes, vec![0]].concat()), None);
        }
    }
}
