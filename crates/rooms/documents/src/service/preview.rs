use consent::{
    Action, Ask, Condition, Permit, Thing,
    service::{Preview, SeeAudience},
};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Documents, Page, PageRequest};
use crate::{
    Error,
    model::{Document, Status},
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
        // The rows know topics as they stand, and these may be thought of alone.
        let permit = permit.narrowed(theirs.without_topics());
        let page = self.agreed(tx, &permit, |tx| {
            self.sift(tx, &permit, &Selection::default(), wanted, |document| theirs.holds(&document.thing()))
        })?;
        let permit = permit.narrowed(theirs);
        Ok((page, permit))
    }

    /// One document whose audience is asked after, with what whoever sees it sees too, the versions after it, and with the
    /// permit under which it is asked.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer.
    pub fn for_audience<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<(Document, Vec<Thing>, Permit<'tx, SeeAudience>), Error> {
        let permit = self.consent.check::<SeeAudience>(tx, actor, space, Ask::default())?;
        let document = self.found(tx, &permit, id)?;
        let mut later = Vec::new();
        if document.status == Status::Deprecated {
            let keys = self.vault.space(space)?;
            for row in store::series(tx, &permit, document.series_id.uuid())? {
                let version = row.open(&keys)?;
                if version.version > document.version {
                    later.push(version.thing());
                }
            }
        }
        Ok((document, later, permit))
    }

    /// Every document that the permit shows, as the rules see it: to count what would become of them.
    ///
    /// # Errors
    /// The database's; [`Error::Broken`] for a row that does not open.
    pub fn things<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Vec<Thing>, Error> {
        self.every(tx, permit, |document| document.thing())
    }

    /// Every document that the permit shows, which is narrowed to few: to call what is said of them by their titles.
    ///
    /// # Errors
    /// As [`Documents::things`].
    pub fn titled<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Vec<Document>, Error> {
        self.every(tx, permit, |document| document)
    }

    fn every<A: Action, T>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        wanted: impl Fn(Document) -> T,
    ) -> Result<Vec<T>, Error> {
        let keys = self.vault.space(permit.space())?;
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let rows = store::list(tx, permit, &Selection::default(), before, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            for row in rows {
                before = Some(row.id);
                found.push(wanted(row.open(&keys)?));
            }
            if last_batch {
                return Ok(found);
            }
        }
    }
}
