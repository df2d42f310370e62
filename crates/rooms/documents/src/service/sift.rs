use consent::{Action, Permit};
use database::Tx;

use super::{Documents, Page, PageRequest};
use crate::{
    Error,
    model::Document,
    store::{self, Selection},
};

/// How many rows one page opens at most; one that reaches it says where to go on.
const OPENED_AT_MOST: usize = 2_000;
/// How many rows one statement brings.
const BATCH: i64 = 200;

impl Documents {
    /// A page of what the permit shows and what fits, newest first: each document is opened, in memory and bounded, because the
    /// rows do not say whether it does.
    pub(super) fn sift<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        selection: &Selection,
        PageRequest { mut before, limit }: PageRequest,
        fits: impl Fn(&Document) -> bool,
    ) -> Result<Page, Error> {
        let keys = self.vault.space(permit.space())?;
        let mut items: Vec<Document> = Vec::new();
        let mut opened = 0;
        loop {
            let rows = store::list(tx, permit, selection, before, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            for row in rows {
                before = Some(row.id);
                opened += 1;
                let document = row.open(&keys)?;
                permit.confirm(&document.thing())?;
                if fits(&document) {
                    if items.len() == limit.size() {
                        let next = items.last().map(|last| last.id.uuid());
                        return Ok(Page { items, next });
                    }
                    items.push(document);
                }
            }
            if last_batch {
                return Ok(Page { items, next: None });
            }
            if opened >= OPENED_AT_MOST {
                return Ok(Page { items, next: before });
            }
        }
    }
}
