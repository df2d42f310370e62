use consent::{Ask, Permit};
use database::Tx;
use kernel::{Actor, Limit, SpaceId};
use uuid::Uuid;

use super::Notifications;
use crate::{Error, ListNotices, model::Notice, store};

/// One page, newest first.
#[derive(Debug)]
pub struct Page {
    /// The notices.
    pub items: Vec<Notice>,
    /// How many were not read yet, on all pages.
    pub unread: i64,
    /// Where the next page begins; none after the last one. To be sealed before it leaves.
    pub next: Option<Uuid>,
}

/// Which page is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageRequest {
    /// After which notice it begins; the newest when none.
    pub before: Option<Uuid>,
    /// How many notices it has at most.
    pub limit: Limit,
}

impl Notifications {
    /// The notices of a record that are for the caller, newest first.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn list(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        wanted: PageRequest,
    ) -> Result<Page, Error> {
        self.list_under(tx, actor, space, ask, wanted).map(|(page, _)| page)
    }

    /// As [`Notifications::list`], with the permit: for a flow that shows something else of the record beside it.
    ///
    /// # Errors
    /// As [`Notifications::list`].
    pub fn list_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        wanted: PageRequest,
    ) -> Result<(Page, Permit<'tx, ListNotices>), Error> {
        let permit = self.consent.check::<ListNotices>(tx, actor, space, ask)?;
        let PageRequest { before, limit } = wanted;
        let mut rows = store::list(tx, &permit, before, limit.and_one())?;
        let more = rows.len() > limit.size();
        rows.truncate(limit.size());
        let keys = self.vault.space(space)?;
        // Whoever left a notice may not have known where the record is.
        let zone = permit.space_facts().map(|facts| facts.zone);
        let opened = rows.into_iter().map(|row| {
            let notice = row.open(&keys)?;
            Ok(match zone {
                Some(zone) => Notice { told: notice.told.read_in(zone), ..notice },
                None => notice,
            })
        });
        let items = opened.collect::<Result<Vec<_>, Error>>()?;
        permit.name(tx, items.iter().map(|notice| notice.id.uuid()));
        let unread = store::unread(tx, &permit)?;
        let next = more.then(|| items.last().map(|notice| notice.id.uuid())).flatten();
        Ok((Page { items, unread, next }, permit))
    }
}
