use chrono::TimeDelta;
use config::ClaimedBy;
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{
    super::{check_number, check_words},
    SUPPORT, is_matter, is_refused,
};
use crate::{
    Act, Action, Consent, Error, HeirFault, Permit, Provision,
    rules::{Claim, HEIR_REQUEST, HEIR_SELECTION, HeirRequestTerms, HeirSelectionTerms},
    store,
};

/// Writing down what somebody asks for after a death.
pub struct ProposeHeirRequest;

impl Action for ProposeHeirRequest {
    const NAME: &'static str = "heir-requests.propose";
    const ACT: Act = Act::Administer;
}

/// What somebody asks for was written down.
pub struct WriteHeirRequest;

impl Action for WriteHeirRequest {
    const NAME: &'static str = "after-death.propose";
    const ACT: Act = Act::ChangeLife;
}

/// Who asks after a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The holder of a record.
    HolderOf(SpaceId),
    /// A professional.
    Professional(PersonId),
}

/// What somebody asks for after a death.
#[derive(Debug, Clone)]
pub struct NewHeirRequest {
    /// The record of whoever died.
    pub space: SpaceId,
    /// Who asks.
    pub asks: Asks,
    /// The doctor who is to choose documents.
    pub doctor: PersonId,
    /// What for.
    pub claim: Claim,
}

impl Consent {
    /// Whether somebody may write requests down.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role.
    pub fn may_propose_heirs(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        let admin = self.check_admin::<ProposeHeirRequest>(tx, actor, &SUPPORT)?;
        admin.turn_down(tx, actor.person.uuid(), "unreadable");
        Ok(())
    }

    /// Writes down what somebody asks for. It counts when another admin confirms it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role, and where there is no such record; [`HeirFault`] where nobody died, or the holder
    /// refused it; [`Error::Unprocessable`] for a request that cannot be.
    pub fn propose_heir(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        new: &NewHeirRequest,
    ) -> Result<ProvisionId, Error> {
        let admin = self.check_admin::<ProposeHeirRequest>(tx, actor, &SUPPORT)?;
        admin.name(tx, [new.space.uuid()]);
        let permit = self.permit_after_death::<_, WriteHeirRequest>(tx, &admin, new.space)?;
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, permit.now())?;
        let asks = match self.request_fits(tx, &permit, (actor, new), &standing) {
            Ok(asks) => asks,
            Err(fault) => {
                // Each leaves a line: what is unfit tells of the record.
                let name = if let Error::Heir(fault) = &fault { fault.name() } else { "unfit" };
                admin.turn_down(tx, new.space.uuid(), name);
                return Err(fault);
            }
        };
        let days = TimeDelta::days(i64::from(self.reference.after_death().proposal_days));
        let terms = HeirRequestTerms { claim: new.claim.clone(), doctor: new.doctor };
        let one = Provision {
            person: Some(asks),
            ends_at: Some(permit.now() + days),
            ..self.provision_of(HEIR_REQUEST, json!(terms), actor, permit.now())
        };
        change.give(tx, &one)?;
        change.settle(tx)?;
        permit.name(tx, [one.id.uuid()]);
        admin.name(tx, [one.id.uuid()]);
        Ok(one.id)
    }

    /// Who asks, where the request can be beside what stands.
    fn request_fits<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        (actor, new): (&Actor, &NewHeirRequest),
        standing: &[Provision],
    ) -> Result<PersonId, Error> {
        let NewHeirRequest { doctor, claim, .. } = new;
        let known = self.reference.after_death();
        let Some(claimant) = known.claimant(&claim.claimant).filter(|known| known.by == claim.by) else {
            let all: Vec<&str> = known.claimants.iter().map(|one| one.code.as_str()).collect();
            return Err(Error::Unprocessable(format!(
                "nobody asks as `{}`; there are `{}`",
                claim.claimant,
                all.join("`, `")
            )));
        };
        if !claimant.reasons.contains(&claim.reason) {
            return Err(Error::Unprocessable(format!(
                "`{}` is no reason for `{}`; there are `{}`",
                claim.reason,
                claimant.code,
                claimant.reasons.join("`, `")
            )));
        }
        check_words("what was shown as evidence", claim.evidence.reveal(), 500)?;
        let asks = match (claim.by, new.asks) {
            (ClaimedBy::Heir, Asks::HolderOf(record)) => {
                if !store::merged_into(tx, &[record])?.is_empty() {
                    return Err(unfit(
                        "the record of whoever asks went into another one; name the one that stays",
                    ));
                }
                self.holder_of(tx, record)?
            }
            (ClaimedBy::Expert, Asks::Professional(person)) => person,
            (ClaimedBy::Heir, Asks::Professional(_)) => {
                return Err(unfit("an heir asks as a citizen; name in `of` their record"));
            }
            (ClaimedBy::Expert, Asks::HolderOf(_)) => {
                return Err(unfit("an expert asks as a doctor; name in `rpps` their number"));
            }
        };
        if [asks, *doctor].contains(&actor.person) {
            return Err(HeirFault::AboutOneself.into());
        }
        let holder = permit.space_facts().map(|facts| facts.holder);
        if holder == Some(asks) || holder == Some(*doctor) {
            return Err(unfit("nobody asks for, or chooses from, what is their own"));
        }
        if asks == *doctor {
            return Err(unfit("the doctor who chooses is another person than whoever asks"));
        }
        if claim.by == ClaimedBy::Heir && is_refused(standing) {
            return Err(HeirFault::Refused.into());
        }
        let asked = |one: &Provision| match one.kind.as_str() {
            HEIR_REQUEST => one.person == Some(asks),
            HEIR_SELECTION => one.terms::<HeirSelectionTerms>().is_some_and(|terms| terms.asks == asks),
            _ => false,
        };
        if standing.iter().any(asked) {
            return Err(unfit(
                "a request of this person waits already, or a doctor is to choose for them; end that one first",
            ));
        }
        let running = standing.iter().filter(|one| is_matter(one)).count();
        check_number("requests, selections and accesses of one record", running + 1, known.most_running)?;
        Ok(asks)
    }
}

fn unfit(text: &str) -> Error {
    Error::Unprocessable(text.to_owned())
}
