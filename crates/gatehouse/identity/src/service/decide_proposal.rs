use consent::AdminPermit;
use database::Tx;
use kernel::{Actor, AdminRole, PersonId, ProposalId};
use serde_json::{Value, json};

use super::propose::{DECIDE, turned_down};
use crate::{
    ConfirmProposal, DeclineProposal, Error, Identity, Proposal, ProposalFault, ProposalState, RefileNotMine,
    TakeBackProposal, Wanted, store,
};

impl Identity {
    /// Confirms what another support admin proposed: what states and identities of the records become of it is done at
    /// once, and each record's own history names both admins. The documents follow ([`Identity::settle_proposal`]). The
    /// permit is for what has to be looked at beside.
    ///
    /// # Errors
    /// A refusal for whoever has not the role; [`ProposalFault`] for a proposal of one's own, one that is decided or over,
    /// one of somebody who is no admin of support any more, and one that does not fit any more.
    pub fn confirm_proposal<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        id: ProposalId,
    ) -> Result<(AdminPermit<'tx, ConfirmProposal>, Proposal), Error> {
        let admin = self.consent.check_admin::<ConfirmProposal>(tx, actor, &DECIDE)?;
        let proposal = self.waiting(tx, &admin, id)?;
        if !store::roles_of(tx.conn(), proposal.proposed_by)?.contains(&AdminRole::Support) {
            return Err(turned_down(tx, &admin, id.uuid(), ProposalFault::ProposerLeft));
        }
        // Whether they fit, and what becomes of them, is told by what nobody else writes meanwhile.
        let (record, other) = proposal.wanted.records();
        store::lock_identities(tx, &[record, other])?;
        if let Err(fault) = self.fits(tx, &proposal.wanted, proposal.reason)? {
            return Err(turned_down(tx, &admin, id.uuid(), fault));
        }
        let why = self.why(tx, actor, &proposal)?;
        match &proposal.wanted {
            Wanted::Merge(pair) => {
                let both = self.consent.merge_spaces(tx, &admin, *pair, &why)?;
                self.merge_identities(tx, &both, *pair)?;
            }
            Wanted::Split(pair) => {
                self.split_identities(tx, &admin, *pair, &why)?;
            }
            Wanted::NotMine { from, to, .. } => {
                // Neither history tells of the other record.
                for space in [from, to] {
                    let permit = self.consent.permit_of_admin::<RefileNotMine, _>(tx, &admin, *space)?;
                    permit.detail(tx, why.clone());
                }
            }
        }
        for overtaken in store::under_way(tx.conn(), [record, other])? {
            store::settle_proposal(tx, overtaken.id, admin.now())?;
        }
        let decided = self.decide(tx, &admin, proposal, ProposalState::Confirmed)?;
        Ok((admin, decided))
    }

    /// Turns down what another support admin proposed.
    ///
    /// # Errors
    /// As [`Identity::confirm_proposal`].
    pub fn decline_proposal(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        id: ProposalId,
    ) -> Result<Proposal, Error> {
        let admin = self.consent.check_admin::<DeclineProposal>(tx, actor, &DECIDE)?;
        let proposal = self.waiting(tx, &admin, id)?;
        self.decide(tx, &admin, proposal, ProposalState::Declined)
    }

    /// Takes a proposal of one's own back.
    ///
    /// # Errors
    /// [`ProposalFault::OfAnother`]; as [`Identity::confirm_proposal`].
    pub fn take_back_proposal(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        id: ProposalId,
    ) -> Result<Proposal, Error> {
        let admin = self.consent.check_admin::<TakeBackProposal>(tx, actor, &DECIDE)?;
        let Some(proposal) = store::lock_proposal(tx, id)? else {
            return Err(turned_down(tx, &admin, id.uuid(), ProposalFault::Absent));
        };
        let fault = match proposal.state {
            _ if proposal.proposed_by != actor.person => Some(ProposalFault::OfAnother),
            ProposalState::Open => None,
            state => Some(ProposalFault::Decided(state)),
        };
        if let Some(fault) = fault {
            return Err(turned_down(tx, &admin, id.uuid(), fault));
        }
        self.decide(tx, &admin, proposal, ProposalState::TakenBack)
    }

    /// Writes down that the work which a confirmation brought is done.
    ///
    /// # Errors
    /// The database's.
    pub fn settle_proposal(&self, tx: &mut Tx<'_>, id: ProposalId) -> Result<(), Error> {
        Ok(store::settle_proposal(tx, id, self.clock.now())?)
    }

    /// A confirmed proposal whose work runs, kept from others until the transaction ends; none where it is done, or was
    /// overtaken. Each part of the work begins with it, so that none of it is done once something else was decided.
    ///
    /// # Errors
    /// The database's.
    pub fn hold_proposal(&self, tx: &mut Tx<'_>, id: ProposalId) -> Result<Option<Proposal>, Error> {
        let runs =
            |proposal: &Proposal| proposal.state == ProposalState::Confirmed && proposal.settled_at.is_none();
        Ok(store::lock_proposal(tx, id)?.filter(runs))
    }

    /// Writes down how many documents a run could not move, for whoever reads the proposal.
    ///
    /// # Errors
    /// The database's.
    pub fn leave_behind(&self, tx: &mut Tx<'_>, id: ProposalId, documents: usize) -> Result<(), Error> {
        let documents = i32::try_from(documents).unwrap_or(i32::MAX);
        Ok(store::leave_behind(tx, id, documents)?)
    }

    /// A proposal that waits for this admin's decision, locked until the transaction ends.
    fn waiting<'tx, A: consent::Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        id: ProposalId,
    ) -> Result<Proposal, Error> {
        let Some(proposal) = store::lock_proposal(tx, id)? else {
            return Err(turned_down(tx, admin, id.uuid(), ProposalFault::Absent));
        };
        let fault = match proposal.state {
            _ if proposal.proposed_by == admin.actor().person => Some(ProposalFault::Own),
            ProposalState::Open if proposal.expires_at <= admin.now() => Some(ProposalFault::Expired),
            ProposalState::Open => None,
            ProposalState::Expired => Some(ProposalFault::Expired),
            state => Some(ProposalFault::Decided(state)),
        };
        match fault {
            Some(fault) => Err(turned_down(tx, admin, id.uuid(), fault)),
            None => Ok(proposal),
        }
    }

    fn decide<'tx, A: consent::Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        mut proposal: Proposal,
        state: ProposalState,
    ) -> Result<Proposal, Error> {
        let (record, other) = proposal.wanted.records();
        admin.name(tx, [proposal.id.uuid(), record.uuid(), other.uuid()]);
        let told = json!({ "kind": proposal.wanted.kind(), "reason": proposal.reason.as_str() });
        admin.detail(tx, told);
        let (by, at) = (admin.actor().person, kernel::to_micros(admin.now()));
        store::decide_proposal(tx, proposal.id, state, by, at)?;
        (proposal.state, proposal.decided_by, proposal.decided_at) = (state, Some(by), Some(at));
        Ok(proposal)
    }

    /// What the history of each record says of it: why, and the two admins by name.
    fn why(&self, tx: &mut Tx<'_>, actor: &Actor, proposal: &Proposal) -> Result<Value, Error> {
        let proposer =
            store::name_of_admin(tx.conn(), proposal.proposed_by)?.ok_or(Error::Missing("admin"))?;
        let named = |person: PersonId, name: &str| json!({ "person": person, "name": name });
        Ok(json!({
            "proposal": proposal.id,
            "reason": proposal.reason.as_str(),
            "proposed_by": named(proposal.proposed_by, &proposer),
            "confirmed_by": named(actor.person, actor.name.reveal()),
        }))
    }
}
