use chrono::TimeDelta;
use consent::{AdminPermit, SpaceState, keyed, service::Unfit};
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use kernel::{Actor, AdminRole, ProposalId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Error, Identity, Proposal, ProposalFault, ProposalReason, ProposalState, Propose, Wanted, store,
};

/// Who proposes and decides.
pub(super) const DECIDE: [AdminRole; 1] = [AdminRole::Support];

impl Identity {
    /// Proposes something about two records, which another support admin confirms or turns down, once for each
    /// `Idempotency-Key`. Nothing of what is in the records is shown. The permit is for what has to be looked at beside.
    ///
    /// # Errors
    /// A refusal for whoever has not the role; [`ProposalFault`] for what could not be confirmed as things stand;
    /// [`consent::Error::KeyReused`].
    pub fn propose<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        (wanted, reason): (&Wanted, ProposalReason),
        claim: Option<&IdempotencyClaim>,
    ) -> Result<(AdminPermit<'tx, Propose>, Proposal), Error> {
        let admin = self.consent.check_admin::<Propose>(tx, actor, &DECIDE)?;
        let (record, other) = wanted.records();
        let now = admin.now();
        let id = ProposalId::new(self.clock.as_ref(), self.rng.as_ref());
        if let Some(made) = self.proposed_before(tx, &admin, wanted, claim, id)? {
            return Ok((admin, made));
        }
        admin.name(tx, [id.uuid(), record.uuid(), other.uuid()]);
        admin.detail(tx, json!({ "kind": wanted.kind(), "reason": reason.as_str() }));
        if !reason.explains(wanted) {
            return Err(turned_down(tx, &admin, record.uuid(), ProposalFault::Reason));
        }
        store::expire_proposal(tx, record, now)?;
        if let Some(waits) = store::open_proposal_about(tx, record)? {
            return Err(turned_down(tx, &admin, record.uuid(), ProposalFault::Waits(waits)));
        }
        if let Err(fault) = self.fits(tx, wanted, reason)? {
            return Err(turned_down(tx, &admin, record.uuid(), fault));
        }
        let days = self.consent.reference().durations().proposal.days;
        let proposal = Proposal {
            id,
            wanted: wanted.clone(),
            reason,
            state: ProposalState::Open,
            proposed_by: actor.person,
            proposed_at: kernel::to_micros(now),
            expires_at: kernel::to_micros(now + TimeDelta::days(days.into())),
            decided_by: None,
            decided_at: None,
            settled_at: None,
            left_behind: None,
        };
        if !store::insert_proposal(tx, &proposal)? {
            return Err(database::Error::Transient("another proposal was made at the same time").into());
        }
        Ok((admin, proposal))
    }

    fn proposed_before<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, Propose>,
        wanted: &Wanted,
        claim: Option<&IdempotencyClaim>,
        id: ProposalId,
    ) -> Result<Option<Proposal>, Error> {
        let Some(claim) = claim else { return Ok(None) };
        let (record, _) = wanted.records();
        let claim = match keyed(&self.vault, record, claim) {
            Err(vault::Error::NoSpaceKey(_)) => {
                let fault = ProposalFault::Records(Unfit::NoDouble);
                return Err(turned_down(tx, admin, record.uuid(), fault));
            }
            keyed => keyed?,
        };
        match idempotency::claim(tx, &claim, id.uuid(), admin.now())? {
            Claim::New => Ok(None),
            Claim::Mismatch => Err(consent::Error::KeyReused.into()),
            Claim::Replay(made) => {
                admin.name(tx, [made]);
                admin.detail(tx, json!({ "replayed": true }));
                let made = store::proposal(tx.conn(), made.into())?.ok_or(ProposalFault::Absent)?;
                Ok(Some(made))
            }
        }
    }

    /// Whether what is proposed may be done as things stand. The records are locked until the transaction ends.
    pub(super) fn fits(
        &self,
        tx: &mut Tx<'_>,
        wanted: &Wanted,
        reason: ProposalReason,
    ) -> Result<Result<(), ProposalFault>, Error> {
        let (record, other) = wanted.records();
        if record == other {
            return Ok(Err(ProposalFault::Records(Unfit::SameRecord)));
        }
        // What runs is kept still before the records are, as whoever brings documents keeps them.
        store::lock_under_way(tx, [record, other])?;
        self.consent.lock_records(tx, [record, other])?;
        let under_way = store::under_way(tx.conn(), [record, other])?;
        if under_way.iter().any(|one| !wanted.overtakes(one)) {
            return Ok(Err(ProposalFault::UnderWay));
        }
        match wanted {
            Wanted::Merge(pair) => {
                if let Err(unfit) = self.consent.fit_to_merge(tx, *pair)? {
                    return Ok(Err(ProposalFault::Records(unfit)));
                }
                let fit = self.identities_fit(tx, *pair, reason)?;
                Ok(fit.map_err(ProposalFault::Identities))
            }
            Wanted::Split(pair) => Ok(self.consent.fit_to_split(tx, *pair)?.map_err(ProposalFault::Records)),
            Wanted::NotMine { from, to, .. } => {
                let lives = self.consent.lives_without_permit(tx, &[*from, *to])?;
                let fault = match (lives.get(from), lives.get(to).map(|life| life.state)) {
                    (None, _) => Some(ProposalFault::Records(Unfit::NoDouble)),
                    (_, None) => Some(ProposalFault::Records(Unfit::NoneStays)),
                    (_, Some(SpaceState::Created | SpaceState::Active)) => None,
                    (_, Some(_)) => Some(ProposalFault::TakesNothing),
                };
                Ok(fault.map_or(Ok(()), Err))
            }
        }
    }
}

/// Turns a work of support down: its line is durable before anybody hears of it.
pub(super) fn turned_down<'tx, A: consent::Action>(
    tx: &mut Tx<'tx>,
    admin: &AdminPermit<'tx, A>,
    thing: Uuid,
    fault: ProposalFault,
) -> Error {
    admin.turn_down(tx, thing, fault.name());
    fault.into()
}
