use chrono::{DateTime, TimeDelta, Utc};
use config::ClaimedBy;
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{SUPPORT, is_refused};
use crate::{
    Act, Action, AdminPermit, Consent, Error, HeirFault, Permit, Provision,
    rules::{HEIR_REQUEST, HEIR_SELECTION, HeirRequestTerms, HeirSelectionTerms},
};

/// Confirming what somebody asks for after a death.
pub struct ConfirmHeirRequest;

impl Action for ConfirmHeirRequest {
    const NAME: &'static str = "heir-requests.confirm";
    const ACT: Act = Act::Administer;
}

/// A doctor is to choose documents from now on.
pub struct TakeHeirRequest;

impl Action for TakeHeirRequest {
    const NAME: &'static str = "after-death.confirm";
    const ACT: Act = Act::ChangeLife;
}

/// A request about which an admin is about to decide, who is not the person that wrote it down as far as this crate knows.
pub struct UndecidedRequest<'tx> {
    admin: AdminPermit<'tx, ConfirmHeirRequest>,
    permit: Permit<'tx, TakeHeirRequest>,
    request: Provision,
    terms: HeirRequestTerms,
}

impl<'tx> UndecidedRequest<'tx> {
    /// Who wrote it down.
    pub fn proposed_by(&self) -> PersonId {
        self.request.given_by
    }

    /// Who asks, and the holder.
    pub fn parties(&self) -> impl Iterator<Item = PersonId> {
        let holder = self.permit.space_facts().map(|facts| facts.holder);
        holder.into_iter().chain(self.request.person)
    }

    /// The doctor who is to choose.
    pub fn doctor(&self) -> PersonId {
        self.terms.doctor
    }

    /// Whom it is about: the holder, whoever asks and the doctor.
    pub fn about(&self) -> impl Iterator<Item = PersonId> {
        self.parties().chain([self.terms.doctor])
    }

    /// Turns the decision down.
    pub fn turn_down(&self, tx: &mut Tx<'tx>, fault: HeirFault) -> Error {
        self.admin.turn_down(tx, self.request.id.uuid(), fault.name());
        fault.into()
    }
}

/// A doctor has documents to choose.
#[derive(Debug, Clone, Copy)]
pub struct BegunSelection {
    /// The selection.
    pub id: ProvisionId,
    /// Until when the doctor may choose.
    pub until: DateTime<Utc>,
}

impl Consent {
    /// Begins to confirm a request that waits.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`HeirFault`] for one of one's own and one that does not wait.
    pub fn heir_request_to_confirm<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        id: ProvisionId,
    ) -> Result<UndecidedRequest<'tx>, Error> {
        let admin = self.check_admin::<ConfirmHeirRequest>(tx, actor, &SUPPORT)?;
        let permit = self.permit_of_admin::<TakeHeirRequest, _>(tx, &admin, space)?;
        let waits = |one: &&Provision| one.id == id && one.kind == HEIR_REQUEST;
        let found = permit.provisions().iter().find(waits).cloned();
        let Some((request, terms)) = found.and_then(|one| one.terms().map(|terms| (one, terms))) else {
            admin.turn_down(tx, id.uuid(), HeirFault::Absent.name());
            return Err(HeirFault::Absent.into());
        };
        self.is_after_death(tx, &admin, &permit)?;
        let undecided = UndecidedRequest { admin, permit, request, terms };
        if undecided.request.given_by == actor.person {
            return Err(undecided.turn_down(tx, HeirFault::Own));
        }
        Ok(undecided)
    }

    /// Confirms a request: the doctor that it names chooses.
    ///
    /// # Errors
    /// [`HeirFault::Refused`] where the holder refused it.
    pub fn confirm_heir_request<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        undecided: UndecidedRequest<'tx>,
    ) -> Result<BegunSelection, Error> {
        if undecided.terms.claim.by == ClaimedBy::Heir && is_refused(undecided.permit.provisions()) {
            return Err(undecided.turn_down(tx, HeirFault::Refused));
        }
        let UndecidedRequest { admin, permit, request, terms } = undecided;
        let now = permit.now();
        let until = now + TimeDelta::days(i64::from(self.reference.after_death().selection_days));
        let asks = request.person.ok_or(Error::Disagreement)?;
        let change = self.change(tx, &permit)?;
        change.end(tx, now, |one| one.id == request.id)?;
        let said = HeirSelectionTerms { claim: terms.claim, asks, proposed_by: request.given_by };
        let one = Provision {
            person: Some(terms.doctor),
            ends_at: Some(until),
            ..self.provision_of(HEIR_SELECTION, json!(said), admin.actor(), now)
        };
        change.give(tx, &one)?;
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        admin.name(tx, [permit.space().uuid(), one.id.uuid()]);
        admin.detail(tx, json!({ "proposed_by": request.given_by }));
        Ok(BegunSelection { id: one.id, until })
    }
}
