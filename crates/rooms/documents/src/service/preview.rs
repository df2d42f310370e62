use consent::{
    Action, Ask, Condition, Permit, Thing,
    service::{Preview, SeeAudience},
};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Documents, Page, PageRequest};
use crate::{
    Error,
    model::Document,
    store::{self, Selection},
};

/// How many rows one statement brings.
const BATCH: i64 = 1_000;

impl Documents {
    /// What somebody else would see of a record: `through` says it of the permit's facts, and it only narrows what the caller
    /// sees. With it comes the permit under which it was decided.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn preview<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        through: impl FnOnce(&Permit<'tx, Preview>) -> Result<Condition, Error>,
        wanted: PageRequest,
    ) -> Result<(Page, Permit<'tx, Preview>), Error> {
        let permit = self.consent.check::<Preview>(tx, actor, space, Ask::default())?;
        let theirs = through(&permit)?;
        let permit = permit.narrowed(theirs);
        let PageRequest { before, limit } = wanted;
        let mut rows = store::list(tx, &permit, &Selection::default(), before, limit.and_one())?;
        let more = rows.len() > limit.size();
        rows.truncate(limit.size());
        let keys = self.vault.space(space)?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let document = row.open(&keys)?;
            permit.confirm(&document.thing())?;
            items.push(document);
        }
        let next = more.then(|| items.last().map(|document| document.id.uuid())).flatten();
        Ok((Page { items, next }, permit))
    }

    /// One document whose audience is asked after, with the permit under which it is.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer.
    pub fn for_audience<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<(Document, Permit<'tx, SeeAudience>), Error> {
        let permit = self.consent.check::<SeeAudience>(tx, actor, space, Ask::default())?;
        let document = self.found(tx, &permit, id)?;
        Ok((document, permit))
    }

    /// Every document that the permit shows, as the rules see it: to count what would become of them.
    ///
    /// # Errors
    /// The database's; [`Error::Broken`] for a row that does not open.
    pub fn things<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Vec<Thing>, Error> {
        let keys = self.vault.space(permit.space())?;
        let (mut things, mut before) = (Vec::new(), None);
        loop {
            let rows = store::list(tx, permit, &Selection::default(), before, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            for row in rows {
                before = Some(row.id);
                things.push(row.open(&keys)?.thing());
            }
            if last_batch {
                return Ok(things);
            }
        }
    }
}
