use std::collections::HashMap;

use consent::{AdminPermit, SpaceState};
use database::{ReadTx, Tx};
use kernel::{Actor, Limit, ProposalId, SpaceId};

use super::propose::{DECIDE, turned_down};
use crate::{
    Differences, Error, Identity, IdentityStatus, Proposal, ProposalFault, ReadProposals, Wanted, store,
};

/// How a record stands, as far as support sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordStands {
    /// The record.
    pub space: SpaceId,
    /// Its state.
    pub state: SpaceState,
    /// How sure its identity is.
    pub identity_status: IdentityStatus,
    /// Into which record it went.
    pub merged_into: Option<SpaceId>,
}

impl Identity {
    /// The proposals that wait, newest first, older than one, and where the next page begins.
    ///
    /// # Errors
    /// A refusal for whoever has not the role; the database's.
    pub fn open_proposals(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        before: Option<ProposalId>,
        limit: Limit,
    ) -> Result<(Vec<Proposal>, Option<ProposalId>), Error> {
        let admin = self.consent.check_admin::<ReadProposals>(tx, actor, &DECIDE)?;
        let mut found = store::open_proposals(tx.conn(), before, admin.now(), limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id);
        Ok((found, next))
    }

    /// One proposal with how its records stand, and, of what would make one person of two or two of one, in what the
    /// identities differ.
    ///
    /// # Errors
    /// [`ProposalFault::Absent`]; as [`Identity::open_proposals`].
    pub fn proposal(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        id: ProposalId,
    ) -> Result<(Proposal, Vec<RecordStands>, Option<Differences>), Error> {
        let admin = self.consent.check_admin::<ReadProposals>(tx, actor, &DECIDE)?;
        let Some(proposal) = store::proposal(tx.conn(), id)? else {
            return Err(turned_down(tx, &admin, id.uuid(), ProposalFault::Absent));
        };
        admin.name(tx, [id.uuid()]);
        let (record, other) = proposal.wanted.records();
        let stand = self.stand(tx, &admin, &[record, other])?;
        let differences = match &proposal.wanted {
            Wanted::Merge(pair) | Wanted::Split(pair) => Some(self.differences(tx, *pair)?),
            Wanted::NotMine { .. } => None,
        };
        Ok((proposal, stand, differences))
    }

    /// A proposal, for the work that its confirmation brought.
    ///
    /// # Errors
    /// The database's.
    pub fn proposal_without_permit(
        &self,
        rtx: &mut ReadTx<'_>,
        id: ProposalId,
    ) -> Result<Option<Proposal>, Error> {
        Ok(store::proposal(rtx.conn(), id)?)
    }

    /// How records stand, for an admin who was let in.
    pub(super) fn stand<A: consent::Action>(
        &self,
        tx: &mut Tx<'_>,
        _: &AdminPermit<'_, A>,
        spaces: &[SpaceId],
    ) -> Result<Vec<RecordStands>, Error> {
        let lives = self.consent.lives_without_permit(tx, spaces)?;
        let merged: HashMap<SpaceId, SpaceId> = self.consent.merged_into(tx, spaces)?;
        let citizens = store::identities_without_permit(tx, spaces)?;
        let stands = |space: &SpaceId| {
            Some(RecordStands {
                space: *space,
                state: lives.get(space)?.state,
                identity_status: citizens.get(space)?.status,
                merged_into: merged.get(space).copied(),
            })
        };
        Ok(spaces.iter().filter_map(stands).collect())
    }
}
