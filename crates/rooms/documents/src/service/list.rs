use consent::{Ask, Permit};
use database::Tx;
use kernel::{Actor, Limit, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{
    Error, ListDocuments,
    model::Document,
    store::{self, Selection},
};

/// One page, newest first.
#[derive(Debug)]
pub struct Page {
    /// The documents.
    pub items: Vec<Document>,
    /// Where the next page begins; none after the last one. To be sealed before it leaves.
    pub next: Option<Uuid>,
}

/// Which page is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageRequest {
    /// After which document it begins; the newest when none.
    pub before: Option<Uuid>,
    /// How many documents it has at most.
    pub limit: Limit,
}

impl Documents {
    /// The documents of a space that the caller may see, newest first. The journal line names the ids shown.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn list(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        selection: &Selection,
        wanted: PageRequest,
    ) -> Result<Page, Error> {
        self.list_under(tx, actor, space, ask, selection, wanted).map(|(page, _)| page)
    }

    /// As [`Documents::list`], with the permit: for a flow that shows something else of the record beside the list,
    /// under the same decision and the same line of the journal.
    ///
    /// # Errors
    /// As [`Documents::list`].
    pub fn list_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        selection: &Selection,
        wanted: PageRequest,
    ) -> Result<(Page, Permit<'tx, ListDocuments>), Error> {
        let permit = self.consent.check::<ListDocuments>(tx, actor, space, ask)?;
        let PageRequest { before, limit } = wanted;
        let keys = self.vault.space(space)?;
        let (mut items, more) = self.agreed(tx, &permit, |tx| {
            let mut rows = store::list(tx, &permit, selection, before, limit.and_one())?;
            let more = rows.len() > limit.size();
            rows.truncate(limit.size());
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let document = row.open(&keys)?;
                permit.confirm(&document.thing())?;
                items.push(document);
            }
            Ok((items, more))
        })?;
        permit.name(tx, items.iter().map(|document| document.id.uuid()));
        self.mark(tx, &permit, &mut items)?;
        let next = more.then(|| items.last().map(|document| document.id.uuid())).flatten();
        Ok((Page { items, next }, permit))
    }
}
