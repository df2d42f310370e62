use chrono::{DateTime, Utc};
use consent::Ask;
use database::Tx;
use kernel::{Actor, Limit, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{
    Error, ListChanges,
    model::Document,
    store::{self, By, Since, Told},
};

/// Longest moment that is kept, in characters; one with more transactions under way becomes an earlier one.
const LONGEST: usize = 1_400;

/// Where a visit stands: handed to whoever visits, sealed, and given back at the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// From when changes are told: when the visit before began.
    since: DateTime<Utc>,
    /// When this visit began.
    began: DateTime<Utc>,
    /// The last change that it has told, if it has more to tell.
    beyond: Option<(DateTime<Utc>, Uuid)>,
    /// What the visit before could see when it began.
    told: String,
    /// What this visit could see when it began.
    seen: String,
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
    /// Whether it was deposited since, or opened to whoever visits, by its release or because its mask was taken off; else
    /// something else is said of it.
    pub deposited: bool,
}

impl Documents {
    /// What was deposited, changed or opened since the last visit and may be seen. The first visit tells nothing and says where
    /// the next one begins. A mask that the holder sets or takes off is a change for the holder's side alone; for whoever it
    /// hid the document from, taking it off is as if the document came in.
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
        let Some(last) = last else {
            let told = moment(tx)?;
            let now = self.clock.now();
            return Ok(Changes {
                items: Vec::new(),
                more: false,
                visit: Visit { since: now, began: now, beyond: None, told, seen: String::new() },
            });
        };
        let goes_on = last.beyond.is_some();
        let (began, seen) = if goes_on {
            (last.began, last.seen)
        } else {
            // What can be seen first, then the time: whatever is later cannot be seen yet, and the next visit tells it.
            // Clocks of servers differ a little: a visit never begins before the last one did.
            let seen = moment(tx)?;
            (self.clock.now().max(last.since), seen)
        };
        let wanted = Since {
            released: permit.is_of_holders_side(),
            masks: permit.acts_for_holder(),
            after: last.since,
            seen: &last.told,
            now: &seen,
            beyond: last.beyond,
            limit: limit.and_one(),
        };
        let keys = self.vault.space(space)?;
        let (mut documents, deposited, beyond) = self.agreed(tx, &permit, |tx| {
            let mut told = store::changes(tx, &permit, &wanted)?;
            let more = told.len() > limit.size();
            told.truncate(limit.size());
            let beyond = if more { told.last().map(Told::place) } else { None };
            let (mut documents, mut deposited) =
                (Vec::with_capacity(told.len()), Vec::with_capacity(told.len()));
            for Told { row, by, .. } in told {
                let document = row.open(&keys)?;
                permit.confirm(&document.thing())?;
                deposited.push(is_new(&document, by, &wanted));
                documents.push(document);
            }
            Ok((documents, deposited, beyond))
        })?;
        let more = beyond.is_some();
        permit.name(tx, documents.iter().map(|document| document.id.uuid()));
        self.mark(tx, &permit, &mut documents)?;
        let items = documents.into_iter().zip(deposited);
        let items = items.map(|(document, deposited)| Change { document, deposited }).collect();
        let visit = match beyond {
            Some(beyond) => Visit { since: last.since, began, beyond: Some(beyond), told: last.told, seen },
            None => Visit { since: began, began, beyond: None, told: seen, seen: String::new() },
        };
        Ok(Changes { items, more, visit })
    }
}

/// Whether a document was not there at the last visit, for whoever visits.
fn is_new(document: &Document, by: By, since: &Since<'_>) -> bool {
    let released = document.withheld_until.filter(|_| since.released);
    let came = released.map_or(document.deposited_at, |until| until.max(document.deposited_at));
    match by {
        By::Release | By::Opening => true,
        By::Mask => came > since.after,
        // What is as it was deposited is told for that alone, also where its transaction ended after the visit before.
        By::Itself => came > since.after || document.entry_id == document.id,
    }
}

/// What can be seen now. Where very many transactions are under way all that began since the oldest of them counts as
/// unseen: some of it may be told twice.
fn moment(tx: &mut Tx<'_>) -> Result<String, Error> {
    let moment = store::moment(tx)?;
    match moment.split_once(':') {
        Some((oldest, _)) if moment.len() > LONGEST => Ok(format!("{oldest}:{oldest}:")),
        _ => Ok(moment),
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
        for moment in [&self.told, &self.seen] {
            bytes.extend(u16::try_from(moment.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend(moment.as_bytes());
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
        let told = text(&mut rest)?;
        let seen = text(&mut rest)?;
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

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::from(u16::from_be_bytes(take(rest)?));
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    String::from_utf8(taken.to_vec()).ok()
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
                Visit { since: at(1), began: at(2), beyond, told: "7:9:8".to_owned(), seen: String::new() };
            let bytes = visit.to_bytes();
            assert_eq!(Visit::from_bytes(&bytes), Some(visit));
            for cut in 0..bytes.len() {
                assert_eq!(Visit::from_bytes(&bytes[..cut]), None);
            }
            assert_eq!(Visit::from_bytes(&[bytes, vec![0]].concat()), None);
        }
    }
}
